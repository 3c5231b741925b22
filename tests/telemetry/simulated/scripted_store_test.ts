import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { VirtualClock } from "../../../src/simulation/virtual_clock.ts";
import type { Span } from "../../../src/simulation/scenario.ts";
import type { StoreFaultKind } from "../../../src/telemetry/simulated/executor_scenario.ts";
import type { StoreAttempt } from "../../../src/telemetry/simulated/executor_trace.ts";
import { ScriptedStore } from "../../../src/telemetry/simulated/scripted_store.ts";
import type { RejectedRecord } from "../../../src/telemetry/execution_store.ts";
import { recordOf } from "./simulated_record.ts";

type Answer = Promise<readonly RejectedRecord[]>;

function made(
  how: StoreFaultKind,
  { takes, share = 1, healedAtMs }: { takes?: Span; share?: number; healedAtMs?: number } = {},
) {
  const clock = new VirtualClock();
  const heard: string[] = [];
  const pending: number[] = [];
  const slow = how === "slow" ? { takes: { kind: "fixed", ms: 700 } as const } : {};
  const store = new ScriptedStore({
    faults: [{ name: "disk", fromMs: 1_000, toMs: 2_000, how, share, ...slow }],
    takes,
    clock,
    random: () => 0.5,
    isPickUp: () => false,
    stopsOver: () => 0,
    healedAtMs,
    pending: ({ attempt }) => pending.push(attempt),
    on: (what, { attempt }) => heard.push(`${clock.now()} ${what} ${attempt}`),
  });
  return { clock, store, heard, pending };
}

const records = [recordOf("a"), recordOf("b")];

Deno.test("ScriptedStore.insert() answers at once where a call takes no time, and takes no id twice", () => {
  const { store, heard } = made("fails");
  assertEquals(store.insert(records), []);
  assertEquals(store.insert(records), []);
  assertEquals([...store.rows.keys()], ["a", "b"]);
  assertEquals(heard, ["0 attempt 1", "0 answered 1", "0 attempt 2", "0 answered 2"]);
});

Deno.test("ScriptedStore.insert() fails from the fault's first moment to its last", async () => {
  const { clock, store } = made("fails");
  await clock.advanceTo(1_000);
  assertThrows(() => store.insert(records), Error, "Cannot insert 2 executions: disk");
  await clock.advanceTo(1_999);
  assertThrows(() => store.insert(records), Error, "disk");
  assertEquals(store.rows.size, 0);
  await clock.advanceTo(2_000);
  assertEquals(store.insert(records), []);
});

Deno.test("ScriptedStore.insert() may write everything, and fail all the same", async () => {
  const { clock, store } = made("stores-and-fails", { takes: { kind: "fixed", ms: 20 } });
  await clock.advanceTo(1_000);
  const answer = store.insert(records) as unknown as Answer;
  const refused = assertRejects(() => answer, Error, "disk");
  await clock.advance(20);
  await refused;
  assertEquals([...store.rows.values()].map(({ atMs }) => atMs), [1_020, 1_020]);
});

Deno.test("ScriptedStore.insert() never answers where it hangs, and waits where it is locked", async () => {
  for (const [how, rows, answeredAtMs] of [["hangs", 0, undefined], ["locks", 2, 2_020]] as const) {
    const { clock, store } = made(how, { takes: { kind: "fixed", ms: 20 } });
    await clock.advanceTo(1_500);
    store.insert(records);
    await clock.advanceTo(60_000);
    assertEquals([store.rows.size, store.attempts[0]!.answeredAtMs], [rows, answeredAtMs], how);
  }
});

Deno.test("ScriptedStore.insert() takes as long as a slow fault says", async () => {
  const { clock, store } = made("slow");
  await clock.advanceTo(1_000);
  store.insert(records);
  await clock.advanceTo(60_000);
  assertEquals(store.attempts[0]!.answeredAtMs, 1_700);
});

Deno.test("ScriptedStore.insert() is as fast as usual from the moment on at which everything heals", async () => {
  for (const how of ["slow", "hangs"] as const) {
    const { clock, store } = made(how, { takes: { kind: "fixed", ms: 20 }, healedAtMs: 1_600 });
    await clock.advanceTo(1_500);
    store.insert(records);
    await clock.advanceTo(60_000);
    const [{ answeredAtMs, isStored }] = store.attempts as [StoreAttempt];
    assertEquals([answeredAtMs, isStored, store.rows.size], [1_620, true, 2], how);
  }
});

Deno.test("ScriptedStore.insert() notes the fault that a call is struck by", async () => {
  const { clock, store } = made("slow");
  store.insert(records);
  await clock.advanceTo(1_000);
  store.insert(records);
  const spared = made("slow", { share: 0.5 });
  await spared.clock.advanceTo(1_000);
  spared.store.insert(records);
  assertEquals([...store.attempts, ...spared.store.attempts].map(({ fault }) => fault), [undefined, "slow", undefined]);
});

Deno.test("ScriptedStore.insert() tells of a call that is not answered at once, and of no other", async () => {
  const atOnce = made("hangs");
  atOnce.store.insert(records);
  assertEquals(atOnce.pending, []);
  await atOnce.clock.advanceTo(1_000);
  atOnce.store.insert(records);
  assertEquals(atOnce.pending, [2]);
});

Deno.test("ScriptedStore.insert() refuses records, but none that it has", async () => {
  const { clock, store } = made("refuses-rows");
  store.insert([records[0]!]);
  await clock.advanceTo(1_000);
  assertEquals(store.insert(records), [{ id: "b", reason: "it is refused" }]);
  assertEquals([store.attempts[1]!.refused, store.attempts[1]!.isStored], [["b"], true]);
});

Deno.test("ScriptedStore.insert() is struck by a fault as often as its share says", async () => {
  const { clock, store } = made("fails", { share: 0.5 });
  await clock.advanceTo(1_000);
  // The draw is one half, which is not below the share.
  assertEquals(store.insert(records), []);
});
