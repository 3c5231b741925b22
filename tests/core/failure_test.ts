import { assertEquals, assertStrictEquals } from "@std/assert";
import { Failure } from "../../src/core/failure.ts";

class Unnamed extends Error {}

const thrown: [what: string, value: unknown, name: string, message: string][] = [
  ["an error", new TypeError("no"), "TypeError", "no"],
  ["an error of a class that sets no name", new Unnamed("no"), "Error", "no"],
  ["a DOMException", new DOMException("no", "AbortError"), "AbortError", "no"],
  ["an AggregateError", new AggregateError([new Error("a")], "several"), "AggregateError", "several"],
  ["a text", "no", "string", "no"],
  ["undefined", undefined, "undefined", "undefined"],
  ["null", null, "object", "null"],
  ["a symbol", Symbol("no"), "symbol", "Symbol(no)"],
  ["-0", -0, "number", "0"],
  ["an object", {}, "Object", ""],
  ["an object with a message", { message: "no" }, "Object", "no"],
  ["an object whose fields are no text", { name: 7, message: [] }, "Object", ""],
];

for (const [what, value, name, message] of thrown) {
  Deno.test(`Failure of ${what} has the name ${name}`, () => {
    const failure = new Failure(value);
    assertEquals([failure.name, failure.message], [name, message]);
    assertEquals(Object.is(failure.thrown, value), true);
  });
}

Deno.test("Failure shows JSON its name and message alone", () => {
  assertEquals(JSON.stringify(new Failure(new RangeError("no"))), '{"name":"RangeError","message":"no"}');
});

Deno.test("Failure reads name and message when it is made, not later", () => {
  const error = new Error("before");
  const failure = new Failure(error);
  error.message = "after";
  assertEquals(failure.message, "before");
  assertStrictEquals(failure.thrown, error);
});
