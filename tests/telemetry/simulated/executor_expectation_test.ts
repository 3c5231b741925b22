import { assertEquals, assertThrows } from "@std/assert";
import {
  checkExecutorExpectation,
  executorFigures,
  parseExecutorExpectation,
} from "../../../src/telemetry/simulated/executor_expectation.ts";
import { simulateExecutor } from "../../../src/telemetry/simulated/simulate_executor.ts";

const { metrics } = await simulateExecutor({
  name: "calm",
  horizonMs: 1_000,
  executor: {},
  load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 300 } }],
});

const check = (text: string) => checkExecutorExpectation(parseExecutorExpectation("judge", "expect[0]", text), metrics);

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
  assertEquals(refusal("stop < 1.2.3s"), 'Cannot judge: "expect[2]" must end in a number, received "stop < 1.2.3s"');
});
