import { assertEquals } from "@std/assert";
import { cutMiddle as cutInTables } from "../../../cli/page/middle_cut.ts";
import {
  countStep,
  cutMiddle,
  durationText,
  momentText,
  percentText,
  rankIn,
  tickText,
  timeStep,
} from "../../../cli/page/script/figure.js";

Deno.test("durationText() has the two largest units, as formatDuration() has them", () => {
  assertEquals([0, 5, 1_500, 90_000, 3_600_000, 90_061_000].map((ms) => durationText(ms)), [
    "0s",
    "5ms",
    "1.5s",
    "1m30s",
    "1h",
    "1d1h",
  ]);
});

Deno.test("momentText() has the clock to the millisecond, and days", () => {
  assertEquals([1_500.4, 86_400_001].map((ms) => momentText(ms)), ["00:00:01.500", "1d 00:00:00.001"]);
});

Deno.test("timeStep() and tickText() give round times", () => {
  assertEquals([timeStep(60_000, 6), timeStep(600_000, 8), timeStep(86_400_000, 8)], [10_000, 120_000, 10_800_000]);
  assertEquals([tickText(90_000, 30_000), tickText(7_200_000, 3_600_000), tickText(20, 10)], ["1m30s", "2h", "20ms"]);
});

Deno.test("countStep() gives 1, 2 or 5 of a power of ten", () => {
  assertEquals([countStep(7, 4, 1), countStep(90, 4), countStep(1, 4, 1)], [2, 50, 1]);
});

Deno.test("percentText() never rounds to all or to none", () => {
  assertEquals([100, 99.99, 0.001, 0, 50].map((percent) => percentText(percent)), [
    "100%",
    "99.99%",
    "0.001%",
    "0%",
    "50.0%",
  ]);
});

Deno.test("rankIn() counts what is at most a value", () => {
  assertEquals([0, 1, 2, 3].map((value) => rankIn([1, 2, 2], value)), [0, 1, 3, 3]);
});

Deno.test("cutMiddle() cuts as the tables do", () => {
  for (const name of ["api", "eu-central-1-orders-1", "🦊🦊🦊🦊🦊🦊"]) {
    assertEquals(
      [1, 4, 5, 6].map((most) => cutMiddle(name, most)),
      [1, 4, 5, 6].map((most) => cutInTables(name, most)),
    );
  }
});
