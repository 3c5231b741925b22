import { assertEquals } from "@std/assert";
import {
  failureReason,
  isRowFault,
  leavesConnection,
  sqlState,
} from "../../../src/telemetry/postgres/postgres_failure.ts";

function answer(code: string, severity = "ERROR"): Error {
  return Object.assign(new Error("no"), { code, severity });
}

/** What is made of each: a row's own fault? and can the connection be used again? */
const failures: readonly (readonly [string, unknown, boolean, boolean])[] = [
  ["a number out of range", answer("22003"), true, true],
  ["a broken constraint", answer("23514"), true, true],
  ["a row too long for its index", answer("54000"), true, true],
  ["a statement that took too long", answer("57014"), false, true],
  ["a deadlock", answer("40P01"), false, true],
  ["a full disk", answer("53100"), false, true],
  ["a server that shuts down", answer("57P01", "FATAL"), false, false],
  ["a connection that failed", answer("08006"), false, false],
  ["a refused connection", Object.assign(new Error("no"), { code: "ECONNREFUSED" }), false, false],
  ["a number in Node's words", Object.assign(new Error("no"), { code: "22003" }), false, false],
  ["a plain error", new Error("no"), false, false],
  ["nothing", undefined, false, false],
];
for (const [what, thrown, isRows, leaves] of failures) {
  Deno.test(`isRowFault() and leavesConnection() judge ${what}`, () => {
    assertEquals([isRowFault(thrown), leavesConnection(thrown)], [isRows, leaves]);
  });
}

Deno.test("sqlState() is the server's code alone", () => {
  assertEquals([sqlState(answer("23505")), sqlState({ code: "ENOENT" }), sqlState(null)], [
    "23505",
    undefined,
    undefined,
  ]);
});

const reasons: readonly (readonly [unknown, string])[] = [
  [new Error("no such thing"), "no such thing"],
  [new TypeError(), "TypeError"],
  [new AggregateError([new Error("a"), new AggregateError([new Error("b")])]), "a; b"],
  [new AggregateError([new Error("a")], "all"), "all"],
  [new AggregateError([]), "AggregateError"],
  ["text", "text"],
  [undefined, "undefined"],
];
for (const [thrown, reason] of reasons) {
  Deno.test(`failureReason() says ${reason}`, () => assertEquals(failureReason(thrown), reason));
}
