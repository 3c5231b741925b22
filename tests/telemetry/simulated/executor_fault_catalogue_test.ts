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
  assertEquals(resolveExecutorRules({}).map(({ kind }) => kind), [...executorFaultKinds]);
  const [stall, burst] = resolveExecutorRules({
    faults: { burst: { perHour: 9, count: { min: 2, max: 3 } }, stall: true },
  });
  const { description: _, ...standard } = executorFaultCatalogue.stall;
  assertEquals(stall, { ...standard, kind: "stall", least: 1 });
  assertEquals([burst?.perHour, burst?.count, burst?.least], [9, { min: 2, max: 3 }, 0]);
});

Deno.test("resolveExecutorRules() moves the other end of a time that is given by one end alone", () => {
  const [short] = resolveExecutorRules({ faults: { fails: { maxMs: 100 } } });
  const [long] = resolveExecutorRules({ faults: { fails: { minMs: 1e9 } } });
  assertEquals([[short?.minMs, short?.maxMs], [long?.minMs, long?.maxMs]], [[100, 100], [1e9, 1e9]]);
});
