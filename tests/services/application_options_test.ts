import { assertEquals, assertThrows } from "@std/assert";
import { type ApplicationOptions, MemorySessionStore } from "@mainstay/supervisor/services";
import { systemClock } from "../../src/drivers/clock.ts";
import { resolveApplicationOptions } from "../../src/services/application_options.ts";

Deno.test("resolveApplicationOptions() fills in what is left open", () => {
  const { defaults, drops, ...resolved } = resolveApplicationOptions({});
  assertEquals(
    [
      resolved.name,
      resolved.signals,
      resolved.strict,
      resolved.startupTimeoutMs,
      resolved.graceMs,
      resolved.heartbeatMs,
    ],
    ["application", true, false, 60_000, 30_000, 300_000],
  );
  assertEquals(resolved.clock, systemClock);
  assertEquals(
    [resolved.sessions, resolved.host, resolved.budget, resolved.signal, resolved.onEvent],
    Array(5).fill(undefined),
  );
  assertEquals([drops(), typeof resolved.wallClock(), typeof resolved.random()], [{}, "number", "number"]);
  assertEquals([defaults.restart, defaults.budget.intensity, defaults.onExhausted], ["on-failure", 5, "cooldown"]);
});

Deno.test("resolveApplicationOptions() keeps what was given", () => {
  const sessions = new MemorySessionStore();
  const resolved = resolveApplicationOptions({
    name: "shop",
    signals: false,
    strict: true,
    startupTimeoutMs: Infinity,
    graceMs: 0,
    heartbeatMs: 1,
    sessions,
    budget: { intensity: 0 },
    defaults: { graceMs: 7 },
  });
  assertEquals(
    [
      resolved.name,
      resolved.signals,
      resolved.strict,
      resolved.startupTimeoutMs,
      resolved.graceMs,
      resolved.heartbeatMs,
    ],
    ["shop", false, true, Infinity, 0, 1],
  );
  assertEquals([resolved.sessions === sessions, resolved.budget, resolved.defaults.graceMs], [
    true,
    { intensity: 0 },
    7,
  ]);
});

const wrong: readonly [options: unknown, error: new () => Error, message: string][] = [
  [{ gracems: 1 }, TypeError, '"gracems"'],
  [{ name: "" }, TypeError, '"name"'],
  [{ name: 7 }, TypeError, '"name"'],
  [{ signals: "yes" }, TypeError, '"signals"'],
  [{ strict: 1 }, TypeError, '"strict"'],
  [{ startupTimeoutMs: 0 }, RangeError, '"startupTimeoutMs"'],
  [{ startupTimeoutMs: NaN }, RangeError, '"startupTimeoutMs"'],
  [{ graceMs: -1 }, RangeError, '"graceMs"'],
  [{ graceMs: "5" }, RangeError, '"graceMs"'],
  [{ heartbeatMs: 0 }, RangeError, '"heartbeatMs"'],
  [{ heartbeatMs: Infinity }, RangeError, '"heartbeatMs"'],
  [{ wallClock: 5 }, TypeError, '"wallClock"'],
  [{ drops: {} }, TypeError, '"drops"'],
  [{ onEvent: "x" }, TypeError, '"onEvent"'],
  [{ clock: {} }, TypeError, '"clock'],
  [{ random: 4 }, TypeError, '"random"'],
  [{ signal: {} }, TypeError, '"signal"'],
  [{ logger: {} }, TypeError, '"logger'],
  [{ defaults: { grace: 1 } }, TypeError, '"defaults.grace"'],
  [{ defaults: { graceMs: -1 } }, RangeError, '"graceMs"'],
  [{ sessions: {} }, TypeError, '"sessions'],
  [{ host: {} }, TypeError, '"host'],
  [{ budget: { intensity: -1 } }, RangeError, '"budget.intensity"'],
];

for (const [options, error, message] of wrong) {
  Deno.test(`resolveApplicationOptions() refuses ${Deno.inspect(options)}`, () => {
    assertThrows(() => resolveApplicationOptions(options as ApplicationOptions), error, message);
  });
}
