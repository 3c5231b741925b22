// An error that terminates the tree climbs to the root, or to the group that contains it.
import { assertEquals } from "@std/assert";
import { EscalationError, group, type GroupRuleOptions, ShutdownError, TerminateTreeError } from "@mainstay/supervisor";
import { obedient, slowToStop, throwing } from "../support/acting_workers.ts";
import { runGroupVirtually } from "../support/virtual_run.ts";

const thrown = new TerminateTreeError("licence revoked");

/** Three levels, `a/b/w` terminates the tree at once. */
function tree(a: GroupRuleOptions, b: GroupRuleOptions) {
  return [
    {
      name: "a",
      run: group([{ name: "b", run: group([["w", throwing(thrown)], ["x", obedient]], b) }, ["y", obedient]], a),
    },
    ["z", obedient],
  ] as const;
}

Deno.test("TerminateTreeError fails every group from its worker to the root", async () => {
  const run = runGroupVirtually(tree({}, {}));
  await run.advance(0);
  assertEquals(run.marks, [
    "0 *+ a+ a*+ a/b+ a/b*+ a/b/w+ a/b/x+ a/b^ a/y+ a^ z+ a/b/w! a/b/we a/b*? a/b/x? a/b/x- a/b/x= a/b*= " +
    "a/b! a/be a*? a/y? a/y- a/y= a*= a! ae *? z? z- z= *=",
  ]);
  const error = run.error as EscalationError;
  assertEquals([error.worker, error.rule], ["a", "terminate-tree"]);
  let root: unknown = run.error;
  while (root instanceof EscalationError) root = root.cause;
  assertEquals(root === thrown, true);
});

Deno.test("TerminateTreeError stops at the group that contains it, which is not started again", async () => {
  const [a, z] = tree({ terminateTree: "contain" }, {});
  const run = runGroupVirtually([{ ...a, restart: "always" }, z]);
  await run.advance(10_000);
  assertEquals(run.heads("escalated"), ["0 a/b/w#1 escalated", "0 a/b#1 escalated"]);
  assertEquals(run.lines("group-stopping", "finished").slice(-3), [
    "0 a group-stopping reason=terminate-tree",
    "0 a/y#1 finished outcome=stopped rule=stop-requested",
    "0 a#1 finished outcome=completed rule=do-not-restart",
  ]);
  await run.stop();
  assertEquals(run.report?.workers.map(({ name, outcome, rule }) => [name, outcome, rule]), [
    ["a", "completed", "do-not-restart"],
    ["z", "stopped", "stop-requested"],
  ]);
  assertEquals(run.report?.workers[0]?.group?.stopReason, "terminate-tree");
});

Deno.test("TerminateTreeError stops at its own group where that contains it", async () => {
  const run = runGroupVirtually(tree({}, { terminateTree: "contain" }));
  await run.advance(10_000);
  assertEquals(run.marks[0]?.split(" a/b/w! ")[1], "a/b/we a/b*? a/b/x? a/b/x- a/b/x= a/b*= a/b. a/b=");
  assertEquals(run.isOver, false);
});

Deno.test("TerminateTreeError ends a root that contains it, without a failure", async () => {
  const run = runGroupVirtually([["w", throwing(thrown)], ["x", slowToStop(50)]], { terminateTree: "contain" });
  await run.advance(50);
  assertEquals([run.report?.outcome, run.report?.stopReason, run.error], ["stopped", "terminate-tree", undefined]);
  assertEquals(run.report?.workers.map(({ outcome }) => outcome), ["escalated", "stopped"]);
});

Deno.test("TerminateTreeError is contained, an ordinary failure is not", async () => {
  const run = runGroupVirtually([{ name: "w", run: throwing(new Error("boom")), fatal: Error }], {
    terminateTree: "contain",
  });
  await run.advance(0);
  assertEquals((run.error as Error).name, "EscalationError");
});

Deno.test("TerminateTreeError of a group that failed otherwise first does not climb", async () => {
  const inner = group([
    { name: "bad", run: throwing(new Error("boom")), fatal: Error },
    ["late", async ({ clock, signal }) => {
      await clock.sleep(Infinity, signal).catch(() => {});
      throw thrown;
    }],
  ]);
  const run = runGroupVirtually([{ name: "a", run: inner }, ["z", obedient]]);
  await run.advance(0);
  assertEquals(run.marks[0]?.split(" a/bad! ")[1], "a/bade a*? a/late? a/late- a/late= a*= a! a~");
});

Deno.test("ShutdownError that ends a worker once too often does not make the failure of its group an orderly end", async () => {
  const inner = group([{
    name: "w",
    run: throwing(new ShutdownError("done")),
    restart: "always",
    budget: { intensity: 0 },
    onExhausted: "escalate",
  }]);
  const run = runGroupVirtually([{ name: "a", run: inner }]);
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ a*+ a/w+ a^ a/w. a/we a*? a*= a! a~"]);
  assertEquals(
    run.lines("crashed")[0]?.split(" ranMs")[0],
    '0 a#1 crashed error=EscalationError: Worker "a/w" failed its group: its restart budget is spent, last ShutdownError: done',
  );
});
