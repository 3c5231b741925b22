import type { CastMember } from "../cast_member.ts";
import type { Spell } from "../faults/member_fault.ts";
import type { Behaviour, Span } from "../scenario.ts";
import type { CoveredRun } from "./covered_run.ts";

/**
 * How many were late for a slow start: they began in that time, and were ready later for it, or ended before that though they would have been
 * ready without it, for all that is known.
 */
export function lateStarts(
  { spells, cast, result: { engine, endedAtMs } }: CoveredRun,
  { fromMs, toMs }: Spell,
  healsAtMs: number,
  struck: (worker: string) => boolean,
): number {
  const members = new Map(cast.members.map((member) => [member.name, member]));
  const isOfServices = engine === "services";
  return spells.filter((spell) => {
    const { worker, fromMs: atMs, startEndedBy, startedByMs } = spell;
    if (!struck(worker) || atMs < fromMs || atMs >= toMs || startedByMs === atMs) return false;
    // A worker that is ready only after all has healed would not have been earlier; a service begins with what makes it slow.
    if (startEndedBy === "ready") return isOfServices || startedByMs <= healsAtMs;
    return Math.min(startedByMs, endedAtMs) > atMs + longestStartMs(members.get(worker)!, isOfServices);
  }).length;
}

/** How long its start may last by itself; Infinity where there is no limit, or it never says that it is ready. */
function longestStartMs(
  { behaviour, policy: { startupTimeoutMs = Infinity } }: CastMember,
  isOfServices: boolean,
): number {
  const { readyAfter, script = [], afterScript = "life" } = behaviour;
  if (isOfServices && startupTimeoutMs === Infinity && !saysReady(behaviour)) return 0;
  const lives = script.map(({ acts }) => acts.find(({ do: deed }) => deed === "ready")?.atMs ?? Infinity);
  const isDrawn = script.length === 0 || afterScript === "life";
  return Math.max(...lives, isDrawn ? longestMs(readyAfter) : 0);
}

function saysReady({ readyAfter, script = [] }: Behaviour): boolean {
  return readyAfter !== undefined || script.some(({ acts }) => acts.some(({ do: deed }) => deed === "ready"));
}

function longestMs(span: Span | undefined): number {
  if (span?.kind === "fixed") return span.ms;
  return span?.kind === "uniform" ? span.maxMs : Infinity;
}
