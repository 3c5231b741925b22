import { assertEquals } from "@std/assert";
import type { RecordCounts } from "../../../src/telemetry/record_queue.ts";

/** Throws unless every record that was handed over is in one place of the account, and in one only. */
export function assertLaw(counts: RecordCounts): void {
  const { accepted, stored, spilled, waiting, retrying, writing } = counts;
  const parts = { stored, spilled, waiting, retrying, writing, ...counts.dropped };
  const sum = Object.values(parts).reduce((left, right) => left + right, 0);
  if (accepted === sum && Object.values(parts).every((count) => count >= 0)) return;
  throw new Error(`${accepted} records are not what became of them: ${JSON.stringify(parts)}`);
}

/** Throws unless nothing is held any more, and all that was lost is this. */
export function assertOver(counts: RecordCounts, lost: Partial<RecordCounts["dropped"]> = {}, spilled = 0): void {
  assertLaw(counts);
  assertEquals(
    { ...counts, stored: counts.accepted - counts.stored },
    {
      accepted: counts.accepted,
      stored: spilled + Object.values(lost).reduce((sum, count) => sum + count, 0),
      dropped: { overflow: 0, exhausted: 0, invalid: 0, noSession: 0, shutdown: 0, ...lost },
      spilled,
      waiting: 0,
      retrying: 0,
      writing: 0,
    },
  );
}
