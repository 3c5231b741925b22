import { assertEquals } from "@std/assert";
import { invariants } from "@mainstay/supervisor/simulation";
import { castOf } from "../../src/simulation/cast.ts";
import { policyEngine } from "../../src/simulation/policy_engine.ts";
import { RandomStreams } from "../../src/simulation/random_streams.ts";
import { judge } from "../../src/simulation/simulate.ts";
import { mutants } from "../support/mutants.ts";

for (const { fault, invariant, scenario, makeGroup } of mutants) {
  Deno.test(`invariants "${invariant}" alone catches a supervisor that ${fault}`, () => {
    const cast = castOf(scenario);

    const mutated = judge(cast, policyEngine(cast, new RandomStreams("1"), 10_000, makeGroup), "policy", "1");
    const sound = judge(cast, policyEngine(cast, new RandomStreams("1"), 10_000), "policy", "1");

    assertEquals([...new Set(mutated.breaches.map((breach) => breach.invariant))], [invariant]);
    assertEquals(sound.breaches, []);
  });
}

Deno.test("invariants each have a mutant that only they catch", () => {
  const caught = new Set(mutants.map(({ invariant }) => invariant));

  assertEquals(invariants.map(({ name }) => name).filter((name) => !caught.has(name)), []);
});
