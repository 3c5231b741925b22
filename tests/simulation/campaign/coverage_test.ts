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
  "terminate-tree": [1, {
    workers: [{ name: "a", behaviour: acts([crash(1_000, "TerminateTreeError")]) }, { name: "b" }],
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
