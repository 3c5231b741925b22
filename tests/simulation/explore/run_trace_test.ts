import { RunTrace } from "../../../src/simulation/explore/run_trace.ts";
import { assertEquals, assertNotEquals } from "@std/assert";

const traceOf = (steps: number, last = "last") => {
  const trace = new RunTrace();
  for (let step = 1; step < steps; step++) trace.add(`step ${step}`);
  trace.add(last);
  return trace;
};

Deno.test("RunTrace keeps the first steps and the newest ones, and counts all", () => {
  const short = traceOf(2);
  assertEquals([short.first, short.newest, short.steps], [["step 1", "last"], ["step 1", "last"], 2]);
  const long = traceOf(50_005);
  assertEquals([long.first.length, long.first.at(-1), long.steps], [50_000, "step 50000", 50_005]);
  assertEquals(long.newest, ["step 50003", "step 50004", "last"]);
});

Deno.test("RunTrace tells traces apart by the steps that it does not keep", () => {
  assertEquals(traceOf(50_001).restHash, traceOf(50_001).restHash);
  assertNotEquals(traceOf(50_001).restHash, traceOf(50_001, "other").restHash);
  assertEquals(traceOf(50_000).restHash, traceOf(50_000, "other").restHash);
});
