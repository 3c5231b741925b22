import { assertEquals } from "@std/assert";
import { builtInExecutorScenarios } from "../../cli/scenario/built_in_executor_scenarios.ts";
import { builtInScenarios } from "../../cli/scenario/built_in_scenarios.ts";
import { exitCode } from "../../cli/exit_code.ts";
import { root, runProgram } from "./run_program.ts";

// Written anew by: deno test -A tests/cli/golden_text_test.ts -- --update
const update = Deno.args.includes("--update");

for (const name of [...builtInScenarios.keys(), ...builtInExecutorScenarios.keys()]) {
  Deno.test(`simulate ${name} prints its text exactly`, async () => {
    const { code, stdout, stderr } = await runProgram([
      "simulate",
      name,
      "--width",
      "100",
      "--no-color",
      "--seed",
      "1",
    ]);
    const file = new URL(`fixtures/scenarios/${name}.txt`, root);
    if (update) Deno.writeTextFileSync(file, stdout);
    assertEquals(stdout, Deno.readTextFileSync(file));
    assertEquals([code, stderr], [name === "canary" ? exitCode.missed : exitCode.held, ""]);
  });
}

Deno.test("simulate --engine policy comes to the same decisions as the real engine", async () => {
  for (const name of builtInScenarios.keys()) {
    const [real, policy] = await Promise.all(["real", "policy"].map(async (engine) => {
      const { stdout } = await runProgram(["simulate", name, "--engine", engine, "--format", "json", "--quiet"]);
      return JSON.parse(stdout);
    }));
    assertEquals(policy.metrics, real.metrics, name);
  }
});
