import { assertEquals, assertThrows } from "@std/assert";
import type { SupervisionEvent } from "@mainstay/supervisor";
import { Outbox } from "../../src/core/outbox.ts";

function event(atMs: number): SupervisionEvent {
  return { type: "grace-ended", atMs };
}

/** The times of all events that a drain tells. */
function drained(outbox: Outbox): number[] {
  const times: number[] = [];
  outbox.drain(({ atMs }) => times.push(atMs));
  return times;
}

Deno.test("Outbox tells each event once, oldest first", () => {
  const outbox = new Outbox();
  outbox.put(event(1), undefined);
  outbox.put(event(2), undefined);
  assertEquals([drained(outbox), drained(outbox)], [[1, 2], []]);
});

Deno.test("Outbox tells what is put in while it is drained", () => {
  const outbox = new Outbox();
  const times: number[] = [];
  outbox.put(event(1), undefined);
  outbox.drain(({ atMs }) => {
    times.push(atMs);
    if (atMs < 5) outbox.put(event(atMs + 1), undefined);
  });
  assertEquals(times, [1, 2, 3, 4, 5]);
});

Deno.test("Outbox hands out the subject of each event", () => {
  const outbox = new Outbox();
  const subject = {} as never;
  const subjects: unknown[] = [];
  outbox.put(event(1), subject);
  outbox.put(event(2), undefined);
  outbox.drain((_, each) => subjects.push(each));
  assertEquals([subjects[0] === subject, subjects[1]], [true, undefined]);
});

for (const count of [255, 256, 257, 1_000]) {
  Deno.test(`Outbox goes on after it has held ${count} events`, () => {
    const outbox = new Outbox();
    for (let i = 0; i < count; i++) outbox.put(event(i), undefined);
    assertEquals(drained(outbox).length, count);
    outbox.put(event(7), undefined);
    assertEquals(drained(outbox), [7]);
  });
}

Deno.test("Outbox may be drained again after somebody threw", () => {
  const outbox = new Outbox();
  outbox.put(event(1), undefined);
  assertThrows(() =>
    outbox.drain(() => {
      throw new Error("oops");
    })
  );
  outbox.put(event(2), undefined);
  assertEquals(drained(outbox), [2]);
});
