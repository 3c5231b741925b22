import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { scenarioArbitrary } from "../../../src/simulation/arbitraries/scenario_arbitrary.ts";
import { checkScenario } from "../../../src/simulation/cast.ts";
import { castFor } from "../../../src/simulation/services/services_cast.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import { faultKinds } from "../../../src/simulation/faults/fault.ts";
import type { Scenario, ScenarioGroup, ScenarioWorker } from "../../../src/simulation/scenario.ts";
import { holds } from "../../support/law.ts";

const sample = (of: fc.Arbitrary<Scenario>) => fc.sample(of, { numRuns: 500, seed: 1 });

function workersOf(group: ScenarioGroup): ScenarioWorker[] {
  return group.workers.flatMap((worker) => [worker, ...worker.group === undefined ? [] : workersOf(worker.group)]);
}

function depthOf({ workers }: ScenarioGroup): number {
  return Math.max(0, ...workers.map(({ group }) => group === undefined ? 0 : 1 + depthOf(group)));
}

Deno.test("scenarioArbitrary() gives valid scenarios", async (test) => {
  await holds(test, fc.property(scenarioArbitrary(), (scenario) => checkScenario(scenario)), { numRuns: 500 });
});

Deno.test("scenarioArbitrary() gives valid scenarios of any horizon", async (test) => {
  const any = fc.constantFrom(1, 999, 3_600_000).chain((horizonMs) => scenarioArbitrary({ horizonMs }));
  await holds(test, fc.property(any, (scenario) => checkScenario(scenario)), { numRuns: 200 });
});

Deno.test("scenarioArbitrary() gives something of everything unless told otherwise", () => {
  const all = sample(scenarioArbitrary());
  const workers = all.flatMap(workersOf);
  assertEquals(new Set(all.map(depthOf)), new Set([0, 1, 2]));
  assertEquals(new Set(all.flatMap(({ faults = [] }) => faults.map(({ kind }) => kind))), new Set(faultKinds));
  const some: Readonly<Record<string, boolean>> = {
    dependencies: workers.some(({ dependsOn = [] }) => dependsOn.length > 0),
    outages: all.some(({ outages = [] }) => outages.length > 0),
    operations: all.some(({ operations = [] }) => operations.length > 0),
    recovery: all.some(({ recovery }) => recovery !== undefined),
    several: workers.some(({ count = 1 }) => count > 1),
    significant: workers.some(({ significant }) => significant === true),
    dialect: all.some(({ dialect }) => dialect !== undefined),
    stop: all.some(({ stopAtMs }) => stopAtMs !== undefined),
  };
  assertEquals(Object.keys(some).filter((each) => !some[each]), []);
});

Deno.test("scenarioArbitrary() leaves out what it is told to", () => {
  const bare = sample(
    scenarioArbitrary({
      depth: 0,
      dependencies: false,
      outages: false,
      operations: false,
      faults: false,
      horizonMs: 5,
    }),
  );
  for (const scenario of bare) {
    const { horizonMs, outages, operations, faults, recovery } = scenario;
    assertEquals([horizonMs, outages, operations, faults, recovery], [5, undefined, undefined, undefined, undefined]);
    assertEquals(depthOf(scenario), 0);
    assert(workersOf(scenario).every(({ dependsOn }) => dependsOn === undefined));
  }
});

/** What is left of the first scenario that has it. */
function smallest(has: (scenario: Scenario) => boolean): Scenario {
  const { counterexample } = fc.check(fc.property(scenarioArbitrary(), (scenario) => !has(scenario)), {
    seed: 1,
    numRuns: 1_000,
  });
  return counterexample![0];
}

Deno.test("scenarioArbitrary() shrinks to the worker and the fault that matter", () => {
  const bare = { name: "generated", horizonMs: 20_000 };
  const worker0 = { name: "worker0", behaviour: {} };
  assertEquals(smallest(() => true), { ...bare, workers: [worker0] });
  assertEquals(smallest(({ faults = [] }) => faults.some(({ kind }) => kind === "hang")), {
    ...bare,
    workers: [worker0],
    faults: [{ kind: "hang", fromMs: 0, toMs: 250 }],
  });
  assertEquals(smallest(({ operations = [] }) => operations.length > 1), {
    ...bare,
    workers: [worker0],
    operations: [{ atMs: 0, do: "start", worker: "worker0" }, { atMs: 0, do: "start", worker: "worker0" }],
  });
  assertEquals(smallest(({ workers }) => workers.some(({ dependsOn }) => dependsOn !== undefined)), {
    ...bare,
    workers: [worker0, { ...worker0, name: "worker1", dependsOn: ["worker0"] }],
  });
});

Deno.test("scenarioArbitrary() names the option that is wrong", () => {
  const wrong = [
    [{ depths: 5 }, 'unknown option "depths", known are horizonMs, depth'],
    [{ depth: -1 }, '"depth" must be a whole number of at least 0, received -1'],
    [{ horizonMs: NaN }, '"horizonMs" must be a finite number above 0, received NaN'],
    [{ faults: 1 }, '"faults" must be true or false, received 1'],
    [{ engine: "x" }, '"engine" must be one of "real", "policy", "services", received "x"'],
  ] as const;
  for (const [options, message] of wrong) {
    assertThrows(() => scenarioArbitrary(options as never), Error, `Cannot make scenarios: ${message}`);
  }
});

Deno.test("scenarioArbitrary() gives what services can be told, if they are to run it, also after shrinking", async (test) => {
  const scenarios = scenarioArbitrary({ engine: "services" });
  await holds(test, fc.property(scenarios, (scenario) => void castFor(scenario, "services")), { numRuns: 500 });
  assertEquals(sample(scenarios).some(({ operations = [] }) => operations.length > 0), true);
  const { counterexample } = await fc.check(
    fc.asyncProperty(scenarios, async (scenario) => {
      const { metrics } = await simulate(scenario, { engine: "services", limit: 5_000 });
      return metrics.group.crashes === 0;
    }),
    { seed: 1, numRuns: 50 },
  );
  castFor(counterexample![0], "services");
  assertEquals(counterexample![0].workers.length, 1);
});

function plainAllThrough(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  const isPlain = [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));
  return isPlain && Object.values(value).every(plainAllThrough);
}

Deno.test("scenarioArbitrary() gives plain objects", () => {
  assertEquals(sample(scenarioArbitrary()).every(plainAllThrough), true);
});
