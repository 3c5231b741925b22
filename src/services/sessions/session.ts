import { shownFailure } from "../../core/event_sentence.ts";
import { Failure } from "../../core/failure.ts";
import { shown } from "../../core/option_check.ts";
import { logLine } from "../../drivers/log_line.ts";
import { sessionErrorOf, sessionErrorOfReason } from "./session_error.ts";
import { type SessionOptions, type SessionTerms, sessionTermsOf } from "./session_options.ts";
import type { Awaitable, SessionDrops, SessionError, SessionRow, SessionStore } from "./session_store.ts";
import { withinLimit } from "./time_limit.ts";

/** How a run ended. */
export interface SessionSummary {
  /** Why the application had to stop, if it did not want to. */
  readonly fatalReason?: string;
  /** Records that were lost, by cause. A count that is no whole number of at least 0 is left out, and logged. */
  readonly drops?: SessionDrops;
}

/** So many heartbeats in a row may not fail. */
const failuresTooMany = 3;

/**
 * One run of an application, on record from its first moment to its last, whatever comes between.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MemorySessionStore, Session } from "@mainstay/supervisor/services";
 *
 * const store = new MemorySessionStore();
 * const session = await Session.open(store, { application: "app" });
 * assertEquals(store.list().map(({ id, status }) => [id, status]), [[session.id, "running"]]);
 *
 * assertEquals(await session.finish({ fatalReason: "disk full" }), true);
 * assertEquals(store.list().map(({ status, error }) => [status, error?.message]), [["failure", "disk full"]]);
 * ```
 */
export class Session {
  /** The row's id in the store. */
  readonly id: number;
  /** The runs before this one that ended without a word, which its opening closed, oldest first. */
  readonly reclaimed: readonly SessionRow[];
  readonly #store: SessionStore;
  readonly #terms: SessionTerms;
  readonly #startedAtMs: number;
  /** Aborted once the row is closed. */
  readonly #over = new AbortController();
  #crash: SessionError | undefined;
  /** Ends when what was asked for before is through. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    { id, reclaimed, startedAtMs }: Pick<Session, "id" | "reclaimed"> & { readonly startedAtMs: number },
    store: SessionStore,
    terms: SessionTerms,
  ) {
    this.id = id;
    this.reclaimed = reclaimed;
    this.#startedAtMs = startedAtMs;
    this.#store = store;
    this.#terms = terms;
  }

  /**
   * Closes the rows of runs that died, and writes the row of this one. The store must stay open until the session is finished;
   * here it may take its time.
   *
   * @throws {TypeError} The promise rejects for an unknown option and an empty name.
   * @throws {RangeError} The promise rejects for a `heartbeatMs` or `storeTimeoutMs` that is not a finite number above 0.
   * @throws {unknown} The promise rejects with what the store throws.
   */
  static async open(store: SessionStore, options: SessionOptions): Promise<Session> {
    const terms = sessionTermsOf(options);
    const startedAtMs = Math.round(terms.wallClock());
    const reclaimed = await store.reclaim(startedAtMs);
    const { application, heartbeatMs } = terms;
    const id = await store.create({ application, atMs: startedAtMs, heartbeatMs });
    const session = new Session({ id, reclaimed, startedAtMs }, store, terms);
    for (const row of reclaimed) {
      session.#say("warn", `Session ${row.id} of application "${row.application}" ended without a word: it is closed`);
    }
    return session;
  }

  /**
   * Tells the store again and again that the run lives, until the signal aborts or the session is finished: the loop of a service.
   *
   * @throws {Error} The promise rejects when three heartbeats in a row have failed; `cause` is what the last one threw.
   */
  async beat(signal: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([signal, this.#over.signal]);
    let failures = 0;
    while (await this.#slept(ended)) {
      try {
        const isOpen = await this.#ask(() => this.#store.heartbeat(this.id, this.#nowMs()));
        if (!isOpen && !ended.aborted) this.#say("warn", `The row of ${this.#name} was closed by somebody else`);
        failures = 0;
      } catch (thrown) {
        failures++;
        const last = shownFailure(new Failure(thrown));
        if (failures === failuresTooMany) {
          const sentence = `Cannot keep ${this.#name} alive: ${failures} heartbeats in a row failed, last ${last}`;
          throw new Error(sentence, { cause: thrown });
        }
        this.#say("warn", `A heartbeat of ${this.#name} failed: ${last}`);
      }
    }
  }

  /**
   * Records what crashed the application. Only the first crash counts. Never throws: what the store throws is logged.
   *
   * @returns Whether this crash is on record now. If the store failed, {@linkcode finish} tries again.
   */
  crashed(failure: Failure): Promise<boolean> {
    return this.#inTurn("record the crash", async () => {
      if (this.#over.signal.aborted || this.#crash !== undefined) return false;
      const error = sessionErrorOf(failure);
      this.#crash = error;
      return await this.#ask(() => this.#store.recordCrash(this.id, error));
    });
  }

  /**
   * Closes the row: a failure if there was a crash or a fatal reason, else a success. Never throws: what the store throws is logged, and the
   * row can be finished again.
   *
   * @returns Whether it was this call that closed the row.
   */
  finish(summary: SessionSummary = {}): Promise<boolean> {
    return this.#inTurn("finish", async () => {
      if (this.#over.signal.aborted) return false;
      const { fatalReason, drops = {} } = summary;
      const reason = fatalReason === undefined ? null : sessionErrorOfReason(fatalReason);
      const end = { atMs: this.#nowMs(), error: this.#crash ?? reason, drops: this.#counted(drops) };
      const first = await this.#ask(() => this.#store.finish(this.id, end));
      this.#over.abort();
      return first;
    });
  }

  get #name(): string {
    return `session ${this.id} of application "${this.#terms.application}"`;
  }

  /** The wall clock may be set back, but no session ends before it began. */
  #nowMs(): number {
    return Math.max(this.#startedAtMs, Math.round(this.#terms.wallClock()));
  }

  #inTurn(action: string, act: () => Promise<boolean>): Promise<boolean> {
    const done = this.#turn.then(act).catch((thrown) => {
      this.#say("error", `Cannot ${action} ${this.#name}: ${shownFailure(new Failure(thrown))}`);
      return false;
    });
    this.#turn = done;
    return done;
  }

  #ask<T>(question: () => Awaitable<T>): Promise<T> {
    return withinLimit(this.#terms.clock, this.#terms.storeTimeoutMs, "hear from its store", question);
  }

  /** Waits for the next heartbeat; false when there is none to come. */
  async #slept(ended: AbortSignal): Promise<boolean> {
    try {
      await this.#terms.clock.sleep(this.#terms.heartbeatMs, ended);
      return !ended.aborted;
    } catch (thrown) {
      if (ended.aborted) return false;
      throw thrown;
    }
  }

  #counted(drops: SessionDrops): SessionDrops {
    const isCount = ([, count]: [string, number]) => Number.isSafeInteger(count) && count >= 0;
    const entries = Object.entries(drops);
    for (const [cause, count] of entries.filter((entry) => !isCount(entry))) {
      this.#say("warn", `The drops "${cause}" of ${this.#name} are left out: ${shown(count)} is no count`);
    }
    return Object.fromEntries(entries.filter(isCount));
  }

  #say(level: "warn" | "error", sentence: string): void {
    logLine(this.#terms.logger, level, sentence);
  }
}
