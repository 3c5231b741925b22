import type { Scenario } from "../scenario.ts";
import type { Chance } from "./chance.ts";

/** How long after it was asked to stop a group may still be worth a fault: beyond the standard grace. */
const stopMs = 30_000;
/** How often a time in which starts or stops go wrong is laid over one that is known to come. */
const aimedShare = 0.5;

/** How the faults of a run are spread. */
export interface FaultSpread {
  /** Into which part of the time they fall, from 0 to 1: all of it, or a short time in which they meet each other. */
  readonly share: number;
  /** All begin at a multiple of this, so that with a coarse one they often begin together. */
  readonly gridMs: number;
  /** Which share of them begins where something else is known to happen, or shortly after it: the start, the stop, what is done by hand. */
  readonly aimed: number;
}

/** When the faults of a run begin. */
export class FaultMoments {
  /** How long faults can begin, whatever part of that is used. */
  readonly activeMs: number;
  readonly #fromMs: number;
  readonly #forMs: number;
  readonly #gridMs: number;
  readonly #aimed: number;
  readonly #starts: readonly number[];
  readonly #stops: readonly number[];

  constructor(scenario: Scenario, { share, gridMs, aimed }: FaultSpread, chance: Chance) {
    const { horizonMs, recovery, stopAtMs = Infinity, operations = [], outages = [] } = scenario;
    this.activeMs = Math.min(horizonMs, recovery?.fromMs ?? Infinity, stopAtMs + stopMs);
    this.#forMs = Math.max(Math.min(1, this.activeMs), this.activeMs * share);
    this.#fromMs = Math.floor(chance.share() * (this.activeMs - this.#forMs));
    this.#gridMs = gridMs * 10 < this.#forMs ? gridMs : 1;
    this.#aimed = aimed;
    const soon = (atMs: number) => atMs < this.activeMs;
    const done = (...deeds: readonly string[]) =>
      operations.filter((operation) => deeds.includes(operation.do)).map(({ atMs }) => atMs);
    this.#starts = [0, ...done("start", "restart"), ...outages.map(({ fromMs }) => fromMs)].filter(soon);
    this.#stops = [...done("stop", "restart", "remove"), stopAtMs].filter(soon);
  }

  /** Any moment. */
  any(chance: Chance): number {
    if (this.#aimed > 0 && chance.happens(this.#aimed)) return this.#after(chance);
    const atMs = this.#fromMs + Math.floor(chance.share() * this.#forMs);
    return atMs - atMs % this.#gridMs;
  }

  /** The beginning of a time of that length in which somebody is started. */
  beforeStart(chance: Chance, lengthMs: number): number {
    return this.#before(this.#starts, chance, lengthMs);
  }

  /** The beginning of a time of that length in which somebody is asked to stop, if it is known when that is. */
  beforeStop(chance: Chance, lengthMs: number): number {
    return this.#before(this.#stops, chance, lengthMs);
  }

  #after(chance: Chance): number {
    const atMs = chance.oneOf([...this.#starts, ...this.#stops]);
    const laterMs = chance.happens(0.5) ? 0 : chance.magnitude(1, stopMs);
    return Math.min(Math.floor(atMs + laterMs), Math.ceil(this.activeMs) - 1);
  }

  #before(moments: readonly number[], chance: Chance, lengthMs: number): number {
    if (moments.length === 0 || !chance.happens(aimedShare)) return this.any(chance);
    return Math.max(0, Math.floor(chance.oneOf(moments) - chance.share() * lengthMs));
  }
}
