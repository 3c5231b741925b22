import { exponential, naturalLog } from "../exact_math.ts";
import type { RandomStreams } from "../random_streams.ts";
import type { CallOutage } from "./explored_fault.ts";
import { type DrawnKind, type FaultRulesByName, oddsOf, singleKinds } from "./fault_odds.ts";
import type { CallFault, FaultSource, WorldFault } from "./fault_source.ts";

/** What is drawn from. */
export interface DrawTerms {
  readonly rules: FaultRulesByName;
  readonly swarm: boolean;
  readonly stalls: boolean;
  readonly wallClockJumps: boolean;
}

/** One kind of fault for one name. */
interface Drawn {
  readonly kind: DrawnKind;
  readonly probability: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** Outages of one name: one after the other, none drawn before it is needed. */
interface Outages {
  readonly random: () => number;
  readonly odds: Drawn;
  readonly meanGapMs: number;
  newest: CallOutage;
}

/** How likely each call has a fault of one kind: without a swarm, and the least and the most in one. */
const steadyOdds = 0.02;
const leastOdds = 0.003;
const mostOdds = 0.3;
/** How long it is between two outages, stalls or jumps, on average: without a swarm, and the least and the most in one. */
const steadyGapMs = 600_000;
const leastGapMs = 10_000;
const mostGapMs = 3_600_000;
/** How long the event loop stalls, and by how much the time of day jumps, at the least and at the most. */
const stallMs = [10, 10_000] as const;
const jumpMs = [1_000, 86_400_000] as const;

/**
 * Draws what goes wrong while it is asked. Each name, each kind of use has a stream of its own, so that one call more of one name shifts nothing
 * for the others.
 *
 * In a swarm each seed leaves out some kinds of faults wholly, and draws how likely the others are: what only shows under many faults of one
 * kind, or in the absence of another, shows as well.
 */
export class DrawnFaults implements FaultSource {
  readonly #streams: RandomStreams;
  readonly #terms: DrawTerms;
  readonly #left = new Map<string, boolean>();
  readonly #singles = new Map<string, readonly Drawn[]>();
  readonly #outages = new Map<string, Outages | undefined>();
  readonly #crashes = new Map<string, Drawn | undefined>();
  readonly #world: { readonly next: () => WorldFault; fault: WorldFault }[] = [];

  constructor(streams: RandomStreams, terms: DrawTerms) {
    this.#streams = streams;
    this.#terms = terms;
    if (terms.stalls && this.#has("stall")) {
      this.#occur("stall", (atMs, random) => ({ do: "stall", atMs, forMs: between(stallMs, random()) }));
    }
    if (terms.wallClockJumps && this.#has("wall-clock-jump")) {
      this.#occur("wall-clock-jump", (atMs, random) => {
        const byMs = between(jumpMs, random());
        return { do: "wall-clock-jump", atMs, byMs: random() < 0.5 ? -byMs : byMs };
      });
    }
  }

  /** See {@linkcode FaultSource}. */
  ofCall(call: string, nth: number, nowMs: number): CallFault | undefined {
    const random = this.#streams.stream(`call:${call}`);
    // As many draws for each call, whatever comes of them.
    let chance = random();
    const length = random();
    const outage = this.#outageOf(call, nowMs);
    if (outage !== undefined) return outage;
    for (const { kind, probability, minMs, maxMs } of this.#singlesOf(call)) {
      if (chance >= probability) {
        chance -= probability;
        continue;
      }
      if (kind === "slow" || kind === "hang") return { call, nth, do: kind, ms: between([minMs, maxMs], length) };
      if (kind === "throw-before" || kind === "throw-after") return { call, nth, do: kind };
    }
  }

  /** See {@linkcode FaultSource}. */
  crashes(point: string): boolean {
    const chance = this.#streams.stream(`point:${point}`)();
    if (!this.#crashes.has(point)) this.#crashes.set(point, this.#draw(point, "crash"));
    return chance < (this.#crashes.get(point)?.probability ?? 0);
  }

  /** See {@linkcode FaultSource}. */
  nextOfWorld(): WorldFault | undefined {
    const [first, ...others] = this.#world;
    if (first === undefined) return undefined;
    const next = others.reduce((one, other) => other.fault.atMs < one.fault.atMs ? other : one, first);
    const { fault } = next;
    next.fault = next.next();
    return fault;
  }

  #singlesOf(call: string): readonly Drawn[] {
    let singles = this.#singles.get(call);
    if (singles === undefined) {
      singles = singleKinds.flatMap((kind) => this.#draw(call, kind) ?? []);
      this.#singles.set(call, singles);
    }
    return singles;
  }

  /** The outage of a name at this time. */
  #outageOf(call: string, nowMs: number): CallOutage | undefined {
    if (!this.#outages.has(call)) this.#outages.set(call, this.#firstOutage(call));
    const outages = this.#outages.get(call);
    if (outages === undefined) return undefined;
    while (outages.newest.toMs <= nowMs) outages.newest = this.#outageAfter(call, outages, outages.newest.toMs);
    return outages.newest.fromMs <= nowMs ? outages.newest : undefined;
  }

  #firstOutage(call: string): Outages | undefined {
    const odds = this.#draw(call, "fails");
    if (odds === undefined || odds.probability === 0) return undefined;
    const random = this.#streams.stream(`outages:${call}`);
    const given = oddsOf(this.#terms.rules, call, "fails")?.probability;
    const meanGapMs = given === undefined
      ? this.#gap(random)
      : meanBetween([odds.minMs, odds.maxMs]) * (1 - given) / given;
    const outages = { random, odds, meanGapMs, newest: { call, do: "fails", fromMs: 0, toMs: 0 } as CallOutage };
    outages.newest = this.#outageAfter(call, outages, 0);
    return outages;
  }

  #outageAfter(call: string, { random, odds, meanGapMs }: Outages, afterMs: number): CallOutage {
    const fromMs = afterMs + Math.round(meanGapMs * -naturalLog(1 - random()));
    const lengthMs = between([odds.minMs, odds.maxMs], random());
    return { call, do: "fails", fromMs, toMs: fromMs + Math.max(1, lengthMs) };
  }

  /** How likely one kind is for one name; `undefined` where it is off. */
  #draw(name: string, kind: DrawnKind): Drawn | undefined {
    const odds = oddsOf(this.#terms.rules, name, kind);
    const random = this.#streams.stream(`odds:${kind}:${name}`)();
    if (odds === undefined) return undefined;
    const { minMs, maxMs } = odds;
    if (!this.#has(kind)) return undefined;
    const drawn = this.#terms.swarm ? logBetween([leastOdds, mostOdds], random) : steadyOdds;
    return { kind, probability: odds.probability ?? drawn, minMs, maxMs };
  }

  /** Whether this seed has faults of a kind at all. */
  #has(kind: string): boolean {
    if (!this.#terms.swarm) return true;
    let has = this.#left.get(kind);
    if (has === undefined) {
      has = this.#streams.stream(`kind:${kind}`)() < 0.5;
      this.#left.set(kind, has);
    }
    return has;
  }

  #gap(random: () => number): number {
    const drawn = random();
    return this.#terms.swarm ? logBetween([leastGapMs, mostGapMs], drawn) : steadyGapMs;
  }

  #occur(kind: string, make: (atMs: number, random: () => number) => WorldFault): void {
    const random = this.#streams.stream(`world:${kind}`);
    const meanGapMs = this.#gap(random);
    let atMs = 0;
    const next = () => make(atMs += Math.max(1, Math.round(meanGapMs * -naturalLog(1 - random()))), random);
    this.#world.push({ next, fault: next() });
  }
}

/** A whole number of milliseconds of a range, short ones as likely as long ones. */
function between([min, max]: readonly [number, number], chance: number): number {
  return Math.min(max, Math.max(min, Math.round(logBetween([Math.max(1, min), Math.max(1, max)], chance))));
}

/** What such numbers come to on average. */
function meanBetween([min, max]: readonly [number, number]): number {
  const [low, high] = [Math.max(1, min), Math.max(1, max)];
  return high === low ? low : (high - low) / (naturalLog(high) - naturalLog(low));
}

function logBetween([min, max]: readonly [number, number], chance: number): number {
  const low = naturalLog(min);
  return exponential(low + (naturalLog(max) - low) * chance);
}
