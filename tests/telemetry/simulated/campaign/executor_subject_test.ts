import { assert, assertEquals, assertThrows } from "@std/assert";
import { runCampaign } from "../../../../src/simulation/campaign/campaign.ts";
import {
  executorSubject,
  executorSubjectMadeOf,
} from "../../../../src/telemetry/simulated/campaign/executor_subject.ts";
import { typicalMs } from "../../../../src/simulation/campaign/typical_span.ts";
import type { ExecutorScenario } from "../../../../src/telemetry/simulated/executor_scenario.ts";
import { Executor } from "../../../../src/telemetry/executor.ts";
import { executorMutants } from "../../../support/executor_mutants.ts";
import { chaotic } from "./chaotic_scenario.ts";

const limit = 1_000_000;

Deno.test("executorSubject() runs a case to the same outcome each time, also from JSON", async () => {
  const subject = executorSubject(chaotic, { swarm: true });
  const of = subject.draw("5");
  const [one, again] = [
    await subject.run(of, "5", { limit }),
    await subject.run(JSON.parse(JSON.stringify(of)), "0x5", { limit }),
  ];
  assertEquals(again.outcome, one.outcome);
  assertEquals([one.outcome.seed, one.outcome.hash, one.outcome.eventCount], ["5", one.result.hash, one.events.length]);
  assertEquals(subject.withoutNoise(of), of);
  assertEquals(subject.size(of).workers, 2);
});

Deno.test("executorSubject() holds in every run of a sound executor, and comes to every place", async () => {
  const wide = {
    capacity: { min: 5, max: 200 },
    retries: { min: 0, max: 8 },
    storeTimeoutMs: { min: 500, max: 10_000 },
  };
  const scenario: ExecutorScenario = { ...chaotic, chaos: { ...chaotic.chaos, executor: wide } };
  const result = await runCampaign(executorSubject(scenario, { swarm: true }), { runs: 300, determinismShare: 0.05 });
  assertEquals([result.verdicts.held, result.causes, result.determinism], [300, {}, { checked: 15, differing: 0 }]);
  const missed = Object.entries(result.coverage).filter(([, { runs }]) => runs === 0).map(([point]) => point);
  // There is always a session, and what is left at the stop is spilled.
  assertEquals(missed, ["no-session", "lost-at-stop"]);
});

/** What a campaign finds in 40 runs by its invariant; what else breaks with it may be told too. */
const found = [
  "forgets a batch that could not be written",
  "counts who finds no place twice",
  "does not count what was refused",
  "writes down every second execution alone",
  "writes errors down as successes",
  "counts a batch as stored that could not be written",
  "tells of no record",
  "holds more than it may",
  "writes more at once than it may",
  "gives a batch up one try too early",
  "tries a batch for ever",
  "tries again at once",
  "waits for ever once the store has failed",
  "takes its time to stop",
  "removes a file of the folder before its records are stored",
];

for (const { fault, invariant, parts } of executorMutants.filter(({ fault }) => found.includes(fault))) {
  Deno.test(`executorSubject() lets a campaign find, shrink and name an executor that ${fault}`, async () => {
    const { failures: [failure] } = await runCampaign(executorSubjectMadeOf(chaotic, { swarm: true }, parts), {
      runs: 40,
      failFast: true,
      determinismShare: 0,
    });

    const { capsule, minimal } = failure!;
    const named = (failures: typeof capsule.failures) => failures.map(({ name }) => name);
    assert(named(capsule.failures).includes(invariant), named(capsule.failures).join());
    assert(named(minimal!.failures).includes(capsule.failures[0]!.name), named(minimal!.failures).join());
    const { from, to } = minimal!.shrunk!;
    assert(
      to.workers === 1 && to.faults <= 2 && to.faults <= from.faults && to.horizonMs <= 20_000,
      JSON.stringify(to),
    );
    // The smallest case alone fails in the same way.
    const scenario = minimal!.scenario as ExecutorScenario;
    const { outcome } = await executorSubjectMadeOf(scenario, {}, parts).run(scenario, failure!.seed, { limit });
    assert(named(outcome.failures).includes(capsule.failures[0]!.name));
    assertEquals((await executorSubject(scenario).run(scenario, failure!.seed, { limit })).outcome.verdict, "held");
  });
}

Deno.test("executorSubject() finds an executor that asks for real time in a run, and names the place", async () => {
  const subject = executorSubjectMadeOf(chaotic, {}, {
    makeExecutor: ({ wallClock: _, ...options }, parts) =>
      new Executor({ ...options, wallClock: () => Date.now() }, parts),
  });
  const { outcome: { verdict, failures } } = await subject.run(subject.draw("1"), "1", { limit });
  const failure = failures.find(({ kind }) => kind === "determinism");
  assert(verdict !== "held" && failure?.message.includes("Date.now()"), failure?.message);
});

Deno.test("executorSubject() knows the mutants that it is tried with", () => {
  const known = new Set(executorMutants.map(({ fault }) => fault));
  assertEquals(found.filter((fault) => !known.has(fault)), []);
});

Deno.test("executorSubject() refuses options that are none", () => {
  const refused = (options: unknown, message: string) =>
    assertThrows(
      () => executorSubject(chaotic, options as never),
      TypeError,
      `Cannot explore the scenario: ${message}`,
    );
  refused({ swram: true }, 'unknown option "swram", known are swarm');
  refused({ swarm: "no" }, '"swarm" must be true or false, received "no"');
});

Deno.test("executorSubject() makes no run in which nothing happens out of one that was too slow", async () => {
  const scenario: ExecutorScenario = {
    ...chaotic,
    chaos: { faults: { hangs: true, fails: true } },
    recovery: undefined,
    expect: ["longest-wait < 5s"],
  };
  const { failures: [failure] } = await runCampaign(executorSubject(scenario), {
    runs: 40,
    failFast: true,
    determinismShare: 0,
  });
  const { failures, scenario: smallest } = failure!.minimal!;
  assertEquals(failures.map(({ name }) => name), ["longest-wait < 5s"]);
  assert(/but it is [0-9]/.test(failures[0]!.message), failures[0]!.message);
  assertEquals((smallest as ExecutorScenario).expect, ["longest-wait < 5s"]);
});

Deno.test("executorSubject() leaves the executor as it is where it misses what is expected, and makes nothing harsher", async () => {
  const orders = { owner: "orders", name: "placed", every: { kind: "exponential", meanMs: 100 } } as const;
  const outage = { name: "disk", fromMs: 1_000, toMs: 50_000, how: "fails", share: 0.4 } as const;
  const executor = { capacity: 40, batchSize: 10, flushMs: 100, retries: 3 };
  const scenario: ExecutorScenario = {
    name: "his",
    horizonMs: 60_000,
    executor,
    load: [orders],
    store: { faults: [outage] },
    expect: ["lost == 0"],
  };
  const { failures } = await runCampaign(executorSubject(scenario), { runs: 2, determinismShare: 0 });
  assertEquals(failures.length > 0, true);
  for (const { minimal, seed } of failures) {
    const { executor: { capacity, batchSize, retries }, load: [load], store, horizonMs } = minimal!
      .scenario as ExecutorScenario;
    assertEquals({ capacity, batchSize, flushMs: 100, retries }, executor);
    assert(typicalMs(load!.every) >= 100, JSON.stringify(load));
    const [fault] = store!.faults!;
    assert(fault!.share! <= 0.4 && fault!.toMs - fault!.fromMs < 49_000, JSON.stringify(fault));
    assert(horizonMs <= 30_000, `${horizonMs}`);
    // With the user's own options it fails too, so that mending these mends it.
    const smallest = minimal!.scenario as ExecutorScenario;
    const his = { ...smallest, executor: { ...executor, backoff: smallest.executor.backoff ?? {} } };
    assertEquals((await executorSubject(his).run(his, seed, { limit })).outcome.verdict, "missed");
  }
});

Deno.test("executorSubject() refuses a scenario that is none", () => {
  assertThrows(() => executorSubject({ ...chaotic, horizonMs: 0 }), RangeError, '"horizonMs" must be');
  assertThrows(
    () => executorSubject([] as never),
    TypeError,
    'Cannot simulate: "scenario" must be an object, received an array',
  );
});
