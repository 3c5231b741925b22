import { assertEquals, assertThrows } from "@std/assert";
import { type Backoff, backoffDelay, type Jitter } from "@mainstay/supervisor";
import { backoffCeiling, defaultBackoff, resolveBackoff } from "../../src/core/backoff.ts";

const backoff: Backoff = { baseMs: 1_000, multiplier: 2, maxMs: 30_000, jitter: "none" };
const almostOne = 1 - 2 ** -53;

/** Least, middle and greatest delay of attempts 1, 2, 3, 10. */
const shapes: Record<Jitter, number[][]> = {
  none: [[1_000, 1_000, 1_000], [2_000, 2_000, 2_000], [4_000, 4_000, 4_000], [30_000, 30_000, 30_000]],
  full: [[0, 500, 1_000], [0, 1_000, 2_000], [0, 2_000, 4_000], [0, 15_000, 30_000]],
  equal: [[500, 750, 1_000], [1_000, 1_500, 2_000], [2_000, 3_000, 4_000], [15_000, 22_500, 30_000]],
  decorrelated: [[1_000, 2_000, 3_000], [1_000, 2_000, 3_000], [1_000, 3_500, 6_000], [1_000, 15_500, 30_000]],
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
  const expected = { baseMs: 1_000, multiplier: 2, maxMs: 30_000, jitter: "equal" };
  assertEquals([resolveBackoff("act", {}), defaultBackoff], [expected, expected]);
});

Deno.test("resolveBackoff() fills in the given defaults", () => {
  assertEquals(resolveBackoff("act", { baseMs: 0 }, { ...backoff, maxMs: 7 }), {
    baseMs: 0,
    multiplier: 2,
    maxMs: 7,
    jitter: "none",
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
