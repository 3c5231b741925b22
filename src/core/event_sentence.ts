import type { SupervisionEvent } from "./event.ts";
import type { Failure } from "./failure.ts";
import { ruleText } from "./rule_text.ts";

/** How loud an event is: what needs a person is an error, what a person should see a warning. */
export function eventLevel(event: SupervisionEvent): "debug" | "info" | "warn" | "error" {
  switch (event.type) {
    case "gave-up":
    case "escalated":
    case "abandoned":
      return "error";
    case "crashed":
    case "cooldown-started":
    case "startup-timeout":
    case "not-ready":
    case "rule-failed":
    case "grace-ended":
    case "late-exit":
    case "restart-held":
    case "group-restarting":
    case "group-paused":
      return "warn";
    case "start-held":
    case "restart-scheduled":
    case "healthy":
    case "group-resumed":
    case "group-started":
    case "group-stopping":
    case "group-finished":
      return "info";
    case "started":
    case "ready":
    case "completed":
    case "stopping":
    case "stopped":
    case "finished":
    case "added":
    case "removed":
      return "debug";
    default:
      return event satisfies never;
  }
}

/** One event as a sentence for a log: names, numbers with their units, and the rule that decided. Without time and colour. */
export function eventSentence(event: SupervisionEvent): string {
  switch (event.type) {
    case "started":
      return `${who(event)} started${startText[event.after]}`;
    case "ready":
      return `${who(event)} is ready${because(event.reason)}`;
    case "not-ready":
      return `${who(event)} is not ready any more${because(event.reason)}`;
    case "healthy":
      return `${who(event)} has recovered: attempts (${event.attempts}) and cooldowns (${event.cooldowns}) start over`;
    case "crashed":
      return `${who(event)} crashed after ${shownMs(event.ranMs)}: ${shownFailure(event.error)}`;
    case "completed":
      return `${who(event)} completed after ${shownMs(event.ranMs)}${
        event.reason === undefined ? "" : `: ${shownFailure(event.reason)}`
      }`;
    case "startup-timeout":
      return `${who(event)} was not ready within ${shownMs(event.startupTimeoutMs)}`;
    case "restart-scheduled":
      return `${who(event)} will be restarted in ${shownMs(event.delayMs)} (attempt ${event.attempt}, ` +
        `${event.budgetUsed} used of its budget)`;
    case "restart-held":
      return `${who(event)} will be restarted when its group resumes (attempt ${event.attempt}): ${
        ruleText[event.rule]
      }`;
    case "start-held":
      return `${who(event)} waits for ${event.dependencies.map((name) => `"${name}"`).join(", ")}`;
    case "cooldown-started":
      return `${who(event)} cools down for ${shownMs(event.cooldownMs)} (cooldown ${event.cycle}): ${
        ruleText[event.rule]
      }`;
    case "gave-up":
      return `${who(event)} was given up: ${ruleText[event.rule]}${lastError(event.error)}`;
    case "escalated":
      return `${who(event)} failed its group: ${ruleText[event.rule]}${lastError(event.error)}`;
    case "stopping":
      return `${who(event)} is asked to stop${event.graceMs === undefined ? "" : ` within ${shownMs(event.graceMs)}`}`;
    case "stopped":
      return `${who(event)} stopped${event.error === undefined ? "" : `, throwing ${shownFailure(event.error)}`}`;
    case "abandoned":
      return `${who(event)} is abandoned: it still runs at the end of its grace`;
    case "late-exit":
      return `${who(event)} ended after it had been abandoned`;
    case "finished":
      return `${who(event)} is finished: ${event.outcome}${
        event.rule === "dependency" ? `, because ${ruleText.dependency}` : ""
      }`;
    case "rule-failed":
      return `A predicate of "${event.option}" of ${who(event)} threw ${shownFailure(event.error)}`;
    case "added":
      return `${who(event)} was added to its group`;
    case "removed":
      return `${who(event)} has left its group`;
    case "group-started":
      return `${group(event)} of ${event.workers} ${event.workers === 1 ? "worker" : "workers"} started`;
    case "group-restarting":
      if (event.strategy === "dependents") return `${group(event)} restarts whoever depends on "${event.trigger}"`;
      return `${group(event)} restarts ${event.strategy} because of "${event.trigger}"`;
    case "group-paused":
      return `${group(event)} restarts nobody for ${shownMs(event.pauseMs)}: its restart budget is spent`;
    case "group-resumed":
      return `${group(event)} resumes`;
    case "group-stopping":
      return `${group(event)} is stopping: ${stopText[event.reason]}`;
    case "grace-ended":
      return `The grace of ${event.group === undefined ? "the group" : `group "${event.group}"`} is over`;
    case "group-finished":
      return `${group(event)} is finished: ${event.outcome}`;
    default:
      return event satisfies never;
  }
}

const stopText = {
  "signal": "the process was asked to stop",
  "abort": "its caller aborted it",
  "escalation": "a worker failed it",
  "parent": "the group around it stops it",
  "auto-shutdown": "its significant workers have ended",
  "terminate-tree": "a worker terminated it",
} as const;

const startText = {
  "first": "",
  "restart": " again after a restart",
  "cooldown": " again after a cooldown",
  "group-restart": " again with its group",
  "manual": " by request",
} as const;

function group(event: { group?: string }): string {
  return event.group === undefined ? "Group" : `Group "${event.group}"`;
}

function who(event: { worker: string; incarnation: number }): string {
  return `Worker "${event.worker}" (incarnation ${event.incarnation})`;
}

function because(reason: string | undefined): string {
  return reason === undefined ? "" : `: ${reason}`;
}

/** A failure as a sentence shows it. */
export function shownFailure({ name, message }: Failure): string {
  return message === "" || message === name ? name : `${name}: ${message}`;
}

function lastError(error: Failure | undefined): string {
  return error === undefined ? "" : `, last ${shownFailure(error)}`;
}

/** `0.5 ms`, `2.5 s`, `2m30s`, `1h5m`: as exact as a person wants it. */
function shownMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms * 100) / 100} ms`;
  if (ms < 59_995) return `${Math.round(ms / 10) / 100} s`;
  const seconds = Math.round(ms / 1_000);
  const parts = [[Math.floor(seconds / 3_600), "h"], [Math.floor(seconds / 60) % 60, "m"], [
    seconds % 60,
    "s",
  ]] as const;
  return parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount}${unit}`).join("");
}
