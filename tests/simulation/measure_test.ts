import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { castOf } from "../../src/simulation/cast.ts";
import { measurementOf } from "../../src/simulation/measure.ts";
import { type Scenario, simulate } from "@mainstay/supervisor/simulation";

const second = { baseMs: 1_000, multiplier: 1, maxMs: 1_000, jitter: "none" } as const;
const crashAt = (atMs: number) => ({ acts: [{ atMs, do: "crash" as const }] });

const measured = async (scenario: Omit<Scenario, "name">) =>
  (await simulate({ name: "measured", ...scenario })).metrics;

Deno.test("measure() splits the time on duty", async () => {
  const { workers: [worker], group } = await measured({
    horizonMs: 20_000,
    workers: [{
      name: "a",
      backoff: second,
      startupTimeoutMs: 5_000,
      budget: { intensity: 1 },
      cooldownMs: 4_000,
      behaviour: { readyAfter: { kind: "fixed", ms: 2_000 }, script: [crashAt(3_000), crashAt(3_000)] },
    }],
  });

  // 0 starting, 3 crash, 3–4 waiting, 4 starting, 7 crash, 7–11 cooling, 11 starting, 13 up until 20.
  const { upMs, startingMs, waitingMs, coolingMs, deadMs, starts, restarts, crashes, cooldowns } = worker!;
  assertEquals({ upMs, startingMs, waitingMs, coolingMs, deadMs }, {
    upMs: 7_000,
    startingMs: 8_000,
    waitingMs: 1_000,
    coolingMs: 4_000,
    deadMs: 0,
  });
  assertEquals({ starts, restarts, crashes, cooldowns }, { starts: 3, restarts: 1, crashes: 2, cooldowns: 1 });
  assertEquals([worker!.availability, group.availability], [7 / 20, 7 / 20]);
  assertEquals([worker!.policyShare, worker!.budgetHeadroom], [5 / 13, 0]);
});

Deno.test("measure() counts a given-up worker as dead until the horizon", async () => {
  const { workers: [worker] } = await measured({
    horizonMs: 10_000,
    workers: [{ name: "a", restart: "never", behaviour: { script: [crashAt(1_000)] } }, { name: "sibling" }],
  });

  assertEquals([worker!.upMs, worker!.deadMs, worker!.availability, worker!.giveUps], [1_000, 9_000, 0.1, 1]);
});

Deno.test("measure() counts who was stopped because another failed the group as dead", async () => {
  const { workers: [, sibling] } = await measured({
    horizonMs: 10_000,
    workers: [
      { name: "a", onExhausted: "escalate", budget: { intensity: 0 }, behaviour: { script: [crashAt(1_000)] } },
      { name: "sibling" },
    ],
  });

  assertEquals([sibling!.upMs, sibling!.deadMs], [1_000, 9_000]);
});

Deno.test("measure() ends the duty of all when the group is asked to stop", async () => {
  const { workers: [worker] } = await measured({
    horizonMs: 10_000,
    stopAtMs: 4_000,
    workers: [{ name: "a", behaviour: { onStop: { takesMs: 3_000 } } }],
  });

  assertEquals([worker!.upMs, worker!.stoppingMs, worker!.availability], [4_000, 0, 1]);
});

Deno.test("measure() ends the duty of a worker that completed", async () => {
  const { workers: [worker] } = await measured({
    horizonMs: 10_000,
    workers: [{ name: "a", behaviour: { life: { kind: "fixed", ms: 4_000 }, end: "return" } }, { name: "sibling" }],
  });

  assertEquals([worker!.upMs, worker!.availability, worker!.giveUps], [4_000, 1, 0]);
});

Deno.test("measure() times recoveries from being up no more to being up again", async () => {
  const { workers: [worker], group } = await measured({
    horizonMs: 60_000,
    workers: [{
      name: "a",
      backoff: second,
      behaviour: {
        script: [
          { acts: [{ atMs: 1_000, do: "not-ready" }, { atMs: 5_000, do: "ready" }, { atMs: 6_000, do: "crash" }] },
        ],
      },
    }],
  });

  assertEquals([worker!.recoveries, worker!.meanRecoveryMs, worker!.worstRecoveryMs], [2, 2_500, 4_000]);
  assertEquals([group.recoveries, group.meanRecoveryMs, group.worstRecoveryMs], [2, 2_500, 4_000]);
});

for (const [spreadMs, peak] of [[999, 2], [1_000, 1], [1_001, 1]] as const) {
  Deno.test(`measure() finds a storm of ${peak} in restarts ${spreadMs} ms apart`, async () => {
    const { group } = await measured({
      horizonMs: 10_000,
      workers: [
        { name: "a", backoff: second, behaviour: { script: [crashAt(1_000)] } },
        { name: "b", backoff: second, behaviour: { script: [crashAt(1_000 + spreadMs)] } },
      ],
    });

    assertEquals([group.stormPeak, group.stormPeakAtMs], [peak, 2_000]);
  });
}

Deno.test("measure() counts a recovery that never came as long as it has lasted", async () => {
  const { workers: [worker], group } = await measured({
    horizonMs: 10_000,
    workers: [{ name: "a", restart: "never", behaviour: { script: [crashAt(1_000)] } }],
  });

  assertEquals([worker!.recoveries, worker!.meanRecoveryMs, worker!.worstRecoveryMs], [0, null, 9_000]);
  assertEquals(group.worstRecoveryMs, 9_000);
});

Deno.test("measure() times a recovery of a worker that was never up from its first failure", async () => {
  const { workers: [worker], group } = await measured({
    horizonMs: 3_600_000,
    workers: [{ name: "a", startupTimeoutMs: 10_000 }],
  });

  assertEquals([worker!.recoveries, worker!.meanRecoveryMs, worker!.worstRecoveryMs], [0, null, 3_590_000]);
  assertEquals(group.worstRecoveryMs, 3_590_000);
});

Deno.test("measure() times a recovery of a worker that failed before it was up until it is", async () => {
  const { workers: [late, crashed] } = await measured({
    horizonMs: 60_000,
    workers: [
      // Not ready in time at 2 s, ready in its second start at 3.5 s.
      {
        name: "late",
        backoff: second,
        startupTimeoutMs: 2_000,
        behaviour: { script: [{ acts: [] }, { acts: [{ atMs: 500, do: "ready" }] }] },
      },
      // Crashes at 1 s and 2.5 s, ready at 4 s.
      {
        name: "crashed",
        backoff: second,
        startupTimeoutMs: 2_000,
        behaviour: { script: [crashAt(1_000), crashAt(500), { acts: [{ atMs: 500, do: "ready" }] }] },
      },
    ],
  });

  assertEquals([late!.recoveries, late!.worstRecoveryMs], [1, 1_500]);
  assertEquals([crashed!.recoveries, crashed!.worstRecoveryMs], [1, 3_000]);
});

Deno.test("measure() times no recovery of a start that did not fail", async () => {
  const { workers: [slow, waiting] } = await measured({
    horizonMs: 60_000,
    workers: [
      {
        name: "slow",
        startupTimeoutMs: 30_000,
        behaviour: { readyAfter: { kind: "fixed", ms: 20_000 } },
      },
      { name: "waiting", dependsOn: ["slow"] },
    ],
  });

  assertEquals([slow!.recoveries, slow!.worstRecoveryMs, waiting!.worstRecoveryMs], [0, null, null]);
});

Deno.test("measure() times no recovery of a worker that fails after the group was asked to stop", async () => {
  const { workers: [worker] } = await measured({
    horizonMs: 60_000,
    stopAtMs: 2_000,
    workers: [{ name: "a", startupTimeoutMs: 10_000, behaviour: { onStop: "throw" } }],
  });

  assertEquals([worker!.upMs, worker!.worstRecoveryMs], [0, null]);
});

Deno.test("measure() times a recovery of a worker that was started by hand after its end", async () => {
  const { workers: [worker] } = await measured({
    horizonMs: 60_000,
    workers: [{
      name: "a",
      backoff: second,
      startupTimeoutMs: 2_000,
      behaviour: {
        script: [{ acts: [{ atMs: 0, do: "ready" }] }, crashAt(1_000), { acts: [{ atMs: 500, do: "ready" }] }],
      },
    }, { name: "sibling" }],
    operations: [{ atMs: 10_000, do: "stop", worker: "a" }, { atMs: 20_000, do: "start", worker: "a" }],
  });

  // It crashes at 21 s, and is ready again at 22.5 s; what it was stopped for is nobody's failure.
  assertEquals([worker!.recoveries, worker!.worstRecoveryMs], [1, 1_500]);
});

Deno.test("measure() counts a worker as dead until the stop that was given up in a group", async () => {
  const { workers: [worker] } = await measured({
    horizonMs: 20_000,
    stopAtMs: 10_000,
    workers: [{
      name: "db",
      group: {
        workers: [{ name: "a", restart: "never", behaviour: { script: [crashAt(1_000)] } }, { name: "b" }],
      },
    }],
  });

  assertEquals([worker!.deadMs, worker!.waitingMs, worker!.worstRecoveryMs], [9_000, 0, 9_000]);
});

Deno.test("measure() counts the failures of groups, that of the root included", async () => {
  const { group, workers } = await measured({
    horizonMs: 60_000,
    budget: { intensity: 1, periodMs: 60_000 },
    workers: [{
      name: "sub",
      backoff: second,
      group: { budget: { intensity: 0 }, workers: [{ name: "w", behaviour: { life: { kind: "fixed", ms: 1_000 } } }] },
    }],
  });

  assertEquals([group.groupFailures, group.starts, workers.length], [3, 2, 1]);
});

Deno.test("measure() counts starts by hand and with a group in a storm, but no first one", async () => {
  const { group } = await measured({
    horizonMs: 10_000,
    strategy: "one-for-all",
    workers: [
      { name: "a", backoff: second, behaviour: { script: [crashAt(1_000)] } },
      { name: "sub", group: { workers: [{ name: "w", count: 2 }] } },
    ],
    operations: [{ atMs: 2_500, do: "restart", worker: "a" }],
  });

  assertEquals([group.starts, group.restarts, group.stormPeak, group.stormPeakAtMs], [7, 1, 4, 2_000]);
});

Deno.test("measure() ends the duty of all at a stop of the root alone", async () => {
  const { workers: [worker, sibling] } = await measured({
    horizonMs: 10_000,
    workers: [{ name: "sub", group: { workers: [{ name: "w" }] } }, { name: "sibling" }],
    operations: [{ atMs: 1_000, do: "stop", worker: "sub" }],
  });

  assertEquals([worker!.upMs, worker!.availability], [1_000, 1]);
  assertEquals([sibling!.upMs, sibling!.availability], [10_000, 1]);
});

Deno.test("measure() times a recovery through the restart of the group", async () => {
  const { workers: [, reader] } = await measured({
    horizonMs: 10_000,
    workers: [{
      name: "db",
      backoff: second,
      group: {
        budget: { intensity: 0 },
        workers: [
          { name: "writer", behaviour: { script: [crashAt(1_000)] } },
          { name: "reader", behaviour: { onStop: { takesMs: 500 } } },
        ],
      },
    }],
  });

  assertEquals([reader!.recoveries, reader!.worstRecoveryMs, reader!.waitingMs, reader!.stoppingMs], [
    1,
    1_500,
    1_000,
    500,
  ]);
});

Deno.test("measure() leaves headroom without end to a budget without a limit", async () => {
  const { workers: [worker] } = await measured({
    horizonMs: 10_000,
    workers: [{ name: "a", budget: { intensity: Infinity }, behaviour: { script: [crashAt(1_000)] } }],
  });

  assertEquals([worker!.restarts, worker!.budgetHeadroom], [1, Infinity]);
});

async function measurement(scenario: Omit<Scenario, "name">) {
  const of = { name: "measured", ...scenario };
  const { events } = await simulate(of, { engine: "policy" });
  return { ...castOf(of), events, run: measurementOf(castOf(of), events, scenario.horizonMs) };
}

Deno.test("Measurement.recoveries() are all of them, the one that is not over with what it has lasted", async () => {
  const { run } = await measurement({
    horizonMs: 20_000,
    workers: [
      { name: "a", backoff: second, behaviour: { script: [crashAt(1_000), crashAt(3_000)] } },
      { name: "b", restart: "never", behaviour: { script: [crashAt(15_000)] } },
    ],
  });

  assertEquals(run.recoveries(), [1_000, 1_000, 5_000]);
  assertEquals([run.recoveries(["b"]), run.recoveries([])], [[5_000], []]);
});

Deno.test("Measurement.recoveries() hold one of a worker that was never up", async () => {
  const { run } = await measurement({ horizonMs: 20_000, workers: [{ name: "a", startupTimeoutMs: 5_000 }] });

  assertEquals(run.recoveries(), [15_000]);
});

Deno.test("Measurement.giveUps() begin anew with the first start after the last one", async () => {
  const { run } = await measurement({
    horizonMs: 20_000,
    workers: [
      {
        name: "a",
        budget: { intensity: 1 },
        onExhausted: "give-up",
        backoff: second,
        behaviour: { script: [crashAt(1_000), crashAt(500), crashAt(200)], afterScript: "repeat-last" },
      },
      { name: "b" },
    ],
    operations: [{ atMs: 10_000, do: "start", worker: "a" }],
  });

  // Started at 0 and 2 s, given up at 2.5 s; started by hand at 10 s with a fresh budget: 0.2 s, 1 s, 0.2 s.
  assertEquals([run.giveUps(), run.giveUps(["b"]), run.metrics.group.giveUps], [[2_500, 1_400], [], 2]);
});

Deno.test("Measurement.restartDelays() are those of restarts that were charged", async () => {
  const { run } = await measurement({
    horizonMs: 20_000,
    workers: [
      {
        name: "a",
        backoff: { baseMs: 1_000, multiplier: 2, jitter: "none" },
        behaviour: { script: [crashAt(1), crashAt(1)] },
      },
      { name: "b", behaviour: { script: [crashAt(1)] }, backoff: second },
    ],
    operations: [{ atMs: 10_000, do: "restart", worker: "a" }],
  });

  assertEquals([run.restartDelays(), run.restartDelays(["a"])], [[1_000, 2_000, 1_000], [1_000, 2_000]]);
});

Deno.test("Measurement.pooled() is the group's figures for a part of the workers", async () => {
  const { run } = await measurement({
    horizonMs: 10_000,
    workers: [
      { name: "a", backoff: second, behaviour: { script: [crashAt(1_000)] } },
      { name: "b", backoff: second, behaviour: { script: [crashAt(1_500)] } },
      { name: "c", restart: "never", behaviour: { script: [crashAt(5_000)] } },
    ],
  });

  const { availability, crashes, stormPeak, worstRecoveryMs, restartsPerHour } = run.pooled(["a", "b"]);
  assertEquals([availability, crashes, stormPeak, worstRecoveryMs, restartsPerHour], [0.9, 2, 2, 1_000, 720]);
  assertEquals(run.pooled(["a", "b", "c"]), run.metrics.group);
});

for (const [windowMs, peak] of [[499, 1], [500, 1], [501, 2], [60_000, 2]] as const) {
  Deno.test(`Measurement.storm() finds ${peak} in restarts 500 ms apart in a window of ${windowMs} ms`, async () => {
    const { run } = await measurement({
      horizonMs: 10_000,
      workers: [
        { name: "a", backoff: second, behaviour: { script: [crashAt(1_000)] } },
        { name: "b", backoff: second, behaviour: { script: [crashAt(1_500)] } },
      ],
    });

    assertEquals([run.storm(windowMs), run.storm(windowMs, ["a"])], [peak, 1]);
  });
}

Deno.test("Measurement.upCurve() is the share of all workers that was up in each part", async () => {
  const { run } = await measurement({
    horizonMs: 10_000,
    stopAtMs: 8_000,
    workers: [{ name: "a", backoff: second, behaviour: { script: [crashAt(2_500)] } }, { name: "b", count: 3 }],
  });

  // a is down from 2.5 to 3.5 s, all are from 8 s on.
  assertEquals(run.upCurve(10, 10_000), [1, 1, 0.875, 0.875, 1, 1, 1, 1, 0, 0]);
  assertEquals(run.upCurve(1, 10_000), [(7 + 24) / 40]);
});

Deno.test("measurementOf() measures the same run once", async () => {
  const { members, events } = await measurement({ horizonMs: 1_000, workers: [{ name: "a" }] });

  assertStrictEquals(measurementOf({ members }, events, 1_000), measurementOf({ members }, events, 1_000));
  assertNotStrictEquals(measurementOf({ members }, events, 1_000), measurementOf({ members }, events, 500));
});
