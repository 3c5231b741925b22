import { assertEquals, assertThrows } from "@std/assert";
import { checkChoice, checkKeys, checkNumber, type NumberRule, shown } from "../../src/core/option_check.ts";

const rules: Record<string, NumberRule> = {
  "at least 1": { min: 1 },
  "above 1": { min: 1, aboveMin: true },
  "whole, at least 1": { min: 1, integer: true },
  "whole, at least 1, or Infinity": { min: 1, integer: true, orInfinity: true },
};
const values = [0.999, 1, 1.001, 2, NaN, Infinity, -Infinity, "2", 2n, null, undefined];

Deno.test("checkNumber() is the grid of rules and values", () => {
  const taken = Object.entries(rules).map(([name, rule]) => [
    name,
    values.filter((value) => {
      try {
        checkNumber("act", "field", value, rule);
        return true;
      } catch {
        return false;
      }
    }),
  ]);
  assertEquals(taken, [
    ["at least 1", [1, 1.001, 2]],
    ["above 1", [1.001, 2]],
    ["whole, at least 1", [1, 2]],
    ["whole, at least 1, or Infinity", [1, 2, Infinity]],
  ]);
});

Deno.test("checkNumber() says what the number must be", () => {
  const said = (rule: NumberRule) => {
    const error: RangeError = assertThrows(() => checkNumber("act", "a.b", NaN, rule), RangeError);
    return error.message;
  };
  assertEquals(Object.values(rules).map(said), [
    'Cannot act: "a.b" must be a finite number of at least 1, received NaN',
    'Cannot act: "a.b" must be a finite number above 1, received NaN',
    'Cannot act: "a.b" must be a whole number of at least 1, received NaN',
    'Cannot act: "a.b" must be a whole number of at least 1, or Infinity, received NaN',
  ]);
});

Deno.test("checkChoice() lists the choices", () => {
  assertEquals(checkChoice("act", "field", "b", ["a", "b"]), undefined);
  assertThrows(
    () => checkChoice("act", "field", "c", ["a", "b"]),
    TypeError,
    'Cannot act: "field" must be one of "a", "b", received "c"',
  );
});

Deno.test("checkChoice() takes no object whose text is a choice", () => {
  assertThrows(() => checkChoice("act", "field", ["a"], ["a", "b"]), TypeError, "received an array");
});

Deno.test("checkKeys() lets known keys pass, or none", () => {
  assertEquals([checkKeys("act", "", { a: 1 }, ["a", "b"]), checkKeys("act", "", {}, [])], [undefined, undefined]);
});

Deno.test("checkKeys() names the unknown key with its prefix", () => {
  assertThrows(
    () => checkKeys("act", "budget", { a: 1, c: 2 }, ["a", "b"]),
    TypeError,
    'Cannot act: unknown option "budget.c", known are a, b',
  );
});

Deno.test("checkKeys() refuses an unknown key even when its value is undefined", () => {
  assertThrows(() => checkKeys("act", "", { c: undefined }, ["a"]), TypeError, 'unknown option "c"');
});

for (const key of ["__proto__", "constructor", "toString"]) {
  Deno.test(`checkKeys() does not take ${key} for known`, () => {
    const value = Object.defineProperty({}, key, { value: 1, enumerable: true });
    assertThrows(() => checkKeys("act", "", value, ["a"]), TypeError, `unknown option "${key}"`);
  });
}

for (const value of [null, undefined, 7, "text", [], () => {}]) {
  Deno.test(`checkKeys() refuses ${shown(value)} for an object`, () => {
    assertThrows(
      () => checkKeys("act", "", value, []),
      TypeError,
      `"options" must be an object, received ${shown(value)}`,
    );
  });
}

const texts: [value: unknown, text: string][] = [
  ["text", '"text"'],
  ['a "quoted"\nline', '"a \\"quoted\\"\\nline"'],
  ["x".repeat(80), `"${"x".repeat(80)}"`],
  ["x".repeat(81), `"${"x".repeat(79)}…"`],
  [7, "7"],
  [-0, "0"],
  [7n, "7n"],
  [undefined, "undefined"],
  [null, "null"],
  [Symbol("s"), "Symbol(s)"],
  [Math.max, "function max"],
  [() => {}, "a function"],
  [[], "an array"],
  [{}, "an object"],
  [Object.create(null), "an object"],
];

Deno.test("shown() makes a short text of anything", () => {
  assertEquals(texts.map(([value]) => shown(value)), texts.map(([, text]) => text));
});
