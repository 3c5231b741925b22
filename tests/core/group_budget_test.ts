import { assertEquals, assertThrows } from "@std/assert";
import { groupExhaustionRules, resolveGroupBudget } from "../../src/core/group_budget.ts";

Deno.test("resolveGroupBudget() makes no budget of none", () => {
  assertEquals(resolveGroupBudget("act", undefined), undefined);
});

Deno.test("resolveGroupBudget() fills in 5 restarts in 300 s, and escalation", () => {
  assertEquals(resolveGroupBudget("act", {}), {
    intensity: 5,
    periodMs: 300_000,
    window: "sliding",
    onExhausted: "escalate",
    pauseMs: 15_000,
  });
});

Deno.test("resolveGroupBudget() keeps what is given", () => {
  const given = { intensity: 2.5, periodMs: 1, window: "decay", onExhausted: "pause", pauseMs: 0 } as const;
  const resolved = resolveGroupBudget("act", given);
  assertEquals([resolved, Object.isFrozen(resolved)], [given, true]);
});

Deno.test("groupExhaustionRules names every group exhaustion rule that resolveGroupBudget() takes", () => {
  const taken = groupExhaustionRules.map((onExhausted) => resolveGroupBudget("act", { onExhausted })?.onExhausted);
  assertEquals(taken, [...groupExhaustionRules]);
});

const refusedBudgets: [budget: object, error: typeof TypeError | typeof RangeError, message: string][] = [
  [
    { resetWhenHealthy: true },
    TypeError,
    'unknown option "budget.resetWhenHealthy", known are intensity, periodMs, window',
  ],
  [
    { onExhausted: "cooldown" },
    TypeError,
    '"budget.onExhausted" must be one of "escalate", "pause", received "cooldown"',
  ],
  [{ pauseMs: 1 }, TypeError, '"budget.pauseMs" needs "budget.onExhausted" to be "pause", and it is "escalate"'],
  [
    { onExhausted: "pause", pauseMs: -1 },
    RangeError,
    '"budget.pauseMs" must be a finite number of at least 0, received -1',
  ],
  [
    { intensity: 0.5 },
    RangeError,
    '"budget.intensity" must be a whole number of at least 0, or Infinity, received 0.5',
  ],
  [{ periodMs: 0 }, RangeError, '"budget.periodMs" must be a finite number above 0, received 0'],
];

for (const [budget, error, message] of refusedBudgets) {
  Deno.test(`resolveGroupBudget() says: ${message}`, () => {
    assertThrows(() => resolveGroupBudget("act", budget), error, `Cannot act: ${message}`);
  });
}
