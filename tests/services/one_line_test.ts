import { assertEquals } from "@std/assert";
import { oneLine } from "../../src/services/one_line.ts";

Deno.test("oneLine() leaves a plain line as it is", () => {
  assertEquals(oneLine("Überlauf: 5 % – 🙂"), "Überlauf: 5 % – 🙂");
});

Deno.test("oneLine() makes a space of what could end a line or steer a terminal", () => {
  assertEquals(oneLine("a\nb\r\n\tc\u0000d\u001b[31me\u0085f\u2028g\u2029h"), "a b c d [31me f g h");
});

Deno.test("oneLine() cuts what is longer than the limit", () => {
  assertEquals(["abcd", "abcde", "abcdef"].map((text) => oneLine(text, 5)), ["abcd", "abcde", "abcd…"]);
  assertEquals(oneLine("x".repeat(5_000)).length, 1_000);
});

Deno.test("oneLine() leaves no half of a character", () => {
  assertEquals(oneLine("ab🙂cd", 4), "ab\ufffd…");
  assertEquals(oneLine("\ud800"), "\ufffd");
});

Deno.test("oneLine() takes what is no text for what it looks like", () => {
  assertEquals([undefined, null, 5].map((value) => oneLine(value)), ["undefined", "null", "5"]);
});
