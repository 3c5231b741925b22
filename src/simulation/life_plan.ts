import type { CastMember } from "./cast_member.ts";
import { exponential, naturalLog } from "./exact_math.ts";
import { afflict } from "./faults/afflicted_life.ts";
import type { Act, ScriptedError, Span, StopBehaviour } from "./scenario.ts";

/** What one incarnation will do, drawn when it starts. `atMs` of its acts is on the run's clock. */
export interface LifePlan {
  readonly acts: readonly Act[];
  readonly onStop: StopBehaviour;
  /** What it does instead when it is asked to stop at a certain moment, where that makes a difference. */
  readonly stops?: (nowMs: number) => StopBehaviour;
}

const crashed: ScriptedError = { name: "Error", message: "crashed" };

/**
 * What an incarnation of a simulated worker will do that starts at `startMs`: its script or its drawn life, with the faults that strike it,
 * cut short by the first of them that crashes it. Each call draws as much chance as the behaviour has spans, whatever comes of it.
 *
 * @param calls What the fate of its calls is drawn from.
 */
export function planLife(
  member: CastMember,
  incarnation: number,
  startMs: number,
  random: () => number,
  calls: () => number,
): LifePlan {
  const { behaviour } = member;
  const readyAfterMs = behaviour.readyAfter === undefined ? undefined : draw(behaviour.readyAfter, random);
  const drawnMs = behaviour.life === undefined ? undefined : draw(behaviour.life, random);
  // Once all has healed it crashes no more, and so lives to be ready.
  const lifeMs = behaviour.end !== "return" && startMs + (drawnMs ?? 0) >= member.healsAtMs ? undefined : drawnMs;
  const scripted = scriptedLife(member, incarnation);
  const acts: Act[] = [];
  if (scripted !== undefined) {
    for (const act of scripted.acts) {
      acts.push({ ...act, error: act.error ?? behaviour.error ?? crashed, atMs: startMs + act.atMs });
    }
  } else {
    if (readyAfterMs !== undefined && (lifeMs === undefined || readyAfterMs <= lifeMs)) {
      acts.push({ atMs: startMs + readyAfterMs, do: "ready" });
    }
    if (lifeMs !== undefined) {
      acts.push({ atMs: startMs + lifeMs, do: behaviour.end ?? "crash", error: behaviour.error ?? crashed });
    }
  }
  const onStop = scripted?.onStop ?? behaviour.onStop ?? "at-once";
  if (member.faults.length === 0 && member.healsAtMs === Infinity) {
    return { acts: struck(member, startMs, acts, Infinity, crashed), onStop };
  }
  const { crashAtMs, error, stops, ...life } = afflict({ startMs, acts, onStop }, member, calls);
  return {
    acts: struck(member, startMs, life.acts, crashAtMs, error),
    onStop: onStop === "ignore" && member.healsAtMs === Infinity ? onStop : "at-once",
    stops,
  };
}

/** What a worker does that is asked to stop now. */
export function stopOf({ onStop, stops }: LifePlan, nowMs: number): StopBehaviour {
  return stops === undefined ? onStop : stops(nowMs);
}

function scriptedLife({ behaviour }: CastMember, incarnation: number) {
  const { script, afterScript = "life" } = behaviour;
  if (script === undefined) return undefined;
  if (incarnation <= script.length) return script[incarnation - 1];
  if (afterScript === "life") return undefined;
  return afterScript === "repeat-last" ? script.at(-1) : script[(incarnation - 1) % script.length];
}

/** The life up to its first crash, be it by an outage or at the time that is given. */
function struck(
  member: CastMember,
  startMs: number,
  acts: readonly Act[],
  crashAtMs: number,
  error: ScriptedError,
): readonly Act[] {
  for (const outage of member.outages) {
    if (startMs >= outage.toMs) continue;
    const atMs = startMs >= outage.fromMs ? startMs + outage.crashAfterMs : outage.fromMs;
    if (atMs < crashAtMs && atMs < member.healsAtMs) {
      crashAtMs = atMs;
      error = outage.error;
    }
  }
  if (crashAtMs === Infinity) return acts;
  const before = acts.filter((act) => act.atMs < crashAtMs);
  const last = before.at(-1)?.do;
  if (last === "crash" || last === "return" || last === "hang") return before;
  return [...before, { atMs: crashAtMs, do: "crash", error }];
}

/**
 * A span drawn from its distribution, in whole milliseconds. Logarithms are our own, so that the last bit is the same on
 * every machine.
 */
export function draw(span: Span, random: () => number): number {
  switch (span.kind) {
    case "fixed":
      return span.ms;
    case "uniform":
      return Math.round(span.minMs + (span.maxMs - span.minMs) * random());
    case "exponential":
      return Math.round(-naturalLog(1 - random()) * span.meanMs);
    case "weibull": {
      const rest = -naturalLog(1 - random());
      return rest === 0 ? 0 : Math.round(exponential(naturalLog(rest) / span.shape) * span.scaleMs);
    }
    default:
      return span satisfies never;
  }
}
