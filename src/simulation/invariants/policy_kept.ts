import type { WorkerEvent } from "../../core/event.ts";
import type { ResolvedPolicy } from "../../core/policy.ts";
import { eventsByWorker, type Invariant, sameInstantMs } from "./invariant.ts";

/** The decisions themselves, judged anew by the policy as it was agreed. */
export const policyKept: Invariant = {
  name: "policy-kept",
  description: "Every decision and every limit is the one that the policy asks for",
  check(trace) {
    const byWorker = eventsByWorker(trace);
    return trace.members.flatMap(({ name: worker, policy }) =>
      wrongsOf(byWorker.get(worker)!, policy, trace.endedAtMs).map(({ atMs, message }) => ({
        invariant: policyKept.name,
        atMs,
        worker,
        message,
      }))
    );
  },
};

interface Wrong {
  readonly atMs: number;
  readonly message: string;
}

function wrongsOf(events: readonly WorkerEvent[], policy: ResolvedPolicy, endedAtMs: number): Wrong[] {
  const wrongs: Wrong[] = [];
  const { budget, onExhausted, maxCooldowns, startupTimeoutMs, graceMs } = policy;
  const restarts: number[] = [];
  let oldest = 0;
  let cooldowns = 0;
  let returned = false;
  let startingSinceMs: number | undefined;
  let stopping: { atMs: number } | undefined;
  for (const event of events) {
    const { atMs } = event;
    const wrong = (message: string) => wrongs.push({ atMs, message });
    const held = () => {
      while (oldest < restarts.length && atMs - restarts[oldest]! >= budget.periodMs) oldest++;
      return restarts.length - oldest;
    };
    const startupDueMs = (startingSinceMs ?? Infinity) + (startupTimeoutMs ?? Infinity);
    if (event.type !== "startup-timeout" && atMs > startupDueMs + sameInstantMs) {
      wrong(`starts since ${startingSinceMs} ms and was not told to be too late at ${startupDueMs} ms`);
      startingSinceMs = undefined;
    }
    switch (event.type) {
      case "started":
        if (event.ready !== (startupTimeoutMs === undefined)) wrong("was taken as ready, or not, against its policy");
        startingSinceMs = event.ready ? undefined : atMs;
        stopping = undefined;
        if (event.after === "cooldown") oldest = restarts.length;
        break;
      case "ready":
        startingSinceMs = undefined;
        break;
      case "startup-timeout":
        if (Math.abs(atMs - startupDueMs) > sameInstantMs) {
          wrong(`was told to be too late, where ${startupDueMs} ms was due`);
        }
        startingSinceMs = undefined;
        break;
      case "healthy":
        cooldowns = 0;
        if (budget.resetWhenHealthy) oldest = restarts.length;
        break;
      case "crashed":
      case "completed":
        returned = event.type === "completed";
        startingSinceMs = undefined;
        break;
      case "stopping":
        if (event.graceMs !== graceMs) wrong(`got a grace of ${event.graceMs} ms, where the policy says ${graceMs} ms`);
        startingSinceMs = undefined;
        stopping = event;
        break;
      case "restart-scheduled":
        if (policy.restart === "never" || (policy.restart === "on-failure" && returned)) {
          wrong("is restarted against its rule");
        }
        restarts.push(atMs);
        break;
      case "cooldown-started":
        if (onExhausted !== "cooldown") wrong(`cools down, where the policy says "${onExhausted}"`);
        if (held() < budget.intensity) wrong(`cools down with ${held()} of ${budget.intensity} restarts used`);
        if (maxCooldowns > 0 && ++cooldowns > maxCooldowns) {
          wrong(`cools down for the ${cooldowns}. time of ${maxCooldowns}`);
        }
        break;
      case "gave-up":
      case "escalated":
        if (event.rule === "worker-budget") {
          const expected = event.type === "gave-up" ? "give-up" : "escalate";
          if (onExhausted !== expected) wrong(`"${event.type}", where the policy says "${onExhausted}"`);
          if (held() < budget.intensity) wrong(`"${event.type}" with ${held()} of ${budget.intensity} restarts used`);
        }
        if (event.rule === "max-cooldowns" && (maxCooldowns === 0 || cooldowns < maxCooldowns)) {
          wrong(`was given up after ${cooldowns} cooldowns of ${maxCooldowns || "as many as it takes"}`);
        }
        if (event.rule === "restart-rule" && policy.restart !== "never") wrong("was given up against its restart rule");
        if (event.rule === "fatal" && policy.fatal.length === 0) wrong("was called fatal, and nothing is");
        if (event.rule === "non-retryable" && policy.nonRetryable.length === 0) {
          wrong("was called not retryable, and nothing is");
        }
        break;
      case "finished":
        if (event.outcome === "completed" && policy.restart === "always") {
          wrong("finished, where it is always restarted");
        }
        break;
      case "abandoned":
        if (stopping !== undefined && atMs > stopping.atMs + graceMs + sameInstantMs) {
          wrong("was abandoned after its grace");
        }
        break;
    }
  }
  const startupDueMs = (startingSinceMs ?? Infinity) + (startupTimeoutMs ?? Infinity);
  if (startupDueMs < endedAtMs - sameInstantMs) {
    wrongs.push({ atMs: startupDueMs, message: "was not ready in time, and nothing was told of it" });
  }
  return wrongs;
}
