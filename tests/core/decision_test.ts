// Decision 4, as a grid: restart rule × end × exhaustion rule, no cell untold.
import { assertEquals } from "@std/assert";
import { DoNotRestartError, ShutdownError, TerminateTreeError } from "@mainstay/supervisor";
import { classify, decide, type EndClass, exhausted } from "../../src/core/decision.ts";
import { Failure } from "../../src/core/failure.ts";
import { exhaustionRules, resolvePolicy, restartRules } from "../../src/core/policy.ts";
import { makeWindow } from "../../src/core/restart_window.ts";
import { WorkerHistory } from "../../src/core/worker_history.ts";

const ends: EndClass[] = [
  "completed",
  "shutdown",
  "do-not-restart",
  "retryable",
  "non-retryable",
  "fatal",
  "terminate-tree",
];

function grid(spent: boolean): string {
  const rows = restartRules.flatMap((restart) =>
    ends.map((end) => {
      const cells = exhaustionRules.map((onExhausted) => {
        const policy = resolvePolicy("test", { restart, onExhausted, budget: { intensity: spent ? 0 : 1 } });
        const { kind, rule } = decide(policy, end, new WorkerHistory(policy, 0), undefined, 0);
        return `${kind} (${rule})`;
      });
      return [restart, end, ...cells];
    })
  );
  return ["", ...[["restart", "end", ...exhaustionRules], ...rows].map(row)].join("\n");
}

function row([restart, end, ...cells]: string[]): string {
  return [restart!.padEnd(11), end!.padEnd(15), ...cells.map((cell) => cell.padEnd(26))].join("").trimEnd();
}

Deno.test("decide() with a budget left is this grid", () => {
  assertEquals(
    grid(false),
    `
restart    end            cooldown                  give-up                   escalate
on-failure completed      finish (restart-rule)     finish (restart-rule)     finish (restart-rule)
on-failure shutdown       finish (restart-rule)     finish (restart-rule)     finish (restart-rule)
on-failure do-not-restart finish (do-not-restart)   finish (do-not-restart)   finish (do-not-restart)
on-failure retryable      restart (backoff)         restart (backoff)         restart (backoff)
on-failure non-retryable  give-up (non-retryable)   give-up (non-retryable)   escalate (non-retryable)
on-failure fatal          escalate (fatal)          escalate (fatal)          escalate (fatal)
on-failure terminate-tree escalate (terminate-tree) escalate (terminate-tree) escalate (terminate-tree)
always     completed      restart (backoff)         restart (backoff)         restart (backoff)
always     shutdown       restart (backoff)         restart (backoff)         restart (backoff)
always     do-not-restart finish (do-not-restart)   finish (do-not-restart)   finish (do-not-restart)
always     retryable      restart (backoff)         restart (backoff)         restart (backoff)
always     non-retryable  give-up (non-retryable)   give-up (non-retryable)   escalate (non-retryable)
always     fatal          escalate (fatal)          escalate (fatal)          escalate (fatal)
always     terminate-tree escalate (terminate-tree) escalate (terminate-tree) escalate (terminate-tree)
never      completed      finish (restart-rule)     finish (restart-rule)     finish (restart-rule)
never      shutdown       finish (restart-rule)     finish (restart-rule)     finish (restart-rule)
never      do-not-restart finish (do-not-restart)   finish (do-not-restart)   finish (do-not-restart)
never      retryable      give-up (restart-rule)    give-up (restart-rule)    give-up (restart-rule)
never      non-retryable  give-up (non-retryable)   give-up (non-retryable)   escalate (non-retryable)
never      fatal          escalate (fatal)          escalate (fatal)          escalate (fatal)
never      terminate-tree escalate (terminate-tree) escalate (terminate-tree) escalate (terminate-tree)`,
  );
});

Deno.test("decide() with a spent budget is this grid", () => {
  assertEquals(
    grid(true),
    `
restart    end            cooldown                  give-up                   escalate
on-failure completed      finish (restart-rule)     finish (restart-rule)     finish (restart-rule)
on-failure shutdown       finish (restart-rule)     finish (restart-rule)     finish (restart-rule)
on-failure do-not-restart finish (do-not-restart)   finish (do-not-restart)   finish (do-not-restart)
on-failure retryable      cool-down (worker-budget) give-up (worker-budget)   escalate (worker-budget)
on-failure non-retryable  give-up (non-retryable)   give-up (non-retryable)   escalate (non-retryable)
on-failure fatal          escalate (fatal)          escalate (fatal)          escalate (fatal)
on-failure terminate-tree escalate (terminate-tree) escalate (terminate-tree) escalate (terminate-tree)
always     completed      cool-down (worker-budget) give-up (worker-budget)   escalate (worker-budget)
always     shutdown       cool-down (worker-budget) give-up (worker-budget)   escalate (worker-budget)
always     do-not-restart finish (do-not-restart)   finish (do-not-restart)   finish (do-not-restart)
always     retryable      cool-down (worker-budget) give-up (worker-budget)   escalate (worker-budget)
always     non-retryable  give-up (non-retryable)   give-up (non-retryable)   escalate (non-retryable)
always     fatal          escalate (fatal)          escalate (fatal)          escalate (fatal)
always     terminate-tree escalate (terminate-tree) escalate (terminate-tree) escalate (terminate-tree)
never      completed      finish (restart-rule)     finish (restart-rule)     finish (restart-rule)
never      shutdown       finish (restart-rule)     finish (restart-rule)     finish (restart-rule)
never      do-not-restart finish (do-not-restart)   finish (do-not-restart)   finish (do-not-restart)
never      retryable      give-up (restart-rule)    give-up (restart-rule)    give-up (restart-rule)
never      non-retryable  give-up (non-retryable)   give-up (non-retryable)   escalate (non-retryable)
never      fatal          escalate (fatal)          escalate (fatal)          escalate (fatal)
never      terminate-tree escalate (terminate-tree) escalate (terminate-tree) escalate (terminate-tree)`,
  );
});

for (
  const [worker, group, decision] of [
    ["left", "left", "restart (backoff)"],
    ["left", "spent", "escalate (group-budget)"],
    ["spent", "left", "cool-down (worker-budget)"],
    ["spent", "spent", "cool-down (worker-budget)"],
  ] as const
) {
  Deno.test(`decide() with the worker's budget ${worker}, the group's ${group}, says ${decision}`, () => {
    const policy = resolvePolicy("test", { budget: { intensity: worker === "left" ? 1 : 0 } });
    const window = makeWindow({ intensity: group === "left" ? 1 : 0, periodMs: 1_000 });
    const { kind, rule } = decide(policy, "retryable", new WorkerHistory(policy, 0), window, 0);
    assertEquals(`${kind} (${rule})`, decision);
  });
}

for (
  const [worker, group, decision] of [
    ["left", "left", "restart (backoff)"],
    ["left", "spent", "pause (group-budget)"],
    ["spent", "spent", "cool-down (worker-budget)"],
  ] as const
) {
  Deno.test(`decide() in a group that pauses, with the worker's budget ${worker}, the group's ${group}, says ${decision}`, () => {
    const policy = resolvePolicy("test", { budget: { intensity: worker === "left" ? 1 : 0 } });
    const window = makeWindow({ intensity: group === "left" ? 1 : 0, periodMs: 1_000 });
    const { kind, rule } = decide(policy, "retryable", new WorkerHistory(policy, 0), window, 0, true);
    assertEquals(`${kind} (${rule})`, decision);
  });
}

Deno.test("decide() does not ask a budget of starts: those are counted when they happen", () => {
  const policy = resolvePolicy("test", { budget: { intensity: 0, counts: "starts" } });
  assertEquals(decide(policy, "retryable", new WorkerHistory(policy, 0), undefined, 0).kind, "restart");
});

for (
  const [onExhausted, decision] of [
    ["cooldown", "cool-down (worker-budget)"],
    ["give-up", "give-up (worker-budget)"],
    ["escalate", "escalate (worker-budget)"],
  ] as const
) {
  Deno.test(`exhausted() under ${onExhausted} says ${decision}`, () => {
    const policy = resolvePolicy("test", { onExhausted });
    const { kind, rule } = exhausted(policy, new WorkerHistory(policy, 0), "worker-budget");
    assertEquals(`${kind} (${rule})`, decision);
  });
}

for (
  const [maxCooldowns, before, decision] of [
    [0, 1_000, "cool-down (worker-budget)"],
    [2, 1, "cool-down (worker-budget)"],
    [2, 2, "give-up (max-cooldowns)"],
    [2, 3, "give-up (max-cooldowns)"],
  ] as const
) {
  Deno.test(`decide() with maxCooldowns ${maxCooldowns} after ${before} cooldowns says ${decision}`, () => {
    const policy = resolvePolicy("test", { maxCooldowns, budget: { intensity: 0 } });
    const history = new WorkerHistory(policy, 0);
    history.cooldownsInARow = before;
    const { kind, rule } = decide(policy, "retryable", history, undefined, 0);
    assertEquals(`${kind} (${rule})`, decision);
  });
}

Deno.test("decide() charges nothing", () => {
  const policy = resolvePolicy("test", { budget: { intensity: 1 } });
  const history = new WorkerHistory(policy, 0);
  const window = makeWindow({ intensity: 1, periodMs: 1_000 });
  const kinds = [1, 2, 3].map(() => decide(policy, "retryable", history, window, 0).kind);
  assertEquals([kinds, history.window.count(0), window.count(0)], [["restart", "restart", "restart"], 0, 0]);
});

for (
  const [fatal, nonRetryable, clean, end] of [
    [[], [], [], "retryable"],
    [[], [], ["Error"], "shutdown"],
    [[], ["Error"], [], "non-retryable"],
    [[], ["Error"], ["Error"], "non-retryable"],
    [["Error"], [], [], "fatal"],
    [["Error"], [], ["Error"], "fatal"],
    [["Error"], ["Error"], ["Error"], "fatal"],
  ] as const
) {
  Deno.test(`classify() with fatal [${fatal}], nonRetryable [${nonRetryable}], clean [${clean}] says ${end} of an error`, () => {
    const policy = resolvePolicy("test", { fatal, nonRetryable, clean });
    assertEquals(classify(policy, new Failure(new Error("boom")), () => {}), end);
    assertEquals(classify(policy, undefined, () => {}), "completed");
  });
}

for (
  const [error, end] of [
    [new ShutdownError(), "shutdown"],
    [new DoNotRestartError(), "do-not-restart"],
    [new TerminateTreeError(), "terminate-tree"],
  ] as const
) {
  Deno.test(`classify() says ${end} of a ${error.name}, whatever the rules say`, () => {
    const policy = resolvePolicy("test", { fatal: Error, nonRetryable: Error, clean: Error });
    assertEquals(classify(policy, new Failure(new Error("wrapped", { cause: error })), () => {}), end);
  });
}

Deno.test("classify() reports which option's rule threw", () => {
  const reported: string[] = [];
  const rule = () => {
    throw new Error("bad rule");
  };
  const policy = resolvePolicy("test", { fatal: rule, nonRetryable: rule, clean: rule });
  const end = classify(policy, new Failure("x"), (option, thrown) => reported.push(`${option}: ${thrown}`));
  assertEquals([end, reported], ["retryable", [
    "fatal: Error: bad rule",
    "nonRetryable: Error: bad rule",
    "clean: Error: bad rule",
  ]]);
});
