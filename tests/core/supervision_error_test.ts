import { assertEquals, assertInstanceOf } from "@std/assert";
import { EscalationError, GiveUpError, type GroupReport, StartupTimeoutError } from "@mainstay/supervisor";
import { Failure } from "../../src/core/failure.ts";

const thrown = new TypeError("no socket");
const lastErrors = [new Failure("earlier"), new Failure(thrown)];
const report: GroupReport = { outcome: "failed", durationMs: 7, workers: [], abandoned: [] };

Deno.test("StartupTimeoutError says which worker and how long", () => {
  const error = new StartupTimeoutError("w", 500, thrown);
  assertEquals(String(error), 'StartupTimeoutError: Cannot start worker "w": it was not ready within 500 ms');
  assertEquals([error.worker, error.startupTimeoutMs, error.cause === thrown], ["w", 500, true]);
});

Deno.test("GiveUpError says why, with the last crash as its cause", () => {
  const error = new GiveUpError("w", "worker-budget", lastErrors);
  assertEquals(
    String(error),
    'GiveUpError: Gave up worker "w": its restart budget is spent, last TypeError: no socket',
  );
  assertEquals([error.worker, error.rule, error.cause === thrown, error.lastErrors], [
    "w",
    "worker-budget",
    true,
    lastErrors,
  ]);
});

Deno.test("EscalationError says why, with the report of the group", () => {
  const error = new EscalationError("w", "fatal", lastErrors, report);
  assertEquals(
    String(error),
    'EscalationError: Worker "w" failed its group: its error is fatal, last TypeError: no socket',
  );
  assertEquals([error.worker, error.rule, error.cause === thrown, error.report], ["w", "fatal", true, report]);
});

Deno.test("GiveUpError says nothing of a last crash where there was none", () => {
  const error = new GiveUpError("w", "worker-budget", []);
  assertEquals([error.message, error.cause], ['Gave up worker "w": its restart budget is spent', undefined]);
});

Deno.test("GiveUpError leaves out an empty message", () => {
  const error = new GiveUpError("w", "restart-rule", [new Failure({})]);
  assertEquals(error.message, 'Gave up worker "w": its restart rule allows no restart, last Object');
});

Deno.test("EscalationError can be told from other errors by its class", () => {
  const error: unknown = new EscalationError("w", "fatal", [], report);
  assertInstanceOf(error, EscalationError);
  assertInstanceOf(error, Error);
});
