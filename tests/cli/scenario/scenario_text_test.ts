import { assertEquals, assertRejects } from "@std/assert";
import {
  guessedFormat,
  parseScenarioText,
  scenarioFormat,
  ScenarioSyntaxError,
} from "../../../cli/scenario/scenario_text.ts";
import type { ScenarioFormat } from "../../../cli/scenario/scenario_text.ts";

Deno.test("scenarioFormat() goes by the end of the name", () => {
  const names = ["a.json", "b/c.JSONC", "a.yml", "a.b.yaml", "./a.toml", "a.txt", "json", "a.json/b", "a.constructor"];
  assertEquals(names.map(scenarioFormat), [
    ...["json", "jsonc", "yaml", "yaml", "toml", undefined, undefined, undefined, undefined],
  ]);
});

Deno.test("guessedFormat() goes by the first line that says something", () => {
  const texts: readonly (readonly [string, ScenarioFormat])[] = [
    ['\n{ "name": 1 }', "jsonc"],
    ["// a comment\n{}", "jsonc"],
    ["# a comment\n\nname: a", "yaml"],
    ["# a comment\nname = 1", "toml"],
    ["[defaults]", "toml"],
    ["", "yaml"],
  ];
  for (const [text, format] of texts) assertEquals(guessedFormat(text), format, text);
});

Deno.test("parseScenarioText() reads the same data in each format", async () => {
  const data = { name: "a", workers: [{ name: "w", count: 2 }] };
  const texts: Record<ScenarioFormat, string> = {
    json: '\uFEFF{"name":"a","workers":[{"name":"w","count":2}]}',
    jsonc: '{"name":"a", /* so */ "workers":[{"name":"w","count":2},],}',
    yaml: "name: a # so\nworkers:\n  - name: w\n    count: 2\n",
    toml: 'name = "a"\n[[workers]]\nname = "w"\ncount = 2\n',
  };
  for (const [format, text] of Object.entries(texts)) {
    assertEquals(await parseScenarioText(text, format as ScenarioFormat), data, format);
  }
});

Deno.test("parseScenarioText() says at which line and column it stumbled", async () => {
  const broken: readonly (readonly [ScenarioFormat, string, string, number | undefined, number | undefined])[] = [
    ["json", '{"a": 1,\n "b": x}', 'unexpected token "x"', 2, 7],
    ["json", '{"a": 1,}', "JSON has no comments", undefined, undefined],
    ["jsonc", '{"a": 1', "unexpected end of the input", 1, 8],
    ["yaml", "a: 1\n b: 2", "Cannot read block: bad indentation of a mapping entry", 2, 3],
    ["yaml", "a: 1\na: 2", "Cannot store mapping pair: duplicated key", 2, 1],
    ["toml", 'a = "b', "Single-line string is not closed", 1, 7],
  ];
  for (const [format, text, message, line, column] of broken) {
    const error = await assertRejects(() => parseScenarioText(text, format), ScenarioSyntaxError, message);
    assertEquals([error.line, error.column], [line, column], text);
  }
});
