import { assertEquals, assertThrows } from "@std/assert";
import { executorCastOf } from "../../../src/telemetry/simulated/executor_cast.ts";
import type { ExecutorScenario } from "../../../src/telemetry/simulated/executor_scenario.ts";

const every = { kind: "fixed", ms: 100 } as const;
const load = { owner: "orders", name: "placed", every } as const;
const least: ExecutorScenario = { name: "least", horizonMs: 1_000, executor: {}, load: [load] };
const fault = { name: "db", fromMs: 0, toMs: 10, how: "fails" } as const;

Deno.test("executorCastOf() fills in what a scenario leaves open with the executor's own defaults", () => {
  const { executor, load: [only], faults } = executorCastOf({ ...least, store: { faults: [fault] } });

  const { backoff, ...numbers } = executor;
  assertEquals(numbers, {
    capacity: 10_000,
    batchSize: 100,
    flushMs: 100,
    retries: 10,
    storeTimeoutMs: 30_000,
    stopMs: 5_000,
    spill: false,
  });
  assertEquals([backoff.baseMs, backoff.maxMs, backoff.jitter], [1_000, 30_000, "equal"]);
  assertEquals(only, {
    ...load,
    kind: "handler",
    tier: "app",
    fromMs: 0,
    toMs: Infinity,
    ignoresStop: false,
    outcomes: { success: 1, error: 0, timeout: 0, hang: 0 },
  });
  assertEquals(faults, [{ ...fault, share: 1 }]);
});

Deno.test("executorCastOf() ends the faults of the store when everything heals", () => {
  const { healedAtMs, faults } = executorCastOf({
    ...least,
    recovery: { fromMs: 500, withinMs: 100 },
    store: { faults: [{ ...fault, fromMs: 400, toMs: 900 }, { ...fault, fromMs: 500, toMs: 900 }, fault] },
  });
  assertEquals([healedAtMs, faults.map(({ fromMs, toMs }) => [fromMs, toMs])], [500, [[400, 500], [0, 10]]]);
  assertEquals(executorCastOf(least).healedAtMs, Infinity);
});

Deno.test("executorCastOf() names the field of every mistake", () => {
  const wrong: readonly (readonly [object, string])[] = [
    [{ nam: 1 }, 'unknown option "nam"'],
    [{ name: "" }, '"name" must be a text that is not empty'],
    [{ horizonMs: 0 }, '"horizonMs" must be a finite number above 0'],
    [{ description: 1 }, '"description" must be a text'],
    [{ executor: { capacity: 0 } }, '"executor.capacity" must be a whole number of at least 1'],
    [{ executor: { batchSize: 1.5 } }, '"executor.batchSize" must be a whole number'],
    [{ executor: { retries: -1 } }, '"executor.retries" must be a whole number of at least 0'],
    [{ executor: { backoff: { multiplier: 0 } } }, 'in "executor": "backoff.multiplier" must be'],
    [{ executor: { spill: 1 } }, '"executor.spill" must be true or false'],
    [{ executor: { storeTimeoutMs: 0 } }, '"executor.storeTimeoutMs" must be a finite number above 0'],
    [{ load: [] }, '"load" must hold at least one load'],
    [{ load: [load, load] }, '"load[1].name" is taken already'],
    [{ load: [{ ...load, kind: "task" }] }, '"load[0].kind" must be one of "handler", "job"'],
    [
      { load: [{ ...load, every: { kind: "fixed", ms: 0 } }] },
      '"load[0].every.ms" must be a finite number of at least 1',
    ],
    [{ load: [{ ...load, takes: { kind: "uniform", minMs: 2, maxMs: 1 } }] }, '"load[0].takes.maxMs" must be'],
    [{ load: [{ ...load, outcomes: { success: 0 } }] }, '"load[0].outcomes" must hold a number above 0'],
    [{ load: [{ ...load, fromMs: 5, toMs: 4 }] }, '"load[0].toMs" must be a finite number of at least 5'],
    [{ store: { faults: [{ ...fault, toMs: 0 }] } }, '"store.faults[0].toMs" must be a finite number above 0'],
    [{ store: { faults: [{ ...fault, how: "burns" }] } }, '"store.faults[0].how" must be one of "fails"'],
    [{ store: { faults: [{ ...fault, share: 2 }] } }, '"store.faults[0].share" must be at most 1'],
    [{ store: { faults: [{ ...fault, how: "slow" }] } }, '"store.faults[0].takes" must be given for "slow"'],
    [{ store: { faults: [{ ...fault, takes: every }] } }, '"store.faults[0].takes" must be given for "slow"'],
    [{ restartAtMs: 5 }, '"restartAtMs" must stand with "stopAtMs" alone'],
    [{ stopAtMs: 6, restartAtMs: 5 }, '"restartAtMs" must be a finite number of at least 6'],
    [{ stalls: 1 }, '"stalls" must be a list'],
    [{ stalls: [{ atMs: 1, forMs: 0 }] }, '"stalls[0].forMs" must be a finite number above 0'],
    [{ stalls: [{ at: 1 }] }, 'unknown option "stalls[0].at"'],
    [{ wallClockJumps: [{ atMs: -1, byMs: 0 }] }, '"wallClockJumps[0].atMs" must be a finite number of at least 0'],
    [
      { wallClockJumps: [{ atMs: 1, byMs: -1e12 }, { atMs: 2, byMs: -1e12 }] },
      '"wallClockJumps[1].byMs" must leave the time of day between the years 1970 and 9999',
    ],
    [{ wallClockJumps: [{ atMs: 1, byMs: 1e15 }] }, '"wallClockJumps[0].byMs" must leave the time of day between'],
    [
      { bursts: [{ atMs: 1, load: "orders", count: 1 }] },
      '"bursts[0].load" must be one of "orders/placed", received "orders"',
    ],
    [{ bursts: [{ atMs: 1, load: "orders/placed", count: 0.5 }] }, '"bursts[0].count" must be a whole number'],
    [{ hangs: [{ fromMs: 2, toMs: 2 }] }, '"hangs[0].toMs" must be a finite number above 2'],
    [{ hangs: [{ fromMs: 2, toMs: 3, load: "nobody" }] }, '"hangs[0].load" must be one of "orders/placed"'],
    [{ hangs: [{ fromMs: 2, toMs: 3, share: 1.5 }] }, '"hangs[0].share" must be at most 1'],
    [{ recovery: { fromMs: 500, withinMs: 600 } }, '"recovery.withinMs" must end at the horizon (1000 ms) or before'],
    [{ chaos: { fault: {} } }, 'unknown option "chaos.fault"'],
    [{ chaos: { faults: { crash: true } } }, 'unknown option "chaos.faults.crash"'],
    [{ expect: ["availability > 1"] }, '"expect[0]" must be about one of executions, accepted, stored'],
  ];
  for (const [fields, said] of wrong) {
    const error = assertThrows(() => executorCastOf({ ...least, ...fields } as ExecutorScenario), Error);
    assertEquals(
      [error.message.startsWith("Cannot simulate "), error.message.includes(said)],
      [true, true],
      error.message,
    );
  }
});
