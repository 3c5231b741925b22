import { assertEquals } from "@std/assert";
import { differenceFrom, digestOf, firstDifference } from "../../../src/simulation/campaign/trace_digest.ts";

const events = (count: number, odd = -1) =>
  Array.from({ length: count }, (_, index) => ({ atMs: index, type: index === odd ? "odd" : "even" }));

Deno.test("digestOf() keeps the events of a short run, and not those of a long one", () => {
  assertEquals(digestOf(events(1_000)).events?.length, 1_000);
  assertEquals(digestOf(events(1_001)).events, undefined);
});

for (
  const [count, every, hashes] of [[0, 1, 0], [10_000, 1, 10_000], [10_001, 2, 5_001], [25_000, 3, 8_334]] as const
) {
  Deno.test(`digestOf() of ${count} events has ${hashes} hashes`, () => {
    const digest = digestOf(events(count));

    assertEquals([digest.every, digest.hashes.length], [every, hashes]);
  });
}

Deno.test("differenceFrom() finds none in the same run", () => {
  for (const count of [0, 1, 999, 1_001, 10_001]) {
    assertEquals(differenceFrom(digestOf(events(count)), count, events(count)), undefined);
  }
});

for (const [count, odd] of [[10, 0], [10, 9], [1_000, 500], [5_000, 4_999]] as const) {
  Deno.test(`differenceFrom() finds event ${odd} of ${count} that differs`, () => {
    const { index, lastIndex, got } = differenceFrom(digestOf(events(count)), count, events(count, odd))!;

    assertEquals([index, lastIndex, got], [odd, odd, JSON.stringify({ atMs: odd, type: "odd" })]);
  });
}

Deno.test("differenceFrom() tells what was expected where it knows the events", () => {
  assertEquals(differenceFrom(digestOf(events(10)), 10, events(10, 4))!.expected, '{"atMs":4,"type":"even"}');
  assertEquals(differenceFrom(digestOf(events(2_000)), 2_000, events(2_000, 4))!.expected, undefined);
});

Deno.test("differenceFrom() narrows it down to the events between two hashes in a long run", () => {
  const { index, lastIndex } = differenceFrom(digestOf(events(25_000)), 25_000, events(25_000, 7))!;

  assertEquals([index, lastIndex], [6, 8]);
});

for (const [known, length] of [[10, 7], [7, 10], [2_000, 1_500], [1_500, 2_000]] as const) {
  Deno.test(`differenceFrom() of ${length} events where there were ${known} is at the end of the shorter`, () => {
    const { index } = differenceFrom(digestOf(events(known)), known, events(length))!;

    assertEquals(index, Math.min(known, length));
  });
}

Deno.test("firstDifference() finds the first event that differs, and the end of the shorter", () => {
  assertEquals(firstDifference(events(5), events(5)), undefined);
  assertEquals(firstDifference(events(5), events(5, 2))!.index, 2);
  assertEquals(firstDifference(events(5), events(3)), {
    index: 3,
    lastIndex: 3,
    expected: '{"atMs":3,"type":"even"}',
    got: undefined,
  });
});
