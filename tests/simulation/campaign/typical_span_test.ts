import { assertEquals } from "@std/assert";
import { typicalMs } from "../../../src/simulation/campaign/typical_span.ts";

Deno.test("typicalMs() is what a span comes to, half of what it may be, its mean or its scale", () => {
  assertEquals([
    typicalMs({ kind: "fixed", ms: 7 }),
    typicalMs({ kind: "uniform", minMs: 2, maxMs: 4 }),
    typicalMs({ kind: "exponential", meanMs: 5 }),
    typicalMs({ kind: "weibull", shape: 2, scaleMs: 6 }),
  ], [7, 3, 5, 6]);
});
