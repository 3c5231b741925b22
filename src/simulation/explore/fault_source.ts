import type { CallOutage, ExploredFault, LateCall, LoopStall, ThrowingCall, TimeOfDayJump } from "./explored_fault.ts";

/** What can go wrong with one call. */
export type CallFault = ThrowingCall | LateCall | CallOutage;

/** What goes wrong with the whole program at once. */
export type WorldFault = LoopStall | TimeOfDayJump;

/** Says what goes wrong in a run, when asked. Nobody knows beforehand which calls there are. */
export interface FaultSource {
  /** What goes wrong with the n-th call of a name, at this time; asked for each call once, in order. */
  ofCall(name: string, nth: number, nowMs: number): CallFault | undefined;
  /** Whether a point crashes when it is reached the n-th time; asked each time, in order. */
  crashes(point: string, nth: number): boolean;
  /** The next fault of the whole program; `undefined` when there is no other. */
  nextOfWorld(): WorldFault | undefined;
}

/** Lets go wrong what a list says, and nothing else. */
export class ListedFaults implements FaultSource {
  readonly #calls = new Map<string, CallFault>();
  readonly #outages: CallOutage[] = [];
  readonly #crashes = new Set<string>();
  readonly #world: WorldFault[] = [];

  constructor(faults: readonly ExploredFault[]) {
    for (const fault of faults) {
      if ("point" in fault) this.#crashes.add(key(fault.point, fault.nth));
      else if (fault.do === "fails") this.#outages.push(fault);
      else if ("call" in fault) this.#calls.set(key(fault.call, fault.nth), fault);
      else this.#world.push(fault);
    }
    this.#world.sort((one, other) => one.atMs - other.atMs);
  }

  /** See {@linkcode FaultSource}. */
  ofCall(name: string, nth: number, nowMs: number): CallFault | undefined {
    return this.#outages.find(({ call, fromMs, toMs }) => call === name && fromMs <= nowMs && nowMs < toMs) ??
      this.#calls.get(key(name, nth));
  }

  /** See {@linkcode FaultSource}. */
  crashes(point: string, nth: number): boolean {
    return this.#crashes.has(key(point, nth));
  }

  /** See {@linkcode FaultSource}. */
  nextOfWorld(): WorldFault | undefined {
    return this.#world.shift();
  }
}

function key(name: string, nth: number): string {
  return `${nth}:${name}`;
}
