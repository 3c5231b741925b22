import { assertEquals, assertInstanceOf } from "@std/assert";
import {
  EscalationError,
  GiveUpError,
  type GroupReport,
  QuickExitError,
  StartupTimeoutError,
} from "@mainstay/supervisor";
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

Deno.test("every error of ours goes into JSON with what it says", () => {
  const json = (error: Error) => Object.keys(JSON.parse(JSON.stringify(error)));
  assertEquals([
    json(new StartupTimeoutError("w", 500)),
    json(new GiveUpError("w", "worker-budget", lastErrors)),
    json(new EscalationError("w", "fatal", lastErrors, report)),
  ], [
    ["name", "message", "worker", "startupTimeoutMs"],
    ["name", "message", "worker", "rule", "lastErrors"],
    ["name", "message", "worker", "rule", "lastErrors", "report"],
  ]);
});

Deno.test("QuickExitError says which worker, how long it ran and how long it should have", () => {
  const error = new QuickExitError("a/w", 0.5, 1_000);
  assertEquals(String(error), 'QuickExitError: Worker "a/w" ended after 0.5 ms, before its least uptime of 1000 ms');
  assertEquals(JSON.parse(JSON.stringify(error)), {
    name: "QuickExitError",
    message: error.message,
    worker: "a/w",
    ranMs: 0.5,
    minUptimeMs: 1_000,
  });
});

Deno.test("EscalationError has as its cause what ended the worker last, even if that was no crash", () => {
  const shutdown = new Error("drained");
  const error = new EscalationError("w", "worker-budget", lastErrors, report, new Failure(shutdown));
  assertEquals(error.message, 'Worker "w" failed its group: its restart budget is spent, last Error: drained');
  assertEquals([error.cause === shutdown, error.lastErrors], [true, lastErrors]);
});

Deno.test("EscalationError of a worker that returned once too often has no cause", () => {
  const error = new EscalationError("w", "worker-budget", [], report);
  assertEquals([error.message, error.cause], ['Worker "w" failed its group: its restart budget is spent', undefined]);
});
