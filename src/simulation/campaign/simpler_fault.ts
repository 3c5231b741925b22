import type { Fault } from "../faults/fault.ts";
import type { Outage, Scenario } from "../scenario.ts";
import { withoutParts } from "./list_parts.ts";
import { placesOf } from "./scenario_place.ts";

/** The same scenario with less going wrong: without some of its faults, outages and operations, the greatest part first. */
export function* withFewerFaults(scenario: Scenario): Generator<Scenario> {
  const { faults = [], outages = [], operations = [] } = scenario;
  yield { ...scenario, faults: [], outages: [], operations: [] };
  for (const fewer of withoutParts(faults)) yield { ...scenario, faults: fewer };
  for (const fewer of withoutParts(outages)) yield { ...scenario, outages: fewer };
  for (const fewer of withoutParts(operations)) yield { ...scenario, operations: fewer };
}

/** The same scenario with faults that strike fewer, or that are plain crashes. */
export function* withSimplerFaults(scenario: Scenario): Generator<Scenario> {
  const { faults = [], outages = [] } = scenario;
  const members = placesOf(scenario).filter(({ entry }) => entry.group === undefined);
  const struckBy = (names: readonly string[] | undefined) =>
    members.filter(({ goesBy }) => names === undefined || goesBy.some((name) => names.includes(name)))
      .map(({ path }) => path);
  for (const [index, fault] of faults.entries()) {
    const put = (other: Fault) => ({ ...scenario, faults: faults.with(index, other) });
    const crash = crashOf(fault);
    if (crash !== undefined) yield put(crash);
    if (fault.kind === "stall" || fault.kind === "wall-clock-jump" || fault.kind === "throwing-observer") continue;
    const struck = struckBy(fault.workers);
    if (struck.length === 1 && members.length === 1 && fault.kind !== "cascade") {
      const { workers: _, ...everybody } = fault;
      yield put(everybody);
    }
    for (const workers of withoutParts(struck)) if (workers.length > 0) yield put({ ...fault, workers });
  }
  for (const [index, outage] of outages.entries()) {
    const put = (other: Outage) => ({ ...scenario, outages: outages.with(index, other) });
    const { fromMs: atMs, workers, error } = outage;
    const crash: Fault = { kind: "crash", atMs, ...(workers && { workers }), ...(error && { error }) };
    yield { ...scenario, outages: outages.toSpliced(index, 1), faults: [...faults, crash] };
    const struck = struckBy(workers);
    if (struck.length === 1 && members.length === 1 && workers !== undefined) {
      const { workers: _, ...everybody } = outage;
      yield put(everybody);
    }
    for (const fewer of withoutParts(struck)) if (fewer.length > 0) yield put({ ...outage, workers: fewer });
  }
}

/** The plain crash that a fault begins with. */
function crashOf(fault: Fault): Fault | undefined {
  switch (fault.kind) {
    case "crash-burst":
      return { ...fault, kind: "crash" };
    case "cascade":
      return { kind: "crash", atMs: fault.atMs, workers: fault.workers.slice(0, 1) };
    case "outage":
    case "crash-in-start":
    case "crash-in-stop":
    case "flaky-calls":
      return { kind: "crash", atMs: fault.fromMs, ...(fault.workers && { workers: fault.workers }) };
    default:
      return undefined;
  }
}
