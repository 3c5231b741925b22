import { exponential, naturalLog } from "../exact_math.ts";

/** What is drawn from a stream of chance; on every machine the same. */
export class Chance {
  readonly #random: () => number;

  /** @param random Answers a number in [0, 1) at each call. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** A number in [0, 1). */
  share(): number {
    return this.#random();
  }

  /** Whether something happens that is so likely, from 0 to 1. */
  happens(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A whole number between two, which both can be drawn. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.#random() * (max - min + 1));
  }

  /** One of these. There must be one at least. */
  oneOf<Each>(list: readonly Each[]): Each {
    return list[Math.floor(this.#random() * list.length)]!;
  }

  /** So many of these, in their order; all if there are no more. */
  someOf<Each>(list: readonly Each[], count: number): Each[] {
    const some: Each[] = [];
    let wanted = Math.min(count, list.length);
    for (let index = 0; wanted > 0; index++) {
      if (this.#random() * (list.length - index) >= wanted) continue;
      some.push(list[index]!);
      wanted--;
    }
    return some;
  }

  /** The same in any order. */
  shuffled<Each>(list: readonly Each[]): Each[] {
    const all = [...list];
    for (let end = all.length - 1; end > 0; end--) {
      const other = this.whole(0, end);
      [all[end], all[other]] = [all[other]!, all[end]!];
    }
    return all;
  }

  /**
   * A number between two, each order of magnitude as likely as the others: between 1 s and 1,000 s half of all are below 32 s. Rounded to a
   * whole number where there is one between them.
   */
  magnitude(min: number, max: number): number {
    const u = this.#random();
    const least = Math.max(min, Math.min(1, max));
    if (least >= max) return max;
    const drawn = exponential(naturalLog(least) + u * (naturalLog(max) - naturalLog(least)));
    return Math.min(max, Math.max(min, Math.ceil(min) <= Math.floor(max) ? Math.round(drawn) : drawn));
  }

  /** How often something happens that happens so often on average, by Poisson; never more than `most`. */
  count(mean: number, most: number): number {
    let count = 0;
    let sum = -naturalLog(1 - this.#random());
    while (sum < mean && count < most) {
      count++;
      sum -= naturalLog(1 - this.#random());
    }
    return count;
  }
}
