/**
 * Times of day by a cron expression, for jobs of an executor.
 *
 * @module
 */
import { Cron } from "croner";
import { shownFailure } from "../../core/event_sentence.ts";
import { Failure } from "../../core/failure.ts";
import { checkKeys, shown } from "../../core/option_check.ts";
import type { Calendar } from "./schedule.ts";

export type { Calendar } from "./schedule.ts";

/** How a cron expression is read. */
export interface CronOptions {
  /**
   * Whose time of day it is, by its IANA name.
   * @default "UTC"
   */
  readonly timeZone?: string;
}

/**
 * Times of day by a cron expression: minute, hour, day of the month, month and day of the week, with a field for the second in front of them if
 * there are six; or a short name such as `@daily`. Where both days are given, either is enough.
 *
 * Where clocks are put forward, a time of day that does not exist is moved to the end of the gap; where they are put back, one that comes twice
 * counts once, the first time. That holds for expressions without `*` and steps in second, minute and hour. Others follow the time that passes:
 * nothing is due in the gap, and what is due within the hour that comes twice is due both times.
 *
 * @throws {TypeError} For an expression that cannot be read, and an unknown option; the message says why.
 * @throws {RangeError} For an expression that never comes, such as the 30th of February, and a time zone that is not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cron } from "@mainstay/supervisor/telemetry/cron";
 *
 * const nightly = cron("0 3 * * *", { timeZone: "Europe/Berlin" });
 * assertEquals(nightly.text, "cron 0 3 * * * (Europe/Berlin)");
 * assertEquals(nightly.next(Date.UTC(2026, 6, 1)), Date.UTC(2026, 6, 1, 1));
 * ```
 */
export function cron(expression: string, options: CronOptions = {}): Calendar {
  const action = "schedule by cron";
  checkKeys(action, "", options, ["timeZone"]);
  const { timeZone = "UTC" } = options;
  checkTimeZone(action, timeZone);
  const pattern = parsed(action, expression, timeZone);
  const calendar = Object.freeze({
    text: `cron ${expression.trim().replace(/\s+/g, " ")} (${timeZone})`,
    next: (afterMs: number) => pattern.nextRun(new Date(afterMs))?.getTime(),
  });
  if (calendar.next(0) === undefined) {
    throw new RangeError(`Cannot ${action}: "expression" must come some day, received ${shown(expression)}`);
  }
  return calendar;
}

function parsed(action: string, expression: unknown, timezone: string): Cron {
  const refuse = (reason: string, cause?: unknown) =>
    new TypeError(
      `Cannot ${action}: "expression" must be five or six fields such as "0 3 * * *", received ${
        shown(expression)
      }: ${reason}`,
      { cause },
    );
  if (typeof expression !== "string") throw refuse("it is no text");
  if (expression.includes(":")) throw refuse("it looks like a date");
  // It would stand for the moment at which the expression is read, by the system's time.
  if (expression.includes("?")) throw refuse(`"?" is not supported`);
  try {
    return new Cron(expression, { timezone, mode: "5-or-6-parts", fixedTimeRule: "no-wildcard" });
  } catch (thrown) {
    throw refuse(shownFailure(new Failure(thrown)).replace(/^\w+: (?:Cron\w+: )?/, ""), thrown);
  }
}

function checkTimeZone(action: string, timeZone: unknown): void {
  if (typeof timeZone === "string" && timeZone !== "") {
    try {
      new Intl.DateTimeFormat("en", { timeZone });
      return;
    } catch {
      // It is said below, in our words.
    }
  }
  const Fault = typeof timeZone === "string" ? RangeError : TypeError;
  throw new Fault(
    `Cannot ${action}: "timeZone" must be a known one such as "Europe/Berlin", received ${shown(timeZone)}`,
  );
}
