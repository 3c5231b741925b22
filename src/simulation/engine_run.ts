import type { SupervisionEvent } from "../core/event.ts";
import type { GroupReport } from "../core/report.ts";

/**
 * One incarnation as the simulated world saw it, whatever the supervision says of it. Times are milliseconds; `undefined` for what
 * has not happened.
 */
export interface Life {
  readonly worker: string;
  readonly incarnation: number;
  readonly fromMs: number;
  askedToStopMs: number | undefined;
  toMs: number | undefined;
}

/** What an engine gives: all that was told, all that was lived. */
export interface EngineRun {
  readonly events: readonly SupervisionEvent[];
  readonly lives: readonly Life[];
  readonly endedAtMs: number;
  /** Whether the event limit ended it. */
  readonly limited: boolean;
  readonly report: GroupReport | undefined;
}

/** A group that is over ends its run; what else the clock still had to do concerns nobody. */
export function endOf(events: readonly SupervisionEvent[], nowMs: number): number {
  const last = events.at(-1);
  return last?.type === "group-finished" ? last.atMs : nowMs;
}
