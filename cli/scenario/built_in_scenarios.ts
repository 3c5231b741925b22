import canary from "../../fixtures/scenarios/canary.json" with { type: "json" };
import cascade from "../../fixtures/scenarios/cascade.json" with { type: "json" };
import chaosWeek from "../../fixtures/scenarios/chaos-week.json" with { type: "json" };
import crashesInShutdown from "../../fixtures/scenarios/crashes-in-shutdown.json" with { type: "json" };
import deadDependency from "../../fixtures/scenarios/dead-dependency.json" with { type: "json" };
import dependencyCascade from "../../fixtures/scenarios/dependency-cascade.json" with { type: "json" };
import firstLook from "../../fixtures/scenarios/first-look.json" with { type: "json" };
import flappingWorker from "../../fixtures/scenarios/flapping-worker.json" with { type: "json" };
import hungStop from "../../fixtures/scenarios/hung-stop.json" with { type: "json" };
import lateDependency from "../../fixtures/scenarios/late-dependency.json" with { type: "json" };
import lostDependency from "../../fixtures/scenarios/lost-dependency.json" with { type: "json" };
import nestedBudgets from "../../fixtures/scenarios/nested-budgets.json" with { type: "json" };
import poisonPill from "../../fixtures/scenarios/poison-pill.json" with { type: "json" };
import readyEachTime from "../../fixtures/scenarios/ready-each-time.json" with { type: "json" };
import slowBoot from "../../fixtures/scenarios/slow-boot.json" with { type: "json" };
import thunderingHerd from "../../fixtures/scenarios/thundering-herd.json" with { type: "json" };
import unreachableBudget from "../../fixtures/scenarios/unreachable-budget.json" with { type: "json" };
import type { Scenario } from "../../src/simulation/scenario.ts";

// What comes from JSON has `string` where a scenario has certain words; a test holds each file against the schema.
const scenarios = [
  firstLook,
  flappingWorker,
  thunderingHerd,
  deadDependency,
  poisonPill,
  slowBoot,
  hungStop,
  readyEachTime,
  unreachableBudget,
  cascade,
  dependencyCascade,
  lateDependency,
  lostDependency,
  crashesInShutdown,
  nestedBudgets,
  chaosWeek,
  canary,
] as readonly unknown[] as readonly Scenario[];

/** The scenarios that come with the program, by name, in the order in which they are best looked at. */
export const builtInScenarios: ReadonlyMap<string, Scenario> = new Map(
  scenarios.map((scenario) => [scenario.name, scenario]),
);
