import { assertEquals, assertThrows } from "@std/assert";
import { systemClock } from "@mainstay/supervisor";
import { systemRandom } from "../../src/drivers/clock.ts";
import { checkFunction, driverFields, resolveDriverOptions } from "../../src/drivers/driver_options.ts";

Deno.test("resolveDriverOptions() fills in the system's clock", () => {
  assertEquals(resolveDriverOptions("act", {}).clock === systemClock, true);
});

Deno.test("resolveDriverOptions() fills in the platform's chance", () => {
  const { random } = resolveDriverOptions("act", {});
  assertEquals(random === systemRandom, true);
  const drawn = Array.from({ length: 100 }, random);
  assertEquals(drawn.every((chance) => chance >= 0 && chance < 1), true);
  assertEquals(new Set(drawn).size > 1, true);
});

Deno.test("resolveDriverOptions() leaves the signal open", () => {
  assertEquals(resolveDriverOptions("act", {}).signal, undefined);
});

Deno.test("resolveDriverOptions() keeps what is given", () => {
  const given = { clock: { ...systemClock }, random: () => 0.5, signal: new AbortController().signal };
  const { clock, random, signal } = resolveDriverOptions("act", given);
  assertEquals([clock === given.clock, random === given.random, signal === given.signal], [true, true, true]);
});

Deno.test("resolveDriverOptions() takes undefined for left out", () => {
  const nothing = Object.fromEntries(driverFields.map((field) => [field, undefined]));
  assertEquals(resolveDriverOptions("act", nothing).clock === systemClock, true);
});

Deno.test("resolveDriverOptions() gives console a pass as a logger", () => {
  const { log } = console;
  assertEquals(typeof resolveDriverOptions("act", { logger: console }).observer.tell, "function");
  assertEquals(console.log === log, true);
});

for (const method of ["debug", "info", "warn", "error"]) {
  Deno.test(`resolveDriverOptions() misses ${method}() of a logger`, () => {
    const logger = { debug() {}, info() {}, warn() {}, error() {}, [method]: undefined };
    assertThrows(
      () => resolveDriverOptions("act", { logger: logger as never }),
      TypeError,
      `Cannot act: "logger" must be an object with ${method}(), received an object`,
    );
  });
}

Deno.test("checkFunction() lets a function pass", () => {
  assertEquals(checkFunction("act", "it", () => {}), undefined);
});

Deno.test("checkFunction() names action, field and value", () => {
  assertThrows(() => checkFunction("act", "it", 7), TypeError, 'Cannot act: "it" must be a function, received 7');
});
