import { assertEquals } from "@std/assert";
import { HitCounts } from "../../../src/simulation/campaign/hit_counts.ts";

Deno.test("HitCounts.add() adds up, and keeps the lowest seed", () => {
  const counts = new HitCounts();
  counts.add("storm", { runs: 1, hits: 3, seed: "10" });
  counts.add("storm", { runs: 2, hits: 1, seed: "9" });
  counts.add("storm", { runs: 1, hits: 1, seed: "0x20000000000000" });
  counts.add("storm", { runs: 1, hits: 1, seed: null });

  assertEquals(counts.entries(), [["storm", { runs: 5, hits: 6, seed: "9" }]]);
});

Deno.test("HitCounts.entries() lists announced names first, hit or not, then the others by the alphabet", () => {
  const counts = new HitCounts(["z", "y"]);
  for (const name of ["b", "y", "a"]) counts.add(name, { runs: 1, hits: 1, seed: "1" });

  assertEquals(counts.entries().map(([name, { runs }]) => `${name} ${runs}`), ["z 0", "y 1", "a 1", "b 1"]);
});
