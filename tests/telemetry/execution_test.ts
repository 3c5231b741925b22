import { assertEquals, assertThrows } from "@std/assert";
import { checkRequest } from "../../src/telemetry/execution.ts";
import { requestOf } from "./executor_bench.ts";

/** Fields that a request must not have, with the rest of the message. */
const refused: [string, Record<string, unknown>, ErrorConstructor, string][] = [
  ["an unknown field", { retries: 3 }, TypeError, `Cannot execute: unknown option "retries", known are kind, owner,`],
  ["an unknown kind", { kind: "cron" }, TypeError, `Cannot execute: "kind" must be one of "handler", "job"`],
  ["no owner", { owner: undefined }, TypeError, `"owner" must be a text that is not empty, received undefined`],
  ["an empty owner", { owner: "" }, TypeError, `"owner" must be a text that is not empty, received ""`],
  ["an empty name", { name: "" }, TypeError, `Cannot execute: "name" must be a text that is not empty`],
  ["no body", { run: undefined }, TypeError, `Cannot execute "app/tidy": "run" must be a function`],
  ["an instance that is no text", { instance: 2 }, TypeError, `"instance" must be a text, received 2`],
  ["a topic that is no text", { topic: null }, TypeError, `"topic" must be a text, received null`],
  ["an unknown tier", { tier: "user" }, TypeError, `"tier" must be one of "app", "framework"`],
  ["a limit of 0", { timeoutMs: 0 }, RangeError, `"timeoutMs" must be a finite number above 0, received 0`],
  ["a limit without end", { timeoutMs: Infinity }, RangeError, `"timeoutMs" must be a finite number above 0`],
  ["a limit that is a text", { timeoutMs: "50" }, RangeError, `received "50"`],
  ["a signal that is none", { signal: {} }, TypeError, `"signal" must be an object with addEventListener()`],
  ["an error handler that is none", { onError: "log" }, TypeError, `"onError" must be a function`],
  ["a registration of 0", { registrationId: 0 }, RangeError, `"registrationId" must be a whole number from 1 to`],
  ["half a registration", { registrationId: 1.5 }, RangeError, `"registrationId" must be a whole number`],
  ["a trigger that is a text", { trigger: "motion" }, TypeError, `"trigger" must be an object`],
  ["an unknown part of a trigger", { trigger: { at: 1 } }, TypeError, `unknown option "trigger.at"`],
  ["a trigger whose id is a number", { trigger: { id: 1 } }, TypeError, `"trigger.id" must be a text`],
  ["a trigger whose origin is null", { trigger: { origin: null } }, TypeError, `"trigger.origin" must be a text`],
];

for (const [title, fields, errorClass, message] of refused) {
  Deno.test(`checkRequest() refuses ${title}`, () => {
    assertThrows(() => checkRequest(requestOf(fields)), errorClass, message);
  });
}

Deno.test("checkRequest() refuses what is no object", () => {
  assertThrows(() => checkRequest(undefined as never), TypeError, `"options" must be an object, received undefined`);
});

Deno.test("checkRequest() takes all fields, and those that are undefined", () => {
  const full = {
    instance: "",
    topic: "",
    tier: "framework",
    timeoutMs: 0.5,
    signal: new AbortController().signal,
    onError: () => {},
    registrationId: 1,
    trigger: { id: "", origin: "" },
  } as const;
  assertEquals(checkRequest(requestOf(full)), undefined);
  const none = Object.fromEntries(Object.keys(full).map((field) => [field, undefined]));
  assertEquals(checkRequest(requestOf(none)), undefined);
});
