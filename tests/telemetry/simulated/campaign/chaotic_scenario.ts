import type { ExecutorScenario } from "../../../../src/telemetry/simulated/executor_scenario.ts";

/** An executor with little room in a world where everything goes wrong that can, for a while. */
export const chaotic: ExecutorScenario = {
  name: "chaotic",
  horizonMs: 150_000,
  executor: {
    capacity: 40,
    batchSize: 8,
    retries: 3,
    storeTimeoutMs: 3_000,
    stopMs: 2_000,
    spill: true,
    backoff: { baseMs: 500, maxMs: 8_000 },
  },
  load: [
    {
      owner: "orders",
      name: "placed",
      every: { kind: "exponential", meanMs: 1_000 },
      takes: { kind: "uniform", minMs: 0, maxMs: 40 },
      outcomes: { success: 8, error: 1 },
    },
    {
      owner: "mail",
      name: "confirm",
      every: { kind: "exponential", meanMs: 3_000 },
      takes: { kind: "exponential", meanMs: 200 },
      timeoutMs: 500,
    },
  ],
  store: { takes: { kind: "uniform", minMs: 1, maxMs: 20 } },
  chaos: {
    faults: {
      "fails": { maxMs: 30_000 },
      "hangs": { maxMs: 30_000 },
      "locks": { maxMs: 20_000 },
      "slow": { maxMs: 30_000 },
      "refuses-rows": { maxMs: 30_000 },
      "stores-and-fails": { maxMs: 30_000 },
      "stall": true,
      "wall-clock-jump": true,
      "stop": { probability: 0.5, maxMs: 20_000 },
      "burst": { count: { min: 5, max: 80 } },
      "hang": true,
    },
  },
  recovery: { fromMs: 80_000, withinMs: 60_000 },
};
