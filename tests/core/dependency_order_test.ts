import { assertEquals } from "@std/assert";
import { ChildList } from "../../src/core/child_list.ts";
import { DependencyOrder } from "../../src/core/dependency_order.ts";
import type { Supervision } from "../../src/core/supervision.ts";
import { type DependingChild, DependingGroup } from "../support/depending_group.ts";

/** A running group, and an order of the same children that the test alone moves. */
function orderOf(children: Readonly<Record<string, DependingChild>>) {
  const core = new DependingGroup(children);
  core.group.begin(0);
  const list = new ChildList();
  const order = new DependencyOrder(list);
  for (const child of core.group.workers) {
    list.add(child);
    order.add(child);
  }
  return { core, list, order, of: (name: string) => list.named(name)! };
}

function names(children: Iterable<Supervision>): string {
  return Array.from(children, ({ name }) => name).join(" ");
}

const restart = { onDependencyFailure: "restart" } as const;
const diamond = { a: {}, b: { on: ["a"] }, c: { on: ["a"] }, d: { on: ["b", "c"] } };

Deno.test("DependencyOrder.dependentsOf() are those who name it, in the order in which they joined", () => {
  const { order, of } = orderOf(diamond);
  assertEquals(["a", "b", "c", "d"].map((name) => names(order.dependentsOf(of(name)))), ["b c", "d", "d", ""]);
});

Deno.test("DependencyOrder.dependentsOf() forgets who was removed", () => {
  const { order, of } = orderOf(diamond);
  order.remove(of("b"));
  assertEquals(names(order.dependentsOf(of("a"))), "c");
});

Deno.test("DependencyOrder.dependentsOf() holds for another child of the same name", () => {
  const { list, order, of } = orderOf({ a: {}, b: { on: ["a"] } });
  order.remove(of("a"));
  list.remove(of("a"));
  const another = new DependingGroup({ x: {}, y: {}, a: {} }).child("a");
  list.add(another);
  order.add(another);
  assertEquals(names(order.dependentsOf(another)), "b");
});

Deno.test("DependencyOrder.isFulfilled() wants all to be ready", () => {
  const late = { startupTimeoutMs: Infinity };
  const { core, order, of } = orderOf({ a: late, b: late, c: { on: ["a", "b"] } });
  const steps = [order.isFulfilled(of("c"))];
  for (const name of ["b", "a"]) {
    core.ready(name, 1);
    steps.push(order.isFulfilled(of("c")));
  }
  core.child("b").onNotReady(1, undefined, 2);
  assertEquals([...steps, order.isFulfilled(of("c"))], [false, false, true, false]);
});

Deno.test("DependencyOrder.isFulfilled() wants none to have to end", () => {
  const { order, of } = orderOf({ a: {}, b: { on: ["a"] } });
  order.fell(of("a"));
  const falling = order.isFulfilled(of("b"));
  order.landed(of("a"));
  assertEquals([falling, order.isFulfilled(of("b"))], [false, true]);
});

Deno.test("DependencyOrder.awaitedBy() names those that are not there, in the given order", () => {
  const late = { startupTimeoutMs: Infinity };
  const { core, order, of } = orderOf({ a: late, b: {}, c: late, d: { on: ["c", "b", "a"] } });
  const first = order.awaitedBy(of("d"));
  core.ready("c", 1);
  assertEquals([first, order.awaitedBy(of("d"))], [["c", "a"], ["a"]]);
});

Deno.test("DependencyOrder.isLost() is for whoever needs one that has ended, or is gone", () => {
  const { core, list, order, of } = orderOf({ a: {}, b: {}, c: { on: ["a", "b"] } });
  const steps = [order.isLost(of("c"))];
  core.crash("a", 1);
  steps.push(order.isLost(of("c")));
  core.complete("b", 1);
  steps.push(order.isLost(of("c")));
  core.child("b").restart(2);
  steps.push(order.isLost(of("c")));
  list.remove(of("b"));
  assertEquals([...steps, order.isLost(of("c"))], [false, false, true, false, true]);
});

Deno.test("DependencyOrder.isLost() leaves out one that was abandoned and may come back", () => {
  const { core, order, of } = orderOf({ a: { startupTimeoutMs: 10, graceMs: 5 }, b: { on: ["a"] } });
  core.child("a").onDue(10);
  core.child("a").onDue(15);
  assertEquals([core.child("a").status, order.isLost(of("b"))], ["abandoned", false]);
});

Deno.test("DependencyOrder.fallingWith() goes on from one who wants it to the next", () => {
  const { order, of } = orderOf({
    a: {},
    b: { on: ["a"], ...restart },
    c: { on: ["b"], ...restart },
    d: { on: ["c"] },
    e: { on: ["d"], ...restart },
    f: { on: ["a"] },
  });
  assertEquals(["a", "b", "d", "e"].map((name) => names(order.fallingWith(of(name)))), ["b c", "c", "e", ""]);
});

Deno.test("DependencyOrder.fallingWith() leaves out who is down", () => {
  const { core, order, of } = orderOf({ a: {}, b: { on: ["a"], ...restart }, c: { on: ["b"], ...restart } });
  core.crash("b", 1);
  assertEquals(names(order.fallingWith(of("a"))), "");
});

Deno.test("DependencyOrder.fallingWith() names everyone once, however many ways lead there", () => {
  const { order, of } = orderOf({
    a: {},
    b: { on: ["a"], ...restart },
    c: { on: ["a"], ...restart },
    d: { on: ["b", "c", "a"], ...restart },
  });
  assertEquals(names(order.fallingWith(of("a"))), "b c d");
});

Deno.test("DependencyOrder.landed() answers those whose turn has come", () => {
  const { order, of } = orderOf(diamond);
  for (const name of ["a", "b", "c", "d"]) order.fell(of(name));
  const turns = ["a", "b", "c", "d"].map((name) => order.isNext(of(name)));
  assertEquals([turns, names(order.landed(of("d")))], [[false, false, false, true], "b c"]);
  assertEquals([names(order.landed(of("c"))), order.isNext(of("a"))], ["", false]);
  assertEquals([names(order.landed(of("b"))), order.isNext(of("a"))], ["a", true]);
});

Deno.test("DependencyOrder.landed() answers nobody for one that need not end", () => {
  const { order, of } = orderOf(diamond);
  order.fell(of("a"));
  assertEquals([names(order.landed(of("b"))), order.isFalling(of("a")), order.isFalling(of("b"))], ["", true, false]);
});

Deno.test("DependencyOrder.isNext() is not for one that need not end", () => {
  const { order, of } = orderOf(diamond);
  assertEquals(order.isNext(of("d")), false);
});

Deno.test("DependencyOrder.levelOf() counts the waves before a child", () => {
  const { order, of } = orderOf({ ...diamond, e: {}, f: { on: ["e", "d"] } });
  assertEquals(["a", "b", "c", "d", "e", "f"].map((name) => order.levelOf(of(name))), [0, 1, 1, 2, 0, 3]);
});

Deno.test("DependencyOrder.levelOf() counts anew when somebody joins or leaves", () => {
  const { list, order, of } = orderOf({ a: {}, b: { on: ["a"] }, c: { on: ["b"] } });
  const before = order.levelOf(of("c"));
  const b = of("b");
  order.remove(b);
  list.remove(b);
  const without = order.levelOf(of("c"));
  const another = new DependingGroup({ w: {}, x: {}, y: {}, b: { on: ["a"] } }).child("b");
  list.add(another);
  order.add(another);
  assertEquals([before, without, order.levelOf(of("c"))], [2, 0, 2]);
});
