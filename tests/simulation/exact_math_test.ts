import { assert, assertEquals } from "@std/assert";
import { exponential, naturalLog } from "../../src/simulation/exact_math.ts";
import { RandomStreams } from "../../src/simulation/random_streams.ts";

const random = new RandomStreams("1").stream("exact math");

function relativeError(value: number, expected: number): number {
  return value === expected ? 0 : Math.abs((value - expected) / expected);
}

function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}

Deno.test("naturalLog() is within 1e-15 of Math.log over the whole range", () => {
  for (let draw = 0; draw < 20_000; draw++) {
    for (const x of [random(), 0.5 + random(), 2 ** ((random() - 0.5) * 2_100)]) {
      if (x === 0) continue;
      const error = relativeError(naturalLog(x), Math.log(x));
      assert(error < 1e-15, `naturalLog(${x}) is off by ${error}`);
    }
  }
});

Deno.test("naturalLog() gives the exact answer where there is one", () => {
  const pairs: [number, number][] = [[0, -Infinity], [-0, -Infinity], [1, 0], [-1, NaN], [-Infinity, NaN], [NaN, NaN]];
  for (const [x, expected] of [...pairs, [Infinity, Infinity] as const]) {
    assertEquals(naturalLog(x), expected, `of ${x}`);
  }
});

Deno.test("naturalLog() reads subnormal numbers one below, at, and one above the edge", () => {
  const edge = 2.2250738585072014e-308;
  for (const x of [5e-324, edge - 5e-324, edge, edge + 5e-324]) {
    assert(relativeError(naturalLog(x), Math.log(x)) < 1e-15, `of ${x}`);
  }
});

Deno.test("naturalLog() gives these bits on every machine", () => {
  assertEquals([0.1, 0.5, 2, 3, 10, 1e300].map((x) => bitsOf(naturalLog(x))), [
    "c0026bb1bbb55515",
    "bfe62e42fefa39ef",
    "3fe62e42fefa39ef",
    "3ff193ea7aad030b",
    "40026bb1bbb55516",
    "4085963447f87fb5",
  ]);
});

Deno.test("exponential() is within 1e-15 of Math.exp over the whole range", () => {
  for (let draw = 0; draw < 20_000; draw++) {
    for (const x of [random() - 0.5, (random() - 0.5) * 10, (random() - 0.5) * 1_400]) {
      const error = relativeError(exponential(x), Math.exp(x));
      assert(error < 1e-15, `exponential(${x}) is off by ${error}`);
    }
  }
});

Deno.test("exponential() gives the exact answer where there is one", () => {
  const pairs: [number, number][] = [[0, 1], [-0, 1], [-Infinity, 0], [Infinity, Infinity], [NaN, NaN]];
  for (const [x, expected] of pairs) assertEquals(exponential(x), expected, `of ${x}`);
});

Deno.test("exponential() leaves the range of numbers above 709.782712893384", () => {
  const results = [709.7827128933839, 709.782712893384, 709.7827128933841].map(exponential);
  assertEquals(results.map(Number.isFinite), [true, true, false]);
});

Deno.test("exponential() is 0 below -745.1332191019411", () => {
  assertEquals([-745.133219101941, -745.1332191019411, -745.1332191019412].map(exponential), [5e-324, 5e-324, 0]);
});

Deno.test("exponential() rounds subnormal results to the nearest", () => {
  for (const x of [-744, -730, -720, -710, -708.5]) {
    assert(
      Math.abs(exponential(x) - Math.exp(x)) <= 5e-324 || relativeError(exponential(x), Math.exp(x)) < 1e-15,
      `of ${x}`,
    );
  }
});

Deno.test("exponential() gives these bits on every machine", () => {
  assertEquals([-700, -1, 0.1, 1, 2, 700].map((x) => bitsOf(exponential(x))), [
    "00d14f2b0fb9307f",
    "3fd78b56362cef38",
    "3ff1aec7b35a00d4",
    "4005bf0a8b14576a",
    "401d8e64b8d4ddae",
    "7f0d945df4f8ec8e",
  ]);
});

Deno.test("exponential() undoes naturalLog()", () => {
  for (let draw = 0; draw < 1_000; draw++) {
    const x = 0.001 + random() * 1_000;
    assert(relativeError(exponential(naturalLog(x)), x) < 4e-15, `of ${x}`);
  }
});
