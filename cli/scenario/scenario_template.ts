import { wrapped } from "../report/paragraph.ts";
import { expectationFigures, expectationSamples } from "./expectation_figures.ts";
import type { ScenarioFormat } from "./scenario_text.ts";

/** A scenario to begin with, with comments where the format has them: the same one in each. */
export function scenarioTemplate(format: ScenarioFormat): string {
  switch (format) {
    case "jsonc":
      return jsonc;
    case "json":
      return jsonc.split("\n").filter((line) => !line.trimStart().startsWith("//")).join("\n");
    case "yaml":
      return yaml;
    case "toml":
      return toml;
    default:
      return format satisfies never;
  }
}

/** What a fault can be, and what can be drawn, as a comment. */
function faultsComment(first: string): string {
  const text =
    "What goes wrong at times that are set, in every run: crash, crash-burst (atMs), cascade (atMs, delayMs), crash-in-start, " +
    "crash-in-stop, hang, ignored-stop, lost-readiness, outage (fromMs, toMs), slow-start, slow-stop (and byMs), flaky-calls (and " +
    "everyMs, share), each with its workers unless it is all; stall (atMs, forMs), wall-clock-jump (atMs, byMs), throwing-observer " +
    "(fromMs, toMs).";
  return comment(text, first);
}

/** What seeds draw, as a comment. */
function chaosComment(first: string): string {
  return comment(
    "What each seed draws besides, in a campaign (simulate --runs 100); without a list of faults every kind.",
    first,
  );
}

/** By when everybody must be up again, as a comment. */
function recoveryComment(first: string): string {
  return comment("Then everything heals, and everybody must be up again in this time.", first);
}

function comment(text: string, first: string): string {
  return wrapped(text, 110, first).map((line) => first + line.slice(first.length)).join("\n");
}

/** What can be expected, as a comment. */
function figuresComment(first: string): string {
  const samples = expectationSamples.map((sample) => `p95(${sample})`).join(", ");
  return comment(`Figures: ${expectationFigures.join(", ")}; ${samples}.`, first);
}

const jsonc = `// A failure scenario. Times are milliseconds, or text such as "250ms", "30s", "5m", "24h", "1h30m".
{
  "name": "my-scenario",
  "description": "A worker that needs a database, which goes away for a while, and a store with a cache on top.",
  // How long it runs, in virtual time.
  "horizonMs": "2h",
  // As another supervisor would do it: otp, suture, systemd, kubernetes, akka or supervisord.
  // "dialect": "systemd",
  // Who is restarted with a worker that crashed: "one-for-one" nobody, "one-for-all" all, "rest-for-one" those started after it.
  "strategy": "one-for-one",
  // The budget that all share, asked after their own: when it is spent the group fails.
  // "budget": { "intensity": 50, "periodMs": "5m" },
  // The policy of every worker that says nothing else. What is left out has a default; "schema" tells which.
  "defaults": {
    "backoff": { "baseMs": "1s", "multiplier": 2, "maxMs": "30s", "jitter": "equal" },
    // Five restarts in five minutes are allowed, the sixth crash exhausts the budget.
    "budget": { "intensity": 5, "periodMs": "5m" },
    // "cooldown" waits and tries again, "give-up" leaves this worker dead, "escalate" fails the whole group.
    "onExhausted": "cooldown",
    "cooldownMs": "5m"
  },
  "workers": [
    {
      "name": "ingest",
      // Errors that no restart can mend, by name.
      "nonRetryable": ["ConfigError"],
      "behaviour": {
        // "fixed" (ms), "uniform" (minMs, maxMs), "exponential" (meanMs) or "weibull" (shape, scaleMs).
        "life": { "kind": "exponential", "meanMs": "20m" },
        "error": { "name": "ConnectionError", "message": "connection reset" }
      }
    },
    {
      "name": "report",
      // This many alike, called report-1 and report-2.
      "count": 2,
      // It is started only while these are ready, and stopped before they are; with "restart" it is restarted with them.
      // "dependsOn": ["ingest"], "onDependencyFailure": "restart",
      // A worker that is not ready in time has failed to start.
      "startupTimeoutMs": "10s",
      "behaviour": {
        "readyAfter": { "kind": "uniform", "minMs": "1s", "maxMs": "3s" },
        "onStop": { "takesMs": "2s" }
      }
    },
    {
      // A group of its own: its workers go by the paths store/db and store/cache. It may hold groups in turn.
      "name": "store",
      "group": {
        "strategy": "rest-for-one",
        // The group ends when a worker that is significant has ended for good.
        // "autoShutdown": "any-significant",
        "workers": [
          {
            "name": "db",
            // "significant": true,
            "behaviour": { "life": { "kind": "exponential", "meanMs": "40m" } }
          },
          { "name": "cache" }
        ]
      }
    }
  ],
  // What is done by hand: "stop", "start", "restart" or "remove" of somebody, or "start" of somebody new.
  "operations": [
    // { "atMs": "1h20m", "do": "start", "worker": { "name": "replica" }, "in": "store" },
    { "atMs": "1h10m", "do": "restart", "worker": "report-2" }
  ],
  // While it lasts everybody who depends on it crashes, at once and after every start.
  "outages": [
    { "name": "database", "fromMs": "30m", "toMs": "42m", "workers": ["ingest"] }
  ],
${faultsComment("  // ")}
  // "faults": [{ "kind": "hang", "fromMs": "20m", "toMs": "25m", "workers": ["store/db"] }],
${chaosComment("  // ")}
  // "chaos": { "faults": { "crash": { "probability": 0.5, "perHour": 2 }, "slow-start": true }, "mostFaults": 50 },
${recoveryComment("  // ")}
  // "recovery": { "fromMs": "1h20m", "withinMs": "30m" },
  // When the group is asked to stop.
  "stopAtMs": "1h55m",
  // What must come out; with "ingest: " in front, of that worker.
${figuresComment("  // ")}
  "expect": ["availability >= 50%", "give-ups == 0", "report-1: crashes == 0", "store/cache: crashes == 0"]
}
`;

const yaml = `# A failure scenario. Times are milliseconds, or text such as 250ms, 30s, 5m, 24h, 1h30m.
name: my-scenario
description: A worker that needs a database, which goes away for a while, and a store with a cache on top.
# How long it runs, in virtual time.
horizonMs: 2h
# As another supervisor would do it: otp, suture, systemd, kubernetes, akka or supervisord.
# dialect: systemd
# Who is restarted with a worker that crashed: one-for-one nobody, one-for-all all, rest-for-one those started after it.
strategy: one-for-one
# The budget that all share, asked after their own: when it is spent the group fails.
# budget: { intensity: 50, periodMs: 5m }
# The policy of every worker that says nothing else. What is left out has a default; "schema" tells which.
defaults:
  backoff: { baseMs: 1s, multiplier: 2, maxMs: 30s, jitter: equal }
  # Five restarts in five minutes are allowed, the sixth crash exhausts the budget.
  budget: { intensity: 5, periodMs: 5m }
  # cooldown waits and tries again, give-up leaves this worker dead, escalate fails the whole group.
  onExhausted: cooldown
  cooldownMs: 5m
workers:
  - name: ingest
    # Errors that no restart can mend, by name.
    nonRetryable: [ConfigError]
    behaviour:
      # fixed (ms), uniform (minMs, maxMs), exponential (meanMs) or weibull (shape, scaleMs).
      life: { kind: exponential, meanMs: 20m }
      error: { name: ConnectionError, message: connection reset }
  - name: report
    # This many alike, called report-1 and report-2.
    count: 2
    # It is started only while these are ready, and stopped before they are; with restart it is restarted with them.
    # dependsOn: [ingest]
    # onDependencyFailure: restart
    # A worker that is not ready in time has failed to start.
    startupTimeoutMs: 10s
    behaviour:
      readyAfter: { kind: uniform, minMs: 1s, maxMs: 3s }
      onStop: { takesMs: 2s }
  # A group of its own: its workers go by the paths store/db and store/cache. It may hold groups in turn.
  - name: store
    group:
      strategy: rest-for-one
      # The group ends when a worker that is significant has ended for good.
      # autoShutdown: any-significant
      workers:
        - name: db
          # significant: true
          behaviour:
            life: { kind: exponential, meanMs: 40m }
        - name: cache
# What is done by hand: stop, start, restart or remove of somebody, or start of somebody new.
operations:
  # - { atMs: 1h20m, do: start, worker: { name: replica }, in: store }
  - { atMs: 1h10m, do: restart, worker: report-2 }
# While it lasts everybody who depends on it crashes, at once and after every start.
outages:
  - { name: database, fromMs: 30m, toMs: 42m, workers: [ingest] }
${faultsComment("# ")}
# faults: [{ kind: hang, fromMs: 20m, toMs: 25m, workers: [store/db] }]
${chaosComment("# ")}
# chaos: { faults: { crash: { probability: 0.5, perHour: 2 }, slow-start: true }, mostFaults: 50 }
${recoveryComment("# ")}
# recovery: { fromMs: 1h20m, withinMs: 30m }
# When the group is asked to stop.
stopAtMs: 1h55m
# What must come out; with "ingest: " in front, of that worker.
${figuresComment("# ")}
expect:
  - "availability >= 50%"
  - "give-ups == 0"
  - "report-1: crashes == 0"
  - "store/cache: crashes == 0"
`;

const toml = `# A failure scenario. Times are milliseconds, or text such as "250ms", "30s", "5m", "24h", "1h30m".
name = "my-scenario"
description = "A worker that needs a database, which goes away for a while, and a store with a cache on top."
# How long it runs, in virtual time.
horizonMs = "2h"
# As another supervisor would do it: otp, suture, systemd, kubernetes, akka or supervisord.
# dialect = "systemd"
# Who is restarted with a worker that crashed: "one-for-one" nobody, "one-for-all" all, "rest-for-one" those started after it.
strategy = "one-for-one"
# The budget that all share, asked after their own: when it is spent the group fails.
# budget = { intensity = 50, periodMs = "5m" }
${faultsComment("# ")}
# faults = [{ kind = "hang", fromMs = "20m", toMs = "25m", workers = ["store/db"] }]
${chaosComment("# ")}
# chaos = { faults = { crash = { probability = 0.5, perHour = 2 }, slow-start = true }, mostFaults = 50 }
${recoveryComment("# ")}
# recovery = { fromMs = "1h20m", withinMs = "30m" }
# When the group is asked to stop.
stopAtMs = "1h55m"
# What must come out; with "ingest: " in front, of that worker.
${figuresComment("# ")}
expect = ["availability >= 50%", "give-ups == 0", "report-1: crashes == 0", "store/cache: crashes == 0"]

# The policy of every worker that says nothing else. What is left out has a default; "schema" tells which.
[defaults]
backoff = { baseMs = "1s", multiplier = 2, maxMs = "30s", jitter = "equal" }
# Five restarts in five minutes are allowed, the sixth crash exhausts the budget.
budget = { intensity = 5, periodMs = "5m" }
# "cooldown" waits and tries again, "give-up" leaves this worker dead, "escalate" fails the whole group.
onExhausted = "cooldown"
cooldownMs = "5m"

[[workers]]
name = "ingest"
# Errors that no restart can mend, by name.
nonRetryable = ["ConfigError"]

[workers.behaviour]
# "fixed" (ms), "uniform" (minMs, maxMs), "exponential" (meanMs) or "weibull" (shape, scaleMs).
life = { kind = "exponential", meanMs = "20m" }
error = { name = "ConnectionError", message = "connection reset" }

[[workers]]
name = "report"
# This many alike, called report-1 and report-2.
count = 2
# It is started only while these are ready, and stopped before they are; with "restart" it is restarted with them.
# dependsOn = ["ingest"]
# onDependencyFailure = "restart"
# A worker that is not ready in time has failed to start.
startupTimeoutMs = "10s"

[workers.behaviour]
readyAfter = { kind = "uniform", minMs = "1s", maxMs = "3s" }
onStop = { takesMs = "2s" }

[[workers]]
# A group of its own: its workers go by the paths store/db and store/cache. It may hold groups in turn.
name = "store"

[workers.group]
strategy = "rest-for-one"
# The group ends when a worker that is significant has ended for good.
# autoShutdown = "any-significant"

[[workers.group.workers]]
name = "db"
# significant = true
behaviour = { life = { kind = "exponential", meanMs = "40m" } }

[[workers.group.workers]]
name = "cache"

# What is done by hand: "stop", "start", "restart" or "remove" of somebody, or "start" of somebody new.
# [[operations]]
# atMs = "1h20m"
# do = "start"
# worker = { name = "replica" }
# in = "store"

[[operations]]
atMs = "1h10m"
do = "restart"
worker = "report-2"

# While it lasts everybody who depends on it crashes, at once and after every start.
[[outages]]
name = "database"
fromMs = "30m"
toMs = "42m"
workers = ["ingest"]
`;
