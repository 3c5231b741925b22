import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { DecayingCount } from "../../src/core/decaying_count.ts";
import { holds } from "../support/law.ts";

/** Which failure of a worker that fails every so many seconds is the first to be too many; 0 if none of 10,000 is. */
function tripsAt(periodSeconds: number): number {
  const count = new DecayingCount(5, 30_000);
  for (let n = 1; n <= 10_000; n++) {
    const nowMs = n * periodSeconds * 1_000;
    if (count.isExhausted(nowMs)) return n;
    count.record(nowMs);
  }
  return 0;
}

for (const [seconds, failure] of [[0, 6], [1, 6], [2, 6], [5, 7], [9, 14], [9.657, 43], [9.658, 0], [10, 0]] as const) {
  Deno.test(`DecayingCount of 5 in 30 s is exceeded by failure ${failure} if they come every ${seconds} s`, () => {
    assertEquals(tripsAt(seconds), failure);
  });
}

for (const [halvings, left] of [[0, 8], [1, 4], [2, 2], [3, 1], [10, 8 / 1_024], [2_000, 0], [1e9, 0]] as const) {
  Deno.test(`DecayingCount of 8 failures is exactly ${left} after ${halvings} half-lives`, () => {
    const count = new DecayingCount(100, 7);
    for (let i = 0; i < 8; i++) count.record(1_000);
    assertEquals(count.count(1_000 + halvings * 7), left);
  });
}

/** Two failures at 0 have decayed to 1 at 10 ms: one more makes 2. */
for (const [nowMs, exhausted] of [[9, true], [10, false], [11, false]] as const) {
  Deno.test(`DecayingCount allows a failure that lifts it to its intensity, not above: at ${nowMs} of 10 ms`, () => {
    const count = new DecayingCount(2, 10);
    count.record(0);
    count.record(0);
    assertEquals(count.isExhausted(nowMs), exhausted);
  });
}

for (const [intensity, failures] of [[1.999, 2], [2, 3], [2.001, 3], [2.5, 3], [0.999, 1], [1, 2], [0, 1]] as const) {
  Deno.test(`DecayingCount of ${intensity} is exceeded by failure ${failures} of one instant`, () => {
    const count = new DecayingCount(intensity, 10);
    let n = 1;
    for (; !count.isExhausted(5); n++) count.record(5);
    assertEquals(n, failures);
  });
}

Deno.test("DecayingCount goes on counting above its intensity", () => {
  const count = new DecayingCount(1, 10);
  for (let i = 0; i < 4; i++) count.record(0);
  assertEquals([count.count(0), count.count(10), count.isExhausted(10), count.isExhausted(30)], [4, 2, true, true]);
});

Deno.test("DecayingCount of intensity Infinity is never exhausted", () => {
  const count = new DecayingCount(Infinity, 10);
  for (let i = 0; i < 100; i++) count.record(0);
  assertEquals([count.count(0), count.isExhausted(0)], [100, false]);
});

Deno.test("DecayingCount.reset() counts from 0", () => {
  const count = new DecayingCount(1, 10);
  count.record(0);
  count.reset();
  assertEquals([count.count(0), count.isExhausted(0)], [0, false]);
  count.record(5);
  assertEquals(count.count(5), 1);
});

Deno.test("DecayingCount is suture's formula", async (t) => {
  const property = fc.property(
    fc.double({ min: 1, max: 1e6, noNaN: true }),
    fc.array(fc.oneof(fc.constant(0), fc.nat(100_000), fc.double({ min: 0, max: 1e5, noNaN: true })), {
      maxLength: 40,
    }),
    (halfLifeMs, gapsMs) => {
      const count = new DecayingCount(5, halfLifeMs);
      let expected = 0;
      let nowMs = 0;
      for (const gapMs of gapsMs) {
        nowMs += gapMs;
        expected = expected * Math.pow(0.5, gapMs / halfLifeMs) + 1;
        count.record(nowMs);
        assertAlmostEquals(count.count(nowMs), expected, expected * 1e-9);
      }
    },
  );
  await holds(t, property, { numRuns: 1_000 });
});

Deno.test("DecayingCount never rises by waiting", async (t) => {
  const waitMs = fc.double({ min: 0, max: 1e5, noNaN: true });
  const property = fc.property(fc.integer({ min: 1, max: 50 }), waitMs, waitMs, (records, oneMs, otherMs) => {
    const count = new DecayingCount(5, 1_000);
    for (let i = 0; i < records; i++) count.record(0);
    return count.count(Math.max(oneMs, otherMs)) <= count.count(Math.min(oneMs, otherMs)) * (1 + 1e-13);
  });
  await holds(t, property, { numRuns: 2_000 });
});
