import { checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import { checkFunction } from "../../drivers/driver_options.ts";
import { checkFilled } from "../execution.ts";

/** Again and again, by the clock that counts the time that has passed: setting the time of day changes nothing. */
export interface EverySchedule {
  /** The time from one due time to the next, in milliseconds, at least 1. They lie on a fixed grid: how long runs take moves nothing. */
  readonly everyMs: number;
  /**
   * The time until the first one, in milliseconds; 0 is at once.
   * @default everyMs
   */
  readonly firstAfterMs?: number;
}

/** Once, so many milliseconds from now, by the clock that counts the time that has passed. */
export interface AfterSchedule {
  /** How long from now, in milliseconds. */
  readonly afterMs: number;
}

/** Once, at a time of day. One that is over already is now. */
export interface AtSchedule {
  /** A date, a text such as `2027-01-01T00:00:00Z`, with its offset from UTC, or milliseconds since the epoch. */
  readonly at: Date | string | number;
}

/** Times of day by a rule: `cron()` makes one, and so may you. */
export interface Calendar {
  /** The rule in words, for people. */
  readonly text: string;
  /**
   * The first due time after a moment, both in milliseconds since the epoch; `undefined` when there is none. The same moment must always get the
   * same answer. What it throws, and an answer that is not after the moment, end the job.
   */
  next(afterMs: number): number | undefined;
}

/** When a job is due. */
export type Schedule = EverySchedule | AfterSchedule | AtSchedule | Calendar;

/** A schedule that was checked, with nothing left open. */
export type ResolvedSchedule =
  & { readonly text: string }
  & (
    | { readonly kind: "every"; readonly everyMs: number; readonly firstAfterMs: number }
    | { readonly kind: "after"; readonly afterMs: number }
    | { readonly kind: "at"; readonly atMs: number }
    | { readonly kind: "calendar"; readonly calendar: Calendar }
  );

/** What a date can hold, in milliseconds on both sides of the epoch. */
const farthestMs = 8.64e15;
const atRule =
  `a date, a text with its offset from UTC, such as "2027-01-01T00:00:00Z", or milliseconds since the epoch`;

/**
 * Fills in what a schedule leaves open, and checks it.
 *
 * @throws {TypeError} For what is no schedule, an unknown field, or one that is not what it must be; the message names it.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function resolveSchedule(action: string, schedule: Schedule): ResolvedSchedule {
  const has = (field: string) => typeof schedule === "object" && schedule !== null && field in schedule;
  if (has("next")) return resolveCalendar(action, schedule as Calendar);
  if (has("everyMs")) return resolveEvery(action, schedule as EverySchedule);
  if (has("afterMs")) {
    checkKeys(action, "schedule", schedule, ["afterMs"]);
    const { afterMs } = schedule as AfterSchedule;
    checkNumber(action, "schedule.afterMs", afterMs, { min: 0 });
    return { kind: "after", afterMs, text: `once after ${durationText(afterMs)}` };
  }
  if (has("at")) {
    checkKeys(action, "schedule", schedule, ["at"]);
    const atMs = resolveAt(action, (schedule as AtSchedule).at);
    return { kind: "at", atMs, text: `once at ${Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs))}` };
  }
  if (typeof schedule === "object" && schedule !== null) {
    checkKeys(action, "schedule", schedule, ["everyMs", "firstAfterMs", "afterMs", "at", "next", "text"]);
  }
  throw new TypeError(
    `Cannot ${action}: "schedule" must be { everyMs }, { afterMs }, { at } or what cron() answers, received ${
      shown(schedule)
    }`,
  );
}

function resolveEvery(action: string, schedule: EverySchedule): ResolvedSchedule {
  checkKeys(action, "schedule", schedule, ["everyMs", "firstAfterMs"]);
  const { everyMs, firstAfterMs = everyMs } = schedule;
  checkNumber(action, "schedule.everyMs", everyMs, { min: 1 });
  checkNumber(action, "schedule.firstAfterMs", firstAfterMs, { min: 0 });
  const first = firstAfterMs === everyMs ? "" : `, first after ${durationText(firstAfterMs)}`;
  return { kind: "every", everyMs, firstAfterMs, text: `every ${durationText(everyMs)}${first}` };
}

function resolveCalendar(action: string, calendar: Calendar): ResolvedSchedule {
  checkFunction(action, "schedule.next", calendar.next);
  const { text } = calendar;
  checkFilled(action, "schedule.text", text);
  return { kind: "calendar", calendar, text };
}

function resolveAt(action: string, at: AtSchedule["at"]): number {
  const atMs = at instanceof Date ? at.getTime() : typeof at === "string" ? parsed(at) : at;
  if (typeof atMs === "number" && Math.abs(atMs) <= farthestMs) return atMs;
  const Fault = typeof atMs === "number" ? RangeError : TypeError;
  const received = at instanceof Date ? "an invalid date" : shown(at);
  throw new Fault(`Cannot ${action}: "schedule.at" must be ${atRule}, received ${received}`);
}

function parsed(text: string): number | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined;
  }
}

const units = [["day", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1_000]] as const;

/** Exactly so long, in the largest unit that it is a whole number of: `1 min`, `90 s`, `1500 ms`. */
function durationText(ms: number): string {
  const unit = ms > 0 ? units.find(([, unitMs]) => ms % unitMs === 0) : undefined;
  if (unit === undefined) return `${ms} ms`;
  const amount = ms / unit[1];
  return `${amount} ${unit[0]}${unit[0] === "day" && amount > 1 ? "s" : ""}`;
}
