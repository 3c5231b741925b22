import type { StoppingEvent } from "../../core/event.ts";
import type { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";

/**
 * What is wrong with the grace that a child was given: its policy's, or less where its group stops by dependency within a limit, so that
 * each wave that is still to come keeps its share of what is left; so does each child of a service that is still to come.
 *
 * @param isByHand Whether somebody asked for the stop of this child.
 */
export function wrongGrace(
  { graceMs = Infinity, atMs }: StoppingEvent,
  roster: Roster,
  entry: RosterEntry,
  isByHand: boolean,
): string | undefined {
  const own = entry.child.policy.graceMs;
  const wrong = `got a grace of ${graceMs} ms, where the policy says ${own} ms`;
  const { isOrdered, group: { rules: { sharesGrace } } } = roster;
  if (!(isOrdered || sharesGrace) || roster.status !== "stopping") return graceMs === own ? undefined : wrong;
  if (graceMs === own && (isByHand || entry.failsToStart)) return undefined;
  const untilMs = sharesGrace ? roster.sharedUntilMs : roster.stopsUntilMs;
  const shares = isOrdered ? roster.dependence.levelOf(entry) + 1 : roster.awaited;
  const shareMs = Math.floor(Math.max(0, untilMs - atMs) / shares);
  return graceMs === Math.min(own, shareMs) ? undefined : `${wrong}, and the share of its wave is ${shareMs} ms`;
}
