import { type Backoff, drawDelay } from "../core/backoff.ts";
import type { Clock } from "../core/clock.ts";
import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import type { ExecutionRecord } from "./execution_record.ts";
import type { SpillFolder } from "./spill_folder.ts";

/** What picking up works with. */
export interface SpillPickUpTerms {
  readonly folder: Pick<SpillFolder, "pickUp">;
  /** The most records that are handed over together. */
  readonly batchSize: number;
  /** Brings records to the store; rejects when that cannot be done now. */
  readonly restore: (records: readonly ExecutionRecord[]) => Promise<void>;
  /** How long to wait before another try. */
  readonly backoff: Backoff;
  readonly random: () => number;
  readonly clock: Clock;
  /** How many records of each file are at the store already. Kept by the caller, for the next time. */
  readonly restored: Map<string, number>;
  readonly say: (level: "info" | "warn", sentence: string) => void;
}

/**
 * Brings what is left in a spill folder to the store, file by file; tries again, as often as it takes, until all of it is there or the signal
 * aborts. Never rejects: what goes wrong is logged. A file is removed when all its records are stored, so a process that is killed meanwhile loses
 * none of them, and the store takes none twice.
 */
export async function pickUpSpills(terms: SpillPickUpTerms, signal: AbortSignal): Promise<void> {
  const { backoff, random, clock, say } = terms;
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      return await pickUpOnce(terms, signal);
    } catch (thrown) {
      if (failures === 1) {
        say("warn", `Executions of an earlier run could not be picked up yet: ${shownFailure(new Failure(thrown))}`);
      }
    }
    try {
      await clock.sleep(drawDelay(backoff, failures, random), signal);
    } catch (thrown) {
      if (signal.aborted) return;
      return say("warn", `Executions of an earlier run are not picked up: ${shownFailure(new Failure(thrown))}`);
    }
  }
}

async function pickUpOnce(
  { folder, batchSize, restore, restored, say }: SpillPickUpTerms,
  signal: AbortSignal,
): Promise<void> {
  for (const { path, records, unreadable, remove } of folder.pickUp()) {
    for (let first = restored.get(path) ?? 0; first < records.length; first += batchSize) {
      if (signal.aborted) return;
      await restore(records.slice(first, first + batchSize));
      restored.set(path, first + batchSize);
    }
    remove();
    restored.delete(path);
    if (records.length > 0) {
      say("info", `${records.length} executions of an earlier run, left in "${path}", were picked up`);
    }
    if (unreadable > 0) say("warn", `${unreadable} lines of "${path}" were no executions, and are lost`);
  }
}
