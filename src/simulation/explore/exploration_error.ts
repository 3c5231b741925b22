import type { ExploredFault } from "./explored_fault.ts";
import type { ExploreFailureKind } from "./run_account.ts";

/** What an {@linkcode ExplorationError} says, for programs. */
export interface ExplorationFinding {
  /** What kind of failure it is. */
  readonly kind: ExploreFailureKind;
  /** What chance was drawn from. */
  readonly seed: string;
  /** The faults that it takes. */
  readonly faults: readonly ExploredFault[];
  /** In which run it was found, from 1. */
  readonly runs: number;
  /** How many runs it took to make it smaller. */
  readonly shrinkRuns: number;
  /** When it failed, on the run's clock. */
  readonly failedAtMs: number;
  /** What the test threw. */
  readonly cause: unknown;
}

/**
 * A test that {@linkcode explore} has made fail: what failed, with the fewest faults that it takes, and the lines that make it fail again. Its
 * `cause` is what the test threw.
 */
export class ExplorationError extends Error {
  /** The class's name, whatever becomes of it in a bundle. */
  override readonly name = "ExplorationError";
  /** What kind of failure it is. */
  readonly kind: ExploreFailureKind;
  /** What chance was drawn from. */
  readonly seed: string;
  /** The faults that it takes. */
  readonly faults: readonly ExploredFault[];
  /** In which run it was found, from 1. */
  readonly runs: number;
  /** How many runs it took to make it smaller. */
  readonly shrinkRuns: number;
  /** When it failed, on the run's clock. */
  readonly failedAtMs: number;

  /** Says what failed, and keeps it for programs. */
  constructor(message: string, { kind, seed, faults, runs, shrinkRuns, failedAtMs, cause }: ExplorationFinding) {
    super(message, { cause });
    this.kind = kind;
    this.seed = seed;
    this.faults = faults;
    this.runs = runs;
    this.shrinkRuns = shrinkRuns;
    this.failedAtMs = failedAtMs;
  }
}
