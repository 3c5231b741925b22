import { assertEquals } from "@std/assert";
import { ChildList } from "../../src/core/child_list.ts";
import type { Supervision } from "../../src/core/supervision.ts";
import { CoreGroup } from "../support/core_group.ts";

/** A list of this many children called "c0", "c1" and so on. */
function listOf(count: number): { list: ChildList; children: readonly Supervision[] } {
  const names = Array.from({ length: count }, (_, i) => `c${i}`);
  const children = new CoreGroup(Object.fromEntries(names.map((name) => [name, {}]))).group.workers;
  const list = new ChildList();
  for (const child of children) list.add(child);
  return { list, children };
}

function names(list: ChildList): string[] {
  return [...list].map(({ name }) => name);
}

Deno.test("ChildList holds its children in the order in which they were added", () => {
  const { list } = listOf(3);
  assertEquals([names(list), list.length, list.size, list.at(1)?.name], [["c0", "c1", "c2"], 3, 3, "c1"]);
});

Deno.test("ChildList finds children by name, before and after others are added", () => {
  const { list, children } = listOf(3);
  assertEquals([list.named("c1") === children[1], list.named("x")], [true, undefined]);
  const { children: [late] } = listOf(1);
  list.remove(children[0]!);
  list.add(late!);
  assertEquals([list.named("c0") === late, list.named("c1") === children[1]], [true, true]);
});

Deno.test("ChildList.remove() leaves a hole", () => {
  const { list, children } = listOf(3);
  assertEquals(list.remove(children[1]!), true);
  assertEquals([names(list), list.length, list.size, list.at(1), list.named("c1")], [
    ["c0", "c2"],
    3,
    2,
    undefined,
    undefined,
  ]);
});

Deno.test("ChildList.remove() says no of a child that is not there any more", () => {
  const { list, children } = listOf(3);
  list.remove(children[1]!);
  assertEquals([list.remove(children[1]!), list.size], [false, 2]);
});

for (const [count, removed, length] of [[32, 16, 32], [34, 17, 34], [33, 17, 16], [100, 50, 100], [100, 51, 49]]) {
  Deno.test(`ChildList.tidy() of ${count} children without ${removed} has ${length} places`, () => {
    const { list, children } = listOf(count!);
    for (const child of children.slice(0, removed)) list.remove(child);
    list.tidy();
    assertEquals([list.length, list.size], [length, count! - removed!]);
    for (let i = 0; i < list.length; i++) assertEquals(list.at(i)?.index ?? i, i);
    assertEquals(names(list), children.slice(removed).map(({ name }) => name));
  });
}

Deno.test("ChildList can be walked while children leave it", () => {
  const { list } = listOf(4);
  const seen: string[] = [];
  for (const child of list) {
    seen.push(child.name);
    if (child.name === "c1") list.remove(list.named("c2")!);
  }
  assertEquals(seen, ["c0", "c1", "c3"]);
});
