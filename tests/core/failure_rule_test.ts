import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../src/core/failure.ts";
import { failureMatches, type FailureRule, resolveFailureRules } from "../../src/core/failure_rule.ts";

class DbError extends Error {}
class SchemaError extends DbError {}

/** Whether the rules match, and what was reported meanwhile. */
function match(rules: FailureRule[], thrown: unknown): [boolean, unknown[]] {
  const reported: unknown[] = [];
  return [failureMatches(rules, new Failure(thrown), (each) => reported.push(each)), reported];
}

Deno.test("failureMatches() is the grid of rules and errors", () => {
  const rules: Record<string, FailureRule> = {
    '"Error"': "Error",
    '"DbError"': "DbError",
    "DbError": DbError,
    "SchemaError": SchemaError,
    "isDbError": (thrown) => thrown instanceof DbError,
  };
  const values = { Error: new Error(), DbError: new DbError(), SchemaError: new SchemaError(), text: "DbError" };
  const rows = Object.entries(rules).map(([rule, each]) =>
    `${rule.padEnd(12)}${
      Object.values(values).map((value) => (match([each], value)[0] ? "yes" : "-").padEnd(12)).join("")
    }`
      .trimEnd()
  );
  // "Error" is what `name` says of a class that sets none.
  assertEquals(
    ["", `${" ".repeat(12)}${Object.keys(values).map((value) => value.padEnd(12)).join("")}`.trimEnd(), ...rows].join(
      "\n",
    ),
    `
            Error       DbError     SchemaError text
"Error"     yes         yes         yes         -
"DbError"   -           yes         -           -
DbError     -           yes         yes         -
SchemaError -           -           yes         -
isDbError   -           yes         yes         -`,
  );
});

Deno.test("failureMatches() reports what a predicate throws, then asks on", () => {
  const thrown = new RangeError("bad rule");
  const broken = () => {
    throw thrown;
  };
  assertEquals(match([broken, DbError], new DbError()), [true, [thrown]]);
  assertEquals(match([broken, broken], new DbError()), [false, [thrown, thrown]]);
});

Deno.test("failureMatches() asks no further rule after a match", () => {
  let asked = 0;
  assertEquals(match([Error, () => asked++ > 0], new DbError()), [true, []]);
  assertEquals(asked, 0);
});

Deno.test("failureMatches() gives a predicate the very thing that was thrown", () => {
  const thrown = Object.freeze({});
  let seen: unknown;
  match([(each) => (seen = each, true)], thrown);
  assertEquals(seen === thrown, true);
});

for (
  const [thrown, rule] of [["text", "string"], [7, "number"], [undefined, "undefined"], ["text", "String"]] as const
) {
  Deno.test(`failureMatches() lets ${JSON.stringify(rule)} match ${JSON.stringify(thrown)}`, () => {
    assertEquals(match([rule], thrown), [true, []]);
  });
}

Deno.test("resolveFailureRules() makes a list of a single rule", () => {
  assertEquals(resolveFailureRules("act", "fatal", "DbError"), ["DbError"]);
});

Deno.test("resolveFailureRules() copies a list, so that later changes do not count", () => {
  const given: FailureRule[] = ["DbError"];
  const resolved = resolveFailureRules("act", "fatal", given);
  given.push("Other");
  assertEquals([resolved, Object.isFrozen(resolved)], [["DbError"], true]);
});

for (const rule of ["", 7, null, undefined, {}, ["nested"]]) {
  Deno.test(`resolveFailureRules() refuses ${JSON.stringify(rule)} in a list`, () => {
    assertThrows(
      () => resolveFailureRules("act", "fatal", [DbError, rule as never]),
      TypeError,
      'Cannot act: "fatal" must hold error names, error classes or predicates, received ',
    );
  });
}
