import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { drawExecutorCase } from "../../../../src/telemetry/simulated/campaign/draw_executor_case.ts";
import { executorFaultCounts } from "../../../../src/telemetry/simulated/campaign/executor_fault_counts.ts";
import { executorCastOf } from "../../../../src/telemetry/simulated/executor_cast.ts";
import { executorFaultKinds } from "../../../../src/telemetry/simulated/executor_chaos.ts";
import type { ExecutorScenario } from "../../../../src/telemetry/simulated/executor_scenario.ts";
import { chaotic } from "./chaotic_scenario.ts";

const { chaos: _, ...plain } = chaotic;
const seeds = Array.from({ length: 60 }, (_, index) => String(index + 1));
const drawn = (scenario: ExecutorScenario, swarm: boolean) =>
  seeds.map((seed) => drawExecutorCase(scenario, seed, { swarm }));
const kindsOf = (of: ExecutorScenario) => Object.keys(executorFaultCounts(of));

Deno.test("drawExecutorCase() spells out what a seed comes to, the same each time", () => {
  const [one, same, other] = ["7", "7", "8"].map((seed) => drawExecutorCase(chaotic, seed, { swarm: true }));
  assertEquals(same, one);
  assertNotEquals(other, one);
  assertEquals(one!.chaos, undefined);
  assertEquals(JSON.parse(JSON.stringify(one)), one);
});

Deno.test("drawExecutorCase() leaves a scenario as it is that has no chaos, but in a swarm", () => {
  assertEquals(drawExecutorCase(plain, "1", { swarm: false }), plain);
  assert(kindsOf(drawExecutorCase(plain, "1", { swarm: true })).length > 0);
});

Deno.test("drawExecutorCase() draws all kinds that there may be, in a swarm a mix of them", () => {
  const steady = drawn(chaotic, false);
  const without = executorFaultKinds.filter((kind) => kind !== "stop");
  for (const of of steady) assertEquals(kindsOf(of).filter((kind) => kind !== "stop"), without);
  // Every second run, as it is said.
  const stopped = steady.filter(({ stopAtMs }) => stopAtMs !== undefined).length;
  assert(stopped > 20 && stopped < 40, `${stopped}`);
  const mixes = drawn(chaotic, true).map(kindsOf);
  for (const kind of executorFaultKinds) {
    const having = mixes.filter((kinds) => kinds.includes(kind)).length;
    assert(having > 5 && having < 55, `${kind}: ${having}`);
  }
  const only = { ...chaotic, chaos: { faults: { stall: true, burst: { perHour: 400 } } } } as const;
  for (const of of drawn(only, false)) assertEquals(kindsOf(of).filter((kind) => kind !== "burst"), ["stall"]);
});

Deno.test("drawExecutorCase() draws valid faults that begin and end before everything heals, in the order of their times", () => {
  for (const of of drawn(chaotic, true)) {
    const cast = executorCastOf(of);
    const { store, stalls = [], bursts = [], hangs = [], wallClockJumps = [], stopAtMs, restartAtMs } = of;
    const spells = [...store?.faults ?? [], ...hangs];
    assert(spells.every(({ fromMs, toMs }) => fromMs < toMs && toMs <= 80_000));
    assert([...stalls, ...bursts, ...wallClockJumps].every(({ atMs }) => atMs < 80_000));
    assert(stalls.every(({ atMs, forMs }) => atMs + forMs <= 80_000));
    if (stopAtMs !== undefined) assert(restartAtMs !== undefined && stopAtMs < restartAtMs && restartAtMs <= 80_000);
    assertEquals(cast.stalls, stalls);
    const begins = (store?.faults ?? []).map(({ fromMs }) => fromMs);
    assertEquals(begins, begins.toSorted((one, other) => one - other));
  }
});

Deno.test("drawExecutorCase() keeps to the ranges of a rule", () => {
  const rules = { fails: { perHour: 500, minMs: 100, maxMs: 200 }, burst: { perHour: 500, count: { min: 3, max: 4 } } };
  for (const { store, bursts = [] } of drawn({ ...chaotic, chaos: { faults: rules } }, false)) {
    // The last one may be cut short.
    const lengths = store!.faults!.filter(({ toMs }) => toMs < 80_000).map(({ fromMs, toMs }) => toMs - fromMs);
    assert(lengths.every((ms) => ms >= 100 && ms <= 200), lengths.join());
    assert(bursts.every(({ count }) => count === 3 || count === 4));
  }
});

Deno.test("drawExecutorCase() adds to what goes wrong anyway, and draws no stop where there is one", () => {
  const fault = { name: "disk", fromMs: 1_000, toMs: 2_000, how: "fails" } as const;
  const own = { ...chaotic, store: { faults: [fault] }, stopAtMs: 70_000 };
  for (const of of drawn(own, false)) {
    assert(of.store!.faults!.some(({ name }) => name === "disk"));
    assertEquals([of.stopAtMs, of.restartAtMs], [70_000, undefined]);
  }
});

Deno.test("drawExecutorCase() leaves out by lot what is beyond the most faults", () => {
  const most = (mostFaults: number) => ({ ...chaotic, chaos: { ...chaotic.chaos, mostFaults } });
  const counts = drawn(most(4), false).map((of) => Object.values(executorFaultCounts(of)).reduce((a, b) => a + b, 0));
  assertEquals(new Set(counts), new Set([4]));
  assertEquals(new Set(drawn(most(4), false).flatMap(kindsOf)).size, executorFaultKinds.length);
  assertEquals(drawn(most(0), false).flatMap(kindsOf), []);
});

Deno.test("drawExecutorCase() draws each kind from a stream of its own", () => {
  const alone = { ...chaotic, chaos: { faults: { stall: true } } } as const;
  const both = { ...chaotic, chaos: { faults: { stall: true, fails: true } } } as const;
  assertEquals(drawn(alone, false).map(({ stalls }) => stalls), drawn(both, false).map(({ stalls }) => stalls));
});

Deno.test("drawExecutorCase() draws the executor's options in a swarm alone, within their ranges", () => {
  const ranges = { capacity: { min: 5, max: 50 }, retries: { min: 0, max: 3 }, baseMs: { min: 10, max: 20 } };
  const scenario = { ...chaotic, chaos: { executor: ranges } };
  for (const { executor } of drawn(scenario, false)) assertEquals(executor, chaotic.executor);
  for (const { executor } of drawn(scenario, true)) {
    const { capacity = 0, retries = 9, backoff, ...rest } = executor;
    assert(capacity >= 5 && capacity <= 50 && retries >= 0 && retries <= 3, JSON.stringify(executor));
    assert(backoff!.baseMs! >= 10 && backoff!.baseMs! <= 20 && backoff!.maxMs === 8_000);
    assertEquals(rest, { batchSize: 8, storeTimeoutMs: 3_000, stopMs: 2_000, spill: true });
  }
});

Deno.test("drawExecutorCase() refuses a scenario that is none", () => {
  assertThrows(() => drawExecutorCase({ ...chaotic, load: [] }, "1", { swarm: true }), TypeError, '"load" must hold');
});

Deno.test("drawExecutorCase() refuses options that are none, and takes a seed in any spelling", () => {
  const draw = (seed: string, options: unknown) => drawExecutorCase(chaotic, seed, options as never);
  assertThrows(() => draw("1", undefined), TypeError, 'Cannot draw a case: "options" must be an object');
  assertThrows(() => draw("1", { swarm: 1 }), TypeError, '"swarm" must be true or false, received 1');
  assertThrows(() => draw("1", { swarm: true, foo: 1 }), TypeError, 'unknown option "foo", known are swarm');
  assertThrows(() => draw("zz", { swarm: true }), RangeError, "Cannot read the seed");
  assertEquals(draw("0x7", { swarm: true }), draw("7", { swarm: true }));
});
