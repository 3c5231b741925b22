import type { SupervisionEvent } from "../core/event.ts";
import type { GroupReport } from "../core/report.ts";
import type { CutOff } from "./engine_run.ts";
import type { RecoveryResult } from "./faults/recovery.ts";
import type { Metrics } from "./metrics.ts";
import type { ServicesRecord } from "./services/services_record.ts";

/**
 * Who drives the decision core: the drivers of production on a virtual clock, a plain event loop without promises, or an application whose
 * services the workers are.
 */
export type Engine = "real" | "policy" | "services";

/** Something that must hold and did not. */
export interface Breach {
  /** The invariant's name. */
  readonly invariant: string;
  /** When, on the run's clock. */
  readonly atMs: number;
  /** The worker, if it is about one. */
  readonly worker?: string;
  /** What was seen, and what should have been. */
  readonly message: string;
}

/** One expectation of a scenario, and what came out. */
export interface ExpectationResult {
  /** The expectation as the scenario states it. */
  readonly expectation: string;
  /** Whether it held. */
  readonly held: boolean;
  /** The figure that was compared, in the expectation's unit; `null` where the run gives none, which does not hold. */
  readonly value: number | null;
  /** The same as text with its unit, for people. */
  readonly shown: string;
}

/** What a run of a scenario gave. The same scenario and seed give the same result, on any machine. */
export interface SimulationResult {
  /** The scenario's name. */
  readonly scenario: string;
  /** In the form that `parseSeed` gives. */
  readonly seed: string;
  /** Who drove it. */
  readonly engine: Engine;
  /** How long it was to run. */
  readonly horizonMs: number;
  /** When it ended: at the horizon, or earlier when the group was over or it was cut off. */
  readonly endedAtMs: number;
  /** What ended it before its time, so that what would have followed is unknown: the event limit, or an abort. */
  readonly cutOffBy: CutOff | undefined;
  /** The workers' names, in order. */
  readonly workers: readonly string[];
  /** All that was told, in order. */
  readonly events: readonly SupervisionEvent[];
  /** The group's report, if the group was over. */
  readonly report: GroupReport | undefined;
  /** Its figures. */
  readonly metrics: Metrics;
  /** What broke; none in a sound run. */
  readonly breaches: readonly Breach[];
  /** The scenario's expectations, in order. */
  readonly expectations: readonly ExpectationResult[];
  /** Whether everything came up again after all faults had healed; nothing where none were to, or it was cut off before. */
  readonly recovery: RecoveryResult | undefined;
  /** 16 hex digits over all events. */
  readonly hash: string;
  /** What services told and did besides; of the services engine alone. */
  readonly services?: ServicesRecord;
}
