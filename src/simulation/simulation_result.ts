import type { SupervisionEvent } from "../core/event.ts";
import type { GroupReport } from "../core/report.ts";
import type { Metrics } from "./metrics.ts";

/** Who drives the decision core: the drivers of production on a virtual clock, or a plain event loop without promises. */
export type Engine = "real" | "policy";

/** Something that must hold and did not. */
export interface Breach {
  /** The invariant's name. */
  readonly invariant: string;
  readonly atMs: number;
  readonly worker?: string;
  /** What was seen, and what should have been. */
  readonly message: string;
}

/** One expectation of a scenario, and what came out. */
export interface ExpectationResult {
  /** The expectation as the scenario states it. */
  readonly expectation: string;
  readonly held: boolean;
  /** The figure that was compared, in the expectation's unit; `null` where the run gives none, which does not hold. */
  readonly value: number | null;
  /** The same as text with its unit, for people. */
  readonly shown: string;
}

/** What a run of a scenario gave. The same scenario and seed give the same result, on any machine. */
export interface SimulationResult {
  readonly scenario: string;
  /** In the form that `parseSeed` gives. */
  readonly seed: string;
  readonly engine: Engine;
  readonly horizonMs: number;
  /** When it ended: at the horizon, or earlier when the group was over or the event limit was reached. */
  readonly endedAtMs: number;
  /** Whether the event limit ended it, so that what would have followed is unknown. */
  readonly limited: boolean;
  /** The workers' names, in order. */
  readonly workers: readonly string[];
  readonly events: readonly SupervisionEvent[];
  /** The group's report, if the group was over. */
  readonly report: GroupReport | undefined;
  readonly metrics: Metrics;
  readonly breaches: readonly Breach[];
  readonly expectations: readonly ExpectationResult[];
  /** 16 hex digits over all events. */
  readonly hash: string;
}
