import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Capsule } from "../../../src/simulation/campaign/capsule.ts";
import { keptFailures } from "../../../src/simulation/campaign/keep_failures.ts";
import { holds } from "../../support/law.ts";

const failure = (seed: string, name: string) => ({
  seed,
  capsule: { failures: [{ kind: "invariant", name, message: "", atMs: 0 }] } as unknown as Capsule,
});
const seeds = (failures: readonly { seed: string }[]) => failures.map(({ seed }) => seed);

Deno.test("keptFailures() keeps the first of each cause, then whoever comes first", () => {
  const all = [failure("1", "a"), failure("2", "a"), failure("3", "b"), failure("4", "a"), failure("5", "c")];

  assertEquals(seeds(keptFailures(all, 3)), ["1", "3", "5"]);
  assertEquals(seeds(keptFailures(all, 4)), ["1", "2", "3", "5"]);
  assertEquals(seeds(keptFailures(all, 9)), ["1", "2", "3", "4", "5"]);
  assertEquals(seeds(keptFailures(all, 0)), []);
});

Deno.test("keptFailures() takes seeds by their value, whatever the order they come in", () => {
  const all = [failure("10", "a"), failure("9", "a"), failure("0x20000000000000", "a")];

  assertEquals(seeds(keptFailures(all, 2)), ["9", "10"]);
});

Deno.test("keptFailures() keeps a run once for each of its causes, and but once where that is for no new one", () => {
  const all = [failure("1", "a"), failure("1", "b"), failure("2", "a"), failure("2", "b"), failure("3", "c")];

  const kept = keptFailures(all, 9);
  assertEquals(kept.map(({ seed, capsule }) => `${seed} ${capsule.failures[0]!.name}`), ["1 a", "1 b", "2 a", "3 c"]);
});

Deno.test("keptFailures() keeps of what was kept of the parts what it keeps of the whole", async (t) => {
  const run = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 3 });
  let overlapping = 0;
  const property = fc.property(
    fc.array(run, { maxLength: 20 }),
    fc.integer({ min: 1, max: 4 }),
    fc.nat(12),
    (runs, parts, most) => {
      const failures = runs.map((names, seed) => names.map((name) => failure(String(seed), name)));
      const partly = Array.from({ length: parts }, (_, part) => {
        return keptFailures(failures.filter((_, seed) => seed % parts === part).flat(), most);
      });
      const whole = keptFailures(failures.flat(), most);
      overlapping += Number(new Set(seeds(whole)).size < whole.length);
      assertEquals(keptFailures(partly.flat(), most), whole);
      assertEquals(keptFailures(partly.reverse().flat(), most), whole);
    },
  );
  await holds(t, property, { numRuns: 500 });
  assert(overlapping > 50);
});
