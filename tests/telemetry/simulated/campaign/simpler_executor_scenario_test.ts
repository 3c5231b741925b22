import { assert, assertEquals } from "@std/assert";
import type { RunFailure, RunOutcome } from "../../../../src/simulation/campaign/subject.ts";
import { drawExecutorCase } from "../../../../src/telemetry/simulated/campaign/draw_executor_case.ts";
import { isLighter } from "../../../../src/simulation/campaign/weight.ts";
import { executorScenarioWeight } from "../../../../src/telemetry/simulated/campaign/executor_scenario_weight.ts";
import { simplerExecutorScenarios } from "../../../../src/telemetry/simulated/campaign/simpler_executor_scenario.ts";
import { executorCastOf } from "../../../../src/telemetry/simulated/executor_cast.ts";
import type { ExecutorScenario } from "../../../../src/telemetry/simulated/executor_scenario.ts";
import { chaotic } from "./chaotic_scenario.ts";

function simpler(of: ExecutorScenario, failures: readonly RunFailure[] = []): ExecutorScenario[] {
  return [...simplerExecutorScenarios(of, { outcome: { failures } as unknown as RunOutcome })];
}
function valid(scenarios: readonly ExecutorScenario[]): ExecutorScenario[] {
  return scenarios.filter((each) => {
    try {
      return executorCastOf(each) !== undefined;
    } catch (thrown) {
      assert(thrown instanceof TypeError || thrown instanceof RangeError, String(thrown));
      return false;
    }
  });
}
const broken = (atMs: number) => ({ name: "held-bounded", kind: "invariant", message: "", atMs }) as const;
const cases = ["1", "2", "3"].map((seed) => drawExecutorCase(chaotic, seed, { swarm: true }));

Deno.test("simplerExecutorScenarios() weigh less each, are new each, and are valid mostly", () => {
  for (const of of cases) {
    const weight = executorScenarioWeight(of);
    const all = simpler(of, [broken(40_000)]);
    assert(all.length > 100, `${all.length}`);
    assert(all.every((each) => isLighter(executorScenarioWeight(each), weight)));
    const { length } = valid(all);
    assert(length > all.length * 0.7, `${length} of ${all.length}`);
  }
});

Deno.test("simplerExecutorScenarios() begin with an end that comes shortly after the failure", () => {
  const [first] = simpler(cases[0]!, [broken(40_000.5)]);
  assertEquals([first!.horizonMs, first!.recovery, first!.chaos], [40_001, undefined, undefined]);
});

Deno.test("simplerExecutorScenarios() leave out faults, loads, options and fields, by parts and one by one", () => {
  const of: ExecutorScenario = {
    ...chaotic,
    chaos: undefined,
    stalls: [{ atMs: 1, forMs: 20 }, { atMs: 2, forMs: 30 }],
    bursts: [{ atMs: 3, load: "mail/confirm", count: 100 }],
    stopAtMs: 5_000,
    restartAtMs: 6_000,
  };
  const all = simpler(of);
  const some = (is: (each: ExecutorScenario) => boolean) => assert(all.some(is), is.toString());
  some(({ stalls, bursts }) => stalls === undefined && bursts === undefined);
  some(({ stalls, bursts }) => stalls?.length === 1 && bursts?.length === 1);
  some(({ stopAtMs }) => stopAtMs === undefined);
  some(({ stopAtMs, restartAtMs }) => stopAtMs === 5_000 && restartAtMs === undefined);
  // A burst of a load that is gone is gone too.
  some(({ load, bursts }) => load.length === 1 && load[0]!.owner === "orders" && bursts === undefined);
  some(({ load, bursts }) => load.length === 1 && load[0]!.owner === "mail" && bursts?.length === 1);
  some(({ bursts }) => bursts?.[0]?.count === 10);
  some(({ stalls }) => stalls?.[1]?.forMs === 3);
  some(({ executor }) => Object.keys(executor).length === 0);
  some(({ executor }) => executor.capacity === undefined && executor.retries === 3);
  some(({ load }) => load[0]!.every.kind === "fixed");
  some(({ load }) => load.length === 2 && load[1]!.timeoutMs === undefined);
  some(({ store }) => store === undefined);
  some(({ recovery }) => recovery === undefined);
});

Deno.test("simplerExecutorScenarios() keep the expectation that was missed", () => {
  const of = { ...cases[0]!, expect: ["lost == 0", "held == 0", "stored == 0"] };
  const [first] = simpler(of, [{ name: "held == 0", kind: "expectation", message: "", atMs: 0 }]);
  assertEquals(first!.expect, ["held == 0"]);
});

Deno.test("simplerExecutorScenarios() come to an end", () => {
  let of = cases[1]!;
  let steps = 0;
  for (let next: ExecutorScenario | undefined = of; next !== undefined; steps++) {
    of = next;
    [next] = simpler(of);
    assert(steps < 500);
  }
  assertEquals([of.load.length, of.executor], [1, {}]);
});

Deno.test("simplerExecutorScenarios() are no harsher where an expectation or a recovery is missed, as they may be of an invariant", () => {
  const of = cases[0]!;
  const missed = [
    { name: "lost == 0", kind: "expectation", message: "", atMs: 0 },
    { name: "recovery", kind: "recovery", message: "", atMs: 140_000 },
  ] as const;
  const capacities = (failure: RunFailure) =>
    new Set(valid(simpler(of, [failure])).map((each) => executorCastOf(each).executor.capacity));
  for (const failure of missed) assertEquals([...capacities(failure)], [executorCastOf(of).executor.capacity]);
  assert(capacities(broken(40_000)).size > 3);
});

Deno.test("simplerExecutorScenarios() come earlier as a whole, unless their length is what is missed", () => {
  const of: ExecutorScenario = { ...chaotic, chaos: undefined, stalls: [{ atMs: 50_000, forMs: 10 }] };
  const horizons = (name: string) =>
    valid(simpler(of, [{ name, kind: "expectation", message: "", atMs: 0 }])).map(({ horizonMs }) => horizonMs);
  assert(horizons("lost == 0").includes(of.horizonMs - 50_000));
  assertEquals([...new Set(horizons("held == 0"))], [of.horizonMs]);
});
