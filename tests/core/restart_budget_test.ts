import { assertEquals, assertThrows } from "@std/assert";
import { RestartBudget } from "@mainstay/supervisor";
import { checkBudgetLimits } from "../../src/core/restart_budget.ts";

const clock = { now: () => 0 };

Deno.test("RestartBudget allows 5 restarts in 300 s unless told otherwise", () => {
  const { intensity, periodMs } = new RestartBudget({ clock });
  assertEquals([intensity, periodMs], [5, 300_000]);
});

for (const [age, attempts] of [[999, 1], [1_000, 0], [1_001, 0]] as const) {
  Deno.test(`RestartBudget of 1000 ms holds ${attempts} restarts ${age} ms after one`, () => {
    let nowMs = 1_000_000;
    const budget = new RestartBudget({ intensity: 1, periodMs: 1_000, clock: { now: () => nowMs } });
    budget.recordRestart();
    nowMs += age;
    assertEquals([budget.currentAttempts(), budget.isExhausted()], [attempts, attempts === 1]);
  });
}

for (const [records, exhausted] of [[2, false], [3, true], [4, true]] as const) {
  Deno.test(`RestartBudget of 3 ${exhausted ? "is" : "is not"} exhausted by ${records} restarts`, () => {
    const budget = new RestartBudget({ intensity: 3, periodMs: 1_000, clock });
    for (let i = 0; i < records; i++) budget.recordRestart();
    assertEquals([budget.isExhausted(), budget.currentAttempts()], [exhausted, Math.min(records, 3)]);
  });
}

for (const intensity of [-1, 0.5, NaN, -Infinity, "3" as never, null as never]) {
  Deno.test(`RestartBudget() refuses intensity ${JSON.stringify(intensity)} ${intensity}`, () => {
    assertThrows(
      () => new RestartBudget({ intensity, clock }),
      RangeError,
      'Cannot create a restart budget: "intensity" must be a whole number of at least 0, or Infinity, received ',
    );
  });
}

Deno.test("RestartBudget of intensity Infinity is never exhausted", () => {
  const budget = new RestartBudget({ intensity: Infinity, clock });
  for (let i = 0; i < 1_000; i++) budget.recordRestart();
  assertEquals([budget.isExhausted(), budget.currentAttempts(), budget.intensity], [false, 0, Infinity]);
});

for (const periodMs of [-1, 0, NaN, Infinity, -Infinity]) {
  Deno.test(`RestartBudget() refuses period ${periodMs}`, () => {
    assertThrows(
      () => new RestartBudget({ periodMs, clock }),
      RangeError,
      `Cannot create a restart budget: "periodMs" must be a finite number above 0, received ${periodMs}`,
    );
  });
}

Deno.test("RestartBudget() refuses a missing clock", () => {
  assertThrows(() => new RestartBudget({} as never), TypeError, '"clock" must be an object with now()');
});

Deno.test("RestartBudget() refuses a misspelt option", () => {
  assertThrows(
    () => new RestartBudget({ clock, period: 10 } as never),
    TypeError,
    'unknown option "period", known are intensity, periodMs, clock',
  );
});

Deno.test("checkBudgetLimits() puts its prefix before the field", () => {
  assertThrows(
    () => checkBudgetLimits("act", "budget.", { intensity: -1, periodMs: 1 }),
    RangeError,
    'Cannot act: "budget.intensity" must be',
  );
});
