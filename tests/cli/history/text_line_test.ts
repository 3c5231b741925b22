import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { cutLine, momentText } from "../../../cli/history/text_line.ts";
import { columnsOf, plain } from "../../../cli/report/paragraph.ts";
import { holds } from "../../support/law.ts";

Deno.test("momentText() is UTC, whatever the moment", () => {
  assertEquals([0, 1_769_882_400_250, 9e15].map(momentText), [
    "1970-01-01 00:00:00.000",
    "2026-01-31 18:00:00.250",
    "9000000000000000ms",
  ]);
});

Deno.test("cutLine() never takes more than its columns, and says that something is missing", async (t) => {
  assertEquals([cutLine("abc", 3, "…"), cutLine("abcd", 3, "…"), cutLine("日本語", 4, "…"), cutLine("abc", 2, "...")], [
    "abc",
    "ab…",
    "日…",
    "..",
  ]);
  await holds(
    t,
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(40), (text, columns) => {
      return columnsOf(cutLine(plain(text), columns, "…")) <= columns;
    }),
  );
});
