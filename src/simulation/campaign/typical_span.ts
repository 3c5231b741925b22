import type { Span } from "../scenario.ts";

/** How long it typically lasts: half of what it may, its mean, its scale. */
export function typicalMs(span: Span): number {
  switch (span.kind) {
    case "fixed":
      return span.ms;
    case "uniform":
      return (span.minMs + span.maxMs) / 2;
    case "exponential":
      return span.meanMs;
    case "weibull":
      return span.scaleMs;
    default:
      return span satisfies never;
  }
}
