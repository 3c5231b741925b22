import { assert, assertEquals } from "@std/assert";
import { curveBins } from "../../../../src/simulation/campaign/subject.ts";
import { missedExpectation } from "../../../../src/telemetry/simulated/campaign/executor_outcome.ts";
import { executorSubject } from "../../../../src/telemetry/simulated/campaign/executor_subject.ts";
import type { ExecutorScenario } from "../../../../src/telemetry/simulated/executor_scenario.ts";

const backoff = { baseMs: 1_000, multiplier: 2, maxMs: 8_000, jitter: "none" } as const;
const base: ExecutorScenario = {
  name: "kept",
  horizonMs: 120_000,
  executor: { backoff, storeTimeoutMs: 3_000 },
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 1_000 }, toMs: 119_500 }],
};

async function outcomeOf(fields: Partial<ExecutorScenario>, limit = 1_000_000) {
  const scenario = { ...base, ...fields };
  return (await executorSubject(scenario).run(scenario, "1", { limit })).outcome;
}
const outage = { name: "disk", fromMs: 10_000, toMs: 30_000, how: "fails" } as const;

Deno.test("executorOutcome() keeps figures in the units of expectations, and times of which there are many", async () => {
  const { figures, samples, verdict, faults } = await outcomeOf({ store: { faults: [outage] } });
  assertEquals([figures["stored-share"], figures["lost"], verdict, faults], [100, 0, "held", { fails: 1 }]);
  assertEquals(samples.wait!.length, figures["stored"]);
  assertEquals(Math.max(...samples.wait!), figures["longest-wait"]);
  assertEquals([samples.outage!.length, samples.outage![0]], [1, figures["longest-outage"]]);
});

Deno.test("executorOutcome() gives the worst verdict that is true, and all failures", async () => {
  const recovery = { fromMs: 15_000, withinMs: 1_000 };
  const failing = { store: { faults: [outage] }, recovery, expect: ["stored == 0", "mean(stored) == 0", "lost == 0"] };
  const { verdict, failures } = await outcomeOf(failing);
  assertEquals(verdict, "not-recovered");
  assertEquals(failures.map(({ name, kind }) => [name, kind]), [["recovery", "recovery"], [
    "stored == 0",
    "expectation",
  ]]);
  assertEquals(failures[0]!.atMs, 16_000);
  assertEquals((await outcomeOf({ expect: ["stored == 0"] })).verdict, "missed");
  const { verdict: cut, failures: none, cutOffBy } = await outcomeOf({ expect: ["stored == 0"] }, 50);
  assertEquals([cut, none, cutOffBy], ["limited", [], "limit"]);
});

Deno.test("executorOutcome() tells a figure that misses what is expected from one that does not exist", async () => {
  const expect = ["longest-wait < 0ms"];
  const late = await outcomeOf({ expect, store: { faults: [outage] } });
  const none = await outcomeOf({ expect, load: [{ ...base.load[0]!, fromMs: 119_000, toMs: 119_001 }] });
  const names = [late, none].map(({ failures }) => failures.map(({ name }) => name));
  assertEquals(names, [["longest-wait < 0ms"], ["longest-wait < 0ms (none)"]]);
  assertEquals([late, none].map(({ failures }) => missedExpectation(failures[0]!)), [...expect, ...expect]);
});

Deno.test("executorOutcome() draws a curve of the records that do not wait", async () => {
  const { upCurve } = await outcomeOf({ executor: { ...base.executor, flushMs: 0 }, store: { faults: [outage] } });
  assertEquals(upCurve.length, curveBins);
  // One second each: nothing gets out from 10 s on, and all of it after that.
  assertEquals([upCurve[5], upCurve[20], upCurve[60], upCurve[119]], [1, 0, 1, 1]);
  assert(upCurve.every((share) => share >= 0 && share <= 1));
});
