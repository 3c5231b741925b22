import { assertEquals } from "@std/assert";
import { scenarioOf } from "../../../cli/scenario/scenario_file.ts";
import { scenarioTemplate } from "../../../cli/scenario/scenario_template.ts";
import { parseScenarioText, type ScenarioFormat } from "../../../cli/scenario/scenario_text.ts";
import { checkScenario } from "../../../src/simulation/cast.ts";
import { faultKinds } from "../../../src/simulation/faults/fault.ts";
import type { Scenario } from "../../../src/simulation/scenario.ts";

Deno.test("scenarioTemplate() is one valid scenario in all formats", async () => {
  const [first, ...others] = await Promise.all(
    (["json", "jsonc", "yaml", "toml"] as ScenarioFormat[]).map(async (format) =>
      await scenarioOf(await parseScenarioText(scenarioTemplate(format), format), format) as Scenario
    ),
  );
  checkScenario(first!);
  for (const other of others) assertEquals(other, first);
});

Deno.test("scenarioTemplate() is still one with what its comments leave out", async () => {
  const fields: Readonly<Record<"jsonc" | "yaml", RegExp>> = {
    jsonc: /^(\s*)\/\/ (?="\w+": .*,$|\{ .*,$)/gm,
    yaml: /^(\s*)# (?=(- \{|\w+: ))/gm,
  };
  const [jsonc, yaml] = await Promise.all((["jsonc", "yaml"] as const).map(async (format) => {
    const text = scenarioTemplate(format).replace(fields[format], "$1").replace(/^Figures: /m, "# $&");
    return await scenarioOf(await parseScenarioText(text, format), format) as Scenario;
  }));
  checkScenario(jsonc!);
  assertEquals(yaml, jsonc);
  assertEquals([jsonc!.dialect, jsonc!.budget?.intensity, jsonc!.operations?.length], ["systemd", 50, 2]);
  assertEquals([jsonc!.faults?.length, jsonc!.chaos?.mostFaults, jsonc!.recovery?.withinMs], [1, 50, 1_800_000]);
  assertEquals(jsonc!.workers[2]!.group?.workers.map(({ significant }) => significant), [true, undefined]);
});

Deno.test("scenarioTemplate() fits into 130 columns", () => {
  for (const format of ["jsonc", "yaml", "toml"] as const) {
    assertEquals(scenarioTemplate(format).split("\n").filter((line) => line.length > 130), []);
  }
});

Deno.test("scenarioTemplate() names every kind of fault in its comments", () => {
  for (const format of ["jsonc", "yaml", "toml"] as const) {
    const words = scenarioTemplate(format).replaceAll(/\n\s*(\/\/|#)/g, "").split(/[\s,;]+/);
    assertEquals(faultKinds.filter((kind) => !words.includes(kind)), [], format);
  }
});
