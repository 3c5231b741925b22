import type { Scenario, ScenarioGroup, ScenarioWorker } from "../scenario.ts";

/** One child of a run, counted out: a worker or a group. */
export interface Place {
  /** Its path in the run. */
  readonly path: string;
  /** All by which it is named: its own path and those of the groups around it, each with its number and, of several alike, without. */
  readonly goesBy: readonly string[];
  /** By what it itself is named, the groups around it not. */
  readonly names: readonly string[];
  /** What the scenario says of it. */
  readonly entry: ScenarioWorker;
}

/** Everybody whom a scenario counts out to, groups too, each one before those in it; then whom operations add. */
export function placesOf(scenario: Scenario): Place[] {
  const places = placesIn(scenario, [""], []);
  for (const { worker, in: group } of scenario.operations ?? []) {
    if (typeof worker === "string") continue;
    const around = places.find(({ names }) => group !== undefined && names.includes(group));
    if (group !== undefined && around === undefined) continue;
    places.push(...placesIn({ workers: [worker] }, around?.names ?? [""], around?.goesBy ?? []));
  }
  return places;
}

function placesIn({ workers }: ScenarioGroup, around: readonly string[], goesBy: readonly string[]): Place[] {
  return workers.flatMap((entry) =>
    namesOf(entry).flatMap((name) => {
      const own = name === entry.name ? [name] : [name, entry.name];
      const names = around.flatMap((path) => own.map((each) => path === "" ? each : `${path}/${each}`));
      const place = { path: names[0]!, names, goesBy: [...goesBy, ...names], entry };
      return [place, ...(entry.group === undefined ? [] : placesIn(entry.group, names, place.goesBy))];
    })
  );
}

/** What the children are called that an entry counts out to. */
export function namesOf({ name, count = 1 }: ScenarioWorker): string[] {
  return count === 1 ? [name] : Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);
}
