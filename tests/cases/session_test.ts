// Table H: sessions. The rows on health, from H11 on, are elsewhere.
import { assertEquals, assertRejects } from "@std/assert";
import { Failure } from "../../src/core/failure.ts";
import { Session } from "../../src/services/sessions/session.ts";
import { epochMs, SessionBench } from "../services/sessions/session_bench.ts";

const boom = new Failure(new TypeError("boom"));

Deno.test("H1 Session.open() writes a row that is running and not stopped", async () => {
  const { session, row } = await SessionBench.opened();
  assertEquals([row.status, row.stoppedAtMs, row.id, session.id > 0], ["running", null, session.id, true]);
});

Deno.test("H2 Session.open() rejects when no row could be written: there is no session without an id", async () => {
  const bench = new SessionBench();
  bench.store.faults = [undefined, "rejects"];
  await assertRejects(() => Session.open(bench.store, bench.options()), Error, "connection lost");
});

Deno.test("H4 Session.finish() keeps the failure of a crash", async () => {
  const bench = await SessionBench.opened();
  await bench.session.crashed(boom);
  await bench.clock.advance(60_000);
  assertEquals(await bench.finish(), true);
  const { status, stoppedAtMs, error } = bench.row;
  assertEquals([status, stoppedAtMs, error?.type, error?.message], ["failure", epochMs + 60_000, "TypeError", "boom"]);
  assertEquals(error?.stack?.startsWith("TypeError: boom\n"), true);
});

Deno.test("H5 Session.finish() makes a fatal reason the failure's message", async () => {
  const bench = await SessionBench.opened();
  assertEquals(await bench.finish({ fatalReason: "r" }), true);
  assertEquals([bench.row.status, bench.row.error?.message, bench.row.error?.stack], ["failure", "r", null]);
});

for (const fault of ["throws", "rejects", "hangs"] as const) {
  Deno.test(`H7 Session.crashed() answers false when the store ${fault}`, async () => {
    const bench = await SessionBench.opened();
    bench.store.faults = [fault];
    const recorded = bench.session.crashed(boom);
    await bench.clock.runUntilIdle();
    assertEquals([await recorded, bench.log.length], [false, 1]);
  });

  Deno.test(`H7 Session.finish() answers false when the store ${fault}`, async () => {
    const bench = await SessionBench.opened();
    bench.store.faults = [fault];
    assertEquals([await bench.finish(), bench.log.length], [false, 1]);
  });

  Deno.test(`H10 Session.beat() goes on when the store ${fault} twice, answers, and ${fault} twice`, async () => {
    const bench = await SessionBench.opened();
    bench.store.faults = [fault, fault, undefined, fault, fault];
    const beating = bench.beat();
    await bench.clock.advance(6 * 305_000);
    assertEquals([beating.outcome, bench.store.calls.slice(2)], [undefined, Array(6).fill("heartbeat")]);
    bench.stopper.abort();
  });

  Deno.test(`H10 Session.beat() rejects when the store ${fault} three times in a row`, async () => {
    const bench = await SessionBench.opened();
    bench.store.faults = [fault, fault, fault];
    const beating = bench.beat();
    await bench.clock.advance(3 * 305_000);
    assertEquals(
      String(beating.outcome).split(", last ")[0],
      'Error: Cannot keep session 1 of application "app" alive: 3 heartbeats in a row failed',
    );
  });
}
