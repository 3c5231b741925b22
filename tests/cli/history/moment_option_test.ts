import { assertEquals, assertThrows } from "@std/assert";
import { parseMoment } from "../../../cli/history/moment_option.ts";
import { UsageError } from "../../../cli/usage_error.ts";

const nowMs = Date.UTC(2026, 1, 1);

Deno.test("parseMoment() reads dates in UTC or in their zone, and times ago", () => {
  const moments: readonly (readonly [string, string])[] = [
    ["2026-01-31", "2026-01-31T00:00:00.000Z"],
    ["2026-01-31T18:30", "2026-01-31T18:30:00.000Z"],
    ["2026-01-31 18:30:05", "2026-01-31T18:30:05.000Z"],
    ["2026-01-31T18:30:05.25Z", "2026-01-31T18:30:05.250Z"],
    ["2026-02-01T00:30+02:00", "2026-01-31T22:30:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["2h", "2026-01-31T22:00:00.000Z"],
    ["1d0.5h", "2026-01-30T23:30:00.000Z"],
    ["0s", "2026-02-01T00:00:00.000Z"],
    ["1970-01-01", "1970-01-01T00:00:00.000Z"],
  ];
  for (const [text, moment] of moments) {
    assertEquals(new Date(parseMoment("since", text, nowMs)).toISOString(), moment, text);
  }
});

Deno.test("parseMoment() refuses what is no moment, and names the option", () => {
  for (
    const text of [
      "2026-02-29",
      "2026-13-01",
      "2026-01-31T25:00",
      "2026-01-31T18:30+99:99",
      "31.1.2026",
      "2",
      "now",
      "-2h",
    ]
  ) {
    assertThrows(() => parseMoment("until", text, nowMs), UsageError, `Cannot use --until "${text}": expected a date`);
  }
  for (const text of ["1969-12-31", "99999d"]) {
    assertThrows(() => parseMoment("until", text, nowMs), UsageError, "it is before 1970");
  }
});
