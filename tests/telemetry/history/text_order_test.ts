import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { compareTexts } from "../../../src/telemetry/history/text_order.ts";
import { holds } from "../../support/law.ts";

Deno.test("compareTexts() sorts by code points", () => {
  const sorted = [
    "",
    "A",
    "a",
    "aa",
    "b",
    "é",
    "\uD7FF",
    "\uE000",
    "\uFFFD",
    "\uFFFF",
    "\u{10000}",
    "🔥",
    "\u{10FFFF}",
  ];
  assertEquals(sorted.toReversed().sort(compareTexts), sorted);
});

Deno.test("compareTexts() agrees with the order of UTF-8 bytes", async (t) => {
  const bytes = (text: string) => [...new TextEncoder().encode(text)];
  const compareBytes = (left: string, right: string) => {
    const [one, other] = [bytes(left), bytes(right)];
    const at = one.findIndex((byte, index) => byte !== other[index]);
    return at === -1 ? one.length - other.length : one[at]! - (other[at] ?? -1);
  };
  const text = fc.string({ unit: "binary", maxLength: 4 });
  const property = fc.property(text, text, (left, right) => {
    assertEquals(Math.sign(compareTexts(left, right)), Math.sign(compareBytes(left, right)));
  });
  await holds(t, property);
});
