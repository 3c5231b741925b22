import { Hash } from "../trace_hash.ts";

/** How much of a run is kept to be compared step by step, and to be shown. */
const keptFirst = 50_000;
const keptNewest = 3;

/** What a run has done, step by step: the first steps, the newest ones, and a hash of those that are not kept. */
export class RunTrace {
  readonly #first: string[] = [];
  readonly #newest: string[] = [];
  readonly #rest = new Hash();
  #steps = 0;

  /** The first steps. */
  get first(): readonly string[] {
    return this.#first;
  }

  /** The newest steps, the oldest of them first. */
  get newest(): readonly string[] {
    return [...this.#newest];
  }

  /** How many there were. */
  get steps(): number {
    return this.#steps;
  }

  /** What the steps after the first ones come to. */
  get restHash(): string {
    return this.#rest.digest();
  }

  /** Adds a step. */
  add(step: string): void {
    if (this.#steps++ < keptFirst) this.#first.push(step);
    else this.#rest.text(step);
    this.#newest.push(step);
    if (this.#newest.length > keptNewest) this.#newest.shift();
  }
}
