import { assertEquals } from "@std/assert";
import { checkScenario, type Scenario } from "@mainstay/supervisor/simulation";
import { countedOut, withFewerWorkers } from "../../../src/simulation/campaign/fewer_workers.ts";
import { mendedScenario } from "../../../src/simulation/campaign/mended_scenario.ts";

function fewer(scenario: Omit<Scenario, "name" | "horizonMs">): Scenario[] {
  return [...withFewerWorkers({ name: "fewer", horizonMs: 10, ...scenario })].map(mendedScenario);
}

const names = ({ workers }: Scenario) =>
  workers.map(({ name, count = 1 }) => count === 1 ? name : `${name}×${count}`).join(" ");

Deno.test("withFewerWorkers() leaves out parts of a group, but never all of it", () => {
  assertEquals(fewer({ workers: [{ name: "a" }, { name: "b" }, { name: "c" }] }).map(names), [
    "c",
    "a b",
    "b c",
    "a c",
    "a b",
  ]);
});

Deno.test("withFewerWorkers() lets whoever is left depend on what those depended on who are gone", () => {
  const without = fewer({
    workers: [{ name: "db" }, { name: "api", dependsOn: ["db"] }, { name: "web", dependsOn: ["api"] }],
  });
  assertEquals(without.find((each) => names(each) === "db web")!.workers[1], { name: "web", dependsOn: ["db"] });
});

Deno.test("withFewerWorkers() names the last one of those that are alike without its number", () => {
  const [one, two] = fewer({
    workers: [{ name: "a", count: 3 }],
    faults: [{ kind: "crash", atMs: 1, workers: ["a-2"] }],
    expect: ["a-3: crashes == 0"],
    operations: [{ atMs: 1, do: "stop", worker: "a-1" }],
  });
  assertEquals([names(one!), names(two!)], ["a", "a×2"]);
  assertEquals([one!.faults, one!.expect, one!.operations], [
    [{ kind: "crash", atMs: 1, workers: ["a"] }],
    ["a: crashes == 0"],
    [{ atMs: 1, do: "stop", worker: "a" }],
  ]);
  checkScenario(one!);
});

Deno.test("withFewerWorkers() puts the children of a group in its place", () => {
  const free = fewer({
    workers: [
      {
        name: "db",
        group: {
          strategy: "one-for-all",
          defaults: { graceMs: 5 },
          workers: [{ name: "x" }, { name: "y", graceMs: 7 }],
        },
      },
      { name: "web", dependsOn: ["db"] },
    ],
    faults: [{ kind: "crash", atMs: 1, workers: ["db/x", "db"] }],
  }).find((each) => names(each) === "x y web")!;
  assertEquals(free.workers, [{ graceMs: 5, name: "x" }, { graceMs: 7, name: "y" }, {
    name: "web",
    dependsOn: ["x", "y"],
  }]);
  assertEquals([free.faults, free.strategy], [[{ kind: "crash", atMs: 1, workers: ["x"] }], undefined]);
  checkScenario(free);
});

Deno.test("withFewerWorkers() makes the only group the scenario itself, with its rules", () => {
  const free = fewer({ workers: [{ name: "db", group: { strategy: "one-for-all", workers: [{ name: "x" }] } }] });
  assertEquals(free.map(({ strategy, workers }) => [strategy, workers]), [["one-for-all", [{ name: "x" }]]]);
});

Deno.test("countedOut() gives each of those that are alike an entry of its own", () => {
  const counted = countedOut({
    name: "counted",
    horizonMs: 10,
    workers: [{
      name: "pool",
      count: 2,
      group: { workers: [{ name: "a", count: 2 }, { name: "b", dependsOn: ["a"] }] },
    }],
    faults: [{ kind: "crash", atMs: 1, workers: ["pool/a-2"] }],
  });
  const group = { workers: [{ name: "a-1" }, { name: "a-2" }, { name: "b", dependsOn: ["a-1", "a-2"] }] };
  checkScenario(counted);
  assertEquals(counted.workers, [{ name: "pool-1", group }, { name: "pool-2", group }]);
  assertEquals(counted.faults, [{ kind: "crash", atMs: 1, workers: ["pool-1/a-2", "pool-2/a-2"] }]);
});

Deno.test("withFewerWorkers() says of all what it said of the only group", () => {
  const group = { workers: [{ name: "x" }] };
  const expect = ["db: crashes == 0", "db/x: crashes == 0"];
  const [only] = fewer({ workers: [{ name: "db", group }], expect });
  assertEquals(only!.expect, ["crashes == 0", "x: crashes == 0"]);
  checkScenario(only!);
  const beside = fewer({ workers: [{ name: "db", group }, { name: "y" }], expect }).find((each) =>
    names(each) === "x y"
  );
  assertEquals(beside!.expect, ["x: crashes == 0"]);
});
