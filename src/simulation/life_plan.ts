import type { CastMember } from "./cast_member.ts";
import { exponential, naturalLog } from "./exact_math.ts";
import { afflict } from "./faults/afflicted_life.ts";
import type { Act, ScriptedError, Span, StopBehaviour } from "./scenario.ts";
import { type StopPlan, stopPlanOf } from "./stop_plan.ts";

/** What one incarnation will do, drawn when it starts. `atMs` of its acts is on the run's clock. */
export interface LifePlan {
  readonly acts: readonly Act[];
  readonly onStop: StopBehaviour;
  /** What it does instead when it is asked to stop at a certain moment, where that makes a difference. */
  readonly stops?: (nowMs: number) => StopPlan;
  /** When a hang of its own is over: it goes on, or takes notice that it was asked to stop. Never unless given. */
  readonly hangsUntilMs?: number;
  /** The first crash that comes over it from outside, be it in its clean-up. */
  readonly strike?: Strike;
}

/** A crash by an outage or a fault. */
export interface Strike {
  readonly atMs: number;
  readonly error: ScriptedError;
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
    const strike = firstStrike(member, startMs, undefined);
    return { acts: struck(acts, strike), onStop, strike };
  }
  const { crash, stops, hangsFromMs, ...life } = afflict({ startMs, acts, onStop }, member, calls);
  const strike = firstStrike(member, startMs, crash);
  const isStruck = strike !== undefined && strike.atMs <= hangsFromMs;
  return {
    acts: isStruck ? struck(life.acts, strike) : life.acts,
    onStop,
    stops,
    strike,
    hangsUntilMs: member.healsAtMs,
  };
}

/** What a worker does that is asked to stop now. */
export function stopOf({ onStop, stops, strike }: LifePlan, nowMs: number): StopPlan {
  const stop = stops === undefined ? stopPlanOf(onStop) : stops(nowMs);
  const { goesOnUntilMs = nowMs, endsAfterMs = 0 } = stop;
  // As long as it goes on a strike is one of its acts.
  const isStruck = strike !== undefined && strike.atMs > nowMs && strike.atMs >= goesOnUntilMs &&
    strike.atMs < nowMs + endsAfterMs;
  return isStruck ? { ...stop, endsAfterMs: strike.atMs - nowMs, error: strike.error } : stop;
}

function scriptedLife({ behaviour }: CastMember, incarnation: number) {
  const { script, afterScript = "life" } = behaviour;
  if (script === undefined) return undefined;
  if (incarnation <= script.length) return script[incarnation - 1];
  if (afterScript === "life") return undefined;
  return afterScript === "repeat-last" ? script.at(-1) : script[(incarnation - 1) % script.length];
}

/** What comes first: an outage, or the crash that is given. */
function firstStrike(
  { outages, healsAtMs }: CastMember,
  startMs: number,
  first: Strike | undefined,
): Strike | undefined {
  for (const { fromMs, toMs, crashAfterMs, error } of outages) {
    if (startMs >= toMs) continue;
    const atMs = startMs >= fromMs ? startMs + crashAfterMs : fromMs;
    if (atMs < (first?.atMs ?? Infinity) && atMs < healsAtMs) first = { atMs, error };
  }
  return first;
}

/** The life up to the crash that comes over it. */
function struck(acts: readonly Act[], strike: Strike | undefined): readonly Act[] {
  if (strike === undefined) return acts;
  const before = acts.filter((act) => act.atMs < strike.atMs);
  const last = before.at(-1)?.do;
  if (last === "crash" || last === "return" || last === "hang") return before;
  return [...before, { ...strike, do: "crash" }];
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
