import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { cron } from "../../../src/telemetry/jobs/cron.ts";
import { holds } from "../../support/law.ts";

/** The next due times, as texts. */
function due(expression: string, timeZone: string, from: string, count: number): string[] {
  const calendar = cron(expression, { timeZone });
  const found: string[] = [];
  for (let ms = Date.parse(from); found.length < count;) {
    ms = calendar.next(ms)!;
    found.push(new Date(ms).toISOString().slice(5, 16));
  }
  return found;
}

Deno.test("cron() says what it is", () => {
  assertEquals([cron(" 0  3 * * * ").text, cron("@daily", { timeZone: "Asia/Tokyo" }).text], [
    "cron 0 3 * * * (UTC)",
    "cron @daily (Asia/Tokyo)",
  ]);
});

Deno.test("cron() next() is after its moment: before, at, after", () => {
  const { next } = cron("0 3 * * *");
  const threeMs = Date.UTC(2026, 0, 1, 3);
  const dayMs = 86_400_000;
  assertEquals([threeMs - 1, threeMs - 0.5, threeMs, threeMs + 0.5, threeMs + 1].map(next), [
    threeMs,
    threeMs,
    threeMs + dayMs,
    threeMs + dayMs,
    threeMs + dayMs,
  ]);
});

Deno.test("cron() knows seconds, where there are six fields", () => {
  assertEquals(cron("*/20 * * * * *").next(20_000), 40_000);
});

// In Berlin clocks go from 2:00 to 3:00 on 29 March 2026 (1:00 UTC), and from 3:00 back to 2:00 on 25 October 2026 (1:00 UTC).
const changes: [string, string, string, string[]][] = [
  ["a fixed time in the gap is moved to its end", "30 2 * * *", "2026-03-28T00:00Z", [
    "03-28T01:30",
    "03-29T01:00",
    "03-30T00:30",
  ]],
  ["each of several fixed times in the gap too", "15,30 2,14 * * *", "2026-03-29T00:00Z", [
    "03-29T01:00",
    "03-29T12:15",
    "03-29T12:30",
    "03-30T00:15",
  ]],
  ["a fixed time that comes twice counts once", "30 2 * * *", "2026-10-24T00:00Z", [
    "10-24T00:30",
    "10-25T00:30",
    "10-26T01:30",
  ]],
  ["an interval has nothing in the gap", "*/30 2 * * *", "2026-03-28T00:00Z", [
    "03-28T01:00",
    "03-28T01:30",
    "03-30T00:00",
  ]],
  ["an interval has both hours that are alike", "*/30 2 * * *", "2026-10-24T22:00Z", [
    "10-25T00:00",
    "10-25T00:30",
    "10-25T01:00",
    "10-25T01:30",
    "10-26T01:00",
  ]],
  ["every hour goes on through the gap", "30 * * * *", "2026-03-28T23:45Z", [
    "03-29T00:30",
    "03-29T01:30",
    "03-29T02:30",
  ]],
  ["every hour goes on through the hours that are alike", "30 * * * *", "2026-10-24T23:45Z", [
    "10-25T00:30",
    "10-25T01:30",
    "10-25T02:30",
  ]],
];

for (const [what, expression, from, expected] of changes) {
  Deno.test(`cron() where clocks change: ${what} (${expression})`, () => {
    assertEquals(due(expression, "Europe/Berlin", from, expected.length), expected);
  });
}

Deno.test("cron() next() gives one row of times, wherever it is asked", async (test) => {
  const expression = fc.constantFrom(
    "30 2 * * *",
    "*/30 2 * * *",
    "30 * * * *",
    "0 0 1 * *",
    "15,45 1-3 * * SUN",
    "*/7 * * * *",
  );
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata");
  const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
  await holds(
    test,
    fc.property(
      expression,
      zone,
      moment,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (expression, timeZone, ms, share) => {
        const { next } = cron(expression, { timeZone });
        const dueMs = next(ms)!;
        if (!(dueMs > ms)) throw new Error(`${dueMs} is not after ${ms}`);
        assertEquals(next(Math.min(dueMs - 1, Math.floor(ms + (dueMs - ms) * share))), dueMs);
      },
    ),
    { numRuns: 400 },
  );
});

for (
  const [expression, reason] of [
    ["99 3 * * *", "Invalid value for minute: 99"],
    ["0 3 * *", undefined],
    ["0 0 0 1 1 * 2027", undefined],
    ["", undefined],
    ["? 3 * * *", `"?" is not supported`],
    ["2027-01-01T00:00:00", "it looks like a date"],
    [5, "it is no text"],
  ] as const
) {
  Deno.test(`cron() refuses ${JSON.stringify(expression)}`, () => {
    const { message } = assertThrows(() => cron(expression as string), TypeError);
    const start = `Cannot schedule by cron: "expression" must be five or six fields such as "0 3 * * *", received ${
      JSON.stringify(expression)
    }: `;
    assertEquals(message.slice(0, start.length), start);
    if (reason !== undefined) assertEquals(message.slice(start.length), reason);
    assertEquals(message.slice(start.length) === "", false);
  });
}

Deno.test("cron() refuses what never comes", () => {
  const { message } = assertThrows(() => cron("0 0 30 2 *"), RangeError);
  assertEquals(message, `Cannot schedule by cron: "expression" must come some day, received "0 0 30 2 *"`);
});

Deno.test("cron() takes what comes seldom", () => {
  assertEquals(cron("0 0 29 2 *").next(Date.UTC(2026, 0, 1)), Date.UTC(2028, 1, 29));
});

for (const [timeZone, Fault] of [["Europe/Nowhere", RangeError], ["", RangeError], [5, TypeError]] as const) {
  Deno.test(`cron() refuses the time zone ${JSON.stringify(timeZone)}`, () => {
    const { message } = assertThrows(() => cron("0 3 * * *", { timeZone: timeZone as string }), Fault);
    assertEquals(
      message,
      `Cannot schedule by cron: "timeZone" must be a known one such as "Europe/Berlin", received ${
        JSON.stringify(timeZone)
      }`,
    );
  });
}

Deno.test("cron() refuses options that it does not know", () => {
  assertThrows(() => cron("0 3 * * *", { timezone: "UTC" } as object), TypeError, `unknown option "timezone"`);
});
