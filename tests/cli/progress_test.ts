import { assertEquals } from "@std/assert";
import { progressLine } from "../../cli/progress.ts";
import { columnsOf } from "../../cli/report/paragraph.ts";

Deno.test("progressLine() says for how long it has been going on", () => {
  assertEquals(progressLine("simulating herd", 2_900, 80), "simulating herd (2s)");
});

Deno.test("progressLine() stays below the terminal's columns", () => {
  for (const columns of [0, 1, 2, 10, 19, 20, 21, 40]) {
    const used = columnsOf(progressLine("simulating 日本", 2_000, columns));
    assertEquals(used <= Math.max(0, columns - 1), true, `${used} of ${columns}`);
  }
});
