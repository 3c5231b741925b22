// A group restart can be stopped at any moment, without waiting it out.
import { assertEquals } from "@std/assert";
import { TerminateTreeError } from "@mainstay/supervisor";
import { crashingAfter, deaf, obedient, readyAfter, slowToStop } from "../support/acting_workers.ts";
import { runGroupVirtually } from "../support/virtual_run.ts";

for (const strategy of ["one-for-all", "rest-for-one"] as const) {
  const isForAll = strategy === "one-for-all";

  Deno.test(`${strategy} stops at once in its delay`, async () => {
    const run = runGroupVirtually([["a", obedient], ["b", crashingAfter(100)], ["c", obedient]], { strategy });
    await run.advance(500);
    await run.stop();
    assertEquals(run.marks.slice(2), [isForAll ? "500 *? c= b= a= *=" : "500 *? c= b= a? a- a= *="]);
    assertEquals([run.report?.outcome, run.clock.pending], ["stopped", 0]);
  });

  Deno.test(`${strategy} stops at once in the cooldown of its trigger`, async () => {
    const run = runGroupVirtually([["a", obedient], {
      name: "b",
      run: crashingAfter(100),
      budget: { intensity: 0 },
    }, ["c", obedient]], { strategy });
    await run.advance(500);
    await run.stop();
    assertEquals([run.report?.durationMs, run.clock.pending], [500, 0]);
  });

  Deno.test(`${strategy} stopped in a sibling's slow stop waits for that stop alone`, async () => {
    const run = runGroupVirtually([["a", obedient], ["b", crashingAfter(100)], ["c", slowToStop(300)]], { strategy });
    await run.advance(200);
    await run.stop();
    await run.advance(10_000);
    assertEquals(run.marks.slice(1), ["100 b! b~ *~ c?", "200 *? b=", "400 c- c= a? a- a= *="]);
  });

  Deno.test(`${strategy} stopped in a sibling's slow stop grants no second grace`, async () => {
    const run = runGroupVirtually([["b", crashingAfter(100)], { name: "c", run: deaf, graceMs: 300 }], { strategy });
    await run.advance(300);
    await run.stop();
    await run.advance(10_000);
    assertEquals(run.marks.slice(1), ["100 b! b~ *~ c?", "300 *? b=", "400 ca *="]);
    assertEquals([run.report?.abandoned, run.report?.workers[1]?.abandonedSinceMs], [["c"], 100]);
  });

  Deno.test(`${strategy} stops in a start that hangs for ever`, async () => {
    const run = runGroupVirtually([
      ["a", obedient],
      ["b", crashingAfter(100)],
      { name: "c", run: readyAfter(0, Infinity), startupTimeoutMs: Infinity },
      ["d", obedient],
    ], { strategy });
    await run.advance(1_000_000);
    assertEquals(run.marks.slice(2), [isForAll ? "1100 a+ b+ c+" : "1100 b+ c+", "31100 bh"]);
    await run.stop();
    assertEquals(run.marks.at(-1), "1000000 *? d= c? c- c= b? b- b= a? a- a= *=");
  });

  Deno.test(`${strategy} starts nobody any more when the group is stopped while a child starts`, async () => {
    const stopper = new AbortController();
    const run = runGroupVirtually([
      ["a", obedient],
      ["b", crashingAfter(100)],
      {
        name: "c",
        run: (context) => {
          if (context.incarnation === 2) stopper.abort();
          context.ready();
          return obedient(context);
        },
        startupTimeoutMs: Infinity,
      },
      ["d", obedient],
    ], { strategy, signal: stopper.signal });
    await run.advance(10_000);
    const starts = run.heads("started").filter((line) => line.startsWith("1100"));
    assertEquals(starts, [...(isForAll ? ["1100 a#2 started"] : []), "1100 b#2 started", "1100 c#2 started"]);
    assertEquals(run.report?.workers.map(({ outcome }) => outcome), ["stopped", "stopped", "stopped", "stopped"]);
  });

  for (
    const [what, thrown] of [["a fatal error", new RangeError("corrupt")], [
      "a TerminateTreeError",
      new TerminateTreeError(),
    ]]
  ) {
    Deno.test(`${strategy} is failed at once by ${what} in a sibling's slow stop`, async () => {
      const run = runGroupVirtually([
        {
          name: "a",
          run: async ({ clock, signal }) => {
            await clock.sleep(200, signal);
            throw thrown;
          },
          fatal: RangeError,
        },
        ["b", crashingAfter(100)],
        ["c", slowToStop(300)],
      ], { strategy });
      await run.advance(10_000);
      // Under one-for-all it is doomed already, and charged nothing for what it throws: but this is no end that a restart mends.
      assertEquals(run.marks.slice(1), ["100 b! b~ *~ c?", "200 a! ae *? b=", "400 c- c= *="]);
    });
  }
}
