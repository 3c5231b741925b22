import type { Clock } from "../core/clock.ts";
import type { Logger } from "../drivers/observer.ts";
import { logLine } from "../drivers/log_line.ts";
import { subjectName } from "./execution_context.ts";
import type { ExecutionRecord } from "./execution_record.ts";
import { WarningLimit } from "./warning_limit.ts";

/** Tells a logger of executions that failed or timed out: of each failure, and of what runs out of time again and again once a minute. */
export class FailureLog {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #timeouts = new WarningLimit({ everyMs: 60_000, most: 1_000 });

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /**
   * Tells of one; never throws.
   *
   * @param timeoutMs The limit that it had, if it had one.
   */
  tell(record: ExecutionRecord, timeoutMs: number | undefined): void {
    const whose = `${record.kind === "job" ? "Job" : "Handler"} ${subjectName(record)}`;
    const after = `after ${Math.round(record.durationMs)} ms`;
    const { type, message, stack } = record.error!;
    if (record.status === "error") {
      const what = message === "" ? type : `${type}: ${message}`;
      const where = stack === null ? "" : `\n${stack}`;
      logLine(this.#logger, "error", `${whose} failed ${after}: ${what} (${record.id})${where}`);
    } else if (record.timedOutBy === "limit") {
      this.#warnOnce(record, `${whose} was ended by its limit of ${timeoutMs} ms (${record.id})`);
    } else {
      const own = `${whose} ended ${after} with a time-out of its own,`;
      const limit = timeoutMs === undefined ? "without a limit" : `not by its limit of ${timeoutMs} ms`;
      const sentence = `${own} ${limit}: ${message} (${record.id})`;
      if (timeoutMs === undefined) logLine(this.#logger, "warn", sentence);
      else this.#warnOnce(record, sentence);
    }
  }

  #warnOnce({ kind, owner, instance, name, topic, timedOutBy }: ExecutionRecord, sentence: string): void {
    const subject = JSON.stringify([kind, owner, instance, name, topic, timedOutBy]);
    if (this.#timeouts.allows(subject, this.#clock.now())) logLine(this.#logger, "warn", sentence);
  }
}
