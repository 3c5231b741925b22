// When a group is up, and what a start that fails leads to.
import { assertEquals } from "@std/assert";
import {
  DoNotRestartError,
  type EscalationError,
  group,
  ShutdownError,
  TerminateTreeError,
} from "@mainstay/supervisor";
import { alwaysCrashing, crashingAfter, obedient, readyAfter, throwing } from "../support/acting_workers.ts";
import { runGroupVirtually, startGroupVirtually } from "../support/virtual_run.ts";

const never = { run: readyAfter(Infinity), startupTimeoutMs: Infinity };
const slow = { name: "slow", run: readyAfter(700), startupTimeoutMs: Infinity };
const booting = { startupTimeoutMs: 1_000 };

Deno.test("startOrder sequential starts a child when the one before it is ready", async () => {
  const run = runGroupVirtually([["a", obedient], slow, ["c", obedient], ["d", obedient]], {
    startOrder: "sequential",
  });
  await run.advance(1_000);
  assertEquals(run.marks, ["0 *+ a+ slow+", "700 slow^ c+ d+"]);
});

Deno.test("startOrder parallel starts all at once", async () => {
  const run = runGroupVirtually([slow, ["b", obedient]]);
  await run.advance(1_000);
  assertEquals(run.marks, ["0 *+ slow+ b+", "700 slow^"]);
});

Deno.test("startOrder sequential does not wait for a child that has ended", async () => {
  const run = runGroupVirtually([{ name: "brief", run: ({ clock }) => clock.sleep(50), ...booting }, ["b", obedient]], {
    startOrder: "sequential",
  });
  await run.advance(100);
  assertEquals(run.marks, ["0 *+ brief+", "50 brief. brief= b+"]);
});

Deno.test("startOrder sequential waits out the restarts of a child that fails to start", async () => {
  const run = runGroupVirtually([{ name: "a", run: throwing(1, 2), ...booting, startupTimeoutMs: 5_000 }, [
    "b",
    obedient,
  ]], { startOrder: "sequential" });
  await run.advance(10_000);
  assertEquals(
    run.marks,
    [
      "0 *+ a+ a! a~",
      "1000 a+ a! a~",
      "3000 a+",
      "8000 at a? a! a~",
    ],
  );
});

Deno.test("startOrder sequential goes on when a child is given up", async () => {
  const run = runGroupVirtually([{ name: "a", run: alwaysCrashing, ...booting, restart: "never" }, ["b", obedient]], {
    startOrder: "sequential",
  });
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ a! ax b+"]);
});

Deno.test("startOrder sequential can be stopped while a child hangs in its start", async () => {
  const run = runGroupVirtually([{ name: "a", ...never }, ["b", obedient]], { startOrder: "sequential" });
  await run.advance(1e6);
  await run.stop();
  assertEquals(run.marks, ["0 *+ a+", "1000000 *? b= a? a- a= *="]);
});

Deno.test("startOrder sequential is of the first start alone in one-for-one", async () => {
  const run = runGroupVirtually([{ name: "a", run: crashingAfter(10) }, slow], { startOrder: "sequential" });
  await run.advance(2_000);
  assertEquals(run.marks, ["0 *+ a+ slow+", "10 a! a~", "700 slow^", "1010 a+"]);
});

Deno.test("group() is up when all its children are", async () => {
  const run = runGroupVirtually([{ name: "a", run: group([slow, ["b", obedient]]) }, ["z", obedient]], {
    startOrder: "sequential",
  });
  await run.advance(1_000);
  assertEquals(run.marks, ["0 *+ a+ a*+ a/slow+ a/b+", "700 a/slow^ a^ z+"]);
});

Deno.test("group() is up though a child of it has ended", async () => {
  const ends = group([["done", () => {}], { name: "gone", run: alwaysCrashing, ...booting, restart: "never" }, slow]);
  const run = runGroupVirtually([{ name: "a", run: ends }, ["z", obedient]], { startOrder: "sequential" });
  await run.advance(1_000);
  assertEquals(run.marks.at(-1), "700 a/slow^ a^ z+");
});

Deno.test("group() waits in its start for the restarts of a child that fails to start", async () => {
  const fails = group([{ name: "w", run: throwing(new Error("no port")), startupTimeoutMs: 5_000 }]);
  const run = runGroupVirtually([{ name: "a", run: fails }, ["z", obedient]], { startOrder: "sequential" });
  await run.advance(20_000);
  assertEquals(run.marks.slice(0, 4), [
    "0 *+ a+ a*+ a/w+ a/w! a/w~",
    "1000 a/w+",
    "6000 a/wt a/w? a/w! a/w~",
    "8000 a/w+",
  ]);
});

Deno.test("group() that is not up within its startupTimeoutMs is stopped, and crashes", async () => {
  const run = runGroupVirtually([{ name: "a", run: group([slow, ["b", obedient]]), startupTimeoutMs: 500 }]);
  await run.advance(1_500);
  assertEquals(run.marks, [
    "0 *+ a+ a*+ a/slow+ a/b+",
    "500 at a? a*? a/b? a/b- a/b= a/slow? a/slow- a/slow= a*= a! a~",
    "1500 a+ a*+ a/slow+ a/b+",
  ]);
  assertEquals(
    run.lines("crashed"),
    ['500 a#1 crashed error=StartupTimeoutError: Cannot start worker "a": it was not ready within 500 ms ranMs=500'],
  );
});

Deno.test("group() is not taken as up because the group around it has a startupTimeoutMs for workers", async () => {
  const run = runGroupVirtually([{ name: "a", run: group([{ ...slow, startupTimeoutMs: 2_000 }]) }], {
    defaults: { startupTimeoutMs: 100 },
  });
  await run.advance(1_000);
  assertEquals(run.marks, ["0 *+ a+ a*+ a/slow+", "700 a/slow^ a^"]);
});

Deno.test("group() is told ready once in each incarnation", async () => {
  const run = runGroupVirtually([{ name: "a", run: group([["w", crashingAfter(10, 10)]]) }]);
  await run.advance(10_000);
  assertEquals(run.heads("ready"), ["0 a#1 ready"]);
});

Deno.test("onStartFailure fail stops in reverse who was started, and names the child", async () => {
  const run = runGroupVirtually([["a", obedient], ["b", obedient], {
    name: "bad",
    run: alwaysCrashing,
    ...booting,
  }, ["z", obedient]], { onStartFailure: "fail", startOrder: "sequential" });
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ b+ bad+ bad! bade *? z= b? b- b= a? a- a= *="]);
  assertEquals(
    String(run.error),
    'EscalationError: Worker "bad" failed its group: it failed to start, last Error: boom',
  );
  assertEquals((run.error as EscalationError).rule, "start-failure");
});

Deno.test("onStartFailure fail takes a start-up limit that is missed for a start that failed", async () => {
  const run = runGroupVirtually([{ name: "w", run: readyAfter(Infinity), startupTimeoutMs: 100 }], {
    onStartFailure: "fail",
  });
  await run.advance(100);
  assertEquals(run.marks, ["0 *+ w+", "100 wt w? w! we *? *="]);
});

Deno.test("onStartFailure fail takes an orderly throw before readiness for a start that failed", async () => {
  const run = runGroupVirtually([{ name: "w", run: throwing(new ShutdownError("not today")), ...booting }], {
    onStartFailure: "fail",
  });
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ w+ w! we *? *="]);
});

Deno.test("onStartFailure fail lets a child decline to start", async () => {
  const run = runGroupVirtually([{ name: "w", run: throwing(new DoNotRestartError("not on this host")), ...booting }, [
    "z",
    obedient,
  ]], { onStartFailure: "fail", startOrder: "sequential" });
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ w+ w. w= z+"]);
});

Deno.test("onStartFailure fail is of the first start alone: a restart that fails to start is a crash like another", async () => {
  const run = runGroupVirtually([{
    name: "w",
    run: async (context) => {
      if (context.incarnation === 2) throw new Error("port in use");
      context.ready();
      if (context.incarnation === 1) throw new Error("boom");
      await obedient(context);
    },
    ...booting,
  }], { onStartFailure: "fail" });
  await run.advance(5_000);
  assertEquals(run.marks, ["0 *+ w+ w^ w! w~", "1000 w+ w! w~", "3000 w+ w^"]);
});

Deno.test("onStartFailure fail says nothing of a child that is taken as ready", async () => {
  const run = runGroupVirtually([["w", throwing(1)]], { onStartFailure: "fail" });
  await run.advance(1_000);
  assertEquals(run.marks, ["0 *+ w+ w! w~", "1000 w+"]);
});

Deno.test("onStartFailure fail of a group inside fails that group, which is a start that failed for its parent", async () => {
  const inner = group([["x", obedient], { name: "bad", run: alwaysCrashing, ...booting }], { onStartFailure: "fail" });
  const run = runGroupVirtually([["a", obedient], { name: "g", run: inner }], { onStartFailure: "fail" });
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ g+ g*+ g/x+ g/bad+ g/bad! g/bade g*? g/x? g/x- g/x= g*= g! ge *? a? a- a= *="]);
});

Deno.test("onStartFailure fail of a group inside is a crash for a parent that restarts", async () => {
  const inner = group([{ name: "bad", run: throwing(1), ...booting, startupTimeoutMs: 1e9 }], {
    onStartFailure: "fail",
  });
  const run = runGroupVirtually([{ name: "g", run: inner }]);
  await run.advance(1_000);
  assertEquals(run.marks, ["0 *+ g+ g*+ g/bad+ g/bad! g/bade g*? g*= g! g~", "1000 g+ g*+ g/bad+"]);
});

Deno.test("onStartFailure fail leaves a child stopped that was started by hand and fails to", async () => {
  const run = startGroupVirtually([["a", obedient]], { onStartFailure: "fail" });
  await run.advance(0);
  run.group.start({ name: "bad", run: alwaysCrashing, ...booting });
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ badn bad+ bad! bad="]);
  assertEquals(run.lines("finished"), ["0 bad#1 finished outcome=stopped rule=start-failure"]);
});

Deno.test("onStartFailure restart takes a first start that fails for a crash like another", async () => {
  const run = runGroupVirtually([{ name: "w", run: throwing(1), ...booting }]);
  await run.advance(1_000);
  assertEquals(run.marks, ["0 *+ w+ w! w~", "1000 w+"]);
});

Deno.test("onStartFailure fail takes a return before readiness for a start that failed", async () => {
  const run = runGroupVirtually([{ name: "w", run: () => {}, ...booting }], { onStartFailure: "fail" });
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ w+ w. we *? *="]);
});

Deno.test("onStartFailure fail lets a TerminateTreeError climb", async () => {
  const inner = group([{ name: "w", run: throwing(new TerminateTreeError("all of it")), ...booting }], {
    onStartFailure: "fail",
  });
  const run = runGroupVirtually([{ name: "g", run: inner }]);
  await run.advance(0);
  assertEquals((run.error as EscalationError).rule, "terminate-tree");
});

Deno.test("DoNotRestartError before readiness declines to start, which is told", async () => {
  const run = runGroupVirtually([{ name: "w", run: throwing(new DoNotRestartError("not here")), ...booting }]);
  await run.advance(0);
  assertEquals(run.lines("finished"), ["0 w#1 finished outcome=completed rule=declined"]);
});

Deno.test("DoNotRestartError before readiness of a significant child does not end its group", async () => {
  const declining = { name: "w", run: throwing(new DoNotRestartError("not here")), ...booting, significant: true };
  const run = runGroupVirtually([declining, ["x", obedient]], { autoShutdown: "any-significant" });
  await run.advance(1_000);
  assertEquals(run.isOver, false);
});

Deno.test("ShutdownError before readiness is a crash like another", async () => {
  const run = runGroupVirtually([{ name: "w", run: throwing(new ShutdownError("not yet")), ...booting }]);
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ w+ w! w~"]);
});
