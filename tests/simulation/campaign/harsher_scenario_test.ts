import { assert, assertEquals } from "@std/assert";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { runCampaign } from "../../../src/simulation/campaign/campaign.ts";
import { harsherThan } from "../../../src/simulation/campaign/harsher_scenario.ts";
import type { RunFailure } from "../../../src/simulation/campaign/subject.ts";
import { supervisionSubject } from "../../../src/simulation/campaign/supervision_subject.ts";

const failure = (kind: RunFailure["kind"]): RunFailure => ({ kind, name: "x", message: "", atMs: 0 });
const scenario: Scenario = {
  name: "s",
  horizonMs: 60_000,
  workers: [{ name: "g", group: { terminateTree: "contain", workers: [{ name: "a", count: 2, graceMs: 5 }] } }],
  faults: [{ kind: "crash", atMs: 1_000 }, { kind: "crash", atMs: 9_000 }],
};
const short = { life: { kind: "fixed", ms: 1 } } as const;

Deno.test("harsherThan() compares who is alike, whatever walls and numbers have gone", () => {
  const isHarsher = harsherThan(scenario, [failure("recovery")]);
  const rest = { ...scenario, workers: [{ name: "a", graceMs: 5 }] };
  assertEquals([isHarsher(scenario), isHarsher(rest)], [false, false]);
  assertEquals(isHarsher({ ...rest, workers: [{ name: "a", graceMs: 5, behaviour: short }] }), true);
  assertEquals(isHarsher({ ...rest, workers: [{ name: "a", graceMs: 4 }] }), true);
});

Deno.test("harsherThan() sees groups that contain less, and budgets where there was none", () => {
  const isHarsher = harsherThan(scenario, [failure("recovery")]);
  const { group } = scenario.workers[0]!;
  const withGroup = (other: object) => ({ ...scenario, workers: [{ name: "g", group: { ...group!, ...other } }] });
  assertEquals([{}, { terminateTree: "propagate" }, { budget: { intensity: 9 } }].map(withGroup).map(isHarsher), [
    false,
    true,
    true,
  ]);
});

Deno.test("harsherThan() sees faults that come closer, of expectations alone", () => {
  const closer = { ...scenario, faults: [{ kind: "crash", atMs: 1_000 }, { kind: "crash", atMs: 2_000 }] } as Scenario;
  assertEquals(harsherThan(scenario, [failure("expectation")])(closer), true);
  assertEquals(harsherThan(scenario, [failure("recovery")])(closer), false);
});

Deno.test("harsherThan() has nothing against any case of an invariant, nor against one that is not valid", () => {
  const workers = [{ name: "a", behaviour: short }];
  assertEquals(harsherThan(scenario, [failure("invariant")])({ ...scenario, workers }), false);
  assertEquals(harsherThan(scenario, [failure("recovery")])({ ...scenario, workers: [] }), false);
});

/** The smallest scenario that a campaign makes of the first failure that it finds. */
async function minimalOf(of: Scenario): Promise<Scenario> {
  const { failures } = await runCampaign(supervisionSubject(of, { engine: "policy" }), {
    runs: 5,
    failFast: true,
    determinismShare: 0,
    shrinkMs: 60_000,
  });
  return failures[0]!.minimal!.scenario as Scenario;
}

Deno.test("a shrunk case of too many crashes has no shorter lives than those that were lived", async () => {
  const minimal = await minimalOf({
    name: "crashes",
    horizonMs: 3_600_000,
    workers: [{ name: "a", count: 3, behaviour: { life: { kind: "exponential", meanMs: 300_000 } } }],
    expect: ["crashes <= 6"],
  });
  const lives = minimal.workers.flatMap(({ behaviour }) => behaviour?.script ?? []).flatMap(({ acts }) => acts);
  assertEquals([lives.length, lives.every(({ atMs }) => atMs >= 10_000)], [7, true], JSON.stringify(minimal));
  assert(minimal.workers.every(({ behaviour }) => behaviour?.life === undefined));
});

Deno.test("a shrunk recovery keeps the fault, and who must say so stays able to become ready", async () => {
  const minimal = await minimalOf({
    name: "recovery",
    horizonMs: 600_000,
    recovery: { fromMs: 60_000, withinMs: 20_000 },
    defaults: { startupTimeoutMs: 10_000, budget: { intensity: 2 }, cooldownMs: 100_000, backoff: { baseMs: 100 } },
    workers: [{ name: "a", count: 2, behaviour: { readyAfter: { kind: "fixed", ms: 50 } } }],
    outages: [{ name: "net", fromMs: 30_000, toMs: 59_000 }],
  });
  const { outages = [], faults = [], workers: [worker], defaults } = minimal;
  assert(outages.length + faults.length > 0, JSON.stringify(minimal));
  const limit = worker!.startupTimeoutMs ?? defaults?.startupTimeoutMs;
  assert(
    limit === undefined || limit >= 10_000 && worker!.behaviour?.readyAfter !== undefined,
    JSON.stringify(minimal),
  );
  assertEquals(minimal.workers.length, 1);
  assert(minimal.horizonMs < 600_000);
});

Deno.test("a shrunk case about one of several alike has one worker, and its name", async () => {
  const minimal = await minimalOf({
    name: "alike",
    horizonMs: 100_000,
    workers: [{ name: "dyn", count: 2 }, { name: "a" }],
    faults: [{ kind: "hang", fromMs: 1_000, toMs: 200_000 }, { kind: "crash", atMs: 1_234 }],
    expect: ["dyn-1: crashes == 0"],
  });
  assertEquals([minimal.workers, minimal.expect], [[{ name: "dyn" }], ["dyn: crashes == 0"]]);
  assert(minimal.horizonMs < 10_000);
});
