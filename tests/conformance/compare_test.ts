import { assertEquals } from "@std/assert";
import { compare, type Comparison } from "./compare.ts";

const exact: Comparison = { toleranceMs: 30, unordered: "nothing" };
const order = (...facts: [text: string, atMs: number, subject?: string][]) => ({
  order: facts.map(([text, atMs, subject = text[1]!]) => ({ text, atMs, subject })),
});
const recorded = order(["+a#1", 0], ["+b#1", 0], ["-a#1:crash by self", 100], ["+a#2", 100]);

Deno.test("compare() finds nothing between equals", () => {
  assertEquals(compare(recorded, recorded, exact), []);
});

Deno.test("compare() names the section, the place, and both sides", () => {
  const replayed = order(["+a#1", 0], ["+b#1", 0], ["-a#1:normal by self", 100], ["+a#2", 100]);
  assertEquals(compare(recorded, replayed, exact), [
    'order, number 3: recorded "-a#1:crash by self" at 100 ms, replayed "-a#1:normal by self" at 100 ms',
  ]);
});

Deno.test("compare() finds what is missing", () => {
  assertEquals(compare(recorded, order(["+a#1", 0], ["+b#1", 0], ["-a#1:crash by self", 100]), exact), [
    'order, number 4: recorded "+a#2" at 100 ms, replayed nothing more',
  ]);
});

Deno.test("compare() finds a section that one side lacks", () => {
  assertEquals(compare({ exit: [] }, { exit: [{ text: "auto_shutdown" }] }, exact), [
    'exit: recorded nothing more, replayed "auto_shutdown"',
  ]);
});

Deno.test("compare() takes times as the same up to its tolerance", () => {
  const at = (atMs: number) => compare(order(["+a#1", 100]), order(["+a#1", atMs]), exact).length;
  assertEquals([129, 130, 131, 70, 69].map(at), [0, 0, 1, 0, 1]);
});

Deno.test("compare() keeps to the order of starts where only ends have none", () => {
  const rules: Comparison = { ...exact, unordered: "ends" };
  const ends = order(["-a#1:shutdown by supervisor", 100], ["-b#1:shutdown by supervisor", 100]);
  const swapped = order(["-b#1:shutdown by supervisor", 100], ["-a#1:shutdown by supervisor", 100]);
  assertEquals(compare(ends, swapped, rules), []);
  assertEquals(compare(order(["+a#1", 0], ["+b#1", 0]), order(["+b#1", 0], ["+a#1", 0]), rules).length, 1);
});

Deno.test("compare() lets ends at different moments keep their order", () => {
  const rules: Comparison = { ...exact, unordered: "ends" };
  const ends = order(["-b#1:shutdown by supervisor", 100], ["-a#1:shutdown by supervisor", 200]);
  const swapped = order(["-a#1:shutdown by supervisor", 100], ["-b#1:shutdown by supervisor", 200]);
  assertEquals(compare(ends, swapped, rules).length, 1);
});

Deno.test("compare() lets no end change places with a start", () => {
  const rules: Comparison = { ...exact, unordered: "ends" };
  const before = order(["-a#1:shutdown by supervisor", 100], ["+b#1", 100], ["-c#1:shutdown by supervisor", 100]);
  const after = order(["-c#1:shutdown by supervisor", 100], ["+b#1", 100], ["-a#1:shutdown by supervisor", 100]);
  assertEquals(compare(before, after, rules).length, 1);
});
