import { assertEquals } from "@std/assert";
import { type Engine, type Scenario, type ScenarioWorker, simulate } from "@mainstay/supervisor/simulation";
import { coverageOf } from "../../../src/simulation/campaign/coverage.ts";
import type { Fault } from "../../../src/simulation/faults/fault.ts";
import { castFor } from "../../../src/simulation/services/services_cast.ts";

const slow = { kind: "slow-start", fromMs: 0, toMs: 10, byMs: 1_000 } as const;
const ready: Partial<ScenarioWorker> = {
  startupTimeoutMs: 5_000,
  behaviour: { readyAfter: { kind: "fixed", ms: 200 } },
};
const drawn: Partial<ScenarioWorker> = {
  startupTimeoutMs: 5_000,
  behaviour: { readyAfter: { kind: "uniform", minMs: 100, maxMs: 200 } },
};
const crash = (atMs: number): Fault => ({ kind: "crash", atMs });

/** Who starts slowly, what happens besides, and how often that came too late: by the engines for groups, and by the one for services. */
const starts: readonly (readonly [title: string, hits: number, service: number, Partial<ScenarioWorker>, Fault[]?])[] =
  [
    ["is ready later", 1, 1, ready],
    ["is ready later by chance", 1, 1, drawn],
    ["crashes before it would have been ready", 0, 0, ready, [crash(200)]],
    ["crashes when it would have been ready", 1, 1, ready, [crash(201)]],
    ["crashes when it would have been ready by chance", 0, 0, drawn, [crash(200)]],
    ["crashes when it would have been ready by any chance", 1, 1, drawn, [crash(201)]],
    ["is not ready in time", 1, 1, { ...ready, startupTimeoutMs: 500 }],
    ["never says that it is ready", 0, 0, { startupTimeoutMs: 5_000 }],
    ["is taken as ready from its start on", 0, 1, {}],
    ["is taken as ready from its start on, and crashes", 0, 1, {}, [crash(500)]],
    ["is not ready to the end", 1, 1, { ...ready, startupTimeoutMs: 90_000 }, [{ ...slow, byMs: 60_000 }]],
    ["says that it is ready in its second life alone", 0, 0, {
      startupTimeoutMs: 5_000,
      behaviour: { script: [{ acts: [{ atMs: 700, do: "crash" }] }, { acts: [{ atMs: 1, do: "ready" }] }] },
    }],
  ];

for (const [title, hits, service, worker, more = []] of starts) {
  for (const engine of ["real", "policy", "services"] as const satisfies readonly Engine[]) {
    const expected = engine === "services" ? service : hits;

    Deno.test(`lateStarts() finds ${expected} of one that ${title}, engine ${engine}`, async () => {
      const faults = more.some(({ kind }) => kind === "slow-start") ? more : [slow, ...more];
      const scenario: Scenario = { name: "late", horizonMs: 20_000, workers: [{ name: "a", ...worker }], faults };
      const hits = coverageOf(await simulate(scenario, { engine }), castFor(scenario, engine));
      assertEquals(hits["fault:slow-start"] ?? 0, expected);
    });
  }
}

for (
  const [ownMs, expected] of [
    [4_500, 1],
    [6_000, 0],
  ] as const
) {
  Deno.test(`lateStarts() finds ${expected} of one that is ready after ${ownMs} ms where all heals at 5 s`, async () => {
    const behaviour = { readyAfter: { kind: "fixed", ms: ownMs } } as const;
    const scenario: Scenario = {
      name: "late",
      horizonMs: 20_000,
      recovery: { fromMs: 5_000, withinMs: 10_000 },
      workers: [{ name: "a", startupTimeoutMs: 9_000, behaviour }],
      faults: [slow],
    };
    const hits = coverageOf(await simulate(scenario, { engine: "policy" }), castFor(scenario, "policy"));
    assertEquals(hits["fault:slow-start"] ?? 0, expected);
  });
}
