import { assertEquals, assertThrows } from "@std/assert";
import { regressionWords } from "../../../src/simulation/campaign/regression_words.ts";

const failure = { name: "give-ups == 0", kind: "expectation", message: "it came to 1", atMs: 0 } as const;
const recovers = (when: string) => `All must be up ${when}.`;

Deno.test("regressionWords() say what broke, who found it, and what must hold", () => {
  assertEquals(regressionWords({ name: "shop" }, failure, "17", recovers), {
    name: "give-ups == 0 in shop",
    description:
      'Found by a campaign over "shop" with seed 17: it came to 1. The expectation "give-ups == 0" must hold.',
  });
});

Deno.test("regressionWords() of a recovery say by when", () => {
  const late = { ...failure, name: "recovery", kind: "recovery", message: "a was waiting!" } as const;
  const end = (recovery?: { withinMs: number }) =>
    regressionWords({ name: "shop", recovery }, late, "1", recovers).description.replace(/^.*waiting! /, "");

  assertEquals([end(), end({ withinMs: 50 })], ["All must be up in time.", "All must be up within 50 ms."]);
});

Deno.test("regressionWords() refuse what is no failure or no seed", () => {
  assertThrows(() => regressionWords({ name: "shop" }, undefined as never, "1", recovers), TypeError, '"failure"');
  assertThrows(() => regressionWords({ name: "shop" }, failure, 1 as never, recovers), TypeError, '"seed"');
});
