/** Two hexadecimal digits for each byte. */
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const counterMost = 2 ** 26 - 1;

/**
 * UUIDs of version 7 (RFC 9562): 48 bits of the time of day, then 26 bits that count within a millisecond from a place drawn by chance,
 * then 48 bits of chance. Those of one generator are in the order of their making, as texts and as bytes, also if the clock is set back.
 */
export class ExecutionIds {
  readonly #wallClock: () => number;
  readonly #random: () => number;
  #lastMs = -1;
  #counter = 0;
  #head = "";

  /**
   * @param wallClock The time of day, in milliseconds since the epoch.
   * @param random Answers a number in [0, 1) at each call.
   */
  constructor(wallClock: () => number, random: () => number) {
    this.#wallClock = wallClock;
    this.#random = random;
  }

  /** The next one. */
  next(): string {
    const nowMs = Math.floor(this.#wallClock());
    if (nowMs > this.#lastMs || this.#counter === counterMost) {
      this.#begin(Math.max(nowMs, this.#lastMs + 1));
    } else {
      this.#counter++;
    }
    const counter = this.#counter;
    const chance = this.#random() * 2 ** 48;
    const high = Math.floor(chance / 2 ** 24);
    const low = chance % 2 ** 24;
    // Version 7 and the counter's upper 12 bits; variant 2 and its lower 14 bits.
    return this.#head + hex[0x70 | (counter >>> 22)] + hex[(counter >>> 14) & 0xff] + "-" +
      hex[0x80 | ((counter >>> 8) & 0x3f)] + hex[counter & 0xff] + "-" +
      hex[high >>> 16] + hex[(high >>> 8) & 0xff] + hex[high & 0xff] +
      hex[low >>> 16] + hex[(low >>> 8) & 0xff] + hex[low & 0xff];
  }

  /** A new millisecond: its counter begins in the lower half of what it can hold. */
  #begin(ms: number): void {
    this.#lastMs = ms;
    this.#counter = Math.floor(this.#random() * 2 ** 25);
    const text = ms.toString(16).padStart(12, "0");
    this.#head = `${text.slice(0, 8)}-${text.slice(8)}-`;
  }
}
