import { assertEquals } from "@std/assert";
import { eventSentence, ShutdownError, type SupervisionEvent } from "@mainstay/supervisor";
import { eventLevel, shownFailure } from "../../src/core/event_sentence.ts";
import { Failure } from "../../src/core/failure.ts";

const w = { atMs: 12.5, worker: "w", incarnation: 3 };
const error = new Failure(new TypeError("no socket"));

const sentences: [SupervisionEvent, string][] = [
  [{ ...w, type: "started", ready: true, after: "first" }, 'debug: Worker "w" (incarnation 3) started'],
  [
    { ...w, type: "started", ready: true, after: "restart" },
    'debug: Worker "w" (incarnation 3) started again after a restart',
  ],
  [
    { ...w, type: "started", ready: true, after: "cooldown" },
    'debug: Worker "w" (incarnation 3) started again after a cooldown',
  ],
  [
    { ...w, type: "started", ready: true, after: "group-restart" },
    'debug: Worker "w" (incarnation 3) started again with its group',
  ],
  [{ ...w, type: "started", ready: true, after: "manual" }, 'debug: Worker "w" (incarnation 3) started by request'],
  [{ ...w, type: "ready" }, 'debug: Worker "w" (incarnation 3) is ready'],
  [{ ...w, type: "ready", reason: "warm" }, 'debug: Worker "w" (incarnation 3) is ready: warm'],
  [{ ...w, type: "not-ready", reason: "cold" }, 'warn: Worker "w" (incarnation 3) is not ready any more: cold'],
  [
    { ...w, type: "healthy", attempts: 2, cooldowns: 1 },
    'info: Worker "w" (incarnation 3) has recovered: attempts (2) and cooldowns (1) start over',
  ],
  [
    { ...w, type: "crashed", error, ranMs: 1 / 3 },
    'warn: Worker "w" (incarnation 3) crashed after 0.33 ms: TypeError: no socket',
  ],
  [{ ...w, type: "completed", ranMs: 1_000 }, 'debug: Worker "w" (incarnation 3) completed after 1 s'],
  [
    { ...w, type: "completed", ranMs: 1_000, reason: new Failure(new ShutdownError("drained")) },
    'debug: Worker "w" (incarnation 3) completed after 1 s: ShutdownError: drained',
  ],
  [
    { ...w, type: "startup-timeout", startupTimeoutMs: 500 },
    'warn: Worker "w" (incarnation 3) was not ready within 500 ms',
  ],
  [
    { ...w, type: "restart-scheduled", attempt: 2, delayMs: 0.01, ceilingMs: 1, budgetUsed: 4, rule: "backoff" },
    'info: Worker "w" (incarnation 3) will be restarted in 0.01 ms (attempt 2, 4 used of its budget)',
  ],
  [
    { ...w, type: "restart-held", attempt: 2, rule: "group-budget" },
    'warn: Worker "w" (incarnation 3) will be restarted when its group resumes (attempt 2): the group\'s restart budget is spent',
  ],
  [
    { ...w, type: "start-held", dependencies: ["db"], rule: "dependency" },
    'info: Worker "w" (incarnation 3) waits for "db"',
  ],
  [
    { ...w, type: "start-held", dependencies: ["db", "cache"], rule: "dependency" },
    'info: Worker "w" (incarnation 3) waits for "db", "cache"',
  ],
  [
    { ...w, type: "cooldown-started", cycle: 2, cooldownMs: 60_000, retryAtMs: 60_012.5, rule: "worker-budget" },
    'warn: Worker "w" (incarnation 3) cools down for 1m (cooldown 2): its restart budget is spent',
  ],
  [
    { ...w, type: "gave-up", error, rule: "max-cooldowns" },
    'error: Worker "w" (incarnation 3) was given up: its cooldowns are used up, last TypeError: no socket',
  ],
  [
    { ...w, type: "gave-up", rule: "worker-budget" },
    'error: Worker "w" (incarnation 3) was given up: its restart budget is spent',
  ],
  [
    { ...w, type: "escalated", error, rule: "fatal" },
    'error: Worker "w" (incarnation 3) failed its group: its error is fatal, last TypeError: no socket',
  ],
  [{ ...w, type: "stopping", graceMs: 10_000 }, 'debug: Worker "w" (incarnation 3) is asked to stop within 10 s'],
  [{ ...w, type: "stopped", ranMs: 5 }, 'debug: Worker "w" (incarnation 3) stopped'],
  [
    { ...w, type: "stopped", ranMs: 5, error },
    'debug: Worker "w" (incarnation 3) stopped, throwing TypeError: no socket',
  ],
  [
    { ...w, type: "abandoned", sinceMs: 2 },
    'error: Worker "w" (incarnation 3) is abandoned: it still runs at the end of its grace',
  ],
  [{ ...w, type: "late-exit" }, 'warn: Worker "w" (incarnation 3) ended after it had been abandoned'],
  [
    { ...w, type: "finished", outcome: "completed", rule: "restart-rule" },
    'debug: Worker "w" (incarnation 3) is finished: completed',
  ],
  [
    { ...w, type: "rule-failed", option: "fatal", error },
    'warn: A predicate of "fatal" of Worker "w" (incarnation 3) threw TypeError: no socket',
  ],
  [{ ...w, type: "added" }, 'debug: Worker "w" (incarnation 3) was added to its group'],
  [{ ...w, type: "removed" }, 'debug: Worker "w" (incarnation 3) has left its group'],
  [{ type: "group-started", atMs: 0, group: "a/b", workers: 2 }, 'info: Group "a/b" of 2 workers started'],
  [
    { type: "group-restarting", atMs: 0, trigger: "w", strategy: "one-for-all" },
    'warn: Group restarts one-for-all because of "w"',
  ],
  [
    { type: "group-restarting", atMs: 0, group: "a", trigger: "a/w", strategy: "rest-for-one" },
    'warn: Group "a" restarts rest-for-one because of "a/w"',
  ],
  [
    { type: "group-restarting", atMs: 0, trigger: "db", strategy: "dependents" },
    'warn: Group restarts whoever depends on "db"',
  ],
  [
    { ...w, type: "finished", outcome: "stopped", rule: "dependency" },
    'debug: Worker "w" (incarnation 3) is finished: stopped, because what it depends on has ended',
  ],
  [
    { type: "group-paused", atMs: 0, pauseMs: 15_000, untilMs: 15_000 },
    "warn: Group restarts nobody for 15 s: its restart budget is spent",
  ],
  [{ type: "group-resumed", atMs: 0, group: "a" }, 'info: Group "a" resumes'],
  [{ type: "group-started", atMs: 0, workers: 0 }, "info: Group of 0 workers started"],
  [{ type: "group-started", atMs: 0, workers: 1 }, "info: Group of 1 worker started"],
  [{ type: "group-started", atMs: 0, workers: 2 }, "info: Group of 2 workers started"],
  [{ type: "group-stopping", atMs: 0, reason: "signal" }, "info: Group is stopping: the process was asked to stop"],
  [{ type: "group-stopping", atMs: 0, reason: "abort" }, "info: Group is stopping: its caller aborted it"],
  [{ type: "group-stopping", atMs: 0, reason: "escalation" }, "info: Group is stopping: a worker failed it"],
  [
    { type: "group-stopping", atMs: 0, group: "a", reason: "parent" },
    'info: Group "a" is stopping: the group around it stops it',
  ],
  [
    { type: "group-stopping", atMs: 0, reason: "auto-shutdown" },
    "info: Group is stopping: its significant workers have ended",
  ],
  [
    { type: "group-stopping", atMs: 0, reason: "terminate-tree" },
    "info: Group is stopping: a worker terminated it",
  ],
  [{ type: "grace-ended", atMs: 0, group: "a/b" }, 'warn: The grace of group "a/b" is over'],
  [{ type: "grace-ended", atMs: 0 }, "warn: The grace of the group is over"],
  [{ type: "group-finished", atMs: 0, outcome: "failed" }, "info: Group is finished: failed"],
];

for (const [event, sentence] of sentences) {
  Deno.test(`eventSentence() says of ${event.type}: ${sentence}`, () => {
    assertEquals(`${eventLevel(event)}: ${eventSentence(event)}`, sentence);
  });
}

Deno.test("shownFailure() leaves out an empty message", () => {
  assertEquals([error, new Failure({}), new Failure("")].map(shownFailure), [
    "TypeError: no socket",
    "Object",
    "string",
  ]);
});
