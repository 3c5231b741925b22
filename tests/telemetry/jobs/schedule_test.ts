import { assertEquals, assertThrows } from "@std/assert";
import { resolveSchedule, type Schedule } from "../../../src/telemetry/jobs/schedule.ts";

const texts: [Schedule, string][] = [
  [{ everyMs: 60_000 }, "every 1 min"],
  [{ everyMs: 90_000 }, "every 90 s"],
  [{ everyMs: 1_500 }, "every 1500 ms"],
  [{ everyMs: 7_200_000, firstAfterMs: 0 }, "every 2 h, first after 0 ms"],
  [{ everyMs: 1_000, firstAfterMs: 1_000 }, "every 1 s"],
  [{ afterMs: 5_000 }, "once after 5 s"],
  [{ afterMs: 0 }, "once after 0 ms"],
  [{ afterMs: 86_400_000 }, "once after 1 day"],
  [{ afterMs: 172_800_000 }, "once after 2 days"],
  [{ at: 0 }, "once at 1970-01-01T00:00:00Z"],
  [{ at: 0.5 }, "once at 1970-01-01T00:00:00Z"],
  [{ at: new Date(1_500) }, "once at 1970-01-01T00:00:01.5Z"],
  [{ at: "2027-01-01T01:00:00+01:00" }, "once at 2027-01-01T00:00:00Z"],
  [{ text: "at full moon", next: () => undefined }, "at full moon"],
];

for (const [schedule, text] of texts) {
  Deno.test(`resolveSchedule() puts it into words: ${text}, ${JSON.stringify(schedule)}`, () => {
    assertEquals(resolveSchedule("schedule", schedule).text, text);
  });
}

const atRule =
  `a date, a text with its offset from UTC, such as "2027-01-01T00:00:00Z", or milliseconds since the epoch`;
const refused: [unknown, typeof Error, string][] = [
  [
    undefined,
    TypeError,
    `"schedule" must be { everyMs }, { afterMs }, { at } or what cron() answers, received undefined`,
  ],
  [
    "* * * * *",
    TypeError,
    `"schedule" must be { everyMs }, { afterMs }, { at } or what cron() answers, received "* * * * *"`,
  ],
  [[], TypeError, `"schedule" must be an object, received an array`],
  [{}, TypeError, `"schedule" must be { everyMs }, { afterMs }, { at } or what cron() answers, received an object`],
  [
    { every: 5 },
    TypeError,
    `unknown option "schedule.every", known are everyMs, firstAfterMs, afterMs, at, next, text`,
  ],
  [{ everyMs: 5, at: 5 }, TypeError, `unknown option "schedule.at", known are everyMs, firstAfterMs`],
  [{ everyMs: 0.999 }, RangeError, `"schedule.everyMs" must be a finite number of at least 1, received 0.999`],
  [{ everyMs: NaN }, RangeError, `"schedule.everyMs" must be a finite number of at least 1, received NaN`],
  [{ everyMs: Infinity }, RangeError, `"schedule.everyMs" must be a finite number of at least 1, received Infinity`],
  [
    { everyMs: 1, firstAfterMs: -1 },
    RangeError,
    `"schedule.firstAfterMs" must be a finite number of at least 0, received -1`,
  ],
  [{ afterMs: -1 }, RangeError, `"schedule.afterMs" must be a finite number of at least 0, received -1`],
  [{ afterMs: "5" }, RangeError, `"schedule.afterMs" must be a finite number of at least 0, received "5"`],
  [{ at: NaN }, RangeError, `"schedule.at" must be ${atRule}, received NaN`],
  [{ at: 8.64e15 + 1 }, RangeError, `"schedule.at" must be ${atRule}, received 8640000000000001`],
  [{ at: new Date(NaN) }, RangeError, `"schedule.at" must be ${atRule}, received an invalid date`],
  [{ at: "tomorrow" }, TypeError, `"schedule.at" must be ${atRule}, received "tomorrow"`],
  [{ at: "2027-01-01T00:00:00" }, TypeError, `"schedule.at" must be ${atRule}, received "2027-01-01T00:00:00"`],
  [{ at: undefined }, TypeError, `"schedule.at" must be ${atRule}, received undefined`],
  [{ next: 5, text: "five" }, TypeError, `"schedule.next" must be a function, received 5`],
  [{ next: () => 5 }, TypeError, `"schedule.text" must be a text that is not empty, received undefined`],
];

for (const [schedule, Fault, message] of refused) {
  Deno.test(`resolveSchedule() refuses: ${message}`, () => {
    const error = assertThrows(() => resolveSchedule("schedule it", schedule as Schedule), Fault);
    assertEquals(error.message, `Cannot schedule it: ${message}`);
  });
}
