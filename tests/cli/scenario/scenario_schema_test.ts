import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { builtInExecutorScenarios } from "../../../cli/scenario/built_in_executor_scenarios.ts";
import { builtInScenarios } from "../../../cli/scenario/built_in_scenarios.ts";
import { parseParams, scenarioProblems } from "../../../cli/scenario/scenario_problem.ts";
import { scenarioJsonSchema, scenarioSchema } from "../../../cli/scenario/scenario_schema.ts";
import { checkScenario } from "../../../src/simulation/cast.ts";

function problems(data: unknown): string[] {
  const parsed = scenarioSchema.safeParse(data, parseParams);
  return parsed.success ? [] : scenarioProblems(parsed.error.issues).map(({ path, message }) => `${path}: ${message}`);
}

const least = { name: "least", horizonMs: 1, workers: [{ name: "w" }] };
const worker = (fields: unknown) => problems({ ...least, workers: [{ name: "w", ...fields as object }] });
const time = 'expected a time of at least 0: a number of milliseconds, or text such as "250ms", "30s", "1h30m"';

Deno.test("scenarioSchema takes every built-in scenario as it is", () => {
  for (const scenario of builtInScenarios.values()) assertEquals(scenarioSchema.parse(scenario), scenario);
});

Deno.test("scenarioSchema makes milliseconds of durations", () => {
  const { horizonMs, workers } = scenarioSchema.parse({
    ...least,
    horizonMs: "1h30m",
    workers: [{ name: "w", behaviour: { life: { kind: "fixed", ms: "250ms" }, onStop: { takesMs: "2s" } } }],
  });
  assertEquals([horizonMs, workers[0]!.behaviour], [
    5_400_000,
    { life: { kind: "fixed", ms: 250 }, onStop: { takesMs: 2_000 } },
  ]);
});

Deno.test("scenarioSchema makes Infinity of the word that stands for it", () => {
  const parsed = scenarioSchema.parse({
    ...least,
    graceMs: "unlimited",
    maxChildren: "unlimited",
    budget: { intensity: "unlimited" },
    defaults: { graceMs: "unlimited", startupTimeoutMs: "unlimited", healthyAfterMs: "unlimited" },
    workers: [{ name: "w", graceMs: "unlimited", budget: { intensity: "unlimited" } }],
  });
  assertEquals([parsed.graceMs, parsed.maxChildren, parsed.budget?.intensity], [Infinity, Infinity, Infinity]);
  assertEquals(parsed.defaults, { graceMs: Infinity, startupTimeoutMs: Infinity, healthyAfterMs: Infinity });
  assertEquals(parsed.workers, [{ name: "w", graceMs: Infinity, budget: { intensity: Infinity } }]);
});

Deno.test("scenarioSchema reads groups in groups", () => {
  const deepest = { name: "w", graceMs: "5s" };
  const { workers } = scenarioSchema.parse({
    ...least,
    workers: [{
      name: "a",
      group: { strategy: "one-for-all", workers: [{ name: "b", group: { workers: [deepest] } }] },
    }],
  });
  assertEquals(workers[0]!.group?.workers[0]?.group?.workers, [{ name: "w", graceMs: 5_000 }]);
});

Deno.test("scenarioProblems() names what is wrong in a group in a group", () => {
  assertEquals(worker({ group: { workers: [{ name: "b", group: { startOrder: "parallell", workers: [] } }] } }), [
    'workers[0].group.workers[0].group.startOrder: expected one of "sequential", "parallel", found "parallell"; ' +
    'did you mean "parallel"?',
  ]);
  assertEquals(worker({ group: {} }), ["workers[0].group.workers: expected a list of workers, found nothing"]);
});

Deno.test("scenarioProblems() names what is wrong with an operation", () => {
  const operation = (fields: unknown) =>
    problems({ ...least, operations: [{ atMs: 0, do: "start", worker: "w", ...fields as object }] });
  assertEquals(operation({ do: "spawn" }), [
    'operations[0].do: expected one of "start", "stop", "restart", "remove", found "spawn"',
  ]);
  assertEquals(operation({ worker: 5 }), ["operations[0].worker: expected a path, or a worker to start, found 5"]);
  assertEquals(operation({ worker: { nam: "x" } }), [
    "operations[0].worker.name: expected a name of at least one character, found nothing",
    'operations[0].worker.nam: there is no such field; did you mean "name"?',
  ]);
});

Deno.test("scenarioProblems() knows the word for no limit", () => {
  assertEquals(worker({ budget: { intensity: "unlimitd" } }), [
    'workers[0].budget.intensity: expected a number of at least 0, or "unlimited", found "unlimitd"; ' +
    'did you mean "unlimited"?',
  ]);
});

Deno.test("scenarioProblems() names path, expectation and finding", () => {
  assertEquals(problems({ ...least, horizonMs: "1 h" }), [`horizonMs: ${time}, found "1 h"`]);
  assertEquals(problems({ ...least, stopAtMs: null }), [`stopAtMs: ${time}, found null`]);
  assertEquals(problems({ ...least, keepAlive: "yes" }), ['keepAlive: expected true or false, found "yes"']);
  assertEquals(problems({ ...least, outages: {} }), ["outages: expected a list of outages, found an object"]);
  assertEquals(worker({ name: "" }), ['workers[0].name: expected a name of at least one character, found ""']);
  assertEquals(worker({ count: 1.5 }), ["workers[0].count: expected a whole number of at least 1, found 1.5"]);
  assertEquals(worker({ count: 0 }), ["workers[0].count: expected a whole number of at least 1, found 0"]);
  assertEquals(worker({ backoff: { multiplier: 0.5 } }), [
    "workers[0].backoff.multiplier: expected a number of at least 1, found 0.5",
  ]);
  assertEquals(worker({ backoff: 3 }), ["workers[0].backoff: expected an object, found 3"]);
  assertEquals(worker({ minUptimeMs: Infinity }), [`workers[0].minUptimeMs: ${time}, found Infinity`]);
  assertEquals(worker({ graceMs: NaN }), [`workers[0].graceMs: ${time}, or "unlimited", found NaN`]);
  assertEquals(worker({ behaviour: { script: [{ acts: [{ atMs: -1, do: "hang" }] }] } }), [
    `workers[0].behaviour.script[0].acts[0].atMs: ${time}, found -1`,
  ]);
});

Deno.test("scenarioProblems() names the nearest word", () => {
  assertEquals(worker({ restart: "allways" }), [
    'workers[0].restart: expected one of "on-failure", "always", "never", "permanent", "transient", "temporary", ' +
    'found "allways"; did you mean "always"?',
  ]);
  assertEquals(worker({ behaviour: { life: { kind: "fixd" } } }), [
    'workers[0].behaviour.life.kind: expected one of "fixed", "uniform", "exponential", "weibull", found "fixd"; ' +
    'did you mean "fixed"?',
  ]);
  assertEquals(worker({ behaviour: { onStop: "ignor" } }), [
    'workers[0].behaviour.onStop: expected one of "at-once", "ignore", "throw", or an object such as ' +
    '{ "takesMs": "2s" }, found "ignor"; did you mean "ignore"?',
  ]);
});

Deno.test("scenarioProblems() names the nearest field", () => {
  assertEquals(worker({ backof: {} }), ['workers[0].backof: there is no such field; did you mean "backoff"?']);
  assertEquals(worker({ behaviour: { onStop: { takeMs: 1 } } }), [
    `workers[0].behaviour.onStop.takesMs: ${time}, found nothing`,
    'workers[0].behaviour.onStop.takeMs: there is no such field; did you mean "takesMs"?',
  ]);
  assertEquals(worker({ budget: { "odd key": 1 } }), [
    'workers[0].budget["odd key"]: there is no such field; known here: intensity, periodMs, window, counts, ' +
    "resetWhenHealthy",
  ]);
});

Deno.test("scenarioProblems() knows no field that every object has", () => {
  assertEquals(
    problems(JSON.parse('{"name":"a","horizonMs":1,"workers":[],"__proto__":{},"constructor":1}')).length,
    2,
  );
});

Deno.test("scenarioProblems() lists all problems", () => {
  assertEquals(problems({ nam: "x", workers: [{}, { name: 1 }] }).map((problem) => problem.split(":")[0]), [
    ...["name", "horizonMs", "workers[0].name", "workers[1].name", "nam"],
  ]);
});

Deno.test("scenarioProblems() takes what is no object at all", () => {
  const found = [[], "text", 3, null, undefined].map((data) => problems(data)[0]);
  assertEquals(
    found,
    ["an empty list", '"text"', "3", "null", "nothing"].map((text) => `: expected an object, found ${text}`),
  );
});

Deno.test("scenarioJsonSchema() describes every field", () => {
  const undescribed: string[] = [];
  const visit = (schema: unknown, path: string) => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [key, field] of Object.entries((schema as { properties?: object }).properties ?? {})) {
      const { description, $ref } = field as { description?: string; $ref?: string };
      if (!description && !$ref) undescribed.push(`${path}.${key}`);
    }
    for (const [key, value] of Object.entries(schema)) visit(value, `${path}/${key}`);
  };
  const schema = scenarioJsonSchema();
  visit(schema, "");
  assertEquals(undescribed, []);
  assertEquals(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
});

Deno.test("scenarioJsonSchema() takes and refuses what the schema does", () => {
  const reader = z.fromJSONSchema(scenarioJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
  for (const scenario of builtInScenarios.values()) assert(reader.safeParse(scenario).success, scenario.name);
  assert(reader.safeParse({ ...least, horizonMs: "1h30m", $schema: "x" }).success);
  for (
    const wrong of [{ ...least, horizonMs: "1 h" }, { ...least, nam: 1 }, { ...least, workers: [{ name: "" }] }, {}]
  ) {
    assertEquals(reader.safeParse(wrong).success, false, JSON.stringify(wrong));
  }
});

Deno.test("builtInScenarios are what the simulation takes, each under its name", async () => {
  const files = [...Deno.readDirSync(new URL("../../../fixtures/scenarios", import.meta.url))].map(({ name }) => name);
  assertEquals(
    [...builtInScenarios.keys(), ...builtInExecutorScenarios.keys()].sort(),
    files.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5)).sort(),
  );
  for (const [name, scenario] of builtInScenarios) {
    checkScenario(scenario);
    assertEquals(scenario.name, name);
    assertEquals(
      await import(`../../../fixtures/scenarios/${name}.json`, { with: { type: "json" } }).then((m) => m.default),
      scenario,
    );
  }
});
