import { assert, assertEquals } from "@std/assert";
import { Chance } from "../../../src/simulation/faults/chance.ts";
import { RandomStreams } from "../../../src/simulation/random_streams.ts";

const chance = () => new Chance(new RandomStreams("1").stream("test"));
const often = <Drawn>(draw: (chance: Chance) => Drawn, times = 20_000): Drawn[] => {
  const one = chance();
  return Array.from({ length: times }, () => draw(one));
};
const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

Deno.test("Chance.whole() reaches both ends, each number alike", () => {
  const drawn = often((one) => one.whole(3, 5));
  for (const number of [3, 4, 5]) {
    const share = drawn.filter((each) => each === number).length / drawn.length;
    assert(Math.abs(share - 1 / 3) < 0.02, `${number}: ${share}`);
  }
  assertEquals(new Set(drawn).size, 3);
  assertEquals(chance().whole(7, 7), 7);
});

Deno.test("Chance.count() is Poisson's: mean and variance are the same", () => {
  for (const lambda of [0.1, 1, 7]) {
    const drawn = often((one) => one.count(lambda, 1_000));
    const average = mean(drawn);
    const variance = mean(drawn.map((each) => (each - average) ** 2));
    assert(Math.abs(average - lambda) < 0.05 * Math.max(1, lambda), `mean ${average} of ${lambda}`);
    assert(Math.abs(variance - lambda) < 0.08 * Math.max(1, lambda), `variance ${variance} of ${lambda}`);
  }
});

Deno.test("Chance.count() ends at the most, and is nothing at 0", () => {
  assertEquals(chance().count(1e12, 5), 5);
  assertEquals(often((one) => one.count(0, 5), 100).every((count) => count === 0), true);
});

Deno.test("Chance.magnitude() draws each order of magnitude alike, in whole numbers", () => {
  const drawn = often((one) => one.magnitude(1, 1_000));
  assert(drawn.every((each) => Number.isInteger(each) && each >= 1 && each <= 1_000));
  const share = drawn.filter((each) => each <= 31).length / drawn.length;
  assert(Math.abs(share - 0.5) < 0.02, `${share}`);
});

Deno.test("Chance.magnitude() stays between the two, whatever they are", () => {
  const pairs = [[0, 0], [0, 1], [0, 0.5], [0.2, 0.4], [0.9, 1.1], [5, 5], [2.5, 2.5], [0, 1e9], [99.5, 100]] as const;
  for (const [min, max] of pairs) {
    const drawn = often((one) => one.magnitude(min, max), 200);
    assert(drawn.every((each) => each >= min && each <= max), `${min} ${max}`);
  }
  assertEquals(new Set(often((one) => one.magnitude(99.5, 100), 50)), new Set([100]));
});

Deno.test("Chance.someOf() keeps the order, and gives each one the same chance", () => {
  const drawn = often((one) => one.someOf(["a", "b", "c", "d"], 2).join(""));
  assertEquals(new Set(drawn), new Set(["ab", "ac", "ad", "bc", "bd", "cd"]));
  const share = drawn.filter((each) => each === "bd").length / drawn.length;
  assert(Math.abs(share - 1 / 6) < 0.02, `${share}`);
  assertEquals(chance().someOf(["a", "b"], 9), ["a", "b"]);
  assertEquals(chance().someOf([], 2), []);
});

Deno.test("Chance.shuffled() gives every order the same chance", () => {
  const drawn = often((one) => one.shuffled(["a", "b", "c"]).join(""));
  assertEquals(new Set(drawn).size, 6);
  const share = drawn.filter((each) => each === "cab").length / drawn.length;
  assert(Math.abs(share - 1 / 6) < 0.02, `${share}`);
});

Deno.test("Chance.happens() never at 0, always at 1", () => {
  assertEquals(often((one) => one.happens(0), 200).includes(true), false);
  assertEquals(often((one) => one.happens(1), 200).includes(false), false);
});
