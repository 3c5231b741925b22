// Table D: who depends on whom, as far as the group alone knows it. D9, D11 and D12 are about sessions and wiring, which a group has not.
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type GroupChild, runGroup, startGroup } from "@mainstay/supervisor";
import { dependencyWaves } from "../../src/core/dependency_waves.ts";
import { obedient, readyAfter } from "../support/acting_workers.ts";
import { runGroupVirtually } from "../support/virtual_run.ts";

const boots = { run: readyAfter(10), startupTimeoutMs: Infinity };

function wavesOf(members: Parameters<typeof dependencyWaves>[0]): string[][] {
  return dependencyWaves(members).map((wave) => wave.map(({ name }) => name));
}

function refuses(children: readonly GroupChild[], message: string): Promise<Error> {
  return assertRejects(() => runGroup(children, { signals: false }), TypeError, message);
}

const chain = [{ name: "C", dependsOn: ["B"] }, { name: "B", dependsOn: ["A"] }, { name: "A" }];
const diamond = [
  { name: "D", dependsOn: ["B", "C"] },
  { name: "B", dependsOn: ["A"] },
  { name: "C", dependsOn: ["A"] },
  {
    name: "A",
  },
];

Deno.test("D1 dependencyWaves() puts a chain that is given backwards into order", () => {
  assertEquals(wavesOf(chain), [["A"], ["B"], ["C"]]);
});

Deno.test("D1 runGroup() starts a chain that is given backwards in order", async () => {
  const run = runGroupVirtually(chain.map((child) => ({ ...child, ...boots })));
  await run.advance(30);
  assertEquals(run.heads("started", "ready"), [
    "0 A#1 started",
    "10 A#1 ready",
    "10 B#1 started",
    "20 B#1 ready",
    "20 C#1 started",
    "30 C#1 ready",
  ]);
});

Deno.test("D2 dependencyWaves() keeps the given order within a wave of a diamond", () => {
  assertEquals(wavesOf(diamond), [["A"], ["B", "C"], ["D"]]);
});

Deno.test("D2 runGroup() starts both sides of a diamond at once, in the given order", async () => {
  const run = runGroupVirtually(diamond.map((child) => ({ ...child, ...boots })));
  await run.advance(30);
  assertEquals(run.heads("started"), ["0 A#1 started", "10 B#1 started", "10 C#1 started", "20 D#1 started"]);
});

Deno.test("D3 runGroup() spells out who depends on each other in a circle", async () => {
  await refuses(
    [{ name: "A", run: obedient, dependsOn: ["B"] }, { name: "B", run: obedient, dependsOn: ["A"] }],
    'Cannot run the group: "dependsOn" goes round in a circle: "A" → "B" → "A"',
  );
});

Deno.test("D3 runGroup() refuses who depends on himself", async () => {
  await refuses(
    [{ name: "A", run: obedient, dependsOn: ["A"] }],
    'Cannot run the group: "dependsOn" goes round in a circle: "A" → "A"',
  );
});

Deno.test("D4 dependencyWaves() leaves out a dependency that is not among the members", () => {
  assertEquals(wavesOf([{ name: "B", dependsOn: ["A", "elsewhere"] }, { name: "A", dependsOn: ["elsewhere"] }]), [
    ["A"],
    [
      "B",
    ],
  ]);
});

Deno.test("D4 runGroup() refuses a dependency that is not in the group, and names both", async () => {
  await refuses(
    [{ name: "B", run: obedient, dependsOn: ["A"] }],
    'Cannot run the group: "B" depends on "A", which is not there',
  );
});

/** The count is no news: the second one is refused. */
const twice = 'Cannot supervise worker "A": another worker of the group has this "name" already';

Deno.test("D6 runGroup() refuses two children of one name", async () => {
  await refuses([["A", obedient], ["A", obedient], { name: "B", run: obedient, dependsOn: ["A"] }], twice);
});

Deno.test("D6 startGroup() refuses two children of one name", () => {
  assertThrows(() => startGroup([["A", obedient], ["A", obedient]], { signals: false }), TypeError, twice);
});
