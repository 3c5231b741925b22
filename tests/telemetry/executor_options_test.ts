import { assertEquals, assertThrows } from "@std/assert";
import { secureRandom, systemClock, systemWallClock } from "../../src/drivers/clock.ts";
import { type ExecutorOptions, resolveExecutorOptions } from "../../src/telemetry/executor_options.ts";
import { DependencyError } from "../../src/telemetry/outcome.ts";
import { MemoryExecutionStore } from "../../src/telemetry/stores/memory_execution_store.ts";

const store = new MemoryExecutionStore();

Deno.test("resolveExecutorOptions() fills in what is left open", () => {
  assertEquals(resolveExecutorOptions({ store }), {
    store,
    session: undefined,
    capacity: 10_000,
    batchSize: 100,
    flushMs: 100,
    retries: 10,
    backoff: {
      baseMs: 1_000,
      multiplier: 2,
      maxMs: 30_000,
      jitter: "equal",
      curve: "exponential",
      firstMs: undefined,
      jitterFactor: undefined,
    },
    storeTimeoutMs: 30_000,
    stopMs: 5_000,
    spillFolder: undefined,
    onError: undefined,
    errorHandlerMs: 5_000,
    errorHandlersAtOnce: 100,
    dependencyErrors: [DependencyError],
    expectedErrors: [],
    limits: { type: 256, message: 65_536, stack: 8_192 },
    retention: { maxAgeMs: 604_800_000, maxBytes: 500_000_000, everyMs: 3_600_000 },
    onStored: undefined,
    logger: console,
    clock: systemClock,
    random: secureRandom,
    wallClock: systemWallClock,
  });
});

Deno.test("resolveExecutorOptions() takes the least that each number may be", () => {
  const least = {
    capacity: 1,
    batchSize: 1,
    flushMs: 0,
    retries: 0,
    storeTimeoutMs: 0.1,
    stopMs: 0,
    errorHandlerMs: 0.1,
    errorHandlersAtOnce: 0,
    limits: { type: 0, message: 0, stack: 0 },
    retention: { maxAgeMs: 0, maxBytes: 0, everyMs: 0.1 },
  };
  const resolved = resolveExecutorOptions({ store, ...least });
  assertEquals({ ...resolved, ...least }, resolved);
});

Deno.test("resolveExecutorOptions() takes Infinity for retries, ages and bytes", () => {
  const retention = { maxAgeMs: Infinity, maxBytes: Infinity, everyMs: 5 };
  const resolved = resolveExecutorOptions({ store, retries: Infinity, retention });
  assertEquals([resolved.retries, resolved.retention], [Infinity, retention]);
});

Deno.test("resolveExecutorOptions() takes false for no retention, one rule for a list of rules", () => {
  const { retention, expectedErrors } = resolveExecutorOptions({ store, retention: false, expectedErrors: "E" });
  assertEquals([retention, expectedErrors], [undefined, ["E"]]);
});

const numbers: [string, number[]][] = [
  ["capacity", [0, 1.5, Infinity, NaN]],
  ["batchSize", [0, 1.5, Infinity, NaN]],
  ["flushMs", [-1, Infinity, NaN]],
  ["retries", [-1, 0.5, NaN]],
  ["storeTimeoutMs", [0, Infinity, NaN]],
  ["stopMs", [-1, Infinity, NaN]],
  ["errorHandlerMs", [0, Infinity, NaN]],
  ["errorHandlersAtOnce", [-1, 0.5, Infinity]],
  ["limits.type", [-1, 0.5]],
  ["limits.message", [-1, 0.5]],
  ["limits.stack", [-1, Infinity]],
  ["retention.maxAgeMs", [-1, NaN]],
  ["retention.maxBytes", [-1, NaN]],
  ["retention.everyMs", [0, Infinity]],
  ["backoff.baseMs", [-1]],
];

for (const [field, values] of numbers) {
  for (const value of values) {
    Deno.test(`resolveExecutorOptions() refuses ${value} for ${field}`, () => {
      const [group, part] = field.split(".") as [string, string | undefined];
      const options = part === undefined ? { [group]: value } : { [group]: { [part]: value } };
      assertThrows(
        () => resolveExecutorOptions({ store, ...options }),
        RangeError,
        `Cannot create an executor: "${field}" must be`,
      );
    });
  }
}

const refused: [string, Record<string, unknown>, string][] = [
  ["an unknown option", { size: 1 }, `unknown option "size", known are store, session,`],
  ["no store", { store: undefined }, `"store" must be an object with insert()`],
  ["half a store", { store: { insert() {} } }, `"store" must be an object with register()`],
  ["a session that is a number", { session: 1 }, `"session" must be a function, received 1`],
  ["an onError that is none", { onError: 1 }, `"onError" must be a function`],
  ["an onStored that is none", { onStored: {} }, `"onStored" must be a function`],
  ["an empty spill folder", { spillFolder: "" }, `"spillFolder" must be`],
  ["a spill folder that is a number", { spillFolder: 3 }, `"spillFolder" must be`],
  ["a spill folder that is no file", { spillFolder: new URL("https://x.invalid/y") }, `"spillFolder" must be`],
  ["half a logger", { logger: { info() {} } }, `"logger" must be an object with debug()`],
  ["half a clock", { clock: { now: () => 0 } }, `"clock" must be an object with sleep()`],
  ["a random that is a number", { random: 0.5 }, `"random" must be a function`],
  ["a wall clock that is a number", { wallClock: 5 }, `"wallClock" must be a function`],
  ["a rule about errors that is a number", { dependencyErrors: [5] }, `"dependencyErrors" must hold`],
  ["an expected error without a name", { expectedErrors: [""] }, `"expectedErrors" must hold`],
  ["an unknown limit", { limits: { name: 5 } }, `unknown option "limits.name"`],
  ["an unknown retention", { retention: { days: 5 } }, `unknown option "retention.days"`],
  ["a retention that is true", { retention: true }, `"retention" must be an object`],
  ["an unknown jitter", { backoff: { jitter: "some" } }, `"backoff.jitter" must be one of`],
];

for (const [title, options, message] of refused) {
  Deno.test(`resolveExecutorOptions() refuses ${title}`, () => {
    assertThrows(() => resolveExecutorOptions({ store, ...options } as ExecutorOptions), TypeError, message);
  });
}
