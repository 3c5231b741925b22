import { assertEquals, assertMatch } from "@std/assert";
import { ExecutionIds } from "../../src/telemetry/execution_id.ts";
import { seededRandom } from "../support/scripted_worker.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The moment that an id tells. */
function msOf(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function many(ids: ExecutionIds, count: number): string[] {
  return Array.from({ length: count }, () => ids.next());
}

Deno.test("ExecutionIds.next() answers UUIDs of version 7 and variant 2", () => {
  const ids = new ExecutionIds(() => 1_700_000_000_000, seededRandom(1));
  for (const id of many(ids, 1_000)) assertMatch(id, uuid);
});

for (const chance of [0, 1 - 2 ** -53]) {
  Deno.test(`ExecutionIds.next() answers a UUID when chance is ${chance}`, () => {
    const [first, second] = many(new ExecutionIds(() => 0, () => chance), 2) as [string, string];
    assertMatch(first, uuid);
    assertMatch(second, uuid);
    assertEquals(first < second, true);
  });
}

Deno.test("ExecutionIds.next() begins with the time of day", () => {
  let nowMs = 1_700_000_000_000.9;
  const ids = new ExecutionIds(() => nowMs, seededRandom(2));
  assertEquals(msOf(ids.next()), 1_700_000_000_000);
  nowMs += 1;
  assertEquals(msOf(ids.next()), 1_700_000_000_001);
});

Deno.test("ExecutionIds.next() answers ids in the order of their making, within a millisecond and over many", () => {
  let nowMs = 1_000;
  const random = seededRandom(3);
  const ids = new ExecutionIds(() => nowMs, random);
  const made = Array.from({ length: 20_000 }, () => {
    if (random() < 0.1) nowMs += Math.floor(random() * 5);
    return ids.next();
  });
  assertEquals(made, made.toSorted());
  assertEquals(new Set(made).size, made.length);
});

Deno.test("ExecutionIds.next() keeps the order when the clock is set back", () => {
  let nowMs = 5_000_000;
  const ids = new ExecutionIds(() => nowMs, seededRandom(4));
  const before = many(ids, 10);
  nowMs = 1_000;
  const during = many(ids, 10);
  nowMs = 5_000_001;
  const made = [...before, ...during, ...many(ids, 10)];
  assertEquals(made, made.toSorted());
  assertEquals(new Set(during.map(msOf)), new Set([5_000_000]));
});

Deno.test("ExecutionIds.next() borrows from the next millisecond when its counter is full", () => {
  // More chance than there is: the counter begins three before its end, as it does after 2^25 ids.
  const begin = (2 ** 26 - 4) / 2 ** 25;
  let draws = 0;
  const ids = new ExecutionIds(() => 1_000, () => draws++ === 0 ? begin : 0.25);
  const made = many(ids, 6);
  assertEquals(made.map(msOf), [1_000, 1_000, 1_000, 1_000, 1_001, 1_001]);
  assertEquals(made, made.toSorted());
  for (const id of made) assertMatch(id, uuid);
});

Deno.test("ExecutionIds of two processes differ within a millisecond", () => {
  const [one, other] = [new ExecutionIds(() => 7, seededRandom(5)), new ExecutionIds(() => 7, seededRandom(6))];
  const all = [...many(one, 1_000), ...many(other, 1_000)];
  assertEquals(new Set(all).size, all.length);
});
