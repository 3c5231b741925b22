// What table H leaves open.
import { assertEquals, assertRejects } from "@std/assert";
import { Failure } from "../../../src/core/failure.ts";
import { systemWallClock } from "../../../src/drivers/clock.ts";
import { MemorySessionStore } from "../../../src/services/sessions/memory_session_store.ts";
import { Session } from "../../../src/services/sessions/session.ts";
import { epochMs, SessionBench } from "./session_bench.ts";

const first = new Failure(new Error("first"));
const second = new Failure(new Error("second"));

Deno.test("Session.open() closes the rows of the dead before it writes its own", async () => {
  const bench = new SessionBench();
  bench.store.memory.create({ application: "old", atMs: 5, heartbeatMs: 1 });
  const { calls } = bench.store;
  bench.store.memory.close();
  Object.assign(bench.store, { memory: new MemorySessionStore(bench.store.memory) });
  const session = await Session.open(bench.store, bench.options());
  assertEquals(calls, ["reclaim", "create"]);
  assertEquals(session.reclaimed.map(({ id, status, stoppedAtMs }) => [id, status, stoppedAtMs]), [[1, "unknown", 5]]);
  assertEquals(bench.log, ['warn: Session 1 of application "old" ended without a word: it is closed']);
});

Deno.test("Session.open() rejects with what the store throws, and writes no row", async () => {
  const bench = new SessionBench();
  bench.store.faults = ["throws"];
  await assertRejects(() => Session.open(bench.store, bench.options()), Error, "disk gone");
  assertEquals(bench.store.list(), []);
});

Deno.test("Session.open() writes the date that the system has", async () => {
  const store = new MemorySessionStore();
  const before = systemWallClock();
  await Session.open(store, { application: "app" });
  const { startedAtMs, heartbeatAtMs, heartbeatMs } = store.list()[0]!;
  assertEquals([startedAtMs >= before, startedAtMs <= systemWallClock()], [true, true]);
  assertEquals([heartbeatAtMs, heartbeatMs], [startedAtMs, 300_000]);
});

Deno.test("Session.beat() writes its first heartbeat after heartbeatMs", async () => {
  const bench = await SessionBench.opened({ heartbeatMs: 1_000 });
  bench.beat();
  const seenMs: number[] = [];
  for (const atMs of [999, 1_000, 1_001, 2_000]) {
    await bench.clock.advanceTo(atMs);
    seenMs.push(bench.row.heartbeatAtMs - epochMs);
  }
  assertEquals(seenMs, [0, 1_000, 1_000, 2_000]);
  bench.stopper.abort();
});

Deno.test("Session.beat() ends with its signal, leaving no timer", async () => {
  const bench = await SessionBench.opened();
  const beating = bench.beat();
  await bench.clock.advance(1);
  bench.stopper.abort();
  await bench.clock.advance(0);
  assertEquals([beating.outcome, bench.clock.pending], ["ended", 0]);
});

Deno.test("Session.beat() ends at once when its signal is aborted already", async () => {
  const bench = await SessionBench.opened();
  await bench.session.beat(AbortSignal.abort());
  assertEquals(bench.store.calls, ["reclaim", "create"]);
});

Deno.test("Session.beat() ends with the session, leaving no timer", async () => {
  const bench = await SessionBench.opened();
  const beating = bench.beat();
  await bench.session.finish();
  await bench.clock.advance(0);
  assertEquals([beating.outcome, bench.clock.pending], ["ended", 0]);
});

Deno.test("Session.beat() rejects with the last failure as its cause", async () => {
  const bench = await SessionBench.opened();
  bench.store.faults = ["throws", "hangs", "rejects"];
  const beating = bench.beat();
  await bench.clock.advance(1e6);
  assertEquals(
    String(beating.outcome),
    'Error: Cannot keep session 1 of application "app" alive: 3 heartbeats in a row failed, last Error: connection lost',
  );
  assertEquals(String((beating.outcome as Error).cause), "Error: connection lost");
  assertEquals(bench.log, [
    'warn: A heartbeat of session 1 of application "app" failed: Error: disk gone',
    'warn: A heartbeat of session 1 of application "app" failed: Error: Cannot hear from its store within 5000 ms',
  ]);
});

Deno.test("Session.beat() counts anew when it is called again", async () => {
  const bench = await SessionBench.opened({ heartbeatMs: 10 });
  bench.store.faults = Array(5).fill("throws");
  bench.beat();
  await bench.clock.advance(30);
  const again = bench.beat();
  await bench.clock.advance(30);
  assertEquals(again.outcome, undefined);
  bench.stopper.abort();
});

Deno.test("Session.beat() rejects with what a broken clock throws", async () => {
  const sleep = () => Promise.reject(new Error("no time"));
  const bench = await SessionBench.opened({ clock: { now: () => 0, sleep } });
  await assertRejects(() => bench.session.beat(bench.stopper.signal), Error, "no time");
});

Deno.test("Session.beat() says that somebody else closed the row, and goes on", async () => {
  const bench = await SessionBench.opened({ heartbeatMs: 10 });
  const beating = bench.beat();
  bench.store.memory.finish(bench.session.id, { atMs: epochMs, error: null, drops: {} });
  await bench.clock.advance(10);
  assertEquals(bench.log, ['warn: The row of session 1 of application "app" was closed by somebody else']);
  assertEquals(beating.outcome, undefined);
  bench.stopper.abort();
});

Deno.test("Session.crashed() keeps the first crash", async () => {
  const { session, store } = await SessionBench.opened();
  assertEquals(await Promise.all([session.crashed(first), session.crashed(second)]), [true, false]);
  assertEquals(store.list()[0]?.error?.message, "first");
});

Deno.test("Session.crashed() after the end changes nothing", async () => {
  const bench = await SessionBench.opened();
  const answers = await Promise.all([bench.session.finish(), bench.session.crashed(first)]);
  assertEquals([answers, bench.row.status, bench.row.error], [[true, false], "success", null]);
  assertEquals(bench.store.calls, ["reclaim", "create", "finish"]);
});

Deno.test("Session.crashed() survives what cannot be read", async () => {
  const bench = await SessionBench.opened();
  const thrown = Object.defineProperty({}, "stack", {
    get() {
      throw new Error("unreadable");
    },
  });
  assertEquals(await bench.session.crashed(new Failure(thrown)), true);
  assertEquals(bench.row.error, { type: "Object", message: "", stack: null });
});

Deno.test("Session.finish() writes the crash that the store had no ear for", async () => {
  const bench = await SessionBench.opened();
  bench.store.faults = ["rejects"];
  await bench.session.crashed(first);
  assertEquals(await bench.finish(), true);
  assertEquals([bench.row.status, bench.row.error?.message], ["failure", "first"]);
});

Deno.test("Session.finish() keeps a crash before a fatal reason", async () => {
  const bench = await SessionBench.opened();
  await bench.session.crashed(first);
  await bench.finish({ fatalReason: "second" });
  assertEquals(bench.row.error?.message, "first");
});

Deno.test("Session.finish() waits for a crash that is being recorded", async () => {
  const bench = await SessionBench.opened();
  const answers = await Promise.all([bench.session.crashed(first), bench.session.finish()]);
  assertEquals([answers, bench.store.calls.slice(2)], [[true, true], ["recordCrash", "finish"]]);
  assertEquals([bench.row.status, bench.row.error?.message], ["failure", "first"]);
});

Deno.test("Session.finish() takes a fatal reason without words for one", async () => {
  const bench = await SessionBench.opened();
  await bench.finish({ fatalReason: "" });
  assertEquals([bench.row.status, bench.row.error?.message], ["failure", ""]);
});

Deno.test("Session.finish() closes the row once, whoever else asks for it", async () => {
  const bench = await SessionBench.opened();
  const { session } = bench;
  assertEquals(await Promise.all([session.finish(), session.finish({ fatalReason: "late" })]), [true, false]);
  assertEquals([bench.row.status, bench.store.calls.slice(2)], ["success", ["finish"]]);
});

Deno.test("Session.finish() may be tried again after the store failed", async () => {
  const bench = await SessionBench.opened();
  bench.store.faults = ["throws"];
  assertEquals([await bench.finish(), await bench.finish(), await bench.finish()], [false, true, false]);
  assertEquals(bench.log, ['error: Cannot finish session 1 of application "app": Error: disk gone']);
});

Deno.test("Session.finish() stores the drops that are counts", async () => {
  const bench = await SessionBench.opened();
  const drops = { overflow: 3, shutdown: 0, broken: NaN, half: 0.5, less: -1 };
  assertEquals(await bench.finish({ drops }), true);
  assertEquals([bench.row.drops, bench.log.length], [{ overflow: 3, shutdown: 0 }, 3]);
  assertEquals(
    bench.log[0],
    'warn: The drops "broken" of session 1 of application "app" are left out: NaN is no count',
  );
});

for (const [atMs, over] of [[4_999, false], [5_000, true], [5_001, true]] as const) {
  Deno.test(`Session.finish() ${over ? "has given up" : "waits"} after ${atMs} ms with a store that hangs`, async () => {
    const bench = await SessionBench.opened();
    bench.store.faults = ["hangs"];
    let answer: boolean | undefined;
    bench.session.finish().then((finished) => answer = finished);
    await bench.clock.advance(atMs);
    assertEquals([answer, bench.log.length], over ? [false, 1] : [undefined, 0]);
    await bench.clock.runUntilIdle();
  });
}

Deno.test("Session.finish() has its own limit after a crash that hangs", async () => {
  const bench = await SessionBench.opened({ storeTimeoutMs: 100 });
  bench.store.faults = ["hangs", "hangs"];
  bench.session.crashed(first);
  const finished = bench.session.finish();
  await bench.clock.runUntilIdle();
  assertEquals([await finished, bench.clock.now()], [false, 200]);
});

Deno.test("Session.finish() leaves no timer when the store answers", async () => {
  const bench = await SessionBench.opened();
  await bench.session.finish();
  assertEquals(bench.clock.pending, 0);
});

Deno.test("Session.finish() never ends a session before its start, though the wall clock is set back", async () => {
  let nowMs = 1_000;
  const bench = await SessionBench.opened({ wallClock: () => nowMs });
  nowMs = 400;
  await bench.session.finish();
  assertEquals(bench.row.stoppedAtMs, 1_000);
});

Deno.test("Session.finish() survives a logger that throws", async () => {
  const fail = () => {
    throw new Error("no log");
  };
  const bench = await SessionBench.opened({ logger: { debug: fail, info: fail, warn: fail, error: fail } });
  bench.store.faults = ["throws"];
  assertEquals(await bench.session.finish(), false);
});

Deno.test("Session.finish() survives a wall clock that throws", async () => {
  let broken = false;
  const wallClock = () => {
    if (broken) throw new Error("no date");
    return epochMs;
  };
  const bench = await SessionBench.opened({ wallClock });
  broken = true;
  assertEquals([await bench.session.finish(), bench.log.length], [false, 1]);
});
