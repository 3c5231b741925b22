import type { Rule } from "./event.ts";

/** What each rule says of a worker, as the end of a sentence. */
export const ruleText: Readonly<Record<Rule, string>> = {
  "stop-requested": "it was asked to stop",
  "fatal": "its error is fatal",
  "non-retryable": "its error is not retryable",
  "startup-timeout": "it neither became ready in time nor ended",
  "restart-rule": "its restart rule allows no restart",
  "worker-budget": "its restart budget is spent",
  "group-budget": "the group's restart budget is spent",
  "declined": "it declined to start",
  "do-not-restart": "it asked not to be started again",
  "terminate-tree": "its error terminates the tree",
  "start-failure": "it failed to start",
  "dependency": "what it depends on has ended",
  "remains": "something in it still runs that was abandoned",
  "max-cooldowns": "its cooldowns are used up",
  "backoff": "it waits for a restart",
};
