import { assertEquals, assertInstanceOf } from "@std/assert";
import { Failure } from "../../src/core/failure.ts";
import { ServiceFailure } from "../../src/services/service_failure.ts";

Deno.test("ServiceFailure keeps what failed, where, in which run, when", () => {
  const thrown = new TypeError("no such host");
  const failure = new ServiceFailure(thrown, "onStart", 3, 1_500);
  assertInstanceOf(failure, Failure);
  assertEquals([failure.name, failure.message, failure.phase, failure.incarnation, failure.atMs], [
    "TypeError",
    "no such host",
    "onStart",
    3,
    1_500,
  ]);
  assertEquals(failure.thrown === thrown, true);
});

for (
  const [what, thrown, text] of [
    ["an error", new TypeError("no such host"), "TypeError: no such host"],
    ["an error without message", new TypeError(), "TypeError"],
    ["a text", "no such host", "string: no such host"],
    ["nothing", undefined, "undefined"],
    ["an object", { code: 5 }, "Object"],
    ["an object with a message", Object.freeze({ name: "AuthError", message: "expired" }), "AuthError: expired"],
  ] as const
) {
  Deno.test(`ServiceFailure.text of ${what} is "${text}"`, () => {
    assertEquals(new ServiceFailure(thrown, "serve", 1, 0).text, text);
  });
}

Deno.test("ServiceFailure of an error that cannot be read says so", () => {
  const thrown = Object.defineProperty(new Error(), "message", {
    get: () => {
      throw new Error("no");
    },
  });
  assertEquals(new ServiceFailure(thrown, "serve", 1, 0).text, "Error: (its message could not be read)");
});

Deno.test("ServiceFailure is written with all that it says, but not with what was thrown", () => {
  const failure = new ServiceFailure(new Error("boom"), "afterStop", 2, 7);
  assertEquals(JSON.parse(JSON.stringify(failure)), {
    name: "Error",
    message: "boom",
    phase: "afterStop",
    incarnation: 2,
    atMs: 7,
  });
});
