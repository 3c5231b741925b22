import type { SupervisionEvent } from "../../core/event.ts";
import type { Failure } from "../../core/failure.ts";
import type { Act, Behaviour, Scenario, ScriptedError, ScriptedLife } from "../scenario.ts";
import { countedOut } from "./fewer_workers.ts";
import { typicalMs } from "./typical_span.ts";
import { placesOf } from "./scenario_place.ts";
import { workerSpots } from "./scenario_spot.ts";

/** The lives of a worker as a run told of them. */
export interface LivedScript {
  /** What it did by itself, life by life; none after the last one in which it did anything. */
  readonly lives: readonly ScriptedLife[];
  /** When each life began, the idle ones at the end too. */
  readonly startsMs: readonly number[];
}

/** The lives of each worker, by its path. What somebody does who has been asked to stop is not told. */
export function livedScripts(events: readonly SupervisionEvent[]): ReadonlyMap<string, LivedScript> {
  const scripts = new Map<string, { lives: { acts: Act[] }[]; startsMs: number[]; isOver: boolean }>();
  for (const event of events) {
    if (!("worker" in event)) continue;
    let script = scripts.get(event.worker);
    if (script === undefined) scripts.set(event.worker, script = { lives: [], startsMs: [], isOver: true });
    if (event.type === "started") {
      script.lives.push({ acts: [] });
      script.startsMs.push(event.atMs);
      script.isOver = false;
    } else if (event.type === "stopping" || event.type === "startup-timeout") {
      script.isOver = true;
    } else if (!script.isOver) {
      const act = actOf(event);
      if (act === undefined) continue;
      script.lives.at(-1)!.acts.push({ atMs: Math.max(0, event.atMs - script.startsMs.at(-1)!), ...act });
      script.isOver = act.do === "crash" || act.do === "return";
    }
  }
  return new Map(
    [...scripts].map(([worker, { lives, startsMs }]) => [worker, {
      lives: lives.slice(0, lives.findLastIndex(({ acts }) => acts.length > 0) + 1),
      startsMs,
    }]),
  );
}

/**
 * The same scenario with lives that are no longer drawn: who behaved by chance does what he did in the run, in all workers at once; then
 * in each one alone. Of several alike each one gets an entry of its own.
 */
export function* withLivedScripts(scenario: Scenario, events: readonly SupervisionEvent[]): Generator<Scenario> {
  const scripts = livedScripts(events);
  const mostEntries = 200;
  const paths = placesOf(scenario);
  if (paths.length > mostEntries) return;
  const counted = paths.some(({ entry: { count = 1 } }) => count > 1) ? countedOut(scenario) : scenario;
  const drawn = placesOf(counted).filter(({ entry: { behaviour } }) => behaviour !== undefined && isDrawn(behaviour));
  const lived = (of: Scenario, path: string) => {
    const place = placesOf(of).find((each) => each.path === path)!;
    for (const { value, put } of workerSpots(of)) {
      if (value === place.entry) return put({ ...value, behaviour: asLived(value.behaviour!, scripts.get(path)) });
    }
    return of;
  };
  if (drawn.length > 0) yield drawn.reduce((of, { path }) => lived(of, path), counted);
  if (drawn.length > 1) { for (const { path } of drawn) yield lived(counted, path); }
}

/** Lives that the run did not tell of still say that they are ready. */
function asLived({ onStop, readyAfter }: Behaviour, script: LivedScript | undefined): Behaviour {
  const lives = script?.lives ?? [];
  return {
    ...(onStop === undefined ? {} : { onStop }),
    ...(readyAfter === undefined
      ? {}
      : { readyAfter: { kind: "fixed", ms: Math.floor(typicalMs(readyAfter)) } as const }),
    ...(lives.length === 0 ? {} : { script: lives }),
  };
}

function isDrawn({ life, readyAfter }: Behaviour): boolean {
  return [life, readyAfter].some((span) => span !== undefined && span.kind !== "fixed");
}

function actOf(event: SupervisionEvent): Omit<Act, "atMs"> | undefined {
  switch (event.type) {
    case "ready":
    case "not-ready":
      return { do: event.type };
    case "crashed":
      return { do: "crash", ...errorOf(event.error) };
    case "completed":
      return event.reason === undefined ? { do: "return" } : { do: "crash", ...errorOf(event.reason) };
    default:
      return undefined;
  }
}

function errorOf({ name, message }: Failure): { error?: ScriptedError } {
  if (name === "Error" && message === "crashed") return {};
  return { error: message === "" ? { name } : { name, message } };
}
