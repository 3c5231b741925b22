import { assertEquals } from "@std/assert";
import { ScriptedSpills } from "../../../src/telemetry/simulated/scripted_spills.ts";
import { recordOf } from "./simulated_record.ts";

Deno.test("ScriptedSpills.pickUp() answers what was left, the oldest first, until it is removed", () => {
  let nowMs = 5;
  const removed: string[] = [];
  const spills = new ScriptedSpills(() => nowMs, ({ path }) => removed.push(path));
  assertEquals([spills.write([recordOf("a")]), spills.write([recordOf("b"), recordOf("c")])], ["spill-1", "spill-2"]);

  nowMs = 9;
  const [first] = spills.pickUp();
  first!.remove();
  const left = [...spills.pickUp()].map(({ path, records, unreadable }) => [path, records.length, unreadable]);

  assertEquals(left, [["spill-2", 2, 0]]);
  assertEquals(removed, ["spill-1"]);
  assertEquals(spills.files.map(({ atMs, removedAtMs }) => [atMs, removedAtMs]), [[5, 9], [5, undefined]]);
});

Deno.test("ScriptedSpills.holds() knows records that were left there, also when they were picked up", () => {
  const spills = new ScriptedSpills(() => 0, () => {});
  spills.write([recordOf("a")]);
  for (const spill of spills.pickUp()) spill.remove();
  assertEquals([spills.holds([recordOf("a")]), spills.holds([recordOf("a"), recordOf("b")])], [true, false]);
});
