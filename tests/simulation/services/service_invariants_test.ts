import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { invariants, simulate } from "@mainstay/supervisor/simulation";
import { RandomStreams } from "../../../src/simulation/random_streams.ts";
import { serviceInvariants } from "../../../src/simulation/services/service_invariants.ts";
import { castFor } from "../../../src/simulation/services/services_cast.ts";
import { servicesEngine } from "../../../src/simulation/services/services_engine.ts";
import { judge } from "../../../src/simulation/simulate.ts";
import { holds } from "../../support/law.ts";
import { serviceMutants } from "../../support/service_mutants.ts";
import { serviceScenarios } from "../../support/service_scenarios.ts";

for (const { fault, invariant, scenario, makeTree } of serviceMutants) {
  Deno.test(`serviceInvariants "${invariant}" alone catches an application that ${fault}`, async () => {
    const cast = castFor(scenario, "services");
    const run = async (tree?: typeof makeTree) =>
      judge(cast, await servicesEngine(cast, new RandomStreams("1"), 10_000, { makeTree: tree }), "services", "1");

    const mutated = await run(makeTree);
    const sound = await run();

    assertEquals([...new Set(mutated.breaches.map((breach) => breach.invariant))], [invariant]);
    assertEquals(sound.breaches, []);
  });
}

Deno.test("serviceInvariants of services alone each have a mutant that only they catch", () => {
  const caught = new Set(serviceMutants.map(({ invariant }) => invariant));
  const shared = new Set(invariants.map(({ name }) => name));

  const own = serviceInvariants.map(({ name }) => name).filter((name) => !shared.has(name));
  assertEquals(own.length, 9);
  assertEquals(own.filter((name) => !caught.has(name)), []);
});

Deno.test("serviceInvariants hold where a child is ready no longer before its siblings are: its service waits for all at once", async () => {
  const { breaches, events } = await simulate({
    name: "late",
    horizonMs: 10_000,
    workers: [{
      name: "shop",
      group: {
        workers: [
          { name: "cart", behaviour: { script: [{ acts: [{ atMs: 0, do: "not-ready" }] }] } },
          { name: "stock", behaviour: { readyAfter: { kind: "fixed", ms: 10 } } },
        ],
      },
    }],
  }, { engine: "services", seed: 1 });
  const ready = events.filter(({ type }) => type === "ready").map((event) => "worker" in event && event.worker);
  assertEquals([breaches, ready], [[], ["shop/cart", "shop/stock"]]);
});

Deno.test("serviceInvariants know whom a start by hand starts besides: those that had waited for it in vain", async () => {
  const after = (name: string) => ({ dependsOn: [name], onDependencyFailure: "restart" } as const);
  const { breaches, events } = await simulate({
    name: "by hand",
    horizonMs: 100_000,
    workers: [{ name: "a" }, { name: "b", ...after("a") }, { name: "c", ...after("b") }, { name: "d" }],
    operations: [{ atMs: 5_000, do: "stop", worker: "a" }, { atMs: 60_000, do: "start", worker: "a" }],
  }, { engine: "services", seed: 1 });
  const started = events.filter((event) => event.type === "started" && event.after === "manual")
    .map((event) => "worker" in event && event.worker);
  assertEquals([breaches, started], [[], ["a", "b", "c"]]);
});

Deno.test("serviceInvariants see a start by hand of one that nobody asked for, and that had waited for nothing in vain", async () => {
  const cast = castFor({
    name: "by hand",
    horizonMs: 10_000,
    workers: [{ name: "a" }, { name: "b", dependsOn: ["a"] }],
    operations: [{ atMs: 5_000, do: "restart", worker: "b" }, { atMs: 6_000, do: "restart", worker: "a" }],
  }, "services");
  const run = await servicesEngine(cast, new RandomStreams("1"), 10_000);
  const { breaches } = judge({ ...cast, operations: cast.operations.slice(1) }, run, "services", "1");

  const [first] = breaches.filter(({ invariant }) => invariant === "policy-kept");
  assertEquals([first?.atMs, first?.worker], [5_000, "b"]);
});

const numRuns = 100;

Deno.test("serviceInvariants hold in every scenario that services can be told", async (t) => {
  const property = fc.asyncProperty(serviceScenarios, fc.nat(), async (scenario, seed) => {
    const { breaches } = await simulate(scenario, { seed, engine: "services", limit: 20_000 });
    assertEquals(breaches, []);
  });
  await holds(t, property, { numRuns });
});
