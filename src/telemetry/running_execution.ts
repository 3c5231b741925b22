import type { Deadlines } from "./deadlines.ts";
import type { ExecutionContext, ExecutionRequest, Trigger } from "./execution.ts";
import { type CurrentExecution, runInExecution } from "./execution_context.ts";
import type { ExecutionKind, ExecutionRecord, ExecutionTier } from "./execution_record.ts";
import type { Outcome } from "./outcome.ts";

/** How a body came to its end, or how its execution did without it. */
export type Ending<T> =
  | { readonly how: "returned"; readonly value: T }
  | { readonly how: "threw"; readonly thrown: unknown }
  | { readonly how: "limit"; readonly thrown: unknown }
  | { readonly how: "cancelled"; readonly thrown: unknown };

/**
 * A body under way. The execution is over when the body has ended, when it was cancelled, or when its time is over, whatever comes first: a
 * promise cannot be killed, so a body that goes on after that is left behind, and what it says is not heard.
 */
export class RunningExecution<T> implements CurrentExecution, ExecutionContext {
  readonly id: string;
  readonly kind: ExecutionKind;
  readonly owner: string;
  readonly instance: string;
  readonly name: string;
  readonly topic: string;
  /** Whose code it is. */
  readonly tier: ExecutionTier;
  readonly #registrationId: number | null;
  readonly #trigger: Trigger | undefined;
  readonly #startedAtMs: number;
  readonly #startMs: number;
  #controller: AbortController | undefined;
  #abortedWith: { readonly reason: unknown } | undefined;
  #isBodyOver = false;
  #release: (() => void) | undefined;
  #settle: ((ending: Ending<T>) => void) | undefined;
  #whenBodyOver: (() => void) | undefined;

  /**
   * @param startedAtMs The time of day, in milliseconds since the epoch.
   * @param startMs The time by the clock that durations are measured with.
   */
  constructor(request: ExecutionRequest<T>, id: string, startedAtMs: number, startMs: number) {
    this.id = id;
    this.kind = request.kind;
    this.owner = request.owner;
    this.instance = request.instance ?? "";
    this.name = request.name;
    this.topic = request.topic ?? "";
    this.tier = request.tier ?? "app";
    this.#registrationId = request.registrationId ?? null;
    this.#trigger = request.trigger && { ...request.trigger };
    this.#startedAtMs = startedAtMs;
    this.#startMs = startMs;
  }

  /** Made when it is asked for: most bodies never do. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortedWith !== undefined) this.#controller.abort(this.#abortedWith.reason);
    }
    return this.#controller.signal;
  }

  /** Whether the body goes on, though its execution is over. */
  get isLeftBehind(): boolean {
    return this.#settle === undefined && !this.#isBodyOver;
  }

  /** Calls when a body that was left behind has ended after all. */
  onBodyOver(call: () => void): void {
    this.#whenBodyOver = call;
  }

  /**
   * Runs the body; to be called once. Never throws.
   *
   * @param over Is called once, when the execution is over.
   */
  run(
    { run, timeoutMs, signal }: ExecutionRequest<T>,
    deadlines: Deadlines,
    over: (ending: Ending<T>) => void,
  ): void {
    if (signal?.aborted) {
      this.#isBodyOver = true;
      return over({ how: "cancelled", thrown: signal.reason });
    }
    this.#settle = over;
    if (signal !== undefined || timeoutMs !== undefined) this.#release = this.#bound(signal, timeoutMs, deadlines);
    this.#runBody(run);
  }

  /** What is written down of it. */
  record(
    nowMs: number,
    { status, timedOutBy, dependencyFailed, error }: Outcome,
    sessionId: number | null,
  ): ExecutionRecord {
    return {
      id: this.id,
      kind: this.kind,
      owner: this.owner,
      instance: this.instance,
      name: this.name,
      topic: this.topic,
      tier: this.tier,
      registrationId: this.#registrationId,
      sessionId,
      startedAtMs: this.#startedAtMs,
      durationMs: Math.max(0, nowMs - this.#startMs),
      status,
      timedOutBy,
      dependencyFailed,
      error,
      triggerId: this.#trigger?.id ?? null,
      triggerOrigin: this.#trigger?.origin ?? null,
    };
  }

  /** Ends the execution, if it is not over, and asks the body to end. */
  cancel(reason: unknown): void {
    this.#end({ how: "cancelled", thrown: reason });
  }

  /** Ends it when the signal aborts, and when the time is over; answers what takes that back. */
  #bound(signal: AbortSignal | undefined, timeoutMs: number | undefined, deadlines: Deadlines): () => void {
    const cancel = () => this.cancel(signal!.reason);
    signal?.addEventListener("abort", cancel, { once: true });
    const release = timeoutMs === undefined ? undefined : deadlines.set(timeoutMs, () => this.#expire(timeoutMs));
    return () => {
      signal?.removeEventListener("abort", cancel);
      release?.();
    };
  }

  #runBody(run: ExecutionRequest<T>["run"]): void {
    try {
      // A query builder does its work when it is awaited: that belongs to the execution too.
      const answer = runInExecution(this, () => {
        const answered = run(this);
        return isThenable(answered) ? Promise.resolve(answered) : answered;
      });
      if (answer instanceof Promise) {
        answer.then(
          (value) => this.#bodyOver({ how: "returned", value }),
          (thrown) => this.#bodyOver({ how: "threw", thrown }),
        );
      } else this.#bodyOver({ how: "returned", value: answer });
    } catch (thrown) {
      this.#bodyOver({ how: "threw", thrown });
    }
  }

  #expire(timeoutMs: number): void {
    this.#end({ how: "limit", thrown: new DOMException(`The time limit of ${timeoutMs} ms is over`, "TimeoutError") });
  }

  #bodyOver(ending: Ending<T>): void {
    this.#isBodyOver = true;
    if (this.#settle === undefined) this.#whenBodyOver?.();
    else this.#settled(ending);
  }

  #settled(ending: Ending<T>): void {
    const settle = this.#settle!;
    this.#settle = undefined;
    this.#release?.();
    settle(ending);
  }

  #end(ending: Ending<T> & { readonly thrown: unknown }): void {
    if (this.#settle === undefined) return;
    // Settled before the body hears of it: what it does about it is no longer its end.
    this.#settled(ending);
    this.#abortedWith = { reason: ending.thrown };
    this.#controller?.abort(ending.thrown);
  }
}

function isThenable<T>(answer: T | Promise<T>): answer is Promise<T> {
  return typeof (answer as { then?: unknown } | null | undefined)?.then === "function";
}
