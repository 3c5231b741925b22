import { assertEquals, assertThrows } from "@std/assert";
import type { Chaos } from "../../../src/simulation/faults/chaos.ts";
import { checkChaos } from "../../../src/simulation/faults/chaos_check.ts";

const known = ["a", "b", "g"];

/** What is said of it, and by which kind of error. */
function refusal(chaos: unknown): string {
  const error = assertThrows(() => checkChaos("test", "chaos", chaos as Chaos, known), Error);
  return `${error.name}: ${error.message.replace("Cannot test: ", "")}`;
}

Deno.test("checkChaos() takes what it should", () => {
  const range = { min: 1, max: 1 };
  const full: Chaos = {
    faults: { crash: true, hang: { probability: 1, perHour: 0, minMs: 5, maxMs: 5, workers: ["g"] }, stall: undefined },
    mostFaults: 0,
    count: range,
    policies: {
      intensity: { min: 0, max: 0 },
      periodMs: { min: 0.5, max: 0.5 },
      baseMs: range,
      multiplier: range,
      maxMs: { min: 0, max: 1e9 },
      jitter: ["none", "full"],
      onExhausted: ["give-up"],
      cooldownMs: range,
      maxCooldowns: range,
      graceMs: range,
      healthyAfterMs: range,
    },
  };
  checkChaos("test", "chaos", full, known);
  checkChaos("test", "chaos", {}, known);
});

Deno.test("checkChaos() names what is wrong", () => {
  const hang = (rule: unknown) => refusal({ faults: { hang: rule } });
  const policy = (policies: unknown) => refusal({ policies });
  const said: readonly [string, string][] = [
    [refusal([]), 'TypeError: "chaos" must be an object, received an array'],
    [
      refusal({ fault: {} }),
      'TypeError: unknown option "chaos.fault", known are faults, mostFaults, count, policies',
    ],
    [
      refusal({ mostFaults: 1.5 }),
      'RangeError: "chaos.mostFaults" must be a whole number of at least 0, received 1.5',
    ],
    [
      refusal({ count: { min: 0, max: 3 } }),
      'RangeError: "chaos.count.min" must be a whole number of at least 1, received 0',
    ],
    [
      refusal({ count: { min: 4, max: 3 } }),
      'RangeError: "chaos.count.max" must be a whole number of at least 4, received 3',
    ],
    [hang(false), 'TypeError: "chaos.faults.hang" must be an object, received false'],
    [
      hang({ often: 1 }),
      'TypeError: unknown option "chaos.faults.hang.often", known are probability, perHour, minMs, maxMs, workers',
    ],
    [
      hang({ probability: 1.01 }),
      'RangeError: "chaos.faults.hang.probability" must be at most 1, received 1.01',
    ],
    [
      hang({ probability: -1 }),
      'RangeError: "chaos.faults.hang.probability" must be a finite number of at least 0, received -1',
    ],
    [
      hang({ perHour: NaN }),
      'RangeError: "chaos.faults.hang.perHour" must be a finite number of at least 0, received NaN',
    ],
    [
      hang({ minMs: Infinity }),
      'RangeError: "chaos.faults.hang.minMs" must be a finite number of at least 0, received Infinity',
    ],
    [
      hang({ minMs: 5, maxMs: 4 }),
      'RangeError: "chaos.faults.hang.maxMs" must be a finite number of at least 5, received 4',
    ],
    [hang({ workers: "a" }), 'TypeError: "chaos.faults.hang.workers" must be a list, received "a"'],
    [
      hang({ workers: [] }),
      'TypeError: "chaos.faults.hang.workers" must name somebody; without it all may be struck',
    ],
    [
      hang({ workers: ["a", "c"] }),
      'TypeError: "chaos.faults.hang.workers" must be one of "a", "b", "g", received "c"',
    ],
    [
      policy({ multiplier: { min: 0.9, max: 2 } }),
      'RangeError: "chaos.policies.multiplier.min" must be a finite number of at least 1, received 0.9',
    ],
    [
      policy({ periodMs: { min: 0, max: 2 } }),
      'RangeError: "chaos.policies.periodMs.min" must be a finite number above 0, received 0',
    ],
    [
      policy({ intensity: { min: 0, max: 2.5 } }),
      'RangeError: "chaos.policies.intensity.max" must be a whole number of at least 0, received 2.5',
    ],
    [policy({ graceMs: 5 }), 'TypeError: "chaos.policies.graceMs" must be an object, received 5'],
    [policy({ jitter: [] }), 'TypeError: "chaos.policies.jitter" must hold one word at least'],
    [
      policy({ onExhausted: ["retry"] }),
      'TypeError: "chaos.policies.onExhausted" must be one of "cooldown", "give-up", "escalate", received "retry"',
    ],
  ];
  for (const [found, expected] of said) assertEquals(found, expected);
  assertEquals(refusal({ faults: { hangs: true } }).startsWith('TypeError: unknown option "chaos.faults.hangs"'), true);
});

Deno.test("checkChaos() asks for the known paths only where somebody is named", () => {
  const untouched = {
    [Symbol.iterator](): Iterator<string> {
      throw new Error("asked");
    },
  };
  checkChaos("test", "chaos", { faults: { crash: { perHour: 1 } } }, untouched);
  assertThrows(() => checkChaos("test", "chaos", { faults: { crash: { workers: ["a"] } } }, untouched), Error, "asked");
});
