import { type Backoff, drawDelay } from "../core/backoff.ts";
import type { Clock } from "../core/clock.ts";
import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import type { ExecutionRecord } from "./execution_record.ts";
import type { Spill, SpillFolder } from "./spill_folder.ts";

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
 * none of them, and the store takes none twice; those that it had brought already are told again by the next one.
 */
export async function pickUpSpills(terms: SpillPickUpTerms, signal: AbortSignal): Promise<void> {
  const { backoff, random, clock, say } = terms;
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      return await pickUpOnce(terms, signal);
    } catch (thrown) {
      // At a stop nobody waits for the store any more, which is no fault.
      if (signal.aborted) return;
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

async function pickUpOnce(terms: SpillPickUpTerms, signal: AbortSignal): Promise<void> {
  const { folder, restored, say } = terms;
  for (const spill of folder.pickUp()) {
    const { path, records, unreadable, remove } = spill;
    await bring(spill, terms, signal);
    if (signal.aborted) return;
    remove();
    restored.delete(path);
    if (records.length > 0) {
      say("info", `${records.length} executions of an earlier run, left in "${path}", were picked up`);
    }
    if (unreadable > 0) say("warn", `${unreadable} lines of "${path}" were no executions, and are lost`);
  }
}

/** Brings the records of one file to the store. What is there when that is interrupted is taken out of the file, so that nobody brings it again. */
async function bring(
  { path, records, keep }: Spill,
  { batchSize, restore, restored }: SpillPickUpTerms,
  signal: AbortSignal,
): Promise<void> {
  const first = restored.get(path) ?? 0;
  let done = first;
  try {
    for (; done < records.length && !signal.aborted; done += batchSize) {
      await restore(records.slice(done, done + batchSize));
      restored.set(path, done + batchSize);
    }
  } finally {
    if (done > first && done < records.length) {
      try {
        keep(records.slice(done));
        restored.delete(path);
      } catch {
        // Then this process remembers it, as long as it lives.
      }
    }
  }
}
