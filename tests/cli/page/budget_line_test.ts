import { assertEquals } from "@std/assert";
import { budgetLines } from "../../../cli/page/budget_line.ts";
import type { SupervisionEvent } from "../../../src/core/event.ts";
import { castOf } from "../../../src/simulation/cast.ts";
import type { ScenarioPolicy } from "../../../src/simulation/scenario.ts";

const worker = { worker: "api", incarnation: 1 };

function members(...policies: ScenarioPolicy[]) {
  const workers = policies.map((policy, index) => ({ name: index === 0 ? "api" : `other-${index}`, ...policy }));
  return castOf({ name: "budgets", horizonMs: 1_000, workers }).members;
}

function restart(atMs: number, budgetUsed: number, of = worker): SupervisionEvent {
  return { ...of, type: "restart-scheduled", atMs, attempt: 1, delayMs: 0, ceilingMs: 0, budgetUsed, rule: "backoff" };
}

Deno.test("budgetLines() lets a restart go when it is as old as the period", () => {
  const { lines: [line] } = budgetLines(
    members({ budget: { intensity: 3, periodMs: 100 } }),
    [restart(10, 1), restart(50, 2)],
    1_000,
  );
  assertEquals(line!.points, [[0, 0], [10, 1], [50, 2], [110, 1], [150, 0], [1_000, 0]]);
  assertEquals([line!.limit, line!.periodMs], [3, 100]);
});

Deno.test("budgetLines() empties the budget at the end of a cooldown", () => {
  const { lines: [line] } = budgetLines(
    members({ budget: { intensity: 1, periodMs: 900 } }),
    [
      restart(10, 1),
      {
        ...worker,
        type: "cooldown-started",
        atMs: 20,
        cycle: 1,
        cooldownMs: 300,
        retryAtMs: 320,
        rule: "worker-budget",
      },
    ],
    1_000,
  );
  assertEquals(line!.points, [[0, 0], [10, 1], [320, 0], [1_000, 0]]);
});

Deno.test("budgetLines() leaves other windows as they were last told", () => {
  const { lines: [line] } = budgetLines(
    members({ budget: { intensity: 3, periodMs: 100, window: "in-a-row" } }),
    [restart(10, 1), restart(500, 2)],
    1_000,
  );
  assertEquals(line!.points, [[0, 0], [10, 1], [500, 2], [1_000, 2]]);
});

Deno.test("budgetLines() begins with the least room, and leaves out who used nothing", () => {
  const other = { worker: "other-1", incarnation: 1 };
  const { lines } = budgetLines(
    members({ budget: { intensity: 9, periodMs: 100 } }, { budget: { intensity: 2, periodMs: 100 } }, {}),
    [restart(10, 1), restart(20, 1, other)],
    1_000,
  );
  assertEquals(lines.map(({ name }) => name), ["other-1", "api"]);
});
