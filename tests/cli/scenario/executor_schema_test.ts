import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { builtInExecutorScenarios } from "../../../cli/scenario/built_in_executor_scenarios.ts";
import { builtInScenarios } from "../../../cli/scenario/built_in_scenarios.ts";
import { anyScenarioJsonSchema, executorSchema } from "../../../cli/scenario/executor_schema.ts";
import { parseParams, scenarioProblems } from "../../../cli/scenario/scenario_problem.ts";
import { executorCastOf } from "../../../src/telemetry/simulated/executor_cast.ts";
import { holds } from "../../support/law.ts";
import fc from "fast-check";
import { scenarioOf } from "../../../cli/scenario/scenario_file.ts";
import { anyExecutorScenario } from "../../support/executor_scenario_arbitrary.ts";

const every = { kind: "fixed", ms: 100 };
const least = { name: "least", horizonMs: 1, executor: {}, load: [{ owner: "orders", name: "placed", every }] };

function problems(data: unknown): string[] {
  const parsed = executorSchema.safeParse(data, parseParams);
  return parsed.success ? [] : scenarioProblems(parsed.error.issues).map(({ path, message }) => `${path}: ${message}`);
}

Deno.test("executorSchema takes every built-in scenario of an executor as it is", () => {
  for (const [name, scenario] of builtInExecutorScenarios) {
    assertEquals(executorSchema.parse(scenario), scenario as z.output<typeof executorSchema>);
    executorCastOf(scenario);
    assertEquals(scenario.name, name);
  }
});

Deno.test("executorSchema makes milliseconds of durations, and Infinity of the word for it", () => {
  const parsed = executorSchema.parse({
    ...least,
    horizonMs: "5m",
    executor: { flushMs: "250ms", retries: "unlimited", backoff: { maxMs: "1m" } },
    store: { takes: { kind: "fixed", ms: "2s" }, faults: [{ name: "db", fromMs: "1m", toMs: "2m", how: "fails" }] },
  });
  assertEquals([parsed.horizonMs, parsed.executor.flushMs, parsed.executor.retries], [300_000, 250, Infinity]);
  assertEquals([parsed.executor.backoff?.maxMs, parsed.store?.faults?.[0]?.toMs], [60_000, 120_000]);
});

Deno.test("scenarioOf() reads back any scenario of an executor", async (t) => {
  await holds(
    t,
    fc.asyncProperty(anyExecutorScenario, async (scenario) => {
      const text = JSON.stringify(scenario, (_key, value) => value === Infinity ? "unlimited" : value);
      assertEquals(await scenarioOf(JSON.parse(text), "it"), scenario);
    }),
  );
});

Deno.test("scenarioProblems() names what is wrong with a scenario of an executor", () => {
  assertEquals(problems({ ...least, executor: { capacty: 5 } }), [
    'executor.capacty: there is no such field; did you mean "capacity"?',
  ]);
  assertEquals(problems({ ...least, workers: [] })[0]?.startsWith("workers: there is no such field"), true);
  assertEquals(problems({ ...least, store: { faults: [{ name: "db", fromMs: 0, toMs: 1, how: "fail" }] } }), [
    'store.faults[0].how: expected one of "fails", "hangs", "locks", "slow", "refuses-rows", "stores-and-fails", found ' +
    '"fail"; did you mean "fails"?',
  ]);
});

Deno.test("anyScenarioJsonSchema() takes both kinds of scenarios, and nothing in between", () => {
  const schema = anyScenarioJsonSchema();
  assertEquals(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  const reader = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  for (const scenario of [...builtInScenarios.values(), ...builtInExecutorScenarios.values(), least]) {
    assert(reader.safeParse(scenario).success, scenario.name);
  }
  for (const wrong of [{ ...least, workers: [{ name: "w" }] }, { ...least, load: {} }, { ...least, executor: 1 }, {}]) {
    assertEquals(reader.safeParse(wrong).success, false, JSON.stringify(wrong));
  }
});

Deno.test("anyScenarioJsonSchema() describes every field", () => {
  const undescribed: string[] = [];
  const visit = (schema: unknown, path: string) => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [key, field] of Object.entries((schema as { properties?: object }).properties ?? {})) {
      const { description, $ref } = field as { description?: string; $ref?: string };
      if (!description && !$ref) undescribed.push(`${path}.${key}`);
    }
    for (const [key, value] of Object.entries(schema)) visit(value, `${path}/${key}`);
  };
  visit(anyScenarioJsonSchema(), "");
  assertEquals(undescribed, []);
});
