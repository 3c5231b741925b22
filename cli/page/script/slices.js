import { rankIn, timeStep } from "./figure.js";

/** How wide the last slice is drawn at the least, in pixels. */
const leastPixels = 4;

/** Ticks as counts in slices of time that are as wide as the shown part, `width` pixels wide, needs, and `leastMs` at the least. */
export class Slices {
  /** The width of a slice. */
  slice;
  /** How many there are in each. */
  counts;
  #first;
  #lastFrom;

  constructor(ticks, { from, to, width }, endMs, leastMs) {
    this.slice = Math.max(timeStep(to - from, Math.max(20, Math.min(220, width / 5))), leastMs);
    this.#first = Math.floor(from / this.slice);
    const last = Math.floor(to / this.slice);
    this.counts = new Array(last - this.#first + 1).fill(0);
    const begin = rankIn(ticks, this.#first * this.slice - 1e-6, ([at]) => at);
    for (let index = begin; index < ticks.length; index++) {
      const place = Math.floor(ticks[index][0] / this.slice) - this.#first;
      if (place >= this.counts.length) break;
      this.counts[place] += ticks[index][1];
    }
    // What the run's end cuts off could otherwise be narrower than can be seen.
    this.#lastFrom = Math.min(last * this.slice, endMs - leastPixels * (to - from) / Math.max(1, width));
  }

  /** Pairs of a time and of the count from then on. */
  points() {
    const { slice, counts } = this;
    const points = counts.map((count, index) => [(this.#first + index) * slice, count]);
    const end = [(this.#first + counts.length) * slice, 0];
    // An empty slice must not cover the one before it.
    if (counts.at(-1) > 0) points.at(-1)[0] = Math.max(points.at(-2)?.[0] ?? -Infinity, this.#lastFrom);
    return [...points, end];
  }

  /** The slice that is drawn at a time: its beginning, its end and its count. */
  at(x) {
    const last = this.counts.length - 1;
    const drawn = x >= this.#lastFrom && this.counts[last] > 0 ? last : Math.floor(x / this.slice) - this.#first;
    const fromMs = (this.#first + drawn) * this.slice;
    return { fromMs, toMs: fromMs + this.slice, count: this.counts[drawn] ?? 0 };
  }
}
