import type { CoverageCount } from "./campaign_result.ts";
import { bySeed } from "../seed.ts";

/** Counts by name in how many runs something happened, how often, and with which seed first. */
export class HitCounts {
  readonly #counts = new Map<string, CoverageCount>();
  readonly #first: readonly string[];

  /** @param first Names that are counted from the beginning, in the order in which they are listed, before any others. */
  constructor(first: readonly string[] = []) {
    this.#first = first;
    for (const name of first) this.#counts.set(name, { runs: 0, hits: 0, seed: null });
  }

  /** Adds what one run, or many, came to. */
  add(name: string, { runs, hits, seed }: CoverageCount): void {
    const known = this.#counts.get(name) ?? { runs: 0, hits: 0, seed: null };
    this.#counts.set(name, {
      runs: known.runs + runs,
      hits: known.hits + hits,
      seed: seed === null || (known.seed !== null && bySeed(known.seed, seed) <= 0) ? known.seed : seed,
    });
  }

  /** All names with their counts; those that nobody announced in the order of the alphabet. */
  entries(): readonly (readonly [name: string, count: CoverageCount])[] {
    const others = [...this.#counts.keys()].filter((name) => !this.#first.includes(name)).sort();
    return [...this.#first, ...others].map((name) => [name, this.#counts.get(name)!]);
  }
}
