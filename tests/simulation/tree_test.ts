import { assertEquals } from "@std/assert";
import type { SupervisionEvent } from "@mainstay/supervisor";
import {
  type Engine,
  type Operation,
  type Scenario,
  type ScenarioWorker,
  simulate,
} from "@mainstay/supervisor/simulation";
import nestedBudgets from "../../fixtures/scenarios/nested-budgets.json" with { type: "json" };

const engines = ["real", "policy"] as const satisfies readonly Engine[];
const second = { baseMs: 1_000, multiplier: 1, jitter: "none" } as const;
const crashAt = (atMs: number, name = "Error") => ({
  script: [{ acts: [{ atMs, do: "crash" as const, error: { name } }] }],
});

/** What is told of workers, in short. */
function told(events: readonly SupervisionEvent[]): string[] {
  return events.flatMap((event) => "worker" in event ? [`${event.atMs} ${event.worker} ${event.type}`] : []);
}

async function toldBy(engine: Engine, scenario: Omit<Scenario, "name" | "horizonMs">): Promise<string[]> {
  return told((await simulate({ name: "tree", horizonMs: 10_000, ...scenario }, { engine })).events);
}

for (const [top, sub, starts] of [[0, 0, 1], [1, 1, 4], [2, 3, 12], [3, 3, 16], [5, 5, 36], [10, 10, 121]] as const) {
  Deno.test(`simulate() multiplies nested budgets: ${top} over ${sub} allow ${starts} starts`, async () => {
    const [group] = nestedBudgets.workers;
    const scenario = {
      ...nestedBudgets,
      budget: { ...nestedBudgets.budget, intensity: top },
      workers: [{ ...group!, group: { ...group!.group, budget: { ...group!.group.budget, intensity: sub } } }],
    } as unknown as Scenario;

    for (const engine of engines) {
      const { metrics, report } = await simulate(scenario, { engine });

      assertEquals([metrics.group.starts, metrics.group.groupFailures], [starts, top + 2]);
      assertEquals(report?.outcome, "failed");
    }
  });
}

for (const engine of engines) {
  Deno.test(`simulate() with the ${engine} engine restarts the rest for one`, async () => {
    const lines = await toldBy(engine, {
      strategy: "rest-for-one",
      workers: [{ name: "a" }, { name: "b", backoff: second, behaviour: crashAt(500) }, {
        name: "c",
        behaviour: { onStop: { takesMs: 200 } },
      }],
    });

    assertEquals(lines.slice(3), [
      "500 b crashed",
      "500 b restart-scheduled",
      "500 c stopping",
      "700 c stopped",
      "1500 b started",
      "1500 c started",
    ]);
  });

  Deno.test(`simulate() with the ${engine} engine numbers incarnations through the restarts of groups`, async () => {
    const { events } = await simulate({
      name: "tree",
      horizonMs: 10_000,
      workers: [{
        name: "a",
        group: { workers: [{ name: "b", group: { workers: [{ name: "w" }] } }] },
      }],
      operations: [
        { atMs: 2_000, do: "restart", worker: "a/b" },
        { atMs: 3_000, do: "restart", worker: "a" },
      ],
    }, { engine });
    const incarnations = (worker: string) =>
      events.flatMap((event) => event.type === "started" && event.worker === worker ? [event.incarnation] : []);

    assertEquals(["a", "a/b", "a/b/w"].map(incarnations), [[1, 2], [1, 2, 3], [1, 2, 3]]);
  });

  for (
    const [name, lines] of [
      ["ShutdownError", ["w completed", "w finished"]],
      ["DoNotRestartError", ["w completed", "w finished"]],
      ["TerminateTreeError", ["w crashed", "w escalated", "calm stopping", "calm stopped", "calm finished"]],
      ["Error", ["w crashed", "w restart-scheduled"]],
    ] as const
  ) {
    Deno.test(`simulate() with the ${engine} engine takes a ${name} for what it is`, async () => {
      const all = await toldBy(engine, {
        workers: [{ name: "w", backoff: { baseMs: 60_000, maxMs: 60_000 }, behaviour: crashAt(5, name) }, {
          name: "calm",
        }],
      });

      assertEquals(all.slice(2), lines.map((line) => `5 ${line}`));
    });
  }

  const group: ScenarioWorker = { name: "g", group: { keepAlive: true, workers: [{ name: "w" }] } };
  for (
    const [title, operations, lines] of [
      ["stops and starts", [
        { atMs: 1, do: "stop", worker: "g/w" },
        { atMs: 2, do: "start", worker: "g/w" },
      ], ["1 g/w stopping", "1 g/w stopped", "1 g/w finished", "2 g/w started"]],
      ["restarts", [{ atMs: 1, do: "restart", worker: "g/w" }], ["1 g/w stopping", "1 g/w stopped", "1 g/w started"]],
      ["adds and removes", [
        { atMs: 1, do: "start", worker: { name: "x" }, in: "g" },
        { atMs: 2, do: "remove", worker: "g/x" },
      ], ["1 g/x added", "1 g/x started", "2 g/x stopping", "2 g/x stopped", "2 g/x finished", "2 g/x removed"]],
      ["forgets with a group's restart whom it added", [
        { atMs: 1, do: "start", worker: { name: "x" }, in: "g" },
        { atMs: 2, do: "restart", worker: "g" },
        { atMs: 3, do: "stop", worker: "g/x" },
      ], [
        "1 g/x added",
        "1 g/x started",
        "2 g stopping",
        "2 g/x stopping",
        "2 g/x stopped",
        "2 g/x finished",
        "2 g/w stopping",
        "2 g/w stopped",
        "2 g/w finished",
        "2 g stopped",
        "2 g started",
        "2 g/w started",
        "2 g ready",
      ]],
      ["does nothing to whom it cannot find", [
        { atMs: 1, do: "remove", worker: "g" },
        { atMs: 2, do: "start", worker: "g/w" },
        { atMs: 2, do: "stop", worker: "g/w" },
        { atMs: 2, do: "restart", worker: "g" },
        { atMs: 2, do: "start", worker: { name: "x" }, in: "g" },
      ], [
        "1 g stopping",
        "1 g/w stopping",
        "1 g/w stopped",
        "1 g/w finished",
        "1 g stopped",
        "1 g finished",
        "1 g removed",
      ]],
      ["starts nobody who runs", [{ atMs: 1, do: "start", worker: "g/w" }, { atMs: 1, do: "start", worker: "g" }], []],
    ] as readonly (readonly [string, readonly Operation[], readonly string[]])[]
  ) {
    Deno.test(`simulate() with the ${engine} engine ${title} by hand`, async () => {
      const all = await toldBy(engine, { keepAlive: true, workers: [group], operations });

      assertEquals(all.slice(3), lines);
    });
  }

  Deno.test(`simulate() with the ${engine} engine takes no more children than the group does`, async () => {
    const all = await toldBy(engine, {
      maxChildren: 2,
      workers: [{ name: "a" }],
      operations: [{ atMs: 1, do: "start", worker: { name: "x", count: 3 } }],
    });

    assertEquals(all, ["0 a started", "1 x-1 added", "1 x-1 started"]);
  });

  Deno.test(`simulate() with the ${engine} engine ends the whole stop with the grace of the root`, async () => {
    const { report, endedAtMs } = await simulate({
      name: "tree",
      horizonMs: 10_000,
      graceMs: 300,
      stopAtMs: 1_000,
      workers: [{ name: "a" }, { name: "g", group: { workers: [{ name: "deaf", behaviour: { onStop: "ignore" } }] } }],
    }, { engine });

    assertEquals([endedAtMs, report?.abandoned], [1_300, ["g/deaf"]]);
  });
}
