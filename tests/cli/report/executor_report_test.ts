import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { executorHighlights, executorSentence } from "../../../cli/report/executor_events.ts";
import { executorReport } from "../../../cli/report/executor_report.ts";
import { asciiGlyphs } from "../../../cli/report/glyphs.ts";
import type { ExecutorEvent } from "../../../src/telemetry/simulated/executor_event.ts";
import type { ExecutorScenario } from "../../../src/telemetry/simulated/executor_scenario.ts";
import { simulateExecutor } from "../../../src/telemetry/simulated/simulate_executor.ts";

const terminal = { width: 100, color: false, glyphs: asciiGlyphs };
// deno-lint-ignore no-control-regex -- colours begin with it
const bare = (lines: readonly string[]) => lines.map((line) => line.replace(/\x1b\[[0-9;]*m/g, ""));

Deno.test("executorHighlights() makes one line of failures in a row, and of losses for one cause", () => {
  const events: readonly ExecutorEvent[] = [
    { type: "started", atMs: 0 },
    { type: "attempt-failed", atMs: 1_000, attempt: 1, why: "failed" },
    { type: "dropped", atMs: 1_500, cause: "overflow", count: 1 },
    { type: "attempt-failed", atMs: 2_000, attempt: 2, why: "no-answer" },
    { type: "dropped", atMs: 2_500, cause: "overflow", count: 2 },
    { type: "dropped", atMs: 2_500, cause: "exhausted", count: 5 },
    { type: "answered", atMs: 3_000, attempt: 3, stored: 4, refused: 0, isLate: false },
    { type: "attempt-failed", atMs: 4_000, attempt: 4, why: "no-answer" },
  ];
  assertEquals(bare(executorHighlights(events, terminal)), [
    "00:00:01.000  The store fails: 2 calls, until 00:00:02.000",
    "00:00:01.500  3 records lost: there was no place left, until 00:00:02.500",
    "00:00:02.500  5 records lost: writing them had failed too often",
    "00:00:04.000  The store fails to answer: 1 call",
  ]);
});

Deno.test("executorSentence() says what was late and what was refused", () => {
  const answered = { type: "answered", atMs: 0, attempt: 3, stored: 4, refused: 2, isLate: true } as const;
  assertEquals(executorSentence(answered), "Call 3 has written 4, 2 refused, too late");
});

Deno.test("executorReport() shows losses in their lane, and every event if it is asked to", async () => {
  const scenario: ExecutorScenario = {
    name: "full",
    horizonMs: 20_000,
    executor: { capacity: 10 },
    load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 200 } }],
    store: { faults: [{ name: "disk", fromMs: 5_000, toMs: 10_000, how: "fails" }] },
    expect: ["lost == 0"],
  };
  const result = await simulateExecutor(scenario);
  const source = { word: "-", kind: "input", scenario } as const;
  const report = (verbose: boolean) => bare(executorReport(result, source, terminal, { verbose, overrides: {} }));

  const lines = report(false);
  assert(lines.some((line) => /^lost +!+/.test(line)), lines.join("\n"));
  assertStringIncludes(lines.join("\n"), "Missed: 1 of 1 expectation. All 15 invariants held.");
  assert(report(true).length > result.events.length);
});

Deno.test("executorReport() shows what broke before what held", async () => {
  const scenario: ExecutorScenario = {
    name: "broken",
    horizonMs: 1_000,
    executor: {},
    load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 200 } }],
  };
  const breach = { invariant: "spill-kept", atMs: 5, message: "gone" };
  const result = { ...await simulateExecutor(scenario), breaches: [breach] };
  const source = { word: "-", kind: "input", scenario } as const;
  const lines = bare(executorReport(result, source, terminal, { verbose: false, overrides: {} }));

  const at = lines.indexOf("Invariants");
  assert(lines[at + 1]!.startsWith("!! spill-kept: What counts as spilled"), lines[at + 1]);
  assertEquals(lines.includes("    00:00:00.005 gone"), true);
  assert(lines.includes("!! Broken: 1 of 15 invariants, 1 time."));
});
