// Decision 11: what an old incarnation says is ignored, and two of them never live at once.
import { assertEquals } from "@std/assert";
import type { Worker, WorkerContext } from "@mainstay/supervisor";
import { obedient } from "../support/acting_workers.ts";
import { rigid, runGroupVirtually, superviseVirtually } from "../support/virtual_run.ts";

/** Crashes once, then is obedient; keeps every context that it gets. */
function remembering(contexts: WorkerContext[]): Worker {
  return (context) => {
    contexts.push(context);
    if (context.incarnation === 1) throw new Error("boom");
    return obedient(context);
  };
}

Deno.test("WorkerContext of an old incarnation is not heard", async () => {
  const contexts: WorkerContext[] = [];
  const run = superviseVirtually(remembering(contexts), { startupTimeoutMs: 5_000, graceMs: 100 });
  await run.advance(1_000);
  contexts[0]!.ready("from the past");
  contexts[0]!.notReady("from the past");
  assertEquals(run.heads("ready", "not-ready"), []);
  contexts[1]!.ready();
  contexts[0]!.notReady("from the past");
  assertEquals(run.heads("ready", "not-ready"), ["1000 w#2 ready"]);
});

Deno.test("WorkerContext of an ended incarnation is not heard while the next one is waited for", async () => {
  const contexts: WorkerContext[] = [];
  const run = superviseVirtually(remembering(contexts));
  await run.advance(500);
  contexts[0]!.ready();
  contexts[0]!.notReady();
  await run.advance(500);
  assertEquals(run.heads(), ["0 w#1 started", "0 w#1 crashed", "0 w#1 restart-scheduled", "1000 w#2 started"]);
});

Deno.test("WorkerContext is not heard after the group is over", async () => {
  const contexts: WorkerContext[] = [];
  const run = superviseVirtually((context) => {
    contexts.push(context);
  });
  await run.advance(0);
  const told = run.lines();
  contexts[0]!.ready();
  contexts[0]!.notReady();
  assertEquals(run.lines(), told);
});

Deno.test("WorkerContext.ready() is not heard once the worker was asked to stop", async () => {
  const run = superviseVirtually(async ({ clock, signal, ready }) => {
    await clock.sleep(Infinity, signal).catch(() => {});
    ready("too late");
  });
  await run.advance(0);
  await run.stop();
  assertEquals(run.heads("ready", "stopped"), ["0 w#1 stopped"]);
});

Deno.test("WorkerContext may be taken apart", async () => {
  const run = superviseVirtually(async ({ name, incarnation, signal, clock, ready, notReady }) => {
    ready(`${name} ${incarnation} ${signal.aborted} ${clock.now()}`);
    notReady();
    await clock.sleep(Infinity, signal);
  });
  await run.advance(0);
  assertEquals(run.lines("ready", "not-ready"), ["0 w#1 ready reason=w 1 false 0", "0 w#1 not-ready"]);
});

Deno.test("WorkerContext.signal is the same each time", async () => {
  let same: boolean | undefined;
  const run = superviseVirtually((context) => {
    same = context.signal === context.signal;
  });
  await run.advance(0);
  assertEquals(same, true);
});

Deno.test("WorkerContext.signal is aborted already when it is first read after the stop", async () => {
  let aborted: boolean | undefined;
  const run = superviseVirtually(async (context) => {
    await context.clock.sleep(100);
    aborted = context.signal.aborted;
  });
  await run.advance(50);
  await run.stop();
  await run.advance(50);
  assertEquals(aborted, true);
});

Deno.test("runGroup() calls the factory afresh for each start, with the next number", async () => {
  const contexts: WorkerContext[] = [];
  const run = superviseVirtually((context) => {
    contexts.push(context);
    throw new Error("boom");
  }, { budget: { intensity: 2 }, onExhausted: "give-up" });
  await run.advance(10_000);
  assertEquals(contexts.map(({ name, incarnation }) => `${name} ${incarnation}`), ["w 1", "w 2", "w 3"]);
  assertEquals(new Set(contexts).size, 3);
});

Deno.test("runGroup() never has two live incarnations of one worker, however slowly they stop", async () => {
  let live = 0;
  let most = 0;
  const run = runGroupVirtually([{
    name: "slow",
    run: async ({ clock, signal, incarnation }) => {
      most = Math.max(most, ++live);
      await clock.sleep(1_000, signal).catch(() => {});
      await clock.sleep(incarnation * 777);
      live--;
    },
    startupTimeoutMs: 100,
    graceMs: 1_500,
    backoff: { ...rigid, baseMs: 0 },
    budget: { intensity: 6 },
    onExhausted: "give-up",
  }, ["other", obedient]]);
  await run.advance(100_000);
  assertEquals([most, live, run.heads("started").filter((head) => head.includes("slow")).length], [1, 0, 7]);
  assertEquals(run.heads("abandoned").length, 6);
});
