import { assertEquals, assertThrows } from "@std/assert";
import { expectationFigures, expectationSamples } from "../../../cli/scenario/expectation_figures.ts";
import { checkScenario } from "../../../src/simulation/cast.ts";
import { root } from "../run_program.ts";

const least = { name: "least", horizonMs: 1, workers: [{ name: "w" }] };

const all = [...expectationFigures, ...expectationSamples];

Deno.test("expectationFigures and expectationSamples are all that the simulation knows", () => {
  const { message } = assertThrows(() => checkScenario({ ...least, expect: ["nothing > 1"] }), TypeError);
  const known = /one of (.*), received/.exec(message)?.[1] ?? "";
  assertEquals(known.split(", ").sort(), all.toSorted());
});

Deno.test("expectationFigures and expectationSamples are all in README.md", () => {
  const readme = Deno.readTextFileSync(new URL("README.md", root));
  assertEquals(all.filter((figure) => !readme.includes(`\`${figure}\``)), []);
});
