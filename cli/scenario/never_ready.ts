import type { SupervisionEvent } from "../../src/core/event.ts";
import { castOf } from "../../src/simulation/cast.ts";
import type { CastMember } from "../../src/simulation/cast_member.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import { formatCount } from "../report/figure.ts";

const mostNames = 3;

/**
 * A note about workers that wait to be ready and never are: with a start-up limit, their own or one of the defaults around them, and a
 * behaviour that has neither `readyAfter` nor a script. `undefined` where there are none.
 *
 * @param events What happened in a run: who was ready in it is left out, and who was never started.
 */
export function neverReadyNote(scenario: Scenario, events?: readonly SupervisionEvent[]): string | undefined {
  const silent = castOf(scenario).members.filter(neverSaysReady).map(({ name }) => name);
  const names = events === undefined ? silent : silent.filter(unreadyIn(events));
  if (names.length === 0) return undefined;
  const others = names.length - mostNames;
  const shown = names.slice(0, mostNames).join(", ") + (others > 0 ? ` and ${formatCount(others)} more` : "");
  return names.length === 1
    ? `note: ${shown} is never up: it has a "startupTimeoutMs", and no "readyAfter" in its behaviour says when it is ready`
    : `note: ${shown} are never up: they have a "startupTimeoutMs", and no "readyAfter" in their behaviour says when they are ready`;
}

function neverSaysReady({ policy, behaviour: { readyAfter, script } }: CastMember): boolean {
  return policy.startupTimeoutMs !== undefined && readyAfter === undefined && script === undefined;
}

function unreadyIn(events: readonly SupervisionEvent[]): (worker: string) => boolean {
  const of = (type: "started" | "ready") =>
    new Set(events.flatMap((event) => event.type === type ? [event.worker] : []));
  const [started, ready] = [of("started"), of("ready")];
  return (worker) => started.has(worker) && !ready.has(worker);
}
