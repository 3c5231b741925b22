import { type Backoff, defaultBackoff, drawDelay } from "../../core/backoff.ts";
import type { Clock } from "../../core/clock.ts";
import { shownFailure } from "../../core/event_sentence.ts";
import { Failure } from "../../core/failure.ts";
import { WarningLimit } from "../warning_limit.ts";

/** Something that is to be brought to the store. */
export interface Errand {
  /** What it is, as the end of a sentence: `register "shop/tidy"`. */
  readonly what: string;
  /** Does it; rejects when the store fails, and is tried again then. */
  readonly run: () => Promise<unknown>;
  /** Is told once whether it was done. */
  readonly over: (isDone: boolean) => void;
}

/** What errands are run with. */
export interface StoreErrandsTerms {
  readonly clock: Clock;
  readonly random: () => number;
  readonly say: (level: "warn" | "error", sentence: string) => void;
}

/** Between so many errands everybody else has a turn. */
const errandsPerTurn = 50;
/** A store that fails must not cost ever more memory for jobs that come and go. */
export const mostLoose = 10_000;
const backoff: Backoff = defaultBackoff;
const stopped = new Error("The errands have been stopped");

/**
 * Brings things to the store in the background, one after the other, in order. One that fails goes to the end of the row, and the store is left
 * alone for a while, longer each time, so that a store that is away is not stormed by all who wait.
 */
export class StoreErrands {
  readonly #terms: StoreErrandsTerms;
  readonly #waiting = new Set<Errand>();
  readonly #loose = new Set<Errand>();
  readonly #warned = new WeakSet<Errand>();
  readonly #warnings = new WarningLimit({ everyMs: 60_000, most: 1 });
  /** How many tries in a row have failed. */
  #failures = 0;
  #under: Errand | undefined;
  #work: AbortController | undefined;

  constructor(terms: StoreErrandsTerms) {
    this.#terms = terms;
  }

  /** How many are not over. */
  get pending(): number {
    return this.#waiting.size + (this.#under === undefined ? 0 : 1);
  }

  /** Runs one, when its turn comes. */
  add(errand: Errand): void {
    this.#waiting.add(errand);
    if (this.#work !== undefined) return;
    this.#work = new AbortController();
    this.#workOff(this.#work.signal);
  }

  /** Nobody depends on one that waits any more: of such ones, only the {@linkcode mostLoose} newest are kept while the store fails. */
  loosen(errand: Errand): void {
    if (!this.#waiting.has(errand) && this.#under !== errand) return;
    this.#loose.add(errand);
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    if (this.#failures === 0) return;
    for (const oldest of this.#loose) {
      if (this.#loose.size <= mostLoose) return;
      this.drop(oldest);
    }
  }

  /** Takes one back that is not done; if it is under way, it is not tried again. */
  drop(errand: Errand): void {
    this.#loose.delete(errand);
    if (this.#under === errand) this.#under = undefined;
    else if (this.#waiting.delete(errand)) errand.over(false);
  }

  /** Takes all back. One that is under way is waited for by nobody, but told how it ends. */
  stop(): void {
    this.#work?.abort(stopped);
    this.#work = undefined;
    this.#under = undefined;
    for (const errand of [...this.#waiting]) this.drop(errand);
  }

  async #workOff(signal: AbortSignal): Promise<void> {
    try {
      for (let turn = 0; this.#waiting.size > 0; turn++) {
        // The first one waits too: whoever adds an errand has his turn first.
        if (turn % errandsPerTurn === 0) await this.#terms.clock.sleep(0, signal);
        if (signal.aborted) return;
        const [errand] = this.#waiting;
        if (errand === undefined) break;
        this.#failures = await this.#try(errand, signal) ? 0 : this.#failures + 1;
        if (signal.aborted) return;
        if (this.#failures === 0) continue;
        this.#forgetOldest();
        await this.#terms.clock.sleep(drawDelay(backoff, this.#failures, this.#terms.random), signal);
      }
    } catch (thrown) {
      if (signal.aborted) return;
      this.#terms.say("error", `The clock of the jobs has failed: ${shownFailure(new Failure(thrown))}`);
    }
    this.#work = undefined;
  }

  async #try(errand: Errand, signal: AbortSignal): Promise<boolean> {
    this.#waiting.delete(errand);
    this.#under = errand;
    try {
      await errand.run();
      this.#loose.delete(errand);
      errand.over(true);
      return true;
    } catch (thrown) {
      if (signal.aborted || this.#under !== errand) errand.over(false);
      else this.#again(errand, thrown);
      return false;
    } finally {
      if (this.#under === errand) this.#under = undefined;
    }
  }

  #again(errand: Errand, thrown: unknown): void {
    this.#waiting.add(errand);
    if (this.#warned.has(errand) || !this.#warnings.allows("", this.#terms.clock.now())) return;
    this.#warned.add(errand);
    this.#terms.say(
      "warn",
      `The store could not ${errand.what}, which is tried again until it can: ${shownFailure(new Failure(thrown))}`,
    );
  }
}
