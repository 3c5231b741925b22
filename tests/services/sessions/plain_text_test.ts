import { assertEquals } from "@std/assert";
import { plainText, plainTextOrNull } from "../../../src/services/sessions/plain_text.ts";

const texts: Record<string, string> = {
  "": "",
  "a": "a",
  "👩‍🚒 \uFFFD\n": "👩‍🚒 \uFFFD\n",
  "a\0b\0": "a\uFFFDb\uFFFD",
  "\uD83D": "\uFFFD",
  "\uDC00\uD83D\0": "\uFFFD\uFFFD\uFFFD",
};
for (const [text, expected] of Object.entries(texts)) {
  Deno.test(`plainText() of ${JSON.stringify(text)} is ${JSON.stringify(expected)}`, () => {
    assertEquals([plainText(text), plainTextOrNull(text), plainText(expected)], [expected, expected, expected]);
  });
}

Deno.test("plainTextOrNull() of nothing is nothing", () => {
  assertEquals(plainTextOrNull(null), null);
});
