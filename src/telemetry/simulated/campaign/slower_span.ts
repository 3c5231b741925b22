import { typicalMs } from "../../../simulation/campaign/typical_span.ts";
import type { Span } from "../../../simulation/scenario.ts";

/** Whether a span is longer than another one, on average or in one of its bounds. */
export function isLonger(span: Span, than: Span): boolean {
  if (span.kind === "uniform" && than.kind === "uniform") return span.minMs > than.minMs || span.maxMs > than.maxMs;
  return typicalMs(span) > typicalMs(than);
}

/** Whether what takes so long is slower than another one: longer, or each time too late where the other one was by chance alone. */
export function isSlower(span: Span | undefined, than: Span | undefined, limitMs = Infinity): boolean {
  const [own = atOnce, other = atOnce] = [span, than];
  return isLonger(own, other) || own.kind === "fixed" && own.ms >= limitMs && other.kind !== "fixed";
}

const atOnce: Span = { kind: "fixed", ms: 0 };
