import { assertEquals } from "@std/assert";
import { errorText, shownLines, shownText } from "../../../cli/history/subject_text.ts";

Deno.test("shownText() spells line breaks and tabs as JSON does, and what would steer a terminal by its number", () => {
  assertEquals(shownText("a\nb\tc\rd\x1be\u202ef"), String.raw`a\nb\tc\rd\u001be\u202ef`);
});

Deno.test("errorText() is one line, whatever the message", () => {
  assertEquals(
    errorText({ type: "Error", message: "the bank says no:\n  second line" }),
    String
      .raw`Error: the bank says no:\n  second line`,
  );
});

Deno.test("shownLines() keeps line breaks of each kind, and nothing else that would steer a terminal", () => {
  assertEquals(shownLines("a\nb\r\nc\rd\x07\n\n\te"), ["a", "b", "c", String.raw`d\u0007`, "", "    e"]);
});
