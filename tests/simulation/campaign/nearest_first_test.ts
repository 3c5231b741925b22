import { assertEquals } from "@std/assert";
import { nearestFirst } from "../../../src/simulation/campaign/nearest_first.ts";

Deno.test("nearestFirst() sorts by the edits that it takes", () => {
  // kitten → sitting takes 3, → kitchen 2, → mitten 1, → cat 5.
  assertEquals(nearestFirst("kitten", ["cat", "sitting", "kitchen", "mitten", "kitten"]), [
    "kitten",
    "mitten",
    "kitchen",
    "sitting",
    "cat",
  ]);
});

Deno.test("nearestFirst() leaves words that are equally far in their order", () => {
  assertEquals(nearestFirst("", ["bb", "aa", "c"]), ["c", "bb", "aa"]);
});
