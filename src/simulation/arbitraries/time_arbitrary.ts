import fc from "fast-check";
import type { Span } from "../scenario.ts";

// Times on a coarse grid, so that many things happen at the same instant: ties are where orders differ.
const fractionsMs = fc.constantFrom(0.1, 0.2, 0.7, 0.9, 333.3, 1000 / 3);
/** A time that is often the same as another. */
export const gridMs = fc.oneof(
  { withCrossShrink: true },
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 40 }).map((n) => n * 250) },
  fractionsMs,
);
/** The same, above 0. */
export const somewhatMs = fc.oneof(
  { withCrossShrink: true },
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 40 }).map((n) => n * 250) },
  fractionsMs,
);

/** A random span of time. */
export const span: fc.Arbitrary<Span> = fc.oneof(
  { withCrossShrink: true },
  fc.record({ kind: fc.constant("fixed" as const), ms: gridMs }),
  fc.tuple(gridMs, gridMs).map(([a, b]) => ({
    kind: "uniform" as const,
    minMs: Math.min(a, b),
    maxMs: Math.max(a, b),
  })),
  fc.record({ kind: fc.constant("exponential" as const), meanMs: somewhatMs }),
  fc.record({ kind: fc.constant("weibull" as const), shape: fc.constantFrom(0.5, 1, 2), scaleMs: somewhatMs }),
);
