import { assertEquals } from "@std/assert";
import { castOf } from "../../src/simulation/cast.ts";
import { parseExpectation } from "../../src/simulation/expectation.ts";
import {
  figureIn,
  figureNames,
  groupsNamed,
  isSample,
  nameOfFigure,
  sampleNames,
  unitOf,
} from "../../src/simulation/figure.ts";
import { measurementOf } from "../../src/simulation/measure.ts";
import { type Scenario, simulate } from "@mainstay/supervisor/simulation";

const scenario: Scenario = {
  name: "figures",
  horizonMs: 10_000,
  workers: [{ name: "db", group: { workers: [{ name: "api", count: 2 }, { name: "web" }] } }, { name: "ingest" }],
};

Deno.test("nameOfFigure() calls the same what is the same", () => {
  const { members } = castOf(scenario);
  const name = (text: string) => nameOfFigure(parseExpectation("simulate", "expect[0]", text, members));

  assertEquals(["storm <= 1", "storm(1s) <= 2", "max(storm(1000ms)) <= 2"].map(name), ["storm", "storm", "storm"]);
  assertEquals(["storm(0.1s) <= 1", "storm(1m) <= 1"].map(name), ["storm(100ms)", "storm(60s)"]);
  assertEquals(["db: p95(recovery) < 1s", "crashes == 0"].map(name), ["db: recovery", "crashes"]);
});

Deno.test("unitOf() is known of every figure and of all samples", () => {
  assertEquals([...figureNames, ...sampleNames].filter((name) => !["%", "ms", ""].includes(unitOf(name))), []);
  assertEquals([unitOf("availability"), unitOf("recovery"), unitOf("storm"), unitOf("up")], ["%", "ms", "", "ms"]);
  assertEquals([isSample("recovery"), isSample("recoveries")], [true, false]);
});

Deno.test("groupsNamed() are the groups that a path stands for, not those around a worker", () => {
  const paths = ["db-1/api-1", "db-1/api-2", "db-2/api-1"];

  assertEquals([groupsNamed("db", paths), groupsNamed("db/api", paths)], [["db-1", "db-2"], []]);
});

Deno.test("figureIn() reads shares in percent, of all, of one, and of some together", async () => {
  const { events, metrics } = await simulate(scenario, { engine: "policy" });
  const run = measurementOf(castOf(scenario), events, scenario.horizonMs);
  const of = (figure: "availability" | "up", worker?: string, workers?: readonly string[]) =>
    figureIn({ figure, worker, workers, windowMs: undefined }, metrics, run);

  assertEquals([of("availability"), of("up"), of("up", "ingest", ["ingest"])], [100, 40_000, 10_000]);
  assertEquals(of("up", "db/api", ["db/api-1", "db/api-2"]), 20_000);
});
