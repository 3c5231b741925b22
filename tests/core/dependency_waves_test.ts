import { assertEquals } from "@std/assert";
import { dependencyCycle, dependencyWaves, type Dependent } from "../../src/core/dependency_waves.ts";

/** `"a b:a c:a,b"`: c depends on a and b. */
function membersOf(text: string): Dependent[] {
  return text.split(" ").filter(Boolean).map((word) => {
    const [name = "", needed] = word.split(":");
    return needed === undefined ? { name } : { name, dependsOn: needed.split(",") };
  });
}

function wavesOf(text: string): string {
  return dependencyWaves(membersOf(text)).map((wave) => wave.map(({ name }) => name).join(" ")).join(" | ");
}

const sorted: [members: string, waves: string][] = [
  ["", ""],
  ["a", "a"],
  ["b a c", "b a c"],
  ["a b:a", "a | b"],
  ["b:a a", "a | b"],
  ["c:b b:a a", "a | b | c"],
  ["d:b,c c:a b:a a", "a | c b | d"],
  ["a b:a c:a,b d:a", "a | b d | c"],
  ["x y:x a b:y,a", "x a | y | b"],
  ["a:elsewhere b:a,nowhere", "a | b"],
  ["a b:a,a", "a | b"],
  ["a:a", ""],
  ["a:b b:a", ""],
  ["a:b b:a c:a d", "d"],
  ["toString hasOwnProperty:toString __proto__:hasOwnProperty", "toString | hasOwnProperty | __proto__"],
];

for (const [members, waves] of sorted) {
  Deno.test(`dependencyWaves() sorts ${JSON.stringify(members)} into ${JSON.stringify(waves)}`, () => {
    assertEquals(wavesOf(members), waves);
  });
}

Deno.test("dependencyWaves() answers the members that it was given", () => {
  const members = membersOf("a b:a");
  const [[a] = [], [b] = []] = dependencyWaves(members);
  assertEquals([a === members[0], b === members[1]], [true, true]);
});

const cycles: [members: string, cycle: string | undefined][] = [
  ["", undefined],
  ["a b:a c:a,b", undefined],
  ["a:elsewhere", undefined],
  ["a:a", "a a"],
  ["a:b b:a", "a b a"],
  ["b:a a:b", "b a b"],
  ["a:b b:c c:a", "a b c a"],
  ["x:a a:b b:a", "a b a"],
  ["x y:x a:y,b b:c,x c:b", "b c b"],
  ["a:b b:a c:d d:c", "a b a"],
  ["a:a,b b:a", "a a"],
];

for (const [members, cycle] of cycles) {
  Deno.test(`dependencyCycle() finds ${cycle ?? "none"} in ${JSON.stringify(members)}`, () => {
    assertEquals(dependencyCycle(membersOf(members))?.join(" "), cycle);
  });
}

/** A chain in which each one depends on the next: the worst order for whoever sorts, and the deepest recursion for whoever recurs. */
function chain(length: number, closed: boolean): Dependent[] {
  return Array.from({ length }, (_, i) => {
    const next = i + 1 < length ? [`w${i + 1}`] : closed ? ["w0"] : [];
    return { name: `w${i}`, dependsOn: next };
  });
}

Deno.test("dependencyWaves() sorts a chain of 100,000 without recursion", () => {
  const waves = dependencyWaves(chain(100_000, false));
  assertEquals([waves.length, waves[0]?.[0]?.name, waves.at(-1)?.[0]?.name], [100_000, "w99999", "w0"]);
});

Deno.test("dependencyWaves() sorts 100,000 that depend on one into two waves", () => {
  const star = Array.from({ length: 100_000 }, (_, i) => ({ name: `w${i}`, dependsOn: ["hub"] }));
  assertEquals(dependencyWaves([...star, { name: "hub" }]).map((wave) => wave.length), [1, 100_000]);
});

Deno.test("dependencyCycle() follows a circle of 100,000 without recursion", () => {
  assertEquals(dependencyCycle(chain(100_000, true))?.length, 100_001);
});
