import { assertEquals, assertThrows } from "@std/assert";
import type { SupervisionEvent } from "@mainstay/supervisor";
import { Outbox } from "../../src/core/outbox.ts";

function event(atMs: number): SupervisionEvent {
  return { type: "grace-ended", atMs };
}

const nobody = {} as never;

/** The times of all events that a drain tells. */
function drained(outbox: Outbox): number[] {
  const times: number[] = [];
  outbox.drain(({ atMs }) => times.push(atMs));
  return times;
}

Deno.test("Outbox tells each event once, oldest first", () => {
  const outbox = new Outbox();
  outbox.put(event(1), nobody);
  outbox.put(event(2), nobody);
  assertEquals([drained(outbox), drained(outbox)], [[1, 2], []]);
});

Deno.test("Outbox tells what is put in while it is drained", () => {
  const outbox = new Outbox();
  const times: number[] = [];
  outbox.put(event(1), nobody);
  outbox.drain(({ atMs }) => {
    times.push(atMs);
    if (atMs < 5) outbox.put(event(atMs + 1), nobody);
  });
  assertEquals(times, [1, 2, 3, 4, 5]);
});

Deno.test("Outbox hands out the subject of each event", () => {
  const outbox = new Outbox();
  const subject = {} as never;
  const subjects: unknown[] = [];
  outbox.put(event(1), subject);
  outbox.put(event(2), nobody);
  outbox.drain((_, each) => subjects.push(each));
  assertEquals([subjects[0] === subject, subjects[1] === nobody], [true, true]);
});

for (const count of [255, 256, 257, 1_000]) {
  Deno.test(`Outbox goes on after it has held ${count} events`, () => {
    const outbox = new Outbox();
    for (let i = 0; i < count; i++) outbox.put(event(i), nobody);
    assertEquals(drained(outbox).length, count);
    outbox.put(event(7), nobody);
    assertEquals(drained(outbox), [7]);
  });
}

Deno.test("Outbox may be drained again after somebody threw", () => {
  const outbox = new Outbox();
  outbox.put(event(1), nobody);
  assertThrows(() =>
    outbox.drain(() => {
      throw new Error("oops");
    })
  );
  outbox.put(event(2), nobody);
  assertEquals(drained(outbox), [2]);
});

Deno.test("Outbox does later what was put off, when all that was put in before has been told", () => {
  const outbox = new Outbox();
  const order: string[] = [];
  outbox.later(() => {
    order.push("later");
    outbox.put(event(2), nobody);
    outbox.later(() => order.push("last"));
  });
  outbox.put(event(1), nobody);
  outbox.drain(({ atMs }) => order.push(`event ${atMs}`));
  assertEquals(order, ["event 1", "later", "event 2", "last"]);
});
