import { assertEquals } from "@std/assert";
import { castOf } from "../../src/simulation/cast.ts";
import { groupPathOf, isTree, nameOf } from "../../src/simulation/cast_group.ts";

for (
  const [path, group, name] of [["a", "", "a"], ["db/writer", "db", "writer"], ["a/b/c", "a/b", "c"]] as const
) {
  Deno.test(`nameOf() and groupPathOf() take "${path}" apart`, () => {
    assertEquals([groupPathOf(path), nameOf(path)], [group, name]);
  });
}

Deno.test("isTree() tells groups from workers", () => {
  const { root } = castOf({
    name: "test",
    horizonMs: 1,
    workers: [{ name: "a" }, { name: "g", group: { workers: [{ name: "w" }] } }],
  });

  assertEquals(root.children.map(isTree), [false, true]);
});
