// Table S: one worker in its restart loop. It has no budget in the reference system, so here none is ever spent.
import { assertEquals } from "@std/assert";
import { alwaysCrashing, crashingAfter, obedient } from "../support/acting_workers.ts";
import { endless, rigid, superviseVirtually } from "../support/virtual_run.ts";

Deno.test("S1 supervise() doubles each delay up to the default cap", async () => {
  const run = superviseVirtually(alwaysCrashing, { budget: endless });
  await run.advance(90_000);
  assertEquals(run.delaysMs, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  assertEquals(run.times("started"), [0, 1_000, 3_000, 7_000, 15_000, 31_000, 61_000]);
});

Deno.test("S2 supervise() caps the delays at maxMs", async () => {
  const run = superviseVirtually(alwaysCrashing, { budget: endless, backoff: { ...rigid, maxMs: 5_000 } });
  await run.advance(16_999);
  assertEquals(run.delaysMs, [1_000, 2_000, 4_000, 5_000, 5_000]);
});

Deno.test("S3 supervise() caps the first delay too", async () => {
  const run = superviseVirtually(alwaysCrashing, { budget: endless, backoff: { ...rigid, maxMs: 10 } });
  await run.advance(19);
  assertEquals(run.delaysMs, [10, 10]);
});

Deno.test("S4 supervise() ends when the worker returns", async () => {
  const run = superviseVirtually(() => {});
  await run.advance(0);
  assertEquals(run.lines(), [
    "0 w#1 started ready=true after=first",
    "0 w#1 completed ranMs=0",
    "0 w#1 finished outcome=completed rule=restart-rule",
  ]);
  assertEquals([run.report?.outcome, run.report?.starts], ["completed", 1]);
});

Deno.test("S5 supervise() keeps the third incarnation until it is stopped", async () => {
  const run = superviseVirtually(crashingAfter(0, 0));
  await run.advance(10_000);
  await run.stop();
  assertEquals(run.times("started"), [0, 1_000, 3_000]);
  assertEquals([run.report?.outcome, run.report?.starts], ["stopped", 3]);
});

Deno.test("S6 supervise() ends at once when it is stopped during a delay", async () => {
  const run = superviseVirtually(alwaysCrashing);
  await run.advance(5_000);
  await run.stop();
  assertEquals(run.lines("finished"), ["5000 w#3 finished outcome=stopped rule=stop-requested"]);
  assertEquals([run.report?.outcome, run.clock.pending], ["stopped", 0]);
  await run.advance(100_000);
  assertEquals(run.times("started"), [0, 1_000, 3_000]);
});

Deno.test("S8 supervise() takes a synchronous throw for a crash", async () => {
  const synchronous = superviseVirtually((context) => {
    if (context.incarnation === 1) throw new RangeError("at once");
    return obedient(context);
  });
  await synchronous.advance(1_000);
  assertEquals(synchronous.lines("crashed", "started"), [
    "0 w#1 started ready=true after=first",
    "0 w#1 crashed error=RangeError: at once ranMs=0",
    "1000 w#2 started ready=true after=restart",
  ]);
});

Deno.test("S10 supervise() restarts a worker that threw no ordinary error", async () => {
  const logged: string[] = [];
  const log = (message: string) => logged.push(message);
  const run = superviseVirtually((context) => {
    if (context.incarnation === 1) throw "not an error";
    return obedient(context);
  }, { logger: { debug: () => {}, info: log, warn: log, error: log } });
  await run.advance(1_000);
  assertEquals(logged, [
    'Worker "w" (incarnation 1) crashed after 0 ms: string: not an error',
    'Worker "w" (incarnation 1) will be restarted in 1 s (attempt 1, 1 used of its budget)',
  ]);
  assertEquals(run.times("started"), [0, 1_000]);
});
