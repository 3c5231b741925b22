import { DecayingCount } from "../../src/core/decaying_count.ts";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import type { Fact } from "./observation.ts";
import type { SutureProcess } from "./suture_process.ts";
import type { SutureConfig } from "./trace.ts";

/** What a replay of a suture trace sees: a clock, the services that were started, and what became of them. */
export class SutureWorld {
  readonly clock = new VirtualClock({ settle: "promises" });
  readonly starts: Fact[] = [];
  readonly ends: Fact[] = [];
  readonly events: Fact[] = [];
  /** The newest run of each service. */
  readonly processes = new Map<string, SutureProcess>();
  /** How the latest run of each service or supervisor ended. */
  readonly ways = new Map<string, string>();
  /** Whether a stray abort or timeout ends a service quietly, as in suture 4.0.1. */
  readonly quietAborts: boolean;
  /** What each supervisor has counted, by the core's own rule; our events do not say it. */
  readonly failures: ReadonlyMap<string, DecayingCount>;
  readonly #starts = new Map<string, number>();

  constructor(config: SutureConfig, quietAborts: boolean) {
    this.quietAborts = quietAborts;
    this.failures = new Map(countsIn("top", config));
  }

  /** A service or a supervisor starts; answers which start it is. */
  started(id: string): number {
    const n = (this.#starts.get(id) ?? 0) + 1;
    this.#starts.set(id, n);
    this.starts.push({ text: `+${id}#${n}`, atMs: this.clock.now() });
    return n;
  }

  /** A service or a supervisor has ended. */
  ended(id: string, how: string, n = this.#starts.get(id)): void {
    this.ways.set(id, how);
    this.ends.push({ text: `-${id}#${n}:${how}`, atMs: this.clock.now() });
  }

  /** The supervisor's hook is called; of a failure it says how many count. */
  tell(text: string, amount?: number): void {
    this.events.push({ text, amount, atMs: this.clock.now() });
  }
}

function countsIn(
  id: string,
  { failure_threshold, failure_decay_s, services }: SutureConfig,
): [string, DecayingCount][] {
  const nested = services.flatMap(({ id, supervisor }) => supervisor === undefined ? [] : countsIn(id, supervisor));
  return [[id, new DecayingCount(failure_threshold, failure_decay_s * 1_000)], ...nested];
}
