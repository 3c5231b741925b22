import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { numberWeight, simplerNumbers } from "../../../src/simulation/campaign/simpler_number.ts";
import { holds } from "../../support/law.ts";

Deno.test("numberWeight() is more for more digits, for those behind the point and for a greater number", () => {
  const byWeight = [0, 1, 10, 500, 5_000, 1_234.5, 86_400_000, 1_234.567];
  assertEquals(byWeight.toSorted((a, b) => numberWeight(a) - numberWeight(b)), byWeight);
});

Deno.test("simplerNumbers() has nothing at all and rounder ones on both sides", () => {
  const found = simplerNumbers(1_234);
  assertEquals([0, 1_000, 1_200, 2_000].filter((each) => !found.includes(each)), []);
});

Deno.test("simplerNumbers() has nothing below the least", () => {
  assertEquals(simplerNumbers(9, 4).every((each) => each >= 4), true);
});

Deno.test("simplerNumbers() has nothing for Infinity", () => {
  assertEquals(simplerNumbers(Infinity), []);
});

Deno.test("simplerNumbers() weigh less, so that taking one after the other ends", async (test) => {
  await holds(
    test,
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.boolean(), (value, whole) => {
      for (const each of simplerNumbers(value, 0, whole)) {
        assert(numberWeight(each) < numberWeight(value));
        assert(!whole || Number.isInteger(each));
      }
    }),
  );
});
