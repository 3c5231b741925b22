import { assertEquals } from "@std/assert";
import { RunsSummary } from "../../../cli/report/runs_summary.ts";
import { runOf } from "../run_of.ts";

Deno.test("RunsSummary.percentiles() are values that occurred", () => {
  const summary = new RunsSummary();
  for (let restarts = 100; restarts >= 1; restarts--) summary.add(runOf({ group: { restarts } }));
  assertEquals(summary.percentiles("restarts"), { p5: 5, p50: 50, p95: 95 });
});

Deno.test("RunsSummary.percentiles() of one run are its value", () => {
  const summary = new RunsSummary();
  summary.add(runOf({ group: { restarts: 7 } }));
  assertEquals(summary.percentiles("restarts"), { p5: 7, p50: 7, p95: 7 });
});

Deno.test("RunsSummary.percentiles() leave out runs without the figure", () => {
  const summary = new RunsSummary();
  for (const meanRecoveryMs of [null, 5, null]) summary.add(runOf({ group: { meanRecoveryMs } }));
  assertEquals(summary.percentiles("meanRecoveryMs"), { p5: 5, p50: 5, p95: 5 });
  assertEquals(summary.percentiles("worstRecoveryMs"), undefined);
});

Deno.test("RunsSummary.add() counts verdicts, failed seeds and their causes", () => {
  const summary = new RunsSummary();
  const breach = { invariant: "delay-bounds", atMs: 1, message: "too long" };
  const missed = { expectation: "restarts <= 1", held: false, value: 2, shown: "2" };
  summary.add(runOf({ seed: "1" }));
  summary.add(runOf({ seed: "2", expectations: [missed] }));
  summary.add(runOf({ seed: "3", breaches: [breach, breach], expectations: [missed] }));
  summary.add(runOf({ seed: "4", cutOffBy: "limit" }));
  assertEquals(summary.verdicts, { held: 1, broken: 1, limited: 1, interrupted: 0, missed: 1 });
  assertEquals(summary.failed.map(({ seed, verdict }) => [seed, verdict]), [["2", "missed"], ["3", "broken"], [
    "4",
    "limited",
  ]]);
  assertEquals(summary.causes, [['expectation "restarts <= 1"', 2], ["invariant delay-bounds", 1]]);
  assertEquals(summary.runs, 4);
});

Deno.test("RunsSummary.exitCode is the worst run's", () => {
  const summary = new RunsSummary();
  const codes = [summary.exitCode];
  const missed = { expectation: "restarts <= 1", held: false, value: 2, shown: "2" };
  for (const run of [runOf({}), runOf({ expectations: [missed] }), runOf({ cutOffBy: "limit" })]) {
    summary.add(run);
    codes.push(summary.exitCode);
  }
  summary.add(runOf({ breaches: [{ invariant: "delay-bounds", atMs: 1, message: "too long" }] }));
  assertEquals([...codes, summary.exitCode], [0, 0, 3, 124, 1]);
});
