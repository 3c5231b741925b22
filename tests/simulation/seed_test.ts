import { assertEquals, assertThrows } from "@std/assert";
import { bySeed, nextSeed, parseSeed } from "../../src/simulation/seed.ts";

const readable: [number | bigint | string, string][] = [
  [0, "0"],
  [-0, "0"],
  [255, "255"],
  [255n, "255"],
  ["255", "255"],
  ["0255", "255"],
  ["0xff", "255"],
  ["0XFF", "255"],
  ["0x00ff", "255"],
  ["1234567", "1234567"],
  [2 ** 53 - 2, "9007199254740990"],
  [2 ** 53 - 1, "9007199254740991"],
  ["9007199254740991", "9007199254740991"],
  ["0x1fffffffffffff", "9007199254740991"],
  [2n ** 53n, "0x20000000000000"],
  ["9007199254740992", "0x20000000000000"],
  ["0x20000000000000", "0x20000000000000"],
  ["abcdef0", "180150000"],
  ["ABCDEF0", "180150000"],
  ["0abcdef", "11259375"],
  ["12345e7", "19088871"],
  ["da39a3ee5e6b4b0d3255bfef95601890afd80709", "0xda39a3ee5e6b4b0d3255bfef95601890afd80709"],
];

for (const [value, seed] of readable) {
  Deno.test(`parseSeed() reads ${typeof value} ${Object.is(value, -0) ? "-0" : value} as ${seed}`, () => {
    assertEquals(parseSeed(value), seed);
  });
}

const unreadable: [unknown, string][] = [
  [-1, "-1"],
  [0.5, "0.5"],
  [NaN, "NaN"],
  [Infinity, "Infinity"],
  [2 ** 53, "9007199254740992"],
  [-1n, "-1n"],
  ["abc", '"abc"'],
  ["abcdef", '"abcdef"'],
  ["a".repeat(41), `"${"a".repeat(41)}"`],
  ["abcdefg", '"abcdefg"'],
  ["-1", '"-1"'],
  ["1.5", '"1.5"'],
  ["1e10", '"1e10"'],
  ["0x", '"0x"'],
  ["0xg", '"0xg"'],
  ["0b11", '"0b11"'],
  [" 1", '" 1"'],
  ["1\n", '"1\\n"'],
  ["", '""'],
];

for (const [value, shown] of unreadable) {
  Deno.test(`parseSeed() refuses ${typeof value} ${shown}`, () => {
    assertThrows(
      () => parseSeed(value as string),
      RangeError,
      `Cannot read the seed: expected a whole number, 0x-hex or a git commit hash, received ${shown}`,
    );
  });
}

for (const [value, shown] of [[undefined, "undefined"], [null, "null"], [true, "true"], [{}, "an object"]] as const) {
  Deno.test(`parseSeed() refuses ${shown} as no kind of seed`, () => {
    assertThrows(() => parseSeed(value as unknown as string), TypeError, `received ${shown}`);
  });
}

Deno.test("parseSeed() reads 7 to 40 digits as a commit hash, not 6 or 41", () => {
  const outcomes = [6, 7, 40, 41].map((digits) => {
    try {
      return parseSeed("a".repeat(digits));
    } catch {
      return "refused";
    }
  });
  assertEquals(outcomes, ["refused", "178956970", `0x${"a".repeat(40)}`, "refused"]);
});

Deno.test("parseSeed() gives back what it gave", () => {
  for (const [, seed] of readable) assertEquals(parseSeed(seed), seed);
});

Deno.test("nextSeed() counts up from the seed", () => {
  assertEquals([0, 1, 2].map((n) => nextSeed("41", n)), ["41", "42", "43"]);
});

Deno.test("nextSeed() counts on past 2^53", () => {
  assertEquals([0, 1, 2].map((n) => nextSeed("9007199254740991", n)), [
    "9007199254740991",
    "0x20000000000000",
    "0x20000000000001",
  ]);
});

Deno.test("nextSeed() reads the seed in any spelling", () => {
  assertEquals(nextSeed("0xFF", 1), "256");
});

for (const n of [-1, 0.5, NaN]) {
  Deno.test(`nextSeed() refuses ${n}`, () => {
    assertThrows(
      () => nextSeed("1", n),
      RangeError,
      `Cannot count up the seed: "n" must be a whole number of at least 0, received ${n}`,
    );
  });
}

Deno.test("nextSeed() refuses a bad seed", () => {
  assertThrows(() => nextSeed("abc", 1), RangeError, "Cannot read the seed: expected a whole number, 0x-hex or a");
});

Deno.test("bySeed() takes seeds by their value, whichever way they are written", () => {
  assertEquals(["10", "0x20000000000000", "9"].sort(bySeed), ["9", "10", "0x20000000000000"]);
});
