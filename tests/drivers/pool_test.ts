// A pool: thousands of alike children that come and go, and leave nothing behind but sums.
import { assertEquals, assertThrows } from "@std/assert";
import { pool, ShutdownError } from "@mainstay/supervisor";
import { alwaysCrashing, crashingAfter, deaf, obedient, slowToStop } from "../support/acting_workers.ts";
import { runGroupVirtually, startGroupVirtually } from "../support/virtual_run.ts";

Deno.test("pool() starts empty and stays", async () => {
  const run = startGroupVirtually(pool({ name: "conn", run: obedient }));
  await run.advance(1e6);
  assertEquals([run.group.children(), run.isOver], [[], false]);
});

Deno.test("GroupHandle.spawn() names children by number, and hands each its item", async () => {
  const served: string[] = [];
  const run = startGroupVirtually(
    pool({ name: "conn", run: ({ name }, port: number) => served.push(`${name} ${port}`) }),
  );
  assertEquals([run.group.spawn(1), run.group.spawn(2)], ["conn-1", "conn-2"]);
  await run.advance(0);
  assertEquals(served, ["conn-1 1", "conn-2 2"]);
});

Deno.test("GroupHandle.spawn() uses no name twice", async () => {
  const run = startGroupVirtually(pool({ name: "conn", run: () => {} }));
  const names = new Set<string>();
  for (let i = 0; i < 100; i++) {
    names.add(run.group.spawn());
    await run.advance(0);
  }
  assertEquals(names.size, 100);
});

Deno.test("pool() hands a child its item at each of its starts", async () => {
  const seen: unknown[] = [];
  const run = startGroupVirtually(pool({
    name: "conn",
    run: (context, item: object) => {
      seen.push(item);
      return crashingAfter(10)(context);
    },
  }));
  const item = {};
  run.group.spawn(item);
  await run.advance(5_000);
  assertEquals([seen.length, seen[0] === item, seen[1] === item], [2, true, true]);
});

Deno.test("pool() forgets who has ended, whatever the end was, and keeps the sums", async () => {
  const run = startGroupVirtually(pool({
    name: "conn",
    run: async (context, how: string) => {
      if (how === "crash") throw new Error("boom");
      if (how === "flaky" && context.incarnation === 1) throw new Error("boom");
      if (how === "shutdown") throw new ShutdownError("done");
      if (how === "stay") await obedient(context);
    },
    budget: { intensity: 1 },
    onExhausted: "give-up",
  }));
  for (const how of ["return", "return", "crash", "flaky", "shutdown", "stay", "stay"]) run.group.spawn(how);
  await run.advance(5_000);
  assertEquals(run.group.children().map(({ name }) => name), ["conn-6", "conn-7"]);
  await Promise.all([run.group.stop("conn-6"), run.advance(0)]);
  await run.stop();
  assertEquals(run.report?.workers, []);
  assertEquals(run.report?.removed, {
    children: 7,
    completed: 4,
    stopped: 2,
    gaveUp: 1,
    abandoned: 0,
    crashes: 3,
    restarts: 2,
  });
});

Deno.test("pool() keeps who is abandoned until it has ended", async () => {
  const run = startGroupVirtually(pool({ name: "conn", run: slowToStop(100), graceMs: 10 }));
  const name = run.group.spawn();
  await run.advance(0);
  void run.group.stop(name);
  await run.advance(50);
  assertEquals(run.group.children().map(({ status }) => status), ["abandoned"]);
  await run.advance(50);
  assertEquals(run.group.children(), []);
});

Deno.test("pool() stops all its children at once, unless told otherwise", async () => {
  const conn = { name: "conn", run: slowToStop(100) };
  const durations = await Promise.all([pool(conn), pool(conn, { stopOrder: "sequential" })].map(async (group) => {
    const run = startGroupVirtually(group);
    for (let i = 0; i < 10; i++) run.group.spawn();
    await run.advance(0);
    await run.stop();
    await run.advance(5_000);
    return run.report?.durationMs;
  }));
  assertEquals(durations, [100, 1_000]);
});

Deno.test("GroupHandle.spawn() answers full at maxChildren, counting those that wait for a restart", async () => {
  const run = startGroupVirtually(pool({ name: "conn", run: alwaysCrashing }, { maxChildren: 2 }));
  assertEquals([run.group.spawn(), run.group.spawn(), run.group.spawn()], ["conn-1", "conn-2", "full"]);
  await run.advance(500);
  assertEquals([run.group.counts().restarting, run.group.spawn()], [2, "full"]);
  await Promise.all([run.group.remove("conn-1"), run.advance(0)]);
  assertEquals(run.group.spawn(), "conn-3");
});

Deno.test("GroupHandle.spawn() answers closed once the pool stops", async () => {
  const run = startGroupVirtually(pool({ name: "conn", run: slowToStop(10) }));
  run.group.spawn();
  await run.advance(0);
  await run.stop();
  assertEquals(run.group.spawn(), "closed");
  await run.advance(10);
  assertEquals(run.group.spawn(), "closed");
});

Deno.test("GroupHandle.spawn() throws in a group that is no pool", () => {
  const { group } = startGroupVirtually([]);
  assertThrows(() => group.spawn(), TypeError, "Cannot spawn a child in a group that is no pool: use start(spec)");
});

Deno.test("GroupHandle.start() throws in a pool", () => {
  const { group } = startGroupVirtually(pool({ name: "conn", run: obedient }));
  const message = "Cannot start a child by its spec in a pool: use spawn(item)";
  assertThrows(() => group.start({ name: "w", run: obedient }), TypeError, message);
});

Deno.test("pool() inside a group goes on with its numbers when it is started afresh, without its children", async () => {
  const run = startGroupVirtually([{
    name: "g",
    run: pool({ name: "conn", run: crashingAfter(10), budget: { intensity: 0 }, onExhausted: "escalate" }),
  }]);
  await run.advance(0);
  run.group.group("g")!.spawn();
  run.group.group("g")!.spawn();
  await run.advance(1_010);
  assertEquals([run.group.group("g")!.children(), run.group.group("g")!.spawn()], [[], "conn-3"]);
});

Deno.test("pool() with 5,000 children that come and go holds none of them afterwards", async () => {
  const run = startGroupVirtually(pool({ name: "conn", run: ({ clock }, ms: number) => clock.sleep(ms) }));
  const names = new Set<string>();
  for (let i = 0; i < 5_000; i++) names.add(run.group.spawn(i % 100));
  await run.advance(50);
  assertEquals(run.group.counts().children, 2_450);
  await run.advance(50);
  assertEquals([names.size, run.group.children(), run.clock.pending], [5_000, [], 0]);
  await run.stop();
  assertEquals([run.report?.removed?.completed, run.report?.workers], [5_000, []]);
});

Deno.test("pool() shares one budget among all its children", async () => {
  const run = startGroupVirtually(pool({ name: "conn", run: alwaysCrashing }, { budget: { intensity: 2 } }));
  run.group.spawn();
  run.group.spawn();
  run.group.spawn();
  await run.advance(0);
  assertEquals(
    (run.error as Error).message.split(",")[0],
    'Worker "conn-3" failed its group: the group\'s restart budget is spent',
  );
});

Deno.test("runGroup() of a pool returns at once: nobody could spawn a child", async () => {
  const run = runGroupVirtually(pool({ name: "conn", run: deaf }));
  await run.advance(0);
  assertEquals(run.report?.outcome, "ended");
});
