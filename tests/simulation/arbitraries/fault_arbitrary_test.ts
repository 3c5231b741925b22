import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { faultArbitrary } from "../../../src/simulation/arbitraries/fault_arbitrary.ts";
import { checkScenario } from "../../../src/simulation/cast.ts";
import { beginOf, type Fault, faultKinds } from "../../../src/simulation/faults/fault.ts";
import { holds } from "../../support/law.ts";

const known = ["a", "b-1", "b", "g", "g/c"];
const scenario = {
  name: "all",
  horizonMs: 30_000,
  workers: [{ name: "a" }, { name: "b", count: 2 }, { name: "g", group: { workers: [{ name: "c" }] } }],
};

Deno.test("faultArbitrary() gives faults that a scenario takes", async (test) => {
  const each = faultArbitrary(known, 30_000);
  await holds(test, fc.property(each, (fault) => checkScenario({ ...scenario, faults: [fault] })), { numRuns: 500 });
});

Deno.test("faultArbitrary() gives every kind, before the horizon", () => {
  const faults = fc.sample(faultArbitrary(known, 3_000), { numRuns: 2_000, seed: 1 });
  assertEquals(new Set(faults.map(({ kind }) => kind)), new Set(faultKinds));
  assert(faults.every((fault) => beginOf(fault) < 3_000));
  const named = faults.flatMap((fault) => "workers" in fault ? fault.workers ?? [] : []);
  assertEquals(new Set(named), new Set(known));
});

Deno.test("faultArbitrary() takes a single worker", () => {
  const faults = fc.sample(faultArbitrary(["a"], 3_000), { numRuns: 200, seed: 1 });
  assertEquals(new Set(faults.flatMap((fault) => "workers" in fault ? fault.workers ?? [] : [])), new Set(["a"]));
});

Deno.test("faultArbitrary() shrinks to the smallest fault", () => {
  const smallest = (fails: (fault: Fault) => boolean) =>
    fc.check(fc.property(faultArbitrary(known, 3_000), (fault) => !fails(fault)), { seed: 1, numRuns: 1_000 })
      .counterexample?.[0];
  assertEquals(smallest(() => true), { kind: "crash", atMs: 0 });
  assertEquals(smallest(({ kind }) => kind === "hang"), { kind: "hang", fromMs: 0, toMs: 250 });
});

Deno.test("faultArbitrary() shrinks to a crash, whatever the seed", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { counterexample } = fc.check(fc.property(faultArbitrary(known, 60_000), (_) => false), { seed });
    assertEquals(counterexample![0], { kind: "crash", atMs: 0 });
  }
});

Deno.test("faultArbitrary() names what is wrong", () => {
  const wrong = [
    [[], 1, '"workers" must be a list of paths that is not empty, received an array'],
    ["a", 1, '"workers" must be a list of paths that is not empty, received "a"'],
    [[""], 1, '"workers[0]" must be a text that is not empty, received ""'],
    [["a", 5], 1, '"workers[1]" must be a text that is not empty, received 5'],
    [["a"], 0, '"horizonMs" must be a finite number above 0, received 0'],
  ] as const;
  for (const [workers, horizonMs, message] of wrong) {
    assertThrows(() => faultArbitrary(workers as never, horizonMs), Error, `Cannot make faults: ${message}`);
  }
});

Deno.test("faultArbitrary() gives plain objects", () => {
  for (const fault of fc.sample(faultArbitrary(known, 60_000), { numRuns: 200, seed: 1 })) {
    assertEquals(Object.getPrototypeOf(fault), Object.prototype);
  }
});
