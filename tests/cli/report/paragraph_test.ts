import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { columnsOf, descriptionText, fitted, flowed, plain, wrapped } from "../../../cli/report/paragraph.ts";
import { holds } from "../../support/law.ts";

Deno.test("columnsOf() counts wide letters twice and marks not at all", () => {
  assertEquals(["abc", "█×✓…", "日本", "🙂", "e\u0301", ""].map(columnsOf), [3, 4, 4, 2, 1, 0]);
});

Deno.test("plain() spells control characters out", () => {
  assertEquals(plain("a\x1b[31mred\nb\x9b"), "a\\u001b[31mred\\u000ab\\u009b");
});

Deno.test("fitted() gives exactly the columns asked for", async (t) => {
  assertEquals([fitted("abc", 5, "…"), fitted("abcdef", 5, "…"), fitted("日本語", 5, "…"), fitted("abc", 2, "...")], [
    ...["abc  ", "abcd…", "日本…", ".."],
  ]);
  await holds(
    t,
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(40), (text, columns) => {
      return columnsOf(fitted(plain(text), columns, "…")) === columns;
    }),
  );
});

Deno.test("fitted() keeps the number at the end of a name", () => {
  const cut = [fitted("ingest-worker-17", 12, "…"), fitted("ingest-worker ×50", 12, "…"), fitted("ingest-17", 4, "…")];
  assertEquals(cut, ["ingest-w…-17", "ingest-w…×50", "ing…"]);
});

Deno.test("fitted() keeps the last name of a path", () => {
  const cut = [
    fitted("edge-6/inner-group", 15, "…"),
    fitted("edge-60/inner/cache-12", 17, "…"),
    fitted("a/longer-name", 5, "…"),
  ];
  assertEquals(cut, ["ed…/inner-group", "edge-60…/cache-12", "long…"]);
});

Deno.test("wrapped() indents to the column at which the first line's text begins", () => {
  assertEquals(wrapped("one two three four", 12, "ab: "), ["ab: one two", "    three", "    four"]);
});

Deno.test("flowed() breaks no item", () => {
  assertEquals(flowed(["✓ one", "✓ two", "✓ three"], 14), ["✓ one  ✓ two", "✓ three"]);
});

Deno.test("descriptionText() is one paragraph, and lets nothing steer the terminal", () => {
  assertEquals(descriptionText("One line\n  and\tanother.\r\n\u001b[0m\n"), "One line and another. \\u001b[0m");
});
