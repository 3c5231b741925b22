import { assert, assertEquals } from "@std/assert";
import { executorFaultKinds } from "../../../src/telemetry/simulated/executor_chaos.ts";
import {
  executorFaultCatalogue,
  resolveExecutorRules,
} from "../../../src/telemetry/simulated/executor_fault_catalogue.ts";

Deno.test("executorFaultCatalogue has a sentence and a sound rule for each kind", () => {
  assertEquals(Object.keys(executorFaultCatalogue), [...executorFaultKinds]);
  for (
    const [kind, { description, probability, perHour, minMs, maxMs, count }] of Object.entries(executorFaultCatalogue)
  ) {
    assert(/^[A-Z].*\.$/.test(description), kind);
    assert(probability > 0 && probability <= 1 && perHour > 0 && minMs <= maxMs && count.min <= count.max, kind);
  }
});

Deno.test("resolveExecutorRules() has all kinds unless some are given, each with what is left open filled in", () => {
  const steady = { swarm: false };
  assertEquals(resolveExecutorRules({}, steady).map(({ kind }) => kind), [...executorFaultKinds]);
  const [stall, burst] = resolveExecutorRules({
    faults: { burst: { perHour: 9, count: { min: 2, max: 3 } }, stall: true },
  }, { swarm: true });
  const { description: _, ...standard } = executorFaultCatalogue.stall;
  assertEquals(stall, { ...standard, kind: "stall", least: 1 });
  assertEquals([burst?.perHour, burst?.count, burst?.least], [9, { min: 2, max: 3 }, 0]);
});

Deno.test("resolveExecutorRules() moves the other end of a time that is given by one end alone", () => {
  const [short] = resolveExecutorRules({ faults: { fails: { maxMs: 100 } } }, { swarm: false });
  const [long] = resolveExecutorRules({ faults: { fails: { minMs: 1e9 } } }, { swarm: false });
  assertEquals([[short?.minMs, short?.maxMs], [long?.minMs, long?.maxMs]], [[100, 100], [1e9, 1e9]]);
});

Deno.test("resolveExecutorRules() makes a kind as likely as it is said to be, or as the catalogue has it in a swarm", () => {
  const probability = (given: number | undefined, swarm: boolean) =>
    resolveExecutorRules({ faults: { fails: { probability: given } } }, { swarm })[0]!.probability;
  assertEquals([undefined, 0, 0.1].map((given) => probability(given, false)), [1, 0, 0.1]);
  assertEquals([undefined, 0, 0.1].map((given) => probability(given, true)), [
    executorFaultCatalogue.fails.probability,
    0,
    0.1,
  ]);
});
