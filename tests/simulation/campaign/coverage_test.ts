import { assertEquals } from "@std/assert";
import { castOf } from "../../../src/simulation/cast.ts";
import { coverageOf, coveragePoints } from "../../../src/simulation/campaign/coverage.ts";
import type { Fault } from "../../../src/simulation/faults/fault.ts";
import { type Act, type Engine, type Scenario, simulate } from "@mainstay/supervisor/simulation";

const second = { baseMs: 1_000, multiplier: 1, maxMs: 5_000, jitter: "none" } as const;
const acts = (...lives: Act[][]) => ({ script: lives.map((acts) => ({ acts })) });
const crash = (atMs: number, name = "Error"): Act => ({ atMs, do: "crash", error: { name } });
const crashed = (...atMs: number[]) => acts(...atMs.map((ms) => [crash(ms)]));

const base = { name: "covered", horizonMs: 20_000, defaults: { backoff: second } } as const;
type Of = Omit<Scenario, "name" | "horizonMs">;

async function covered(scenario: Of, engine: Engine = "policy") {
  const of: Scenario = { ...base, ...scenario };
  return coverageOf(await simulate(of, { engine }), castOf(of));
}

const dependent: Of = {
  workers: [
    {
      name: "db",
      startupTimeoutMs: 5_000,
      behaviour: { readyAfter: { kind: "fixed", ms: 500 }, ...crashedReady(2_000) },
    },
    { name: "api", dependsOn: ["db"], onDependencyFailure: "restart" },
  ],
};

function crashedReady(atMs: number) {
  return acts([{ atMs: 500, do: "ready" }, crash(atMs)], [{ atMs: 500, do: "ready" }]);
}

/** For each point a scenario that hits it so many times. */
const scenarios: Readonly<Record<string, readonly [hits: number, of: Of]>> = {
  "budget-exhausted": [1, { workers: [{ name: "a", budget: { intensity: 0 }, behaviour: crashed(1_000) }] }],
  "cooldown-started": [1, { workers: [{ name: "a", budget: { intensity: 0 }, behaviour: crashed(1_000) }] }],
  "cooldown-ended": [1, {
    workers: [{ name: "a", budget: { intensity: 0 }, cooldownMs: 2_000, behaviour: crashed(1_000) }],
  }],
  "gave-up": [1, { workers: [{ name: "a", restart: "never", behaviour: crashed(1_000) }, { name: "b" }] }],
  "escalated": [1, {
    workers: [{ name: "a", budget: { intensity: 0 }, onExhausted: "escalate", behaviour: crashed(1_000) }],
  }],
  "group-failed": [1, {
    workers: [{ name: "a", budget: { intensity: 0 }, onExhausted: "escalate", behaviour: crashed(1_000) }],
  }],
  "crash-in-start": [3, {
    workers: [
      { name: "at-once", behaviour: crashed(0) },
      { name: "before-ready", startupTimeoutMs: 5_000, behaviour: acts([crash(100)], [{ atMs: 1, do: "ready" }]) },
      { name: "after-ready", startupTimeoutMs: 5_000, behaviour: crashedReady(600) },
      { name: "too-late", startupTimeoutMs: 500, behaviour: acts([], [{ atMs: 1, do: "ready" }]) },
      {
        name: "ready-once",
        startupTimeoutMs: 5_000,
        behaviour: acts([{ atMs: 1, do: "ready" }, crash(9)], [crash(9)], [{ atMs: 1, do: "ready" }]),
      },
    ],
  }],
  "crash-in-stop": [1, { stopAtMs: 1_000, workers: [{ name: "a", behaviour: { onStop: "throw" } }] }],
  "abandoned": [1, { stopAtMs: 1_000, workers: [{ name: "a", behaviour: { onStop: "ignore" } }] }],
  "late-exit": [1, {
    workers: [{ name: "a", graceMs: 1_000, behaviour: { onStop: { takesMs: 3_000 } } }, { name: "b" }],
    operations: [{ atMs: 1_000, do: "stop", worker: "a" }],
  }],
  "startup-timeout": [1, {
    workers: [{ name: "a", startupTimeoutMs: 500, behaviour: acts([], [{ atMs: 1, do: "ready" }]) }],
  }],
  "healthy-reset": [1, { workers: [{ name: "a", healthyAfterMs: 5_000, behaviour: crashed(1_000) }] }],
  "restart-at-max-delay": [1, {
    workers: [{ name: "a", backoff: { baseMs: 3_000, multiplier: 2, maxMs: 5_000 }, behaviour: crashed(100, 100) }],
  }],
  // The third one is alone in its group.
  "group-restart": [1, {
    strategy: "one-for-all",
    workers: [
      { name: "a", behaviour: crashed(1_000) },
      { name: "b" },
      { name: "g", group: { strategy: "one-for-all", workers: [{ name: "c", behaviour: crashed(500) }] } },
    ],
  }],
  "dependents-restart": [1, dependent],
  "start-held": [2, dependent],
  "group-paused": [1, {
    budget: { intensity: 0, onExhausted: "pause", pauseMs: 2_000 },
    workers: [{ name: "a", behaviour: crashed(1_000) }],
  }],
  "group-resumed": [1, {
    budget: { intensity: 0, onExhausted: "pause", pauseMs: 2_000 },
    workers: [{ name: "a", behaviour: crashed(1_000) }],
  }],
  "auto-shutdown": [1, {
    autoShutdown: "any-significant",
    workers: [
      { name: "a", restart: "never", significant: true, behaviour: acts([{ atMs: 1_000, do: "return" }]) },
      { name: "b" },
    ],
  }],
  "stop-while-waiting": [1, { stopAtMs: 1_500, workers: [{ name: "a", behaviour: crashed(1_000) }] }],
  "stop-while-cooling": [1, {
    stopAtMs: 1_500,
    workers: [{ name: "a", budget: { intensity: 0 }, behaviour: crashed(1_000) }],
  }],
  "non-retryable": [1, {
    workers: [{ name: "a", nonRetryable: ["ConfigError"], behaviour: acts([crash(1_000, "ConfigError")]) }, {
      name: "b",
    }],
  }],
  "fatal": [1, { workers: [{ name: "a", fatal: ["Broken"], behaviour: acts([crash(1_000, "Broken")]) }] }],
  // Neither who fails its group, nor who crashes again and again without a delay, crashes together with somebody.
  "simultaneous-crashes": [2, {
    workers: [
      { name: "a", count: 3, behaviour: crashed(1_000, 2_000) },
      {
        name: "g",
        group: { workers: [{ name: "b", budget: { intensity: 0 }, onExhausted: "escalate", behaviour: crashed(500) }] },
      },
      { name: "c", backoff: { baseMs: 0 }, behaviour: crashed(1_500, 0, 0) },
    ],
  }],
  "storm": [1, { workers: [{ name: "a", count: 5, behaviour: crashed(1_000) }] }],
  "manual-restart": [1, { workers: [{ name: "a" }], operations: [{ atMs: 1_000, do: "restart", worker: "a" }] }],
  "added": [1, { workers: [{ name: "a" }], operations: [{ atMs: 1_000, do: "start", worker: { name: "b" } }] }],
  "removed": [1, {
    workers: [{ name: "a" }, { name: "b" }],
    operations: [{ atMs: 1_000, do: "stop", worker: "b" }, { atMs: 2_000, do: "remove", worker: "b" }],
  }],
  "lost-readiness": [1, { workers: [{ name: "a", behaviour: acts([{ atMs: 1_000, do: "not-ready" }]) }] }],
  "recovered-readiness": [1, {
    workers: [{ name: "a", behaviour: acts([{ atMs: 1_000, do: "not-ready" }, { atMs: 2_000, do: "ready" }]) }],
  }],
  "clean-exit": [1, { workers: [{ name: "a", behaviour: acts([{ atMs: 1_000, do: "return" }]) }, { name: "b" }] }],
  // One error is one, however many groups it ends.
  "terminate-tree": [1, {
    workers: [
      { name: "g", group: { workers: [{ name: "a", behaviour: acts([crash(1_000, "TerminateTreeError")]) }] } },
      { name: "b" },
    ],
  }],
};

for (const [point, [hits, scenario]] of Object.entries(scenarios)) {
  Deno.test(`coverageOf() finds ${point} ${hits} times`, async () => {
    assertEquals((await covered(scenario))[point], hits);
  });
}

const spell = { fromMs: 1_000, toMs: 3_000 } as const;
const ready = { startupTimeoutMs: 5_000, behaviour: { readyAfter: { kind: "fixed", ms: 100 } } } as const;

/** For each kind of fault one that has so many effects, and who suffers it beside a worker that it spares. */
const faults: Readonly<Record<Fault["kind"], readonly [hits: number, fault: Fault, of?: Omit<Of, "workers">]>> = {
  "crash": [1, { kind: "crash", atMs: 1_000, workers: ["struck"] }],
  "crash-burst": [2, { kind: "crash-burst", atMs: 1_000 }],
  "cascade": [2, { kind: "cascade", atMs: 1_000, delayMs: 500, workers: ["struck", "spared"] }],
  "crash-in-start": [1, { kind: "crash-in-start", fromMs: 0, toMs: 500, workers: ["struck"] }],
  "crash-in-stop": [1, { kind: "crash-in-stop", ...spell, workers: ["struck"] }, { stopAtMs: 2_000 }],
  "hang": [1, { kind: "hang", ...spell, workers: ["struck"] }],
  "ignored-stop": [1, { kind: "ignored-stop", ...spell, workers: ["struck"] }, { stopAtMs: 2_000 }],
  "lost-readiness": [1, { kind: "lost-readiness", ...spell, workers: ["struck"] }],
  "slow-start": [1, { kind: "slow-start", fromMs: 0, toMs: 500, byMs: 1_000, workers: ["struck"] }],
  "slow-stop": [1, { kind: "slow-stop", ...spell, byMs: 100, workers: ["struck"] }, { stopAtMs: 2_000 }],
  "flaky-calls": [1, { kind: "flaky-calls", ...spell, everyMs: 1_500, share: 1, workers: ["struck"] }],
  "outage": [1, { kind: "outage", fromMs: 1_000, toMs: 1_500, workers: ["struck"] }],
  "stall": [1, { kind: "stall", atMs: 50, forMs: 500 }],
  "wall-clock-jump": [1, { kind: "wall-clock-jump", atMs: 1_000, byMs: -5_000 }],
  "throwing-observer": [2, { kind: "throwing-observer", fromMs: 50, toMs: 500 }],
};

/** Only services have a time of day. */
const engineFor = (kind: string) => kind === "wall-clock-jump" ? "services" : "real";

const afflicted = (fault: Fault, more: Omit<Of, "workers"> = {}): Of => ({
  ...more,
  faults: [fault],
  workers: [{ name: "struck", ...ready }, { name: "spared", ...ready }],
});

for (const [kind, [hits, fault, more]] of Object.entries(faults)) {
  Deno.test(`coverageOf() finds ${hits} effects of the fault ${kind}`, async () => {
    assertEquals((await covered(afflicted(fault, more), engineFor(kind)))[`fault:${kind}`], hits);
  });

  Deno.test(`coverageOf() finds no effect of the fault ${kind} once all has healed`, async () => {
    const recovery = { fromMs: 10, withinMs: 10_000 };
    const late = "fromMs" in fault ? { ...fault, fromMs: 20 } : fault;
    assertEquals((await covered(afflicted(late, { ...more, recovery }), engineFor(kind)))[`fault:${kind}`], undefined);
  });
}

Deno.test("coverageOf() finds no effect of a hang while nobody runs whom it strikes", async () => {
  const hangs = async (fromMs: number, toMs: number) =>
    (await covered({
      faults: [{ kind: "hang", fromMs, toMs, workers: ["struck"] }],
      workers: [{ name: "struck", behaviour: crashed(1_000) }, { name: "spared" }],
    }))["fault:hang"];

  // It runs until 1 s, and again from 2 s on.
  assertEquals([await hangs(1_100, 2_000), await hangs(900, 950), await hangs(1_100, 2_100)], [undefined, 1, 1]);
});

Deno.test("coverageOf() counts the effects of outages that the scenario names", async () => {
  const outages = [{ name: "db", fromMs: 1_000, toMs: 2_500, workers: ["struck"] }];
  const hits = await covered({ outages, workers: [{ name: "struck" }, { name: "spared" }] });

  // It crashes at 1 s, and at 2 s when it is started again.
  assertEquals(hits["fault:outage"], 2);
});

const capped = { baseMs: 2_000, multiplier: 2, maxMs: 2_000, jitter: "full" } as const;

for (
  const [stopAtMs, hits] of [
    [1_001, undefined],
    [4_000, 1],
  ] as const
) {
  Deno.test(`coverageOf() counts a longest delay ${hits ?? 0} times if all is stopped at ${stopAtMs} ms`, async () => {
    const of: Of = { stopAtMs, workers: [{ name: "a", backoff: capped, behaviour: crashed(1_000) }] };
    assertEquals((await covered(of))["restart-at-max-delay"], hits);
  });
}

Deno.test("coverageOf() counts a longest delay that ends with a wait for others", async () => {
  const hits = await covered({
    workers: [
      { name: "db", backoff: { baseMs: 9_000, maxMs: 60_000 }, behaviour: crashed(1_000) },
      { name: "api", dependsOn: ["db"], backoff: capped, behaviour: crashed(1_500) },
    ],
  });

  assertEquals(hits["restart-at-max-delay"], 1);
});

const crashAt = { kind: "crash", atMs: 5_000 } as const;

/** What each of these faults comes to. */
const together: readonly (readonly [title: string, hits: Readonly<Record<string, number>>, of: Of])[] = [
  ["two crashes that come to one", { crash: 1 }, { workers: [{ name: "a" }], faults: [crashAt, crashAt] }],
  ["a crash that a burst has part in", { crash: 1 }, {
    workers: [{ name: "a" }],
    faults: [crashAt, { ...crashAt, kind: "crash-burst" }],
  }],
  ["two outages that come to one crash", { outage: 1 }, {
    workers: [{ name: "a", backoff: { baseMs: 60_000, maxMs: 60_000 } }],
    faults: [{ kind: "outage", fromMs: 4_000, toMs: 6_000 }, { kind: "outage", fromMs: 5_000, toMs: 6_000 }],
  }],
  ["a crash in the midst of a clean-up", { crash: 1 }, {
    stopAtMs: 4_000,
    workers: [{ name: "a", behaviour: { onStop: { takesMs: 3_000 } } }],
    faults: [crashAt],
  }],
  ["a clean-up that fails after its fault is over", { "crash-in-stop": 1, "slow-stop": 1 }, {
    stopAtMs: 4_000,
    workers: [{ name: "a" }],
    faults: [
      { kind: "crash-in-stop", fromMs: 3_000, toMs: 4_500 },
      { kind: "slow-stop", fromMs: 3_000, toMs: 4_500, byMs: 700 },
    ],
  }],
  ["readiness that is lost late for a stall", { "lost-readiness": 1, stall: 1 }, {
    workers: [{ name: "a" }],
    faults: [{ kind: "lost-readiness", fromMs: 3_000, toMs: 5_000 }, { kind: "stall", atMs: 2_000, forMs: 4_000 }],
  }],
  ["a stop that comes late for a stall", { stall: 1 }, {
    stopAtMs: 4_000,
    workers: [{ name: "a" }],
    faults: [{ kind: "ignored-stop", fromMs: 3_000, toMs: 5_000 }, { kind: "stall", atMs: 2_000, forMs: 4_000 }],
  }],
  ["a hang of one in a group", { hang: 1 }, {
    workers: [{ name: "g", group: { workers: [{ name: "a" }] } }],
    faults: [{ kind: "hang", ...spell }],
  }],
];

for (const [title, hits, of] of together) {
  Deno.test(`coverageOf() finds the effects of ${title}`, async () => {
    const found = Object.entries(await covered(of)).filter(([name]) => name.startsWith("fault:"));
    assertEquals(Object.fromEntries(found.map(([name, count]) => [name.slice("fault:".length), count])), hits);
  });
}

Deno.test("coverageOf() takes no service that fails for one that runs and is ready no longer", async () => {
  assertEquals(
    (await covered({ workers: [{ name: "a" }], faults: [crashAt] }, "services"))["lost-readiness"],
    undefined,
  );
});

Deno.test("coverageOf() finds nothing in a run in which nothing happens", async () => {
  assertEquals(await covered({ workers: [{ name: "a" }] }), {});
});

Deno.test("coveragePoints are all proved by a scenario of this test", () => {
  const proved = [...Object.keys(scenarios), ...Object.keys(faults).map((kind) => `fault:${kind}`)];
  assertEquals(coveragePoints.map(({ name }) => name).sort(), proved.sort());
});

Deno.test("coveragePoints each say in a sentence what happens", () => {
  assertEquals(new Set(coveragePoints.map(({ description }) => description)).size, coveragePoints.length);
  assertEquals(coveragePoints.filter(({ description }) => !/^[A-Z].*\.$/.test(description)), []);
});
