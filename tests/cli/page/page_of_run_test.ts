import { assertEquals, assertStringIncludes } from "@std/assert";
import { pageOfRun } from "../../../cli/page/page_of_run.ts";
import { simulateExecutor } from "../../../src/telemetry/simulated/simulate_executor.ts";
import { runOf } from "../run_of.ts";
import { crashing, ran } from "./page_samples.ts";

const scenario = { name: "quiet", horizonMs: 60_000, workers: [{ name: "ingest" }] };

Deno.test("pageOfRun() says of a run that held how much was judged", () => {
  const { answer } = pageOfRun(runOf({}), scenario, { reproduce: "simulate quiet" });
  assertEquals([answer.tone, answer.word, answer.reproduce], ["held", "Held", "simulate quiet"]);
  assertEquals(answer.sentence, "All 24 invariants held; nothing was expected.");
});

Deno.test("pageOfRun() names the invariant that broke, who, when and why", () => {
  const breach = { invariant: "one-teardown", atMs: 1_500, worker: "ingest", message: "torn down twice" };
  const { answer, failures } = pageOfRun(runOf({ breaches: [breach] }), scenario);
  assertEquals(answer.word, "Broken");
  assertEquals(
    answer.sentence,
    "The invariant one-teardown broke at 00:00:01.500 for ingest: torn down twice (once).",
  );
  assertEquals(failures.map(({ name, where }) => [name, where]), [["one-teardown", "00:00:01.500 · ingest"]]);
});

Deno.test("pageOfRun() says what was expected and what it is", () => {
  const missed = { expectation: "worst-recovery < 30s", held: false, value: 41_000, shown: "41000 ms" };
  const { answer, expectations } = pageOfRun(runOf({ expectations: [missed] }), scenario);
  assertEquals([answer.word, answer.sentence], ["Missed", "Expected worst-recovery < 30s, but it is 41s."]);
  assertEquals(expectations, [{ expectation: "worst-recovery < 30s", held: false, shown: "41s" }]);
});

Deno.test("pageOfRun() has the times of a breach in their largest units", () => {
  const message = "it took 7586708 ms, expected 7200000 ms";
  const { failures } = pageOfRun(runOf({ breaches: [{ invariant: "delay", atMs: 0, message }] }), scenario);
  assertEquals(failures[0]!.message, "it took 7586708 ms, expected 2h");
});

Deno.test("pageOfRun() says who was not up in time", () => {
  const recovery = {
    healedAtMs: 30_000,
    dueAtMs: 50_000,
    recovered: false,
    stragglers: [{ worker: "ingest", phase: "cooling" as const }],
  };
  const { answer } = pageOfRun(runOf({ recovery }), scenario);
  assertEquals(answer.word, "Not recovered");
  assertEquals(answer.sentence, "ingest was cooling 20s after everything had healed at 00:00:30.000.");
});

Deno.test("pageOfRun() does not judge the expectations of a run that was cut off", () => {
  const missed = { expectation: "restarts > 9", held: false, value: 0, shown: "0" };
  const { answer, expectations } = pageOfRun(runOf({ expectations: [missed], cutOffBy: "limit" }), scenario);
  assertEquals([answer.tone, answer.word, expectations[0]!.held], ["unknown", "Unknown", undefined]);
});

Deno.test("pageOfRun() draws lanes, budgets and restarts of a supervision", async () => {
  const [result, of] = await ran(crashing(2, 600_000, 60_000));
  const { run } = pageOfRun(result, of);
  if (run?.kind !== "supervision") throw new Error("It is a run of a supervision");
  assertEquals(run.lanes.map(({ name }) => name), ["api-1", "api-2"]);
  assertEquals(run.lanes.every(({ spans }) => spans.at(-1)!.toMs === 600_000), true);
  const starts = result.events.filter((event) => event.type === "started" && event.after !== "first").length;
  assertEquals(run.starts.flatMap(({ ticks }) => ticks).reduce((sum, [, count]) => sum + count, 0), starts);
  const { restarts, cooldowns } = result.metrics.group;
  assertEquals(run.starts.map(({ kind, count }) => [kind, count]), [["restart", restarts], ["cooldown", cooldowns]]);
  assertEquals(run.nth.reduce((sum, { points }) => sum + points.length, 0), restarts);
  const crashes = result.metrics.group.crashes;
  assertEquals(run.lanes.flatMap(({ marks }) => marks).filter(({ kind }) => kind === "crash").length, crashes);
  assertEquals([run.storm?.starts, run.thinned], [result.metrics.group.stormPeak, []]);
});

Deno.test("pageOfRun() draws who was given up dead up to the horizon, as the figures have it", async () => {
  const [result, of] = await ran(crashing(1, 600_000, 5_000, {
    outages: [],
    defaults: { budget: { intensity: 2, periodMs: 60_000 }, onExhausted: "give-up" },
  }));
  const { run } = pageOfRun(result, of);
  if (run?.kind !== "supervision") throw new Error("It is a run of a supervision");
  assertEquals([result.endedAtMs < 600_000, run.endMs], [true, 600_000]);
  const { phase, fromMs, toMs } = run.lanes[0]!.spans.at(-1)!;
  assertEquals([phase, toMs, toMs - fromMs], ["dead", 600_000, result.metrics.group.deadMs]);
  assertEquals(run.budgets[0]!.points.at(-1), [600_000, 0]);
});

Deno.test("pageOfRun() says what it left out of a run that is too big to be drawn whole", async () => {
  const [result, of] = await ran(crashing(300, 600_000, 2_000, { defaults: { budget: { intensity: 1_000 } } }));
  const { run } = pageOfRun(result, of);
  assertEquals(run!.lanes.length, 200);
  assertStringIncludes(run!.thinned[0]!, "of the 200 workers of 300");
});

Deno.test("pageOfRun() draws what an executor held, and when its store failed", async () => {
  const of = {
    name: "store",
    horizonMs: 60_000,
    executor: { capacity: 50 },
    load: [{ owner: "a", name: "b", every: { kind: "fixed", ms: 1_000 } }],
    store: { faults: [{ name: "database", fromMs: 10_000, toMs: 20_000, how: "fails" }] },
  } as const;
  const result = await simulateExecutor(of);
  const { run } = pageOfRun(result, of);
  if (run?.kind !== "executor") throw new Error("It is a run of an executor");
  assertEquals([run.capacity, run.faults.map(({ name }) => name)], [50, ["database"]]);
  assertEquals(Math.max(...run.held.points.map(([, held]) => held)), result.metrics.mostHeld);
  assertEquals(run.executions.map(({ status, ticks }) => [status, ticks.length]), [[
    "success",
    result.metrics.statuses.success,
  ]]);
  const failed = run.lanes.find(({ name }) => name === "failed calls")!.marks.length;
  assertEquals(failed, result.metrics.failedAttempts);
});
