import type { SupervisionEvent } from "../../core/event.ts";
import type { Behaviour, Scenario, ScriptedLife } from "../scenario.ts";
import { typicalMs } from "./typical_span.ts";
import { parts, withoutParts } from "./list_parts.ts";
import { type LivedScript, livedScripts } from "./lived_script.ts";
import { placesOf } from "./scenario_place.ts";
import { workerSpots } from "./scenario_spot.ts";

/** The same scenario with workers that do less: nothing at all, a fixed time instead of a drawn one or of a script, fewer lives, fewer acts. */
export function* withSimplerBehaviour(scenario: Scenario, events: readonly SupervisionEvent[]): Generator<Scenario> {
  const lived = livedScripts(events);
  const pathOf = new Map(placesOf(scenario).map(({ entry, path }) => [entry, path]));
  for (const { value: worker, put } of workerSpots(scenario)) {
    const { behaviour, ...idle } = worker;
    if (behaviour === undefined) continue;
    yield put(idle);
    const { startupTimeoutMs, ...unlimited } = idle;
    // Who says nothing any more must not be waited for.
    if (startupTimeoutMs !== undefined) yield put(unlimited);
    for (const simpler of simplerBehaviours(behaviour, lived.get(pathOf.get(worker)!))) {
      yield put(Object.keys(simpler).length === 0 ? idle : { ...worker, behaviour: simpler });
    }
  }
}

function* simplerBehaviours(behaviour: Behaviour, lived: LivedScript | undefined): Generator<Behaviour> {
  const { script, afterScript: _, ...others } = behaviour;
  for (const field of ["life", "readyAfter"] as const) {
    const span = behaviour[field];
    if (span === undefined || span.kind === "fixed") continue;
    yield { ...behaviour, [field]: { kind: "fixed", ms: Math.ceil(typicalMs(span)) } };
  }
  if (script === undefined) return;
  const last = script.flatMap(({ acts }) => acts).find(({ do: deed }) => deed === "crash" || deed === "return");
  if (last !== undefined) {
    const { atMs: ms, do: deed, error } = last;
    const own = { ...(deed === "return" ? { end: "return" as const } : {}), ...(error === undefined ? {} : { error }) };
    yield { ...others, ...own, life: { kind: "fixed", ms } };
  }
  for (const [from, to] of parts(script.length)) {
    yield* [0, 1].map((way) => {
      const lives = way === 0
        ? withoutLives(script, from, to, lived?.startsMs ?? [])
        : script.toSpliced(from, to - from);
      return lives.length === 0 ? others : { ...behaviour, script: lives };
    });
  }
  for (const [index, life] of script.entries()) {
    for (const acts of withoutParts(life.acts)) yield { ...behaviour, script: script.with(index, { ...life, acts }) };
  }
}

/** Those lives have not ended: what followed them happens when it did, in the first one of them. */
function withoutLives(
  script: readonly ScriptedLife[],
  from: number,
  to: number,
  startsMs: readonly number[],
): readonly ScriptedLife[] {
  const next = script[to];
  const laterMs = (startsMs[to] ?? 0) - (startsMs[from] ?? 0);
  if (next === undefined || !(laterMs > 0)) return script.toSpliced(from, to - from);
  const merged = { ...next, acts: next.acts.map((act) => ({ ...act, atMs: act.atMs + laterMs })) };
  return script.toSpliced(from, to - from + 1, merged);
}
