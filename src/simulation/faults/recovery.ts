import type { SupervisionEvent } from "../../core/event.ts";
import { checkKeys, checkNumber } from "../../core/option_check.ts";
import type { Cast } from "../cast.ts";
import { phaseChanges } from "../phase_changes.ts";
import type { Scenario } from "../scenario.ts";
import type { Phase } from "../timeline.ts";
import { HandsSince, isOnItsWay } from "./hands_since.ts";

/** Somebody who was not up in time. */
export interface Straggler {
  /** Its path. */
  readonly worker: string;
  /** What it was doing instead. */
  readonly phase: Phase;
}

/** Whether everything came up again after all faults had healed. */
export interface RecoveryResult {
  /** When they healed. */
  readonly healedAtMs: number;
  /** By when everybody had to be up. */
  readonly dueAtMs: number;
  /** Whether everybody was who had not been given up, stopped or done for good by then. */
  readonly recovered: boolean;
  /** Who was not. */
  readonly stragglers: readonly Straggler[];
}

/**
 * Throws unless what a scenario says of its recovery can be.
 *
 * @throws {TypeError} For an unknown field.
 * @throws {RangeError} For a time that does not fit into the run.
 */
export function checkRecovery(
  action: string,
  { recovery, horizonMs }: Pick<Scenario, "recovery" | "horizonMs">,
): void {
  if (recovery === undefined) return;
  checkKeys(action, "recovery", recovery, ["fromMs", "withinMs"]);
  const { fromMs, withinMs } = recovery;
  checkNumber(action, "recovery.fromMs", fromMs, { min: 0 });
  checkNumber(action, "recovery.withinMs", withinMs, { min: 0, aboveMin: true });
  if (fromMs + withinMs <= horizonMs) return;
  throw new RangeError(
    `Cannot ${action}: "recovery.withinMs" must end at the horizon (${horizonMs} ms) or before, received ` +
      `${withinMs}, which ends at ${fromMs + withinMs} ms`,
  );
}

/**
 * Whether everybody was up in time; `undefined` where nothing was to heal, or the run was cut off before.
 *
 * Who has returned after the faults had healed has worked again, whatever it waits for now, and who was started, stopped or restarted by hand
 * since is as somebody wanted, as is who depends on that; see {@linkcode HandsSince}. Once the group is asked to stop nobody has to come up any more.
 */
export function judgeRecovery(
  cast: Cast,
  events: readonly SupervisionEvent[],
  endedAtMs: number,
): RecoveryResult | undefined {
  const { scenario: { recovery, horizonMs }, members } = cast;
  if (recovery === undefined) return undefined;
  const { fromMs: healedAtMs } = recovery;
  const dueAtMs = healedAtMs + recovery.withinMs;
  const isOver = events.at(-1)?.type === "group-finished";
  if (endedAtMs < Math.min(dueAtMs, horizonMs) && !isOver) return undefined;
  const stops = events.some((event) =>
    event.type === "group-stopping" && event.group === undefined && event.atMs <= dueAtMs
  );
  const changes = phaseChanges(members.map(({ name }) => name), events);
  const returned = new Set<string>();
  for (const event of events) {
    if (event.type === "completed" && event.atMs >= healedAtMs && event.atMs <= dueAtMs) returned.add(event.worker);
  }
  const hands = new HandsSince(cast, healedAtMs, dueAtMs, changes);
  const stragglers = stops ? [] : members.flatMap(({ name: worker, dynamic }): Straggler[] => {
    const phase = changes.get(worker)!.findLast(({ atMs }) => atMs <= dueAtMs)?.phase ?? "idle";
    if (!isOnItsWay(phase) || returned.has(worker) || (dynamic && phase === "idle")) return [];
    if (hands.excuse(worker)) return [];
    return [{ worker, phase }];
  });
  return { healedAtMs, dueAtMs, recovered: stragglers.length === 0, stragglers };
}
