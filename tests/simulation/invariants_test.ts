import { assertEquals } from "@std/assert";
import { invariants } from "@mainstay/supervisor/simulation";
import { castOf } from "../../src/simulation/cast.ts";
import { policyEngine } from "../../src/simulation/policy_engine.ts";
import { RandomStreams } from "../../src/simulation/random_streams.ts";
import { judge } from "../../src/simulation/simulate.ts";
import { mutants } from "../support/mutants.ts";

for (const { fault, invariant, scenario, makeGroup } of mutants) {
  Deno.test(`invariants "${invariant}" alone catches a supervisor that ${fault}`, () => {
    const cast = castOf(scenario);

    const mutated = judge(cast, policyEngine(cast, new RandomStreams("1"), 10_000, makeGroup), "policy", "1");
    const sound = judge(cast, policyEngine(cast, new RandomStreams("1"), 10_000), "policy", "1");

    assertEquals([...new Set(mutated.breaches.map((breach) => breach.invariant))], [invariant]);
    assertEquals(sound.breaches, []);
  });
}

Deno.test("invariants each have a mutant that only they catch", () => {
  const caught = new Set(mutants.map(({ invariant }) => invariant));

  assertEquals(invariants.map(({ name }) => name).filter((name) => !caught.has(name)), []);
});

Deno.test("invariants let a group be called up without a child that somebody's hand has stopped for good, whoever asked it before", () => {
  const cast = castOf({
    name: "stopped by hand while it stops",
    horizonMs: 20_000,
    workers: [{
      name: "db",
      group: {
        workers: [{
          name: "writer",
          backoff: { firstMs: 0 },
          startupTimeoutMs: 0.1,
          behaviour: { script: [{ acts: [], onStop: { takesMs: 250 } }], afterScript: "repeat-last" },
        }],
      },
    }],
    operations: [
      { atMs: 500, do: "stop", worker: "db/writer" },
      { atMs: 500, do: "start", worker: { name: "reader" }, in: "db" },
    ],
  });

  const { events, breaches } = judge(cast, policyEngine(cast, new RandomStreams("1"), 10_000), "policy", "1");

  assertEquals(events.some(({ type, atMs }) => type === "ready" && atMs === 500), true);
  assertEquals(breaches, []);
});

Deno.test("invariants let a hand that came with a start have its stop wait for those that go down first", () => {
  const cast = castOf({
    name: "stopped by hand at its start",
    horizonMs: 20_000,
    workers: [
      { name: "a" },
      { name: "b" },
      { name: "c", dependsOn: ["a", "b"], onDependencyFailure: "restart", behaviour: { onStop: { takesMs: 3_000 } } },
      { name: "d" },
    ],
    operations: [{ atMs: 0, do: "stop", worker: "b" }, { atMs: 0, do: "stop", worker: "a" }],
  });

  const { events, breaches } = judge(cast, policyEngine(cast, new RandomStreams("1"), 10_000), "policy", "1");

  const asked = events.filter(({ type, atMs }) => type === "stopping" && atMs === 3_000);
  assertEquals(asked.map((event) => "worker" in event && event.worker), ["a", "b"]);
  assertEquals(breaches, []);
});
