import { type Backoff, backoffDelay } from "@mainstay/supervisor";
import fc from "fast-check";
import { backoffCeiling } from "../../src/core/backoff.ts";
import { holds } from "../support/law.ts";

const milliseconds = fc.oneof(
  fc.constantFrom(0, 0.5, 1, 1_000),
  fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
  fc.double({ min: 1e-9, max: Number.MAX_VALUE, noNaN: true }),
);
const multiplier = fc.oneof(
  fc.constantFrom(1, 1.1, 1.5, 2, 3, 10),
  fc.double({ min: 1.000_001, max: 100, noNaN: true }),
  fc.double({ min: 2, max: Number.MAX_VALUE, noNaN: true }),
);
const backoff: fc.Arbitrary<Backoff> = fc.record({
  baseMs: milliseconds,
  multiplier,
  maxMs: milliseconds,
  jitter: fc.constantFrom("none", "full", "equal", "decorrelated"),
});
const attempt = fc.oneof(fc.nat(100), fc.nat(10_000), fc.nat(1e9));
const chance = fc.oneof(
  fc.constantFrom(0, 1 - 2 ** -53, NaN, -1, 2, Infinity),
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
);

Deno.test("backoffDelay() lies between 0 and maxMs", async (t) => {
  const property = fc.property(
    backoff,
    attempt,
    chance,
    fc.option(milliseconds, { nil: undefined }),
    (backoff, attempt, chance, previousMs) => {
      const delayMs = backoffDelay(backoff, attempt, () => chance, previousMs);
      return delayMs >= 0 && delayMs <= backoff.maxMs;
    },
  );
  await holds(t, property, { numRuns: 5_000 });
});

Deno.test("backoffDelay() lies within what its jitter may draw", async (t) => {
  const property = fc.property(
    backoff,
    attempt,
    chance,
    fc.option(milliseconds, { nil: undefined }),
    (backoff, attempt, chance, previousMs) => {
      const delayMs = backoffDelay(backoff, attempt, () => chance, previousMs);
      const ceilingMs = backoffCeiling(backoff, attempt);
      const baseMs = Math.min(backoff.baseMs, backoff.maxMs);
      if (backoff.jitter === "none") return delayMs === ceilingMs;
      if (backoff.jitter === "decorrelated") return delayMs >= baseMs;
      return delayMs >= (backoff.jitter === "equal" ? ceilingMs / 2 : 0) && delayMs <= ceilingMs;
    },
  );
  await holds(t, property, { numRuns: 5_000 });
});

Deno.test("backoffCeiling() never shrinks from one attempt to the next", async (t) => {
  const property = fc.property(
    backoff,
    attempt,
    (backoff, attempt) => backoffCeiling(backoff, attempt) <= backoffCeiling(backoff, attempt + 1),
  );
  await holds(t, property, { numRuns: 5_000 });
});

Deno.test("backoffCeiling() is the capped product of so many multiplications", async (t) => {
  const property = fc.property(backoff, fc.nat(200), (backoff, attempt) => {
    let expectedMs = backoff.baseMs;
    for (let i = 1; i < attempt && expectedMs < backoff.maxMs; i++) expectedMs *= backoff.multiplier;
    expectedMs = Math.min(expectedMs, backoff.maxMs);
    const ceilingMs = backoffCeiling(backoff, attempt);
    return ceilingMs === expectedMs || Math.abs(ceilingMs - expectedMs) <= expectedMs * 1e-13;
  });
  await holds(t, property, { numRuns: 5_000 });
});

Deno.test("backoffDelay() grows with the chance that is drawn", async (t) => {
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const property = fc.property(backoff, attempt, share, share, (backoff, attempt, one, other) => {
    const [less, more] = [Math.min(one, other), Math.max(one, other)];
    return backoffDelay(backoff, attempt, () => less) <= backoffDelay(backoff, attempt, () => more);
  });
  await holds(t, property, { numRuns: 5_000 });
});
