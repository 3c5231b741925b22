import { assertEquals, assertThrows } from "@std/assert";
import {
  checkExecutorExpectation,
  executorFigures,
  executorFigureValues,
  parseExecutorExpectation,
} from "../../../src/telemetry/simulated/executor_expectation.ts";
import { simulateExecutor } from "../../../src/telemetry/simulated/simulate_executor.ts";

const { metrics } = await simulateExecutor({
  name: "calm",
  horizonMs: 1_000,
  executor: {},
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 300 } }],
});

const times = { wait: [100, 20, 30], outage: [], stop: [] };
const check = (text: string) =>
  checkExecutorExpectation(parseExecutorExpectation("judge", "expect[0]", text), metrics, times);

Deno.test("checkExecutorExpectation() compares in the figure's unit", () => {
  assertEquals(check("stored == 3"), { expectation: "stored == 3", held: true, value: 3, shown: "3" });
  assertEquals(check("stored-share >= 99.5%").shown, "100%");
  assertEquals(check("longest-wait <= 0.1s"), {
    expectation: "longest-wait <= 0.1s",
    held: true,
    value: 100,
    shown: "100 ms",
  });
  assertEquals([check("lost > 0").held, check("accepted < 1_000").held], [false, true]);
});

Deno.test("checkExecutorExpectation() holds for a recovery where nothing failed, for no stop that never was", () => {
  assertEquals([check("worst-recovery < 1s").held, check("longest-outage < 1s").held], [true, true]);
  assertEquals([check("stop < 1s").held, check("stop < 1s").shown], [false, "none"]);
});

Deno.test("checkExecutorExpectation() takes an aggregate of what a run gives many of, and of nothing holds", () => {
  assertEquals(check("max(wait) <= 100ms"), {
    expectation: "max(wait) <= 100ms",
    held: true,
    value: 100,
    shown: "100 ms",
  });
  assertEquals([check("mean(wait) == 50ms").held, check("p50(wait) < 30ms").held], [true, false]);
  assertEquals([check("p95(outage) < 1s").held, check("p95(outage) < 1s").value], [true, null]);
  assertEquals(check("mean(stored) == 3").held, true);
});

Deno.test("executorFigureValues() gives every figure in the unit in which it is compared", () => {
  const values = executorFigureValues(metrics);
  assertEquals(Object.keys(values), [...executorFigures]);
  assertEquals([values["stored-share"], values["stored"], values["longest-wait"], values["stop"]], [100, 3, 100, null]);
});

Deno.test("parseExecutorExpectation() knows every figure, each in its unit", () => {
  for (const figure of executorFigures) {
    const units = ["", "%", "s"].filter((unit) => {
      try {
        return parseExecutorExpectation("judge", "expect[0]", `${figure} > 1${unit}`).figure === figure;
      } catch {
        return false;
      }
    });
    assertEquals(units.length, 1, figure);
  }
});

Deno.test("parseExecutorExpectation() names the field and what is known in its place", () => {
  const refusal = (text: string) =>
    assertThrows(() => parseExecutorExpectation("judge", "expect[2]", text), TypeError).message;
  assertEquals(
    refusal("lost is none"),
    'Cannot judge: "expect[2]" must read like "lost == 0" or "longest-wait < 30s", received "lost is none"',
  );
  assertEquals(refusal("lst == 0").startsWith('Cannot judge: "expect[2]" must be about one of executions, '), true);
  assertEquals(refusal("lost < 3s"), 'Cannot judge: "expect[2]" must give lost in no unit, received "lost < 3s"');
  assertEquals(
    refusal("wait < 3s"),
    'Cannot judge: "expect[2]" must say what of all values is meant, such as p95(wait), max(wait) or mean(wait), ' +
      'received "wait < 3s"',
  );
  assertEquals(refusal("orders: lost < 3").includes("must not name anybody"), true);
  assertEquals(refusal("lost(10s) < 3").includes("must not give lost anything in brackets"), true);
  assertEquals(refusal("stop < 1.2.3s"), 'Cannot judge: "expect[2]" must end in a number, received "stop < 1.2.3s"');
});
