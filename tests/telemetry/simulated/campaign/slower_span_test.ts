import { assertEquals } from "@std/assert";
import type { Span } from "../../../../src/simulation/scenario.ts";
import { isLonger, isSlower } from "../../../../src/telemetry/simulated/campaign/slower_span.ts";

const fixed = (ms: number): Span => ({ kind: "fixed", ms });
const uniform = (minMs: number, maxMs: number): Span => ({ kind: "uniform", minMs, maxMs });

Deno.test("isLonger() compares what spans come to on average, and uniform ones by their bounds", () => {
  assertEquals(isLonger(fixed(11), fixed(10)), true);
  assertEquals(isLonger(fixed(10), uniform(0, 20)), false);
  assertEquals(isLonger({ kind: "exponential", meanMs: 10 }, fixed(9)), true);
  assertEquals([isLonger(uniform(2, 10), uniform(1, 20)), isLonger(uniform(0, 21), uniform(1, 20))], [true, true]);
  assertEquals(isLonger(uniform(0, 20), uniform(1, 20)), false);
});

Deno.test("isSlower() minds what is always too late where it was so by chance, and takes nothing for at once", () => {
  assertEquals([isSlower(undefined, fixed(5)), isSlower(fixed(5), undefined)], [false, true]);
  assertEquals(isSlower(fixed(10), uniform(0, 20)), false);
  assertEquals([isSlower(fixed(10), uniform(0, 20), 10), isSlower(fixed(10), uniform(0, 20), 11)], [true, false]);
  assertEquals(isSlower(fixed(10), fixed(12), 10), false);
});
