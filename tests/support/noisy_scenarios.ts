import type { Behaviour, Scenario } from "@mainstay/supervisor/simulation";

function crashes(meanMs: number, rest: Behaviour = {}): Behaviour {
  return { life: { kind: "exponential", meanMs }, readyAfter: { kind: "uniform", minMs: 20, maxMs: 900 }, ...rest };
}

/** A tree of services on a bad day: strategies, dependencies, budgets, outages, operations, and all that chance may add. */
const payments: Scenario = {
  name: "payments",
  description: "Everything that may go wrong in an hour.",
  horizonMs: 3_600_000,
  stopAtMs: 3_500_000,
  defaults: {
    backoff: { baseMs: 200, multiplier: 2, maxMs: 5_000, jitter: "equal" },
    budget: { intensity: 4, periodMs: 60_000 },
    cooldownMs: 30_000,
    startupTimeoutMs: 20_000,
    healthyAfterMs: 30_000,
  },
  workers: [
    {
      name: "store",
      group: {
        strategy: "one-for-all",
        budget: { intensity: 6, periodMs: 120_000 },
        workers: [
          { name: "primary", behaviour: crashes(600_000, { onStop: { takesMs: 400 } }) },
          { name: "replica", count: 2, behaviour: crashes(900_000) },
        ],
      },
    },
    {
      name: "api",
      group: {
        workers: [
          { name: "session", behaviour: crashes(500_000, { onStop: { takesMs: 700 } }) },
          {
            name: "gateway",
            dependsOn: ["session"],
            onDependencyFailure: "restart",
            behaviour: crashes(700_000, { onStop: { takesMs: 300 } }),
          },
          { name: "web", count: 2, dependsOn: ["gateway"], behaviour: crashes(700_000) },
        ],
      },
    },
    {
      name: "queue",
      group: {
        startOrder: "sequential",
        budget: { intensity: 2, periodMs: 60_000, onExhausted: "pause", pauseMs: 10_000 },
        workers: [{
          name: "consumer",
          count: 3,
          behaviour: crashes(0, { life: { kind: "weibull", shape: 0.7, scaleMs: 300_000 } }),
        }],
      },
    },
    { name: "mailer", onExhausted: "give-up", behaviour: crashes(60_000) },
    {
      name: "importer",
      restart: "always",
      graceMs: 2_000,
      behaviour: crashes(0, {
        life: { kind: "uniform", minMs: 5_000, maxMs: 120_000 },
        end: "return",
        onStop: "ignore",
      }),
    },
    { name: "audit", behaviour: crashes(400_000) },
  ],
  outages: [
    { name: "network", fromMs: 600_000, toMs: 660_000 },
    { name: "disk", fromMs: 1_500_000, toMs: 1_510_000, workers: ["store", "queue"] },
  ],
  operations: [
    { atMs: 400_000, do: "restart", worker: "api/session" },
    { atMs: 900_000, do: "stop", worker: "audit" },
    { atMs: 1_000_000, do: "start", worker: "audit" },
    { atMs: 2_000_000, do: "restart", worker: "store" },
    { atMs: 2_500_000, do: "stop", worker: "store" },
    { atMs: 2_520_000, do: "start", worker: "store" },
  ],
  chaos: {},
};

/** Workers under policies of many kinds, where most ends are not crashes and the stop has a limit. */
const night: Scenario = {
  name: "night shift",
  description: "Jobs of a night, each under a policy of its own.",
  horizonMs: 2 * 3_600_000,
  stopAtMs: 2 * 3_600_000 - 300_000,
  graceMs: 3_000,
  stopOrder: "parallel",
  defaults: {
    backoff: { baseMs: 500, multiplier: 2, maxMs: 60_000, jitter: "none" },
    budget: { intensity: 5, periodMs: 600_000 },
    cooldownMs: 60_000,
    maxCooldowns: 2,
  },
  workers: [
    { name: "a", backoff: { curve: "linear", firstMs: 50 }, budget: { counts: "starts" }, behaviour: crashes(90_000) },
    { name: "sibling", budget: { window: "whole-seconds" }, behaviour: crashes(200_000) },
    { name: "scan", backoff: { jitter: "proportional", jitterFactor: 0.1 }, behaviour: crashes(60_000) },
    {
      name: "report",
      clean: ["Drained"],
      minUptimeMs: 30_000,
      restart: "always",
      behaviour: crashes(40_000, { error: { name: "Drained" } }),
    },
    { name: "sweep", healthyAfterMs: 5_000, restartHealthy: "at-once", behaviour: crashes(30_000) },
    {
      name: "tidy",
      onExhausted: "give-up",
      behaviour: crashes(10_000, { end: "return" }),
      restart: "always",
      minUptimeMs: 9_000,
    },
    {
      name: "ledger",
      backoff: { baseMs: 30_000 },
      group: {
        strategy: "rest-for-one",
        workers: [
          { name: "before", behaviour: crashes(900_000) },
          { name: "books", behaviour: crashes(300_000) },
          { name: "after", behaviour: crashes(900_000, { onStop: { takesMs: 200 } }) },
        ],
      },
    },
    {
      name: "batch",
      restart: "always",
      group: {
        autoShutdown: "any-significant",
        workers: [
          { name: "main", significant: true, behaviour: crashes(200_000, { end: "return" }) },
          { name: "helper", count: 2, behaviour: crashes(400_000) },
        ],
      },
    },
    {
      name: "pair",
      restart: "always",
      group: {
        autoShutdown: "all-significant",
        onStartFailure: "fail",
        workers: [{
          name: "half",
          count: 2,
          significant: true,
          startupTimeoutMs: 10_000,
          behaviour: crashes(300_000, { end: "return" }),
        }],
      },
    },
    {
      name: "site",
      group: {
        workers: [
          { name: "db", startupTimeoutMs: 5_000, behaviour: crashes(600_000, { onStop: { takesMs: 300 } }) },
          { name: "cache", startupTimeoutMs: 5_000, restart: "never", behaviour: crashes(3_000_000) },
          { name: "api", dependsOn: ["db", "cache"], behaviour: crashes(500_000, { onStop: { takesMs: 900 } }) },
          { name: "web", dependsOn: ["api"], behaviour: crashes(500_000, { onStop: { takesMs: 500 } }) },
          { name: "clock" },
        ],
      },
    },
  ],
  operations: [
    { atMs: 3_000_000, do: "stop", worker: "site" },
    { atMs: 3_100_000, do: "start", worker: "site" },
    { atMs: 5_000_000, do: "restart", worker: "site/api" },
    { atMs: 6_000_000, do: "stop", worker: "ledger" },
    { atMs: 6_100_000, do: "start", worker: "ledger" },
  ],
  chaos: {},
};

/** Big scenarios in which nearly everything happens, for whoever looks for a fault without knowing which. */
export const noisyScenarios: readonly Scenario[] = [payments, night];
