import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { resolveSchedule, type Schedule } from "../../../src/telemetry/jobs/schedule.ts";
import { mostCounted, timetable } from "../../../src/telemetry/jobs/timetable.ts";
import { holds } from "../../support/law.ts";

const of = (schedule: Schedule, nowMs = 0, wallMs = 0) => timetable(resolveSchedule("test", schedule), nowMs, wallMs);
const everyTen = { text: "every ten", next: (ms: number) => (Math.floor(ms / 10) + 1) * 10 };

Deno.test("timetable() every: the first one is a period away", () => {
  assertEquals(of({ everyMs: 10 }, 7).firstMs, 17);
});

Deno.test("timetable() every: the first one is where it is asked for", () => {
  assertEquals(of({ everyMs: 10, firstAfterMs: 3 }, 7).firstMs, 10);
});

for (
  const [nowMs, later, nextMs] of [[10, 0, 20], [19.999, 0, 20], [20, 1, 30], [20.001, 1, 30], [
    1_000_005,
    99_999,
    1_000_010,
  ]]
) {
  Deno.test(`timetable() every: due at 10, noticed at ${nowMs}: ${later} later ones have come, next is ${nextMs}`, () => {
    assertEquals(of({ everyMs: 10 }).pass(10, nowMs!), { later: later!, nextMs });
  });
  if (nowMs! > 100) continue;
  Deno.test(`timetable() calendar: due at 10, noticed at ${nowMs}: ${later} later ones have come, next is ${nextMs}`, () => {
    assertEquals(of(everyTen).pass(10, nowMs!), { later: later!, nextMs });
  });
}

Deno.test("timetable() every: a period that is no whole number does not drift", () => {
  const table = of({ everyMs: 1_000 / 3 });
  let dueMs = table.firstMs!;
  for (let n = 1; n < 3_000_000; n++) dueMs = table.pass(dueMs, dueMs).nextMs!;
  assertEquals(Math.abs(dueMs - 1_000_000_000) < 1e-6, true);
});

Deno.test("timetable() every: each due time comes once, however late it is noticed", async (test) => {
  const late = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 50 });
  await holds(
    test,
    fc.property(
      fc.double({ min: 1, max: 20, noNaN: true }),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      late,
      (everyMs, startMs, lates) => {
        const table = of({ everyMs }, startMs);
        let [dueMs, count] = [table.firstMs!, 0];
        for (const lateMs of lates) {
          const nowMs = dueMs + lateMs;
          const { later, nextMs } = table.pass(dueMs, nowMs);
          count += 1 + later;
          if (!(later >= 0 && nextMs! > nowMs)) throw new Error(`${later} later, next at ${nextMs}, now ${nowMs}`);
          dueMs = nextMs!;
        }
        assertEquals(Math.round((dueMs - table.firstMs!) / everyMs), count);
      },
    ),
  );
});

Deno.test("timetable() once: there is no second one", () => {
  assertEquals(
    [{ afterMs: 5 }, { at: 1_005 }].map((schedule) => {
      const table = of(schedule, 1_000, 1_000);
      return [table.firstMs, table.isOnce, table.isWall, table.pass(1_005, 9_999).nextMs];
    }),
    [[1_005, true, false, undefined], [1_005, true, true, undefined]],
  );
});

Deno.test("timetable() at: one that is over is due all the same", () => {
  assertEquals(of({ at: 5 }, 1_000, 1_000).firstMs, 5);
});

Deno.test("timetable() calendar: after a long time not all that was due is counted", () => {
  let asked = 0;
  const counted = { text: "counted", next: (ms: number) => (asked++, everyTen.next(ms)) };
  assertEquals(of(counted).pass(10, 1e9 + 5), { later: mostCounted, nextMs: 1e9 + 10 });
  assertEquals(asked, 1 + mostCounted + 1);
});

Deno.test("timetable() calendar: none is due any more", () => {
  const thrice = { text: "thrice", next: (ms: number) => ms < 30 ? everyTen.next(ms) : undefined };
  assertEquals(of(thrice).pass(10, 30), { later: 2, nextMs: undefined });
  assertEquals(of(thrice, 0, 30).firstMs, undefined);
});

for (const answer of [NaN, Infinity, -Infinity, 4, 5, "6", null, new Date(6)]) {
  Deno.test(`timetable() calendar: ${String(answer)} is no time after 5`, () => {
    const calendar = { text: "odd", next: () => answer as number };
    const error = assertThrows(() => of(calendar, 0, 5), RangeError);
    assertEquals(
      error.message.startsWith(`Cannot go on with the schedule "odd": "next" must answer a time after 5, received `),
      true,
    );
  });
}
