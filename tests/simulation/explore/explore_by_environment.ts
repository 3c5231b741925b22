// Explores a test that fails at its second call, if that is made to fail, and prints what came of it. Started by a test of its own.
import { ExplorationError } from "../../../src/simulation/explore/exploration_error.ts";
import { explore } from "../../../src/simulation/explore/explore.ts";

try {
  const { runs, firstSeed, endedBy } = await explore(async ({ faults }) => {
    const call = faults.wrap("call", async () => {});
    for (let i = 0; i < 3; i++) await call();
  }, { seeds: 3, faults: { call: false } });
  console.log(JSON.stringify({ runs, firstSeed, endedBy }));
} catch (error) {
  if (!(error instanceof ExplorationError)) throw error;
  console.log(JSON.stringify({ seed: error.seed, faults: error.faults, runs: error.runs }));
}
