import type { CountSample } from "./executor_trace.ts";

/** How many records an account says are held. */
export function heldOf(sample: Pick<CountSample, "counts"> | undefined): number {
  if (sample === undefined) return 0;
  const { waiting, retrying, writing } = sample.counts;
  return waiting + retrying + writing;
}
