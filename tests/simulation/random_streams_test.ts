import { assert, assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import { RandomStreams } from "../../src/simulation/random_streams.ts";

function drawn(random: () => number, count: number): number[] {
  return Array.from({ length: count }, random);
}

Deno.test("stream() gives the same numbers for ever", () => {
  const pinned: [string, string, number[]][] = [
    ["42", "crashes", [0.8049126040498222, 0.11823575858846458, 0.8388947378280112]],
    ["42", "", [0.11870112008248934, 0.11627200541617333, 0.8100784218523813]],
    ["", "", [0.9017938378395716, 0.018568546804741848, 0.7888911420937598]],
    ["0x20000000000000", "ingest é 🚀", [0.5246275196030631, 0.9581879116844877, 0.015200182482165703]],
  ];
  for (const [seed, name, numbers] of pinned) {
    assertEquals(drawn(new RandomStreams(seed).stream(name), 3), numbers, `of seed "${seed}", name "${name}"`);
  }
});

Deno.test("stream() of one name is not shifted by draws from another", () => {
  const alone = drawn(new RandomStreams("7").stream("a"), 10);
  const streams = new RandomStreams("7");
  const beside: number[] = [];
  for (let draw = 0; draw < 10; draw++) {
    drawn(streams.stream("b"), draw);
    beside.push(streams.stream("a")());
  }

  assertEquals(beside, alone);
});

Deno.test("stream() does not depend on the order in which names are asked for", () => {
  const one = new RandomStreams("7");
  const other = new RandomStreams("7");
  const [oneA, oneB] = [one.stream("a"), one.stream("b")];
  const [otherB, otherA] = [other.stream("b"), other.stream("a")];

  assertEquals([drawn(oneA, 5), drawn(oneB, 5)], [drawn(otherA, 5), drawn(otherB, 5)]);
});

Deno.test("stream() goes on where it stands when it is asked for again", () => {
  const streams = new RandomStreams("7");
  assertStrictEquals(streams.stream("a"), streams.stream("a"));
  const first = streams.stream("a")();
  assertNotEquals(streams.stream("a")(), first);
});

Deno.test("stream() tells seed and name apart wherever they meet", () => {
  const pairs = [["1", "2x"], ["12", "x"], ["12x", ""], ["", "12x"], ["x", "12"]] as const;
  const firsts = new Set(pairs.map(([seed, name]) => new RandomStreams(seed).stream(name)()));
  assertEquals(firsts.size, pairs.length);
});

Deno.test("stream() starts differently for 200 neighbouring seeds with 200 names each", () => {
  const firsts = new Set<number>();
  for (let seed = 0; seed < 200; seed++) {
    const streams = new RandomStreams(String(seed));
    for (let worker = 0; worker < 200; worker++) firsts.add(streams.stream(`worker ${worker}`)());
  }
  assertEquals(firsts.size, 40_000);
});

Deno.test("stream() gives numbers of 53 bits in [0, 1)", () => {
  const numbers = drawn(new RandomStreams("3").stream("bits"), 10_000);
  assert(numbers.every((number) => number >= 0 && number < 1));
  assert(numbers.every((number) => Number.isInteger(number * 2 ** 53)));
  assert(numbers.some((number) => !Number.isInteger(number * 2 ** 52)));
});

/** The statistic stays below 149 in 999 of 1,000 uniform samples; the seeds are fixed, so this cannot fail by chance. */
function chiSquareOf100(numbers: number[]): number {
  const counts = new Array<number>(100).fill(0);
  for (const number of numbers) counts[Math.floor(number * 100)]!++;
  const expected = numbers.length / 100;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

Deno.test("stream() spreads its numbers evenly", () => {
  const statistic = chiSquareOf100(drawn(new RandomStreams("3").stream("even"), 100_000));
  assert(statistic < 149, `chi square ${statistic}`);
});

Deno.test("stream() spreads the first numbers of neighbouring seeds evenly", () => {
  const firsts = Array.from({ length: 20_000 }, (_, seed) => new RandomStreams(String(seed)).stream("even")());
  const statistic = chiSquareOf100(firsts);
  assert(statistic < 149, `chi square ${statistic}`);
});
