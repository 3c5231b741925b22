import { assertEquals } from "@std/assert";
import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";
import { recordFault } from "../../../src/telemetry/stores/record_fault.ts";
import { recordOf } from "./execution_rows.ts";

Deno.test("recordFault() finds none in what stores can take", () => {
  const error = { type: "", message: "\0", stack: null };
  const good: Partial<ExecutionRecord>[] = [
    {},
    { kind: "job", tier: "framework", owner: "", instance: "", name: "", topic: "" },
    { registrationId: -1, sessionId: 0, startedAtMs: -5, durationMs: 0 },
    { status: "timed-out", timedOutBy: "limit", error, dependencyFailed: true },
    { status: "timed-out", timedOutBy: "body", error: { ...error, stack: "\uD800" } },
    { status: "cancelled", triggerId: "", triggerOrigin: "" },
  ];
  assertEquals(good.map((fields) => recordFault(recordOf(1, fields))), good.map(() => undefined));
});

const faults: Record<string, Record<string, unknown>> = {
  '"id" must be a text that is not empty, received ""': { id: "" },
  '"kind" must be "handler" or "job", received "jobs"': { kind: "jobs" },
  '"owner" must be a text, received null': { owner: null },
  '"registrationId" must be a whole number or null, received undefined': { registrationId: undefined },
  '"sessionId" must be a whole number or null, received 0.5': { sessionId: 0.5 },
  '"startedAtMs" must be a whole number, received 9007199254740992': { startedAtMs: 2 ** 53 },
  '"durationMs" must be a finite number of at least 0, received NaN': { durationMs: NaN },
  '"status" must be one of "success", "error", "cancelled", "timed-out", received "ok"': { status: "ok" },
  '"timedOutBy" must be "limit", "body" or null, received "me"': { timedOutBy: "me" },
  '"dependencyFailed" must be true or false, received 0': { dependencyFailed: 0 },
  '"error" must be an object or null, received undefined': { error: undefined },
  '"error.message" must be a text, received undefined': { error: { type: "Error", stack: null } },
  '"triggerId" must be a text or null, received 7n': { triggerId: 7n },
};
for (const [sentence, fields] of Object.entries(faults)) {
  Deno.test(`recordFault() says ${sentence}`, () => {
    assertEquals(recordFault({ ...recordOf(1), ...fields } as ExecutionRecord), sentence);
  });
}
