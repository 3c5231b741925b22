import { assertEquals } from "@std/assert";
import { digitsOf, halvingsOf, isLighter, textWeight } from "../../../src/simulation/campaign/weight.ts";

Deno.test("isLighter() compares what matters most first", () => {
  assertEquals([isLighter([1, 9, 9, 9, 9], [2, 0, 0, 0, 0]), isLighter([1, 1, 1, 1, 1], [1, 1, 1, 1, 1])], [
    true,
    false,
  ]);
});

Deno.test("digitsOf() and halvingsOf() are whole, and never below 0", () => {
  assertEquals([0, 9, 10, 999, 1_000, 0.5].map(digitsOf), [0, 0, 1, 2, 3, 0]);
  assertEquals([0, 0.5, 1, 2, 7, 8].map(halvingsOf), [0, 0, 1, 2, 3, 4]);
});

Deno.test("textWeight() is less with a field less, a rounder number, and a shorter word", () => {
  const weights = [{ a: 1, b: "xy" }, { a: 1 }, { a: 1, b: "x" }, { a: 1.25, b: "xy" }].map(textWeight) as number[];

  assertEquals([weights[1]! < weights[0]!, weights[2]! < weights[0]!, weights[3]! > weights[0]!], [true, true, true]);
});
