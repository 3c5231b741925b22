import { assert, assertEquals, assertThrows } from "@std/assert";
import { TimerQueue } from "../../src/simulation/timer_queue.ts";

function drained<T>(queue: TimerQueue<T>): T[] {
  const items: T[] = [];
  while (queue.size > 0) items.push(queue.pop()!);
  return items;
}

Deno.test("pop() answers the earliest item first", () => {
  const queue = new TimerQueue<string>();
  for (const [atMs, item] of [[30, "c"], [10, "a"], [40, "d"], [20, "b"]] as const) queue.push(atMs, item);

  assertEquals(drained(queue), ["a", "b", "c", "d"]);
});

Deno.test("pop() answers items of one time in the order of pushing", () => {
  const queue = new TimerQueue<number>();
  for (let item = 0; item < 100; item++) queue.push(7, item);

  assertEquals(drained(queue), Array.from({ length: 100 }, (_, item) => item));
});

Deno.test("pop() keeps ties in order when slots are used again", () => {
  const queue = new TimerQueue<number>();
  for (let item = 0; item < 5; item++) queue.push(1, item);
  for (let item = 5; item < 1_000; item++) {
    assertEquals(queue.pop(), item - 5);
    queue.push(1, item);
  }

  assertEquals(drained(queue), [995, 996, 997, 998, 999]);
});

Deno.test("pop() answers undefined when nothing waits", () => {
  const queue = new TimerQueue<string>();
  assertEquals(queue.pop(), undefined);
  queue.push(1, "once");
  queue.pop();
  assertEquals(queue.pop(), undefined);
});

Deno.test("peekTimeMs() is Infinity when nothing waits", () => {
  const queue = new TimerQueue<string>();
  assertEquals(queue.peekTimeMs(), Infinity);
  queue.push(5, "once");
  assertEquals(queue.peekTimeMs(), 5);
  queue.pop();
  assertEquals(queue.peekTimeMs(), Infinity);
});

Deno.test("peekTimeMs() tells times a bit apart from each other", () => {
  const queue = new TimerQueue<string>();
  queue.push(0.1 + 0.2, "later");
  queue.push(0.3, "sooner");

  assertEquals(queue.peekTimeMs(), 0.3);
  assertEquals(drained(queue), ["sooner", "later"]);
});

Deno.test("push() keeps order past every doubling of the arrays", () => {
  const queue = new TimerQueue<number>();
  const count = 10_000;
  for (let item = 0; item < count; item++) queue.push((item * 7_919) % count, (item * 7_919) % count);

  assertEquals(queue.size, count);
  assertEquals(drained(queue), Array.from({ length: count }, (_, item) => item));
});

for (const atMs of [NaN, Infinity, -Infinity]) {
  Deno.test(`push() refuses ${atMs}`, () => {
    const queue = new TimerQueue<string>();
    assertThrows(
      () => queue.push(atMs, "never"),
      RangeError,
      `Cannot queue a timer: its time must be a finite number, received ${atMs}`,
    );
    assertEquals(queue.size, 0);
  });
}

Deno.test("cancel() takes an item out wherever it is", () => {
  for (let index = 0; index < 9; index++) {
    const queue = new TimerQueue<number>();
    const tickets = Array.from({ length: 9 }, (_, item) => queue.pushCancellable(item, item));
    assert(queue.cancel(tickets[index]!));

    assertEquals(queue.size, 8);
    assertEquals(queue.peekTimeMs(), index === 0 ? 1 : 0);
    assertEquals(drained(queue), [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((item) => item !== index));
  }
});

Deno.test("cancel() answers false for a second time", () => {
  const queue = new TimerQueue<string>();
  queue.push(1, "first");
  queue.push(2, "second");
  const ticket = queue.pushCancellable(3, "third");

  assertEquals([queue.cancel(ticket), queue.cancel(ticket)], [true, false]);
  assertEquals(queue.size, 2);
});

Deno.test("cancel() answers false for an item that was popped", () => {
  const queue = new TimerQueue<string>();
  const ticket = queue.pushCancellable(1, "popped");
  queue.pop();

  assertEquals(queue.cancel(ticket), false);
  assertEquals(queue.size, 0);
});

Deno.test("cancel() leaves an item alone that has the slot of an older one", () => {
  const queue = new TimerQueue<string>();
  const stale = queue.pushCancellable(1, "old");
  queue.pop();
  const ticket = queue.pushCancellable(2, "new");

  assertEquals(ticket.slot, stale.slot);
  assertEquals(queue.cancel(stale), false);
  assertEquals(drained(queue), ["new"]);
});

Deno.test("cancel() keeps the memory of 1,000,000 cancelled items bounded", () => {
  const queue = new TimerQueue<number>();
  let highestSlot = 0;
  for (let item = 0; item < 1_000_000; item++) {
    const ticket = queue.pushCancellable(item, item);
    highestSlot = Math.max(highestSlot, ticket.slot);
    if (item >= 10) queue.cancel(ticket);
  }

  assertEquals(queue.size, 10);
  assert(highestSlot < 64, `slot ${highestSlot} was used`);
});

Deno.test("cancel() keeps ties in order after compaction", () => {
  const queue = new TimerQueue<number>();
  const tickets = Array.from({ length: 1_000 }, (_, item) => queue.pushCancellable(item % 3, item));
  for (let item = 0; item < 1_000; item++) if (item % 5 !== 0) queue.cancel(tickets[item]!);

  const left = Array.from({ length: 200 }, (_, item) => item * 5);
  assertEquals(drained(queue), left.sort((a, b) => a % 3 - b % 3 || a - b));
});
