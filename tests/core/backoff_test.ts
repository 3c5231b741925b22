import { assertEquals, assertThrows } from "@std/assert";
import { type Backoff, backoffDelay, type Jitter } from "@mainstay/supervisor";
import fc from "fast-check";
import { backoffCeiling, backoffCurves, defaultBackoff, jitters, resolveBackoff } from "../../src/core/backoff.ts";
import { holds } from "../support/law.ts";

const backoff: Backoff = { baseMs: 1_000, multiplier: 2, maxMs: 30_000, jitter: "none" };
const almostOne = 1 - 2 ** -53;

/** Least, middle and greatest delay of attempts 1, 2, 3, 10. */
const shapes: Record<Jitter, number[][]> = {
  none: [[1_000, 1_000, 1_000], [2_000, 2_000, 2_000], [4_000, 4_000, 4_000], [30_000, 30_000, 30_000]],
  full: [[0, 500, 1_000], [0, 1_000, 2_000], [0, 2_000, 4_000], [0, 15_000, 30_000]],
  equal: [[500, 750, 1_000], [1_000, 1_500, 2_000], [2_000, 3_000, 4_000], [15_000, 22_500, 30_000]],
  decorrelated: [[1_000, 2_000, 3_000], [1_000, 2_000, 3_000], [1_000, 3_500, 6_000], [1_000, 15_500, 30_000]],
  proportional: [[1_000, 1_100, 1_200], [2_000, 2_200, 2_400], [4_000, 4_400, 4_800], [30_000, 33_000, 36_000]],
};

for (const [jitter, delays] of Object.entries(shapes)) {
  Deno.test(`backoffDelay() with ${jitter} jitter draws between its least and its most`, () => {
    const drawn = [1, 2, 3, 10].map((attempt) =>
      [0, 0.5, almostOne].map((chance) =>
        Math.round(backoffDelay({ ...backoff, jitter: jitter as Jitter }, attempt, () => chance))
      )
    );
    assertEquals(drawn, delays);
  });
}

Deno.test("backoffDelay() without jitter asks no chance", () => {
  const random = () => {
    throw new Error("asked");
  };
  assertEquals(backoffDelay(backoff, 1, random), 1_000);
});

Deno.test("backoffDelay() with decorrelated jitter draws up to three times the delay before", () => {
  const decorrelated: Backoff = { ...backoff, jitter: "decorrelated" };
  const most = [0, 1_000, 5_000, 9_999, 10_000, 10_001].map((previousMs) =>
    Math.round(backoffDelay(decorrelated, 5, () => almostOne, previousMs))
  );
  assertEquals(most, [1_000, 3_000, 15_000, 29_997, 30_000, 30_000]);
});

for (const chance of [NaN, -1, 2, Infinity, -Infinity]) {
  Deno.test(`backoffDelay() stays within its bounds when chance answers ${chance}`, () => {
    assertEquals(backoffDelay({ ...backoff, jitter: "equal" }, 1, () => chance), 1_000);
  });
}

Deno.test("backoffDelay() draws multiples of 1/1024 ms", () => {
  const delayMs = backoffDelay({ ...backoff, jitter: "full" }, 1, () => 1 / 3);
  assertEquals([delayMs * 1024 % 1, Math.floor(delayMs)], [0, 333]);
});

for (const [attempt, ceilingMs] of [[-1, 1_000], [0, 1_000], [1, 1_000], [2, 2_000]] as const) {
  Deno.test(`backoffCeiling() of attempt ${attempt} is ${ceilingMs}`, () => {
    assertEquals(backoffCeiling(backoff, attempt), ceilingMs);
  });
}

for (const [multiplier, attempts] of [[2, [15, 16, 17]], [10, [5, 6, 7]]] as const) {
  Deno.test(`backoffCeiling() with multiplier ${multiplier} reaches its maximum without overshooting`, () => {
    const ceilings = attempts.map((attempt) =>
      backoffCeiling({ ...backoff, baseMs: 1, multiplier, maxMs: 2 ** 15 }, attempt)
    );
    assertEquals(ceilings, multiplier === 2 ? [16_384, 32_768, 32_768] : [10_000, 32_768, 32_768]);
  });
}

Deno.test("backoffCeiling() grows as exactly as multiplication does", () => {
  const halves: Backoff = { baseMs: 16, multiplier: 1.5, maxMs: 1e300, jitter: "none" };
  assertEquals([1, 2, 3, 4, 5].map((attempt) => backoffCeiling(halves, attempt)), [16, 24, 36, 54, 81]);
});

for (const attempt of [1_024, 1e6, 1e9, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE]) {
  Deno.test(`backoffCeiling() does not overflow at attempt ${attempt}`, () => {
    assertEquals(backoffCeiling(backoff, attempt), 30_000);
  });
}

/** A loop without end cannot be timed out from within: a child is asked. */
Deno.test("backoffCeiling() comes to an end at attempt Infinity", async () => {
  const module = new URL("../../src/core/backoff.ts", import.meta.url);
  const program = `import { backoffCeiling } from "${module}";
    const ceilings = [1, 1 + Number.EPSILON, 2].map((multiplier) =>
      backoffCeiling({ baseMs: 1_000, multiplier, maxMs: 30_000, jitter: "none" }, Infinity));
    console.log(ceilings.every((ceilingMs) => ceilingMs >= 1_000 && ceilingMs <= 30_000));`;
  const { signal, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    signal: AbortSignal.timeout(10_000),
    stderr: "inherit",
  }).output();
  assertEquals([signal, new TextDecoder().decode(stdout)], [null, "true\n"]);
});

Deno.test("backoffCeiling() of a base of 0 is 0, however great the attempt", () => {
  assertEquals([1, 2_000, 1e9].map((attempt) => backoffCeiling({ ...backoff, baseMs: 0 }, attempt)), [0, 0, 0]);
});

Deno.test("resolveBackoff() fills in 1 s, doubled, up to 30 s, equal jitter", () => {
  const expected = {
    baseMs: 1_000,
    multiplier: 2,
    maxMs: 30_000,
    jitter: "equal",
    curve: "exponential",
    firstMs: undefined,
    jitterFactor: undefined,
  };
  assertEquals([resolveBackoff("act", {}), defaultBackoff], [expected, expected]);
});

Deno.test("resolveBackoff() fills in the given defaults", () => {
  assertEquals(resolveBackoff("act", { baseMs: 0 }, { ...backoff, maxMs: 7 }), {
    baseMs: 0,
    multiplier: 2,
    maxMs: 7,
    jitter: "none",
    curve: "exponential",
    firstMs: undefined,
    jitterFactor: undefined,
  });
});

Deno.test("resolveBackoff() takes a maximum below the base", () => {
  assertEquals(resolveBackoff("act", { baseMs: 10, maxMs: 5 }).maxMs, 5);
});

Deno.test("resolveBackoff() answers what nobody can change", () => {
  assertEquals(Object.isFrozen(resolveBackoff("act", {})), true);
});

for (const [multiplier, refused] of [[0.999, true], [1, false], [1.001, false]] as const) {
  Deno.test(`resolveBackoff() ${refused ? "refuses" : "takes"} multiplier ${multiplier}`, () => {
    const act = () => resolveBackoff("act", { multiplier });
    if (!refused) return assertEquals(act().multiplier, multiplier);
    assertThrows(
      act,
      RangeError,
      'Cannot act: "backoff.multiplier" must be a finite number of at least 1, received 0.999',
    );
  });
}

const plainBackoff = { baseMs: 100, multiplier: 2, maxMs: 1_000, jitter: "none" } as const;

for (
  const [name, draw] of [
    ["attempt", () => backoffDelay(plainBackoff, NaN, Math.random)],
    ["previousMs", () => backoffDelay({ ...plainBackoff, jitter: "decorrelated" }, 2, Math.random, NaN)],
    ["backoff.baseMs", () => backoffDelay({ ...plainBackoff, baseMs: -5 }, 1, Math.random)],
  ] as const
) {
  Deno.test(`backoffDelay() refuses a bad "${name}" by its name`, () => {
    assertThrows(draw, RangeError, `"${name}"`);
  });
}

const linear: Backoff = { ...backoff, curve: "linear" };

for (
  const [attempt, ceilingMs] of [
    [-1, 1_000],
    [0, 1_000],
    [1, 1_000],
    [2, 2_000],
    [3, 3_000],
    [29, 29_000],
    [30, 30_000],
    [31, 30_000],
    [Number.MAX_VALUE, 30_000],
    [Infinity, 30_000],
  ] as const
) {
  Deno.test(`backoffCeiling() of attempt ${attempt} on a line of 1 s steps is ${ceilingMs}`, () => {
    assertEquals(backoffCeiling(linear, attempt), ceilingMs);
  });
}

Deno.test("backoffCeiling() on a line with a base of 0 is 0, however great the attempt", () => {
  assertEquals([1, 2_000, Infinity].map((attempt) => backoffCeiling({ ...linear, baseMs: 0 }, attempt)), [0, 0, 0]);
});

Deno.test("backoffDelay() draws jitter within the line", () => {
  const drawn = [0, 0.5].map((chance) => backoffDelay({ ...linear, jitter: "equal" }, 3, () => chance));
  assertEquals(drawn, [1_500, 2_250]);
});

/** The delays of the first restarts, without jitter, with another delay for the first one. */
const firsts: [name: string, backoff: Partial<Backoff>, delaysMs: number[]][] = [
  ["0", { firstMs: 0 }, [0, 1_000, 2_000, 4_000]],
  ["0 on a line", { firstMs: 0, curve: "linear" }, [0, 1_000, 2_000, 3_000]],
  ["more than the second", { firstMs: 5_000 }, [5_000, 1_000, 2_000, 4_000]],
  ["the maximum", { firstMs: 3_000, maxMs: 3_000 }, [3_000, 1_000, 2_000, 3_000]],
  ["more than the maximum", { firstMs: 3_001, maxMs: 3_000 }, [3_000, 1_000, 2_000, 3_000]],
  ["another than a base of 0", { firstMs: 7, baseMs: 0 }, [7, 0, 0, 0]],
];

for (const [name, options, delaysMs] of firsts) {
  Deno.test(`backoffDelay() with firstMs ${name} begins its curve with the second restart`, () => {
    const drawn = [1, 2, 3, 4].map((attempt) => backoffDelay({ ...backoff, ...options }, attempt, () => 0));
    assertEquals(drawn, delaysMs);
  });
}

for (const [jitter, first] of [["full", 50], ["equal", 75], ["decorrelated", 100], ["proportional", 110]] as const) {
  Deno.test(`backoffDelay() with ${jitter} jitter waits ${first} of a firstMs of 100 by chance 0.5`, () => {
    assertEquals(Math.round(backoffDelay({ ...backoff, jitter, firstMs: 100 }, 1, () => 0.5)), first);
  });
}

Deno.test("backoffDelay() with decorrelated jitter draws its second delay from firstMs", () => {
  const decorrelated: Backoff = { ...backoff, jitter: "decorrelated", firstMs: 5_000 };
  assertEquals(Math.round(backoffDelay(decorrelated, 2, () => almostOne)), 15_000);
});

for (const [jitterFactor, mostMs] of [[0, 30_000], [0.2, 36_000], [1, 60_000], [undefined, 36_000]] as const) {
  Deno.test(`backoffDelay() with proportional jitter of ${jitterFactor} exceeds a maximum of 30 s up to ${mostMs}`, () => {
    const proportional: Backoff = { ...backoff, jitter: "proportional", jitterFactor };
    const drawn = [0, almostOne].map((chance) => Math.round(backoffDelay(proportional, 9, () => chance)));
    assertEquals([...drawn, backoffCeiling(proportional, 9)], [30_000, mostMs, mostMs]);
  });
}

Deno.test("backoffDelay() with proportional jitter that overflows waits the maximum", () => {
  const vast: Backoff = { ...backoff, baseMs: 1.7e308, maxMs: 1.7e308, jitter: "proportional" };
  assertEquals([backoffDelay(vast, 1, () => 0.5), backoffCeiling(vast, 1)], [1.7e308, 1.7e308]);
});

Deno.test("backoffDelay() never exceeds backoffCeiling(), whatever the curve", async (t) => {
  const milliseconds = fc.oneof(fc.constantFrom(0, 1, 1_000), fc.double({ min: 0, max: 1e9, noNaN: true }));
  const property = fc.property(
    fc.record({
      baseMs: milliseconds,
      multiplier: fc.double({ min: 1, max: 10, noNaN: true }),
      maxMs: milliseconds,
      jitter: fc.constantFrom(...jitters.filter((jitter) => jitter !== "decorrelated")),
      curve: fc.constantFrom(...backoffCurves),
      firstMs: fc.option(milliseconds, { nil: undefined }),
    }),
    fc.nat(100),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    (backoff, attempt, chance) => {
      const delayMs = backoffDelay(backoff, attempt, () => chance);
      const ceilingMs = backoffCeiling(backoff, attempt);
      return delayMs >= 0 && delayMs <= ceilingMs &&
        (backoff.jitter === "proportional" || ceilingMs <= backoff.maxMs);
    },
  );
  await holds(t, property, { numRuns: 2_000 });
});

Deno.test("resolveBackoff() gives proportional jitter a factor of 0.2", () => {
  assertEquals(resolveBackoff("act", { jitter: "proportional" }).jitterFactor, 0.2);
});

Deno.test("resolveBackoff() drops the defaults' jitterFactor with their jitter", () => {
  const defaults = resolveBackoff("act", { jitter: "proportional", jitterFactor: 0.5, firstMs: 3, curve: "linear" });
  const { jitter, curve, firstMs, jitterFactor } = resolveBackoff("act", { jitter: "full" }, defaults);
  assertEquals([jitter, curve, firstMs, jitterFactor], ["full", "linear", 3, undefined]);
  assertEquals(resolveBackoff("act", { baseMs: 1 }, defaults).jitterFactor, 0.5);
});

Deno.test("resolveBackoff() takes what it answered", () => {
  for (const jitter of jitters) {
    const resolved = resolveBackoff("act", { jitter, curve: "linear", firstMs: 5 });
    assertEquals(resolveBackoff("act", resolved), resolved);
  }
});

const refused: [options: object, error: typeof TypeError | typeof RangeError, message: string][] = [
  [{ curve: "square" }, TypeError, '"backoff.curve" must be one of "exponential", "linear", received "square"'],
  [{ firstMs: -1 }, RangeError, '"backoff.firstMs" must be a finite number of at least 0, received -1'],
  [{ firstMs: Infinity }, RangeError, '"backoff.firstMs" must be a finite number of at least 0, received Infinity'],
  [
    { jitter: "proportional", jitterFactor: -0.1 },
    RangeError,
    '"backoff.jitterFactor" must be a finite number of at least 0, received -0.1',
  ],
  [
    { jitterFactor: 0.1 },
    TypeError,
    '"backoff.jitterFactor" needs "backoff.jitter" to be "proportional", and it is "equal"',
  ],
  [
    { jitter: "some" },
    TypeError,
    '"backoff.jitter" must be one of "none", "full", "equal", "decorrelated", "proportional", received "some"',
  ],
];

for (const [options, error, message] of refused) {
  Deno.test(`resolveBackoff() says: ${message}`, () => {
    assertThrows(() => resolveBackoff("act", options), error, `Cannot act: ${message}`);
  });
}
