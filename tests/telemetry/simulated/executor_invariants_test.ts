import { assertEquals } from "@std/assert";
import { RandomStreams } from "../../../src/simulation/random_streams.ts";
import { executorCastOf } from "../../../src/telemetry/simulated/executor_cast.ts";
import { executorEngine } from "../../../src/telemetry/simulated/executor_engine.ts";
import { executorInvariants } from "../../../src/telemetry/simulated/executor_invariants.ts";
import { judgeExecutor } from "../../../src/telemetry/simulated/simulate_executor.ts";
import { executorMutants } from "../../support/executor_mutants.ts";

for (const { fault, invariant, scenario, parts } of executorMutants) {
  Deno.test(`executorInvariants "${invariant}" alone catches an executor that ${fault}`, async () => {
    const cast = executorCastOf(scenario);
    const run = async (changed: typeof parts) =>
      judgeExecutor(cast, await executorEngine(cast, new RandomStreams("1"), { limit: 100_000, ...changed }), "1");

    const mutated = await run(parts);
    const sound = await run({});

    assertEquals([...new Set(mutated.breaches.map((breach) => breach.invariant))], [invariant]);
    assertEquals(sound.breaches, []);
  });
}

Deno.test("executorInvariants each have a mutant that only they catch", () => {
  const caught = new Set(executorMutants.map(({ invariant }) => invariant));

  assertEquals(executorInvariants.map(({ name }) => name).filter((name) => !caught.has(name)), []);
});
