import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import { logLine } from "../drivers/log_line.ts";
import { supervise } from "../drivers/supervise.ts";
import type { ResolvedApplicationOptions } from "./application_options.ts";
import { Session } from "./sessions/session.ts";
import { withinLimit } from "./sessions/time_limit.ts";

/** The session of an application: opened before its services start, kept alive while they run, finished when they have ended. */
export class ApplicationSession {
  readonly #options: ResolvedApplicationOptions;
  readonly #over = new AbortController();
  #session: Session | undefined;
  #beating: Promise<unknown> | undefined;

  constructor(options: ResolvedApplicationOptions) {
    this.#options = options;
  }

  /** The number of its row; `undefined` without a store, and as long as it is not open. */
  get id(): number | undefined {
    return this.#session?.id;
  }

  /**
   * Opens it, if there is a store, and keeps it alive.
   *
   * @param stopped Ends the opening when it resolves: the row is finished then as soon as it is there.
   * @throws {unknown} Rejects with what the store threw, or when the start-up limit is over.
   */
  async open(stopped: Promise<undefined>): Promise<void> {
    const { sessions, name, clock, random, wallClock, heartbeatMs, startupTimeoutMs, logger } = this.#options;
    if (sessions === undefined) return;
    const said = logger === undefined ? {} : { logger };
    const opening = Session.open(sessions, { application: name, clock, wallClock, heartbeatMs, ...said });
    const open = () => Promise.race([opening, stopped]);
    try {
      this.#session =
        await (startupTimeoutMs === Infinity ? open() : withinLimit(clock, startupTimeoutMs, "open it", open));
    } finally {
      // One that comes too late must not stay behind as one that runs.
      if (this.#session === undefined) opening.then((late) => late.finish(), () => {});
    }
    const session = this.#session;
    if (session === undefined) return;
    this.#beating = supervise("session-heartbeat", ({ signal }) => session.beat(signal), {
      clock,
      random,
      signal: this.#over.signal,
      ...said,
    }).catch((thrown) =>
      logLine(logger ?? console, "warn", `The session's heartbeat has ended: ${shownFailure(new Failure(thrown))}`)
    );
  }

  /** Records what failed the application; the first one counts. Serialised with its end, and never rejects. */
  crashed(thrown: unknown): void {
    this.#session?.crashed(thrown instanceof Failure ? thrown : new Failure(thrown));
  }

  /** Finishes it; never rejects. */
  async finish(reason: string | undefined, drops: Readonly<Record<string, number>>): Promise<void> {
    this.#over.abort();
    await this.#beating;
    await this.#session?.finish({ ...(reason === undefined ? {} : { fatalReason: reason }), drops });
  }
}
