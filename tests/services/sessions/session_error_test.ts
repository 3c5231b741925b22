import { assertEquals } from "@std/assert";
import { Failure } from "../../../src/core/failure.ts";
import { sessionErrorOf, sessionErrorOfReason } from "../../../src/services/sessions/session_error.ts";

Deno.test("sessionErrorOf() tells type, message and stack", () => {
  const thrown = new RangeError("too far");
  thrown.stack = "RangeError: too far\n  at home";
  assertEquals(sessionErrorOf(new Failure(thrown)), {
    type: "RangeError",
    message: "too far",
    stack: "RangeError: too far\n  at home",
  });
});

for (
  const [thrown, type, message] of [["text", "string", "text"], [undefined, "undefined", "undefined"], [
    null,
    "object",
    "null",
  ]]
) {
  Deno.test(`sessionErrorOf() takes a thrown ${JSON.stringify(thrown)}`, () => {
    assertEquals(sessionErrorOf(new Failure(thrown)), { type: type!, message: message!, stack: null });
  });
}

Deno.test("sessionErrorOf() replaces NUL, at which a database would cut the text off", () => {
  assertEquals(sessionErrorOf(new Failure("a\0b")).message, "a\uFFFDb");
});

Deno.test("sessionErrorOfReason() makes the reason the message", () => {
  assertEquals(sessionErrorOfReason("disk\0full"), { type: "FatalReason", message: "disk\uFFFDfull", stack: null });
});
