import { assertEquals } from "@std/assert";
import { dataText, scenarioFileText } from "../../../cli/campaign/data_text.ts";
import { scenarioOf } from "../../../cli/scenario/scenario_file.ts";
import { parseScenarioText } from "../../../cli/scenario/scenario_text.ts";
import { builtInScenarios } from "../../../cli/scenario/built_in_scenarios.ts";
import { builtInExecutorScenarios } from "../../../cli/scenario/built_in_executor_scenarios.ts";

Deno.test("dataText() has a word for what is not limited", () => {
  assertEquals(JSON.parse(dataText({ graceMs: Infinity, a: [1] })), { graceMs: "unlimited", a: [1] });
});

Deno.test("scenarioFileText() gives times their units", () => {
  const times = { a: { ms: 4_100 }, fromMs: 0, toMs: 5_400_000, byMs: 1_234_567, graceMs: Infinity, share: 1_000 };
  assertEquals(JSON.parse(scenarioFileText(times)), {
    a: { ms: "4.1s" },
    fromMs: "0s",
    toMs: "1h30m",
    byMs: "1234567ms",
    graceMs: "unlimited",
    share: 1_000,
  });
});

Deno.test("scenarioFileText() is a file that reads as the same scenario", async () => {
  const faults = [
    { kind: "hang", fromMs: 1_500, toMs: 61_234 },
    { kind: "stall", atMs: 0.5, forMs: 100 },
    { kind: "wall-clock-jump", atMs: 3, byMs: -1_500 },
  ];
  const scenarios = [
    ...builtInScenarios.values(),
    ...builtInExecutorScenarios.values(),
    { ...builtInScenarios.get("cascade")!, faults, graceMs: Infinity },
  ];
  for (const scenario of scenarios) {
    const read = await scenarioOf(await parseScenarioText(scenarioFileText(scenario), "json"), "it");
    const original = await scenarioOf(JSON.parse(dataText(scenario)), "it");
    assertEquals(read, original);
  }
});
