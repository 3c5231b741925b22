import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import { logLine } from "../drivers/log_line.ts";
import type { Logger } from "../drivers/observer.ts";
import type { ExecutionRecord } from "./execution_record.ts";

/**
 * Tells an observer of stored records, of those of the tier "app". Never throws: what the observer throws is logged once, and changes nothing.
 *
 * @param onStored The observer, if there is one.
 */
export function storedTeller(
  onStored: ((record: ExecutionRecord) => unknown) | undefined,
  logger: Logger,
): (record: ExecutionRecord) => void {
  let hasComplained = false;
  const complain = (thrown: unknown) => {
    if (hasComplained) return;
    hasComplained = true;
    const what = shownFailure(new Failure(thrown));
    const sentence = `The executor's "onStored" threw, which is reported this once; the writing down goes on: ${what}`;
    logLine(logger, "error", sentence);
  };
  return (record) => {
    if (onStored === undefined || record.tier !== "app") return;
    try {
      const told = onStored(record);
      // It is not waited for, but its rejection must not end the process.
      if (told instanceof Promise) told.catch(complain);
    } catch (thrown) {
      complain(thrown);
    }
  };
}
