import type { ExploredFault, ExploredFaultKind } from "./explored_fault.ts";
import type { RunAccount } from "./run_account.ts";

/** What an exploration came to that found nothing wrong. */
export interface Exploration {
  /** How many seeds were run. */
  readonly runs: number;
  /** The first of them. */
  readonly firstSeed: string;
  /** What ended it. */
  readonly endedBy: "seeds" | "time-budget" | "replay" | "signal";
  /** How many runs were made twice, and went the same way. */
  readonly checkedTwice: number;
  /** Virtual time of all runs together. */
  readonly virtualMs: number;
  /** Events of all clocks together. */
  readonly events: number;
  /** How many calls there were, by name. */
  readonly calls: Readonly<Record<string, number>>;
  /** How often points were reached, by name. */
  readonly points: Readonly<Record<string, number>>;
  /** How many faults struck, by kind. */
  readonly faults: Readonly<Partial<Record<ExploredFaultKind, number>>>;
  /** What happened sometimes, by name: in how many runs, and how often. */
  readonly sometimes: Readonly<Record<string, { readonly runs: number; readonly hits: number }>>;
  /** Of a replay: faults that met nothing, because the test has changed since. */
  readonly idleFaults: readonly ExploredFault[];
}

/** Adds up what the runs of an exploration come to. */
export class ExplorationTally {
  readonly #calls = new Map<string, number>();
  readonly #points = new Map<string, number>();
  readonly #faults = new Map<string, number>();
  readonly #sometimes = new Map<string, { runs: number; hits: number }>();
  #runs = 0;
  #checkedTwice = 0;
  #virtualMs = 0;
  #events = 0;

  /** How many runs have been added. */
  get runs(): number {
    return this.#runs;
  }

  /** Adds one run. */
  add(run: RunAccount): void {
    this.#runs++;
    this.#virtualMs += run.endedAtMs;
    this.#events += run.events;
    for (const [name, count] of run.calls) add(this.#calls, name, count);
    for (const [name, count] of run.points) add(this.#points, name, count);
    for (const { fault } of run.faults) add(this.#faults, fault.do, 1);
    for (const [name, count] of run.sometimes) {
      const { runs, hits } = this.#sometimes.get(name) ?? { runs: 0, hits: 0 };
      this.#sometimes.set(name, { runs: runs + Number(count > 0), hits: hits + count });
    }
  }

  /** A run was made twice. */
  addCheck(): void {
    this.#checkedTwice++;
  }

  /** The names of those that did not happen. */
  missing(required: readonly string[]): string[] {
    return required.filter((name) => (this.#sometimes.get(name)?.hits ?? 0) === 0);
  }

  /** All of it. */
  total(
    firstSeed: string,
    endedBy: Exploration["endedBy"],
    idleFaults: readonly ExploredFault[] = [],
  ): Exploration {
    return {
      runs: this.#runs,
      firstSeed,
      endedBy,
      checkedTwice: this.#checkedTwice,
      virtualMs: this.#virtualMs,
      events: this.#events,
      calls: Object.fromEntries(this.#calls),
      points: Object.fromEntries(this.#points),
      faults: Object.fromEntries(this.#faults),
      sometimes: Object.fromEntries(this.#sometimes),
      idleFaults,
    };
  }
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}
