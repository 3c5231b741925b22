import { assertEquals } from "@std/assert";
import { barLine, crowdCountLine, crowdCounts } from "../../../cli/history/timeline_bar.ts";
import { asciiGlyphs } from "../../../cli/report/glyphs.ts";

Deno.test("barLine() draws when and how long, and how it ended", () => {
  const bar = (offsetMs: number, durationMs: number, status: "success" | "error" | "cancelled" | "timed-out") =>
    barLine(offsetMs, { durationMs, status }, 100, 10, asciiGlyphs);
  assertEquals(bar(0, 100, "success"), "##########");
  assertEquals(bar(20, 30, "error"), "  ##x");
  assertEquals(bar(20, 1, "error"), "  x");
  assertEquals(bar(95, 5, "timed-out"), "         !");
  assertEquals(bar(100, 0, "success"), "         #");
  assertEquals(bar(50, 20, "cancelled"), "     ~~");
  assertEquals(barLine(0, { durationMs: 0, status: "success" }, 0, 10, asciiGlyphs), "#");
});

Deno.test("crowdCountLine() has the highest mark where there are most, and a blank where there are none", () => {
  const counts = crowdCounts([0, 1, 2, 3, 25, 99, 100], 100, 5);
  assertEquals(counts, [4, 1, 0, 0, 2]);
  assertEquals(crowdCountLine(counts, asciiGlyphs), "82  4");
  assertEquals(crowdCountLine([0, 0], asciiGlyphs), "  ");
});
