import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  checkWindowLimits,
  makeWindow,
  type RestartWindow,
  type WindowRule,
  windowRules,
} from "../../src/core/restart_window.ts";
import { holds } from "../support/law.ts";

/** What two restarts at 900 ms count for at these times, with a period of 1 s. */
const timesMs = [900, 1_899, 1_900, 1_901, 2_899, 2_900, 2_901];
const counts: Record<WindowRule, number[]> = {
  "sliding": [2, 2, 0, 0, 0, 0, 0],
  "whole-seconds": [2, 2, 2, 2, 0, 0, 0],
  "tumbling": [2, 2, 2, 0, 0, 0, 0],
  "decay": [2, 1, 1, 1, 0.5, 0.5, 0.5],
  "in-a-row": [2, 2, 2, 2, 2, 2, 2],
};

for (const window of windowRules) {
  Deno.test(`makeWindow() with ${window} forgets as that rule does`, () => {
    const restarts = makeWindow({ intensity: 3, periodMs: 1_000, window });
    restarts.record(900);
    restarts.record(900);
    const counted = timesMs.map((nowMs) => Math.round(restarts.count(nowMs) * 100) / 100);
    assertEquals(counted, counts[window]);
  });
}

Deno.test("makeWindow() makes a sliding window unless told otherwise", () => {
  const restarts = makeWindow({ intensity: 1, periodMs: 10 });
  restarts.record(0);
  assertEquals([restarts.count(9), restarts.count(10)], [1, 0]);
});

Deno.test("makeWindow() keeps the limits that it is given", () => {
  const limits = { intensity: 7, periodMs: 1_234 };
  const made = windowRules.map((window) => makeWindow({ ...limits, window }));
  assertEquals(made.map(({ intensity, periodMs }) => ({ intensity, periodMs })), windowRules.map(() => limits));
});

/** One step: so much time passes, then the window is told, asked or emptied. */
const step = fc.record({
  passMs: fc.oneof(fc.constant(0), fc.nat(1_500), fc.double({ min: 0, max: 5_000, noNaN: true })),
  act: fc.constantFrom("record", "record", "ask", "reset"),
});

function lived(window: RestartWindow, steps: readonly { passMs: number; act: string }[], fromMs = 0): number {
  let nowMs = fromMs;
  for (const { passMs, act } of steps) {
    nowMs += passMs;
    if (act === "record") window.record(nowMs);
    else if (act === "reset") window.reset();
    else window.count(nowMs);
  }
  return nowMs;
}

for (const window of windowRules) {
  const limits = fc.record({ intensity: fc.nat(5), periodMs: fc.integer({ min: 1, max: 4_000 }) });
  const steps = fc.array(step, { maxLength: 40 });

  Deno.test(`RestartWindow of ${window} is never exhausted at intensity Infinity`, async (t) => {
    const property = fc.property(limits, steps, ({ periodMs }, steps) => {
      const made = makeWindow({ intensity: Infinity, periodMs, window });
      return !made.isExhausted(lived(made, steps));
    });
    await holds(t, property);
  });

  Deno.test(`RestartWindow of ${window} is always exhausted at intensity 0`, async (t) => {
    const property = fc.property(limits, steps, ({ periodMs }, steps) => {
      const made = makeWindow({ intensity: 0, periodMs, window });
      return made.isExhausted(lived(made, steps));
    });
    await holds(t, property);
  });

  Deno.test(`RestartWindow of ${window} is as new after a reset`, async (t) => {
    const property = fc.property(limits, steps, steps, (limits, before, after) => {
      const [used, fresh] = [makeWindow({ ...limits, window }), makeWindow({ ...limits, window })];
      const nowMs = lived(used, before);
      used.reset();
      const endMs = lived(used, after, nowMs);
      lived(fresh, after, nowMs);
      return used.count(endMs) === fresh.count(endMs) && used.isExhausted(endMs) === fresh.isExhausted(endMs);
    });
    await holds(t, property);
  });

  Deno.test(`RestartWindow of ${window} that is asked first allows its intensity at once, then no more`, async (t) => {
    const property = fc.property(limits, fc.nat(1e6), ({ intensity, periodMs }, nowMs) => {
      const made = makeWindow({ intensity, periodMs, window });
      let allowed = 0;
      for (; allowed <= intensity && !made.isExhausted(nowMs); allowed++) made.record(nowMs);
      return allowed === intensity;
    });
    await holds(t, property);
  });
}

for (const window of windowRules.filter((rule) => rule !== "decay")) {
  Deno.test(`checkWindowLimits() refuses half a restart for ${window}`, () => {
    assertThrows(
      () => checkWindowLimits("act", "budget.", { intensity: 2.5, periodMs: 1, window }),
      RangeError,
      'Cannot act: "budget.intensity" must be a whole number of at least 0, or Infinity, received 2.5',
    );
  });
}

Deno.test("checkWindowLimits() takes Infinity for every rule", () => {
  for (const window of windowRules) checkWindowLimits("act", "", { intensity: Infinity, periodMs: 1, window });
});

for (const [intensity, refused] of [[-0.5, true], [0, false], [2.5, false], [NaN, true], ["2", true]] as const) {
  Deno.test(`checkWindowLimits() ${refused ? "refuses" : "takes"} intensity ${intensity} for decay`, () => {
    const check = () => checkWindowLimits("act", "", { intensity: intensity as number, periodMs: 1, window: "decay" });
    if (!refused) return check();
    assertThrows(
      check,
      RangeError,
      'Cannot act: "intensity" must be a finite number of at least 0, or Infinity, received',
    );
  });
}

for (const window of windowRules) {
  Deno.test(`checkWindowLimits() refuses a period of 0 for ${window}`, () => {
    assertThrows(() => checkWindowLimits("act", "", { intensity: 1, periodMs: 0, window }), RangeError, '"periodMs"');
  });
}

Deno.test("checkWindowLimits() names the rules that there are", () => {
  assertThrows(
    () => checkWindowLimits("act", "budget.", { intensity: 1, periodMs: 1, window: "rolling" as never }),
    TypeError,
    'Cannot act: "budget.window" must be one of "sliding", "whole-seconds", "tumbling", "decay", "in-a-row", received "rolling"',
  );
});
