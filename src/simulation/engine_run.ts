import type { SupervisionEvent } from "../core/event.ts";
import type { GroupReport } from "../core/report.ts";
import type { ServicesRecord } from "./services/services_record.ts";
import type { Breach } from "./simulation_result.ts";
import type { Trace } from "./trace.ts";

/**
 * One incarnation as the simulated world saw it, whatever the supervision says of it. Times are milliseconds; `undefined` for what
 * has not happened.
 */
export interface Life {
  /** The worker's name. */
  readonly worker: string;
  /** Which of its runs, from 1. */
  readonly incarnation: number;
  /** When it began. */
  readonly fromMs: number;
  /** When it was asked to stop. */
  askedToStopMs: number | undefined;
  /** When it ended. */
  toMs: number | undefined;
}

/** What can end a run before its time: its event limit, or whoever aborted it. */
export type CutOff = "limit" | "signal";

/** What an engine gives: all that was told, all that was lived. */
export interface EngineRun {
  /** All that was told, in order. */
  readonly events: readonly SupervisionEvent[];
  /** All that was lived, in order. */
  readonly lives: readonly Life[];
  /** When it ended, on the run's clock. */
  readonly endedAtMs: number;
  /** What ended it before its time, if anything did. */
  readonly cutOffBy: CutOff | undefined;
  /** The group's report, if the group was over. */
  readonly report: GroupReport | undefined;
  /** What services told and did besides, if it runs services. */
  readonly services?: ServicesRecord;
  /** What broke in it, where others than the invariants of groups judge it. */
  readonly breachesOf?: (trace: Trace) => Breach[];
}

/** Looks at each event when it is told. Who listens keeps what it needs: the engine keeps no event and no life then. */
export type Listener = (event: SupervisionEvent) => void;

/** A group that is over ends its run; what else the clock still had to do concerns nobody. */
export function endOf(last: SupervisionEvent | undefined, nowMs: number): number {
  return last?.type === "group-finished" ? last.atMs : nowMs;
}

/** How many events of the clock happen before somebody looks whether the run is to be cut off. */
export const eventsPerSlice = 10_000;
