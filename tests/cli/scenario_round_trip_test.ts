import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { exactDuration } from "../../cli/scenario/duration.ts";
import { scenarioOf } from "../../cli/scenario/scenario_file.ts";
import { parseScenarioText } from "../../cli/scenario/scenario_text.ts";
import { anyScenario } from "./any_scenario.ts";
import { holds } from "../support/law.ts";

const { stringify: toYaml } = await import("@std/yaml") as { stringify(data: unknown): string };
const { stringify: toToml } = await import("@std/toml") as { stringify(data: unknown): string };

/** JSON has no word for what is not limited. */
const inWords = (_key: string, value: unknown) => value === Infinity ? "unlimited" : value;

Deno.test("scenarioOf() reads back any scenario that was written as JSON, YAML or TOML", async (t) => {
  await holds(
    t,
    fc.asyncProperty(anyScenario, async (scenario) => {
      const json = JSON.stringify(scenario, inWords);
      const texts = { json, yaml: toYaml(JSON.parse(json)), toml: toToml(JSON.parse(json)) } as const;
      for (const format of ["json", "yaml", "toml"] as const) {
        assertEquals(await scenarioOf(await parseScenarioText(texts[format], format), format), scenario, texts[format]);
      }
    }),
  );
});

Deno.test("scenarioOf() reads times as text as it reads them as numbers", async (t) => {
  await holds(
    t,
    fc.asyncProperty(anyScenario, async (scenario) => {
      const asText = JSON.stringify(
        scenario,
        (key, value) => /(Ms|^ms)$/.test(key) && Number.isFinite(value) ? exactDuration(value) : inWords(key, value),
      );
      assertEquals(await scenarioOf(await parseScenarioText(asText, "json"), "json"), scenario, asText);
    }),
  );
});
