import { assertEquals, assertStrictEquals } from "@std/assert";
import { type GroupHandle, systemClock } from "@mainstay/supervisor";
import { Incarnation, type Listener } from "../../src/drivers/worker.ts";

/** An incarnation, number 7, and what its listener hears. */
function incarnationWithEar() {
  const heard: unknown[][] = [];
  const listener: Listener = {
    name: "w",
    path: "a/w",
    group: {} as GroupHandle,
    clock: systemClock,
    ready: (...args) => heard.push(["ready", ...args]),
    leftBehind: () => {},
    notReady: (...args) => heard.push(["notReady", ...args]),
  };
  return { incarnation: new Incarnation(listener, 7), heard };
}

Deno.test("Incarnation speaks with its number", () => {
  const { incarnation: { ready, notReady }, heard } = incarnationWithEar();
  ready("warm");
  notReady();
  assertEquals(heard, [["ready", 7, "warm"], ["notReady", 7, undefined]]);
});

Deno.test("Incarnation shows name, path, number and clock", () => {
  const { incarnation } = incarnationWithEar();
  const { name, path, clock } = incarnation;
  assertEquals([name, path, incarnation.incarnation, clock === systemClock], ["w", "a/w", 7, true]);
});

for (const [when, read] of [["before", true], ["after", false]] as const) {
  Deno.test(`Incarnation.abort() reaches a signal that was first read ${when} it`, () => {
    const { incarnation } = incarnationWithEar();
    if (read) assertEquals(incarnation.signal.aborted, false);
    const reason = new Error("stop");
    incarnation.abort(reason);
    assertStrictEquals(incarnation.signal.reason, reason);
  });
}

Deno.test("Incarnation.abort() keeps the first reason", () => {
  const { incarnation } = incarnationWithEar();
  incarnation.abort("first");
  incarnation.abort("second");
  incarnation.end();
  assertEquals(incarnation.signal.reason, "first");
});

Deno.test("Incarnation.end() aborts the signal", () => {
  const { incarnation } = incarnationWithEar();
  incarnation.end();
  assertEquals([incarnation.signal.aborted, String(incarnation.signal.reason)], [
    true,
    "AbortError: The incarnation has ended",
  ]);
});

Deno.test("Incarnation is not aborted as long as it lives", () => {
  assertEquals(incarnationWithEar().incarnation.signal.aborted, false);
});

for (const reason of [7, null, {}, undefined]) {
  Deno.test(`Incarnation passes on no reason where ready() is given ${JSON.stringify(reason)}`, () => {
    const { incarnation: { ready, notReady }, heard } = incarnationWithEar();
    ready(reason as never);
    notReady(reason as never);
    assertEquals(heard, [["ready", 7, undefined], ["notReady", 7, undefined]]);
  });
}
