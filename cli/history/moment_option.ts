import { parseDuration } from "../scenario/duration.ts";
import { UsageError } from "../usage_error.ts";

const pattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * The moment that an option says, in whole milliseconds since the epoch: a date, with or without a time, of UTC unless it names another
 * zone; or how long ago it was, such as `2h`.
 *
 * @param option Without the dashes.
 * @param nowMs The present time, in milliseconds since the epoch.
 * @throws {UsageError} For any other text, a day that no calendar has, and a moment before 1970.
 */
export function parseMoment(option: string, text: string, nowMs: number): number {
  const agoMs = parseDuration(text);
  const atMs = agoMs === undefined ? dateOf(text) : Math.round(nowMs - agoMs);
  if (atMs === undefined) {
    throw new UsageError(
      `Cannot use --${option} "${text}": expected a date such as 2026-01-31 or 2026-01-31T18:30 (UTC unless it ends in another ` +
        "zone, such as +02:00), or a time ago with its unit, such as 30m, 2h or 1d",
    );
  }
  if (atMs >= 0) return atMs;
  throw new UsageError(`Cannot use --${option} "${text}": it is before 1970, where no time on record can be`);
}

function dateOf(text: string): number | undefined {
  const [, day, time = "00:00", zone = "Z"] = pattern.exec(text) ?? [];
  if (day === undefined) return undefined;
  const midnightMs = Date.parse(`${day}T00:00Z`);
  const atMs = Date.parse(`${day}T${time}${zone}`);
  // A 30th of February would be taken for a day of March.
  const isDay = Number.isFinite(midnightMs) && new Date(midnightMs).toISOString().startsWith(day);
  return isDay && Number.isFinite(atMs) ? atMs : undefined;
}
