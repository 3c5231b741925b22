import { durationText, tickText, timeStep } from "./figure.js";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const roundTimes = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100].concat(
  [second, 10 * second, minute, 10 * minute, hour, 6 * hour],
  [1, 10, 100, 1_000, 10_000].map((count) => count * day),
);

/** Times on an axis on which ten times as long is the same step everywhere; 0 has a place of its own at its beginning. */
export class LogScale {
  /** The first and the last place. */
  extent;
  #zero;
  #zeroEnd;

  /** @param times All that must have a place; one of them at least is above 0. */
  constructor(times) {
    const places = times.filter((ms) => ms > 0).map((ms) => Math.log10(ms));
    const first = places.reduce((first, place) => Math.min(first, place), Infinity);
    const last = places.reduce((last, place) => Math.max(last, place), -Infinity);
    const room = Math.max(0.2, (last - first) * 0.04);
    this.#zero = first - 3 * room;
    this.#zeroEnd = times.includes(0) ? first - room : -Infinity;
    this.extent = [times.includes(0) ? this.#zero - room : first - room, last + room];
  }

  /** Where a time is. */
  place(ms) {
    return ms > 0 ? Math.log10(ms) : this.#zero;
  }

  /** Which time is at a place. */
  time(place) {
    return place < this.#zeroEnd ? 0 : 10 ** place;
  }

  /** About `count` round times from one place to another, with their places. */
  ticks(from, to, count) {
    const zero = from <= this.#zero && this.#zeroEnd > this.#zero ? [{ place: this.#zero, text: "0" }] : [];
    const begin = Math.max(from, this.#zeroEnd);
    const round = roundTimes.filter((ms) => Math.log10(ms) >= begin && Math.log10(ms) <= to);
    if (round.length < 3) return [...zero, ...this.#evenTicks(begin, to, count)];
    const every = Math.ceil((round.length + zero.length) / count);
    return [
      ...zero,
      ...round.filter((_, index) => (round.length - 1 - index) % every === 0)
        .map((ms) => ({ place: Math.log10(ms), text: durationText(ms) })),
    ];
  }

  /** Where few powers of ten are shown, times that are as far apart as on an ordinary axis. */
  #evenTicks(from, to, count) {
    const [first, last] = [10 ** from, 10 ** to];
    const step = timeStep(last - first, count);
    const ticks = [];
    for (let ms = Math.ceil(first / step) * step; ms <= last; ms += step) {
      if (ms > 0) ticks.push({ place: Math.log10(ms), text: tickText(ms, step) });
    }
    return ticks;
  }
}

/** How many times as great as the middle value the greatest must be that an ordinary axis would show as a line at its beginning. */
const tooFar = 100;

/** The scale of times of which most would be in one place on an ordinary axis. */
export function scaleOfSpread({ points, unit, limits }) {
  const [median] = points.find(([, share]) => share >= 0.5) ?? points.at(-1);
  const longest = points.at(-1)[0];
  if (unit !== "ms" || longest <= median * tooFar) return undefined;
  return new LogScale([...points, ...limits.map(({ value }) => [value])].map(([ms]) => ms));
}
