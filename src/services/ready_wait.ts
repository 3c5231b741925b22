import type { Clock } from "../core/clock.ts";
import { checkKeys, checkNumber } from "../core/option_check.ts";

/** How long somebody waits for others to become ready. */
export interface ReadyWaitOptions {
  /**
   * How long at most, in milliseconds; Infinity for as long as it takes.
   * @default 20_000
   */
  readonly timeoutMs?: number;
  /** Ends the wait when it aborts: it rejects with the reason then. */
  readonly signal?: AbortSignal;
}

/** What came of a wait. */
export interface ReadyResult {
  /** Whether all were ready, at one instant. */
  readonly ready: boolean;
  /**
   * How the wait ended: all are ready, one of them cannot become ready any more, the time was over, or the application was asked to stop, even
   * if they became ready at the same instant.
   */
  readonly outcome: "ready" | "hopeless" | "timeout" | "stopped";
  /** Why those that are not ready are not: `db: AuthError: token expired`. */
  readonly reasons: readonly string[];
  /** Aborts when one of those that were waited for is not ready any more; aborted already if they were not ready. */
  readonly lost: AbortSignal;
}

/** Somebody who becomes ready, and may be lost again. */
export interface Waitable {
  /** Whether it is ready now. */
  readonly isReady: boolean;
  /** Whether it will not become ready any more by itself before that time. */
  isHopeless(untilMs: number): boolean;
  /** Why it is not ready, with its name before it. */
  readonly plight: string;
  /** How often it was lost after it had been ready. */
  readonly losses: number;
  /** Calls back whenever any of that changes; answers how to end that. */
  onChange(listener: () => void): () => void;
}

/**
 * Waits until all members are ready at one instant; an empty list is. Nothing is polled: only who changes is looked at again.
 *
 * @param stopping Ends the wait with "stopped" when it aborts.
 * @param until From when on nobody watches any more whether readiness is lost.
 * @throws {RangeError} Rejects for a `timeoutMs` that is negative or no number.
 * @throws {unknown} Rejects with the reason of `options.signal` when that aborts.
 */
export async function waitForReady(
  members: readonly Waitable[],
  clock: Clock,
  stopping: AbortSignal | undefined,
  options: ReadyWaitOptions = {},
  until?: AbortSignal,
): Promise<ReadyResult> {
  checkKeys("wait for services", "", options, ["timeoutMs", "signal"]);
  const { timeoutMs = 20_000, signal } = options;
  checkNumber("wait for services", "timeoutMs", timeoutMs, { min: 0, orInfinity: true });
  signal?.throwIfAborted();
  const over = new AbortController();
  // One list instead of a listener for each member: those of one signal cost more the more there are.
  const forgets: (() => void)[] = [];
  try {
    const outcome = await outcomeOf(members, clock, stopping, timeoutMs, signal, over.signal, forgets);
    const ready = outcome === "ready";
    const reasons = ready ? [] : members.filter((member) => !member.isReady).map(({ plight }) => plight);
    return new Result(outcome, reasons, members, until);
  } finally {
    over.abort();
    for (const forget of forgets) forget();
  }
}

function outcomeOf(
  members: readonly Waitable[],
  clock: Clock,
  stopping: AbortSignal | undefined,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  over: AbortSignal,
  forgets: (() => void)[],
): Promise<ReadyResult["outcome"]> {
  const untilMs = clock.now() + timeoutMs;
  return new Promise((resolve, reject) => {
    const unready = new Set<Waitable>();
    let isLooking = false;
    // Once all that happens at this instant was told: who is ready in the midst of it may be lost by its end.
    const look = () => {
      isLooking = false;
      if (over.aborted) return;
      if (stopping?.aborted) resolve("stopped");
      else if (unready.size === 0) resolve("ready");
      else for (const member of unready) if (member.isHopeless(untilMs)) return resolve("hopeless");
    };
    const lookSoon = () => {
      if (isLooking) return;
      isLooking = true;
      queueMicrotask(look);
    };
    for (const member of new Set(members)) {
      if (!member.isReady) unready.add(member);
      forgets.push(member.onChange(() => {
        if (member.isReady) unready.delete(member);
        else unready.add(member);
        if (unready.size === 0 || (!member.isReady && member.isHopeless(untilMs))) lookSoon();
      }));
    }
    stopping?.addEventListener("abort", () => resolve("stopped"), { signal: over });
    signal?.addEventListener("abort", () => reject(signal.reason), { signal: over });
    if (timeoutMs !== Infinity) {
      clock.sleep(timeoutMs, over).then(() => resolve(stopping?.aborted ? "stopped" : "timeout"), () => {});
    }
    look();
  });
}

/** What comes of a wait that could not even begin, or of one that a failure put an end to. */
export function hopeless(
  reason: string,
  { reasons }: Pick<ReadyResult, "reasons"> = { reasons: [reason] },
): ReadyResult {
  return new Result("hopeless", reasons, [], undefined);
}

class Result implements ReadyResult {
  readonly outcome: ReadyResult["outcome"];
  readonly reasons: readonly string[];
  readonly #members: readonly Waitable[];
  readonly #losses: readonly number[];
  readonly #until: AbortSignal | undefined;
  #lost: AbortController | undefined;

  constructor(
    outcome: ReadyResult["outcome"],
    reasons: readonly string[],
    members: readonly Waitable[],
    until: AbortSignal | undefined,
  ) {
    this.#until = until;
    this.outcome = outcome;
    this.reasons = reasons;
    this.#members = members;
    this.#losses = members.map(({ losses }) => losses);
  }

  get ready(): boolean {
    return this.outcome === "ready";
  }

  /** Nobody is watched before somebody asks; what was lost until then is seen by the count. */
  get lost(): AbortSignal {
    if (this.#lost !== undefined) return this.#lost.signal;
    const lost = this.#lost = new AbortController();
    const isLost = (member: Waitable, index: number) => !member.isReady || member.losses !== this.#losses[index];
    if (!this.ready || this.#members.some(isLost)) lost.abort();
    if (this.#until?.aborted) return lost.signal;
    if (lost.signal.aborted) return lost.signal;
    const forgets = this.#members.map((member, index) =>
      member.onChange(() => {
        if (isLost(member, index)) lost.abort();
      })
    );
    const forgetAll = () => {
      for (const forget of forgets) forget();
    };
    lost.signal.addEventListener("abort", forgetAll);
    this.#until?.addEventListener("abort", forgetAll, { signal: lost.signal });
    return lost.signal;
  }
}
