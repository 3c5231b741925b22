import { assertEquals, assertThrows } from "@std/assert";
import type { ExecutorChaos } from "../../../src/telemetry/simulated/executor_chaos.ts";
import { checkExecutorChaos } from "../../../src/telemetry/simulated/executor_chaos_check.ts";

Deno.test("checkExecutorChaos() takes what may be drawn", () => {
  checkExecutorChaos("draw", "chaos", {});
  checkExecutorChaos("draw", "chaos", {
    faults: {
      fails: true,
      burst: { perHour: 3, count: { min: 1, max: 1 } },
      hang: { probability: 1, minMs: 5, maxMs: 5 },
    },
    mostFaults: 0,
    executor: { capacity: { min: 1, max: 10 }, flushMs: { min: 0, max: 0 } },
  });
});

Deno.test("checkExecutorChaos() names the field of every mistake", () => {
  const wrong: readonly (readonly [object, string])[] = [
    [{ fault: {} }, 'unknown option "chaos.fault"'],
    [{ faults: { crash: true } }, 'unknown option "chaos.faults.crash"'],
    [{ faults: { fails: { often: 1 } } }, 'unknown option "chaos.faults.fails.often"'],
    [{ faults: { fails: { count: { min: 1, max: 2 } } } }, 'unknown option "chaos.faults.fails.count"'],
    [
      { faults: { fails: { probability: 2 } } },
      '"chaos.faults.fails.probability" must be a number from 0 to 1, received 2',
    ],
    [{ faults: { fails: { perHour: -1 } } }, '"chaos.faults.fails.perHour" must be a finite number of at least 0'],
    [{ faults: { fails: { minMs: 5, maxMs: 4 } } }, '"chaos.faults.fails.maxMs" must be a finite number of at least 5'],
    [{ faults: { burst: { count: { min: 0, max: 4 } } } }, '"chaos.faults.burst.count.min" must be a whole number'],
    [{ faults: { burst: { minMs: 5 } } }, 'unknown option "chaos.faults.burst.minMs"'],
    [
      { faults: { "wall-clock-jump": { minMs: 1e14, maxMs: 1e14 } } },
      '"chaos.faults.wall-clock-jump.maxMs" must be at most 17672256000, for the 100 faults that a run may have must leave ' +
      "the time of day after 1970, received 100000000000000",
    ],
    [
      { faults: { "wall-clock-jump": { minMs: 1e12 } }, mostFaults: 2 },
      '"chaos.faults.wall-clock-jump.minMs" must be at most 883612800000',
    ],
    [{ mostFaults: 1.5 }, '"chaos.mostFaults" must be a whole number of at least 0'],
    [{ executor: { spill: { min: 0, max: 1 } } }, 'unknown option "chaos.executor.spill"'],
    [
      { executor: { capacity: { min: 0, max: 1 } } },
      '"chaos.executor.capacity.min" must be a whole number of at least 1',
    ],
    [
      { executor: { flushMs: { min: 9, max: 8 } } },
      '"chaos.executor.flushMs.max" must be a finite number of at least 9',
    ],
  ];
  for (const [chaos, said] of wrong) {
    const { message } = assertThrows(() => checkExecutorChaos("draw", "chaos", chaos as ExecutorChaos), Error);
    assertEquals([message.startsWith("Cannot draw: "), message.includes(said)], [true, true], message);
  }
});
