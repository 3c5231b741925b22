import { assertEquals } from "@std/assert";
import { scenarioOf } from "../../../cli/scenario/scenario_file.ts";
import { scenarioTemplate } from "../../../cli/scenario/scenario_template.ts";
import { parseScenarioText, type ScenarioFormat } from "../../../cli/scenario/scenario_text.ts";
import { checkScenario } from "../../../src/simulation/cast.ts";

Deno.test("scenarioTemplate() is one valid scenario in all formats", async () => {
  const [first, ...others] = await Promise.all(
    (["json", "jsonc", "yaml", "toml"] as ScenarioFormat[]).map(async (format) =>
      await scenarioOf(await parseScenarioText(scenarioTemplate(format), format), format)
    ),
  );
  checkScenario(first!);
  for (const other of others) assertEquals(other, first);
});
