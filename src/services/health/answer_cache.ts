import type { Clock } from "../../core/clock.ts";
import type { ApplicationInfo } from "../service_info.ts";

/** Something that can be asked how it is: an application. */
export interface HealthSource {
  /** Everything about it at this instant. */
  info(): ApplicationInfo;
}

/** The share of all time that answers may cost in the long run. */
const share = 0.1;
/** What they may cost on top of it, all at once. Up to there each answer is made anew. */
const burstMs = 100;
/** Debt is forgotten above it, so that an answer is never older than `(debtLimitMs - burstMs) / share`: a second. */
const debtLimitMs = 200;

/**
 * Makes answers about a source and bounds what they cost, however many are asked for: each is made from a fresh `info()` as long as all
 * of them together took less than a tenth of the time (and a tenth of a second at once); during a flood the latest ones are given again,
 * for a second at most. So nobody who polls ever sees an old answer, and nobody who floods makes the process work.
 */
export class AnswerCache<Answer> {
  readonly #source: HealthSource;
  readonly #clock: Pick<Clock, "now">;
  #info: (() => ApplicationInfo) | undefined;
  #answers = new Map<string, Answer>();
  #debtMs = 0;
  #paidAtMs: number;

  /** @param clock Tells what an answer costs. */
  constructor(source: HealthSource, clock: Pick<Clock, "now">) {
    this.#source = source;
    this.#clock = clock;
    this.#paidAtMs = clock.now();
  }

  /**
   * The answer of this name, made by `make` unless it is given again.
   *
   * @throws {unknown} What `info()` or `make` threw, or during a flood had thrown.
   */
  answer(name: string, make: (info: ApplicationInfo) => Answer): Answer {
    const fromMs = this.#clock.now();
    this.#debtMs = Math.max(0, this.#debtMs - (fromMs - this.#paidAtMs) * share);
    this.#paidAtMs = fromMs;
    const known = this.#answers.get(name);
    const flooded = this.#info !== undefined && this.#debtMs > burstMs;
    if (flooded && known !== undefined) return known;
    try {
      if (!flooded) this.#ask();
      const answer = make(this.#info!());
      this.#answers.set(name, answer);
      return answer;
    } finally {
      this.#debtMs = Math.min(debtLimitMs, this.#debtMs + this.#clock.now() - fromMs);
    }
  }

  #ask(): void {
    this.#answers.clear();
    try {
      const info = this.#source.info();
      this.#info = () => info;
    } catch (thrown) {
      this.#info = () => {
        throw thrown;
      };
    }
  }
}
