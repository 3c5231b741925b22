import { assertEquals } from "@std/assert";
import { descriptionText, pageText } from "../../../cli/page/page_text.ts";

Deno.test("pageText() spells out what cannot be seen", () => {
  assertEquals(pageText("a\u202eb\u2028c\nd"), "a\\u202eb\\u2028c\\u000ad");
});

Deno.test("pageText() keeps words from right to left apart", () => {
  assertEquals(pageText("مرحبا"), "\u2068مرحبا\u2069");
});

Deno.test("pageText() cuts after 300 characters, between characters", () => {
  assertEquals(pageText("x".repeat(300)), "x".repeat(300));
  assertEquals(pageText("x".repeat(301)), "x".repeat(300) + "…");
  assertEquals(pageText("🦊".repeat(301)), "🦊".repeat(300) + "…");
});

Deno.test("pageText() mends half a character", () => {
  assertEquals(pageText("a\ud83e"), "a\ufffd");
});

Deno.test("descriptionText() makes one paragraph of lines", () => {
  assertEquals(descriptionText("What it is\n  about.\n\nMore.\n"), "What it is about. More.");
});
