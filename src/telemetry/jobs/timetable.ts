import { shown } from "../../core/option_check.ts";
import type { Calendar, ResolvedSchedule } from "./schedule.ts";

/** What lies between a due time that has come and the present. */
export interface Passed {
  /** How many later due times have come too; a calendar is asked for {@linkcode mostCounted} at most. */
  readonly later: number;
  /** The first due time after the present; `undefined` when there is none. */
  readonly nextMs: number | undefined;
}

/** The due times of one job, all by the same time: its clock's, or the time of day. Pure, as far as its calendar is. */
export interface Timetable {
  /** Whether it goes by the time of day. */
  readonly isWall: boolean;
  /** Whether there is one due time at most. */
  readonly isOnce: boolean;
  /** The first due time; `undefined` when there is none. */
  readonly firstMs: number | undefined;
  /**
   * Goes on from a due time to the present, which is not before it.
   *
   * @throws {unknown} What a calendar throws.
   * @throws {RangeError} For an answer of a calendar that is no time after the one that it was asked about.
   */
  pass(dueMs: number, nowMs: number): Passed;
  /** The first due time after a moment, for a time of day that was set back. Throws as {@linkcode pass} does. */
  after(ms: number): number | undefined;
}

/** A calendar is not asked for more due times that have come meanwhile: for all seconds of a month that would take minutes. */
export const mostCounted = 10;

/**
 * The due times of a schedule that begins now.
 *
 * @param nowMs The clock's time.
 * @param wallMs The time of day.
 * @throws {unknown} What a calendar throws.
 * @throws {RangeError} For an answer of a calendar that is no time after the one that it was asked about.
 */
export function timetable(schedule: ResolvedSchedule, nowMs: number, wallMs: number): Timetable {
  switch (schedule.kind) {
    case "every":
      return every(nowMs + schedule.firstAfterMs, schedule.everyMs);
    case "after":
      return once(nowMs + schedule.afterMs, false);
    case "at":
      return once(schedule.atMs, true);
    case "calendar":
      return byCalendar(schedule.calendar, wallMs);
    default:
      return schedule satisfies never;
  }
}

function once(firstMs: number, isWall: boolean): Timetable {
  return { isWall, isOnce: true, firstMs, pass: () => ({ later: 0, nextMs: undefined }), after: () => firstMs };
}

/** Each due time is computed from the first one: sums of a period that is no whole number would drift. */
function every(firstMs: number, everyMs: number): Timetable {
  const at = (index: number) => firstMs + index * everyMs;
  const indexAt = (ms: number) => {
    const index = Math.floor((ms - firstMs) / everyMs);
    return at(index) > ms ? index - 1 : at(index + 1) <= ms ? index + 1 : index;
  };
  const pass = (dueMs: number, nowMs: number) => {
    const index = indexAt(nowMs);
    return { later: index - Math.round((dueMs - firstMs) / everyMs), nextMs: at(index + 1) };
  };
  return { isWall: false, isOnce: false, firstMs, pass, after: (ms) => at(Math.max(0, indexAt(ms) + 1)) };
}

function byCalendar(calendar: Calendar, wallMs: number): Timetable {
  const after = (ms: number) => {
    const nextMs: unknown = calendar.next(ms);
    if (nextMs === undefined || (typeof nextMs === "number" && Number.isFinite(nextMs) && nextMs > ms)) return nextMs;
    throw new RangeError(
      `Cannot go on with the schedule "${calendar.text}": "next" must answer a time after ${ms}, received ${
        shown(nextMs)
      }`,
    );
  };
  const pass = (dueMs: number, nowMs: number) => {
    let nextMs = after(dueMs);
    let later = 0;
    while (nextMs !== undefined && nextMs <= nowMs) {
      later++;
      nextMs = after(later < mostCounted ? nextMs : nowMs);
    }
    return { later, nextMs };
  };
  return { isWall: true, isOnce: false, firstMs: after(wallMs), pass, after };
}
