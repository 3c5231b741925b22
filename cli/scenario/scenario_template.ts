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

const jsonc = `// A failure scenario. Times are milliseconds, or text such as "250ms", "30s", "5m", "24h", "1h30m".
{
  "name": "my-scenario",
  "description": "Two workers, one of which needs a database that goes away for a while.",
  // How long it runs, in virtual time.
  "horizonMs": "2h",
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
      // A worker that is not ready in time has failed to start.
      "startupTimeoutMs": "10s",
      "behaviour": {
        "readyAfter": { "kind": "uniform", "minMs": "1s", "maxMs": "3s" },
        "onStop": { "takesMs": "2s" }
      }
    }
  ],
  // While it lasts everybody who depends on it crashes, at once and after every start.
  "outages": [
    { "name": "database", "fromMs": "30m", "toMs": "42m", "workers": ["ingest"] }
  ],
  // When the group is asked to stop.
  "stopAtMs": "1h55m",
  // What must come out; with "ingest: " in front, of that worker.
  "expect": ["availability >= 50%", "give-ups == 0", "report-1: crashes == 0"]
}
`;

const yaml = `# A failure scenario. Times are milliseconds, or text such as 250ms, 30s, 5m, 24h, 1h30m.
name: my-scenario
description: Two workers, one of which needs a database that goes away for a while.
# How long it runs, in virtual time.
horizonMs: 2h
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
    # A worker that is not ready in time has failed to start.
    startupTimeoutMs: 10s
    behaviour:
      readyAfter: { kind: uniform, minMs: 1s, maxMs: 3s }
      onStop: { takesMs: 2s }
# While it lasts everybody who depends on it crashes, at once and after every start.
outages:
  - { name: database, fromMs: 30m, toMs: 42m, workers: [ingest] }
# When the group is asked to stop.
stopAtMs: 1h55m
# What must come out; with "ingest: " in front, of that worker.
expect:
  - "availability >= 50%"
  - "give-ups == 0"
  - "report-1: crashes == 0"
`;

const toml = `# A failure scenario. Times are milliseconds, or text such as "250ms", "30s", "5m", "24h", "1h30m".
name = "my-scenario"
description = "Two workers, one of which needs a database that goes away for a while."
# How long it runs, in virtual time.
horizonMs = "2h"
# When the group is asked to stop.
stopAtMs = "1h55m"
# What must come out; with "ingest: " in front, of that worker.
expect = ["availability >= 50%", "give-ups == 0", "report-1: crashes == 0"]

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
# A worker that is not ready in time has failed to start.
startupTimeoutMs = "10s"

[workers.behaviour]
readyAfter = { kind = "uniform", minMs = "1s", maxMs = "3s" }
onStop = { takesMs = "2s" }

# While it lasts everybody who depends on it crashes, at once and after every start.
[[outages]]
name = "database"
fromMs = "30m"
toMs = "42m"
workers = ["ingest"]
`;
