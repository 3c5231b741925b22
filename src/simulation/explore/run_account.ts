import type { ExploredFault } from "./explored_fault.ts";

/** What makes a run fail. */
export type ExploreFailureKind =
  | "threw"
  | "unhandled-rejection"
  | "uncaught-error"
  | "real-time"
  | "always"
  | "never-settles"
  | "limit"
  | "nondeterministic";

/** How a run failed. */
export interface ExploreFailure {
  /** What kind of failure it is. */
  readonly kind: ExploreFailureKind;
  /** What was thrown. */
  readonly error: unknown;
  /** When, on the run's clock. */
  readonly atMs: number;
}

/** A fault that struck, and when it first did. */
export interface StruckFault {
  /** The fault. */
  readonly fault: ExploredFault;
  /** When, on the run's clock. */
  readonly atMs: number;
  /** Which call it met first, from 1; 0 for what meets no call. */
  readonly nth: number;
}

/** What one run came to. */
export interface RunAccount {
  readonly failure: ExploreFailure | undefined;
  /** The faults that struck, in order. */
  readonly faults: readonly StruckFault[];
  readonly calls: ReadonlyMap<string, number>;
  readonly points: ReadonlyMap<string, number>;
  readonly sometimes: ReadonlyMap<string, number>;
  /** What was called, and slept, each with its time: the first steps. */
  readonly trace: readonly string[];
  /** How many steps there were, and what those come to that the trace does not hold. */
  readonly steps: number;
  readonly restHash: string;
  /** Names that were spared a fault because nobody could tell whether they answer promises. */
  readonly spared: ReadonlySet<string>;
  readonly log: readonly string[];
  readonly endedAtMs: number;
  readonly events: number;
}
