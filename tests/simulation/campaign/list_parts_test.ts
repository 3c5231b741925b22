import { assertEquals } from "@std/assert";
import { parts, withoutParts } from "../../../src/simulation/campaign/list_parts.ts";

Deno.test("withoutParts() takes away all, then halves, quarters and single elements", () => {
  assertEquals([...withoutParts(["a", "b", "c", "d"])].map((list) => list.join("")), [
    "",
    "cd",
    "ab",
    "bcd",
    "acd",
    "abd",
    "abc",
  ]);
});

Deno.test("withoutParts() has nothing to take away from an empty list", () => {
  assertEquals([...withoutParts([])], []);
});

Deno.test("parts() cover a list that cannot be halved", () => {
  assertEquals([...parts(5)], [[0, 5], [0, 3], [3, 5], [0, 2], [2, 4], [4, 5], [0, 1], [1, 2], [2, 3], [3, 4], [4, 5]]);
});
