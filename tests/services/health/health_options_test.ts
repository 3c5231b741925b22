import { assertEquals, assertThrows } from "@std/assert";
import { systemClock, systemWallClock } from "../../../src/drivers/clock.ts";
import { type HealthHandlerOptions, resolveHealthOptions } from "../../../src/services/health/health_options.ts";

Deno.test("resolveHealthOptions() fills in the defaults", () => {
  assertEquals(resolveHealthOptions({}), {
    prefix: "",
    details: false,
    wallClock: systemWallClock,
    clock: systemClock,
    logger: undefined,
  });
});

Deno.test("resolveHealthOptions() keeps what is given", () => {
  const given: HealthHandlerOptions = {
    prefix: "/internal/~health_1.0",
    details: () => true,
    wallClock: () => 0,
    clock: { now: () => 0 },
    logger: console,
  };
  assertEquals(resolveHealthOptions(given), given as ReturnType<typeof resolveHealthOptions>);
});

Deno.test("resolveHealthOptions() refuses what is not what it must be", () => {
  const wrong: [unknown, string][] = [
    [{ prefx: "/a" }, 'unknown option "prefx"'],
    [null, '"options" must be an object'],
    [{ prefix: "health" }, '"prefix" must be'],
    [{ prefix: "/health/" }, '"prefix" must be'],
    [{ prefix: "/" }, '"prefix" must be'],
    [{ prefix: "/a b" }, '"prefix" must be'],
    [{ prefix: 5 }, '"prefix" must be'],
    [{ details: "yes" }, '"details" must be a function'],
    [{ wallClock: 5 }, '"wallClock" must be a function'],
    [{ clock: {} }, '"clock.now" must be a function'],
    [{ clock: null }, '"clock.now" must be a function'],
    [{ logger: {} }, '"logger.error" must be a function'],
  ];
  for (const [options, message] of wrong) {
    assertThrows(() => resolveHealthOptions(options as HealthHandlerOptions), TypeError, message);
  }
});
