import { assertEquals } from "@std/assert";
import { executorFaultSpans, faultSpans } from "../../../cli/page/fault_spans.ts";
import type { Scenario } from "../../../src/simulation/scenario.ts";

const scenario: Scenario = { name: "faults", horizonMs: 1_000, workers: [{ name: "api" }] };

Deno.test("faultSpans() has outages by their names, other faults by their kind, in the order of time", () => {
  const spans = faultSpans({
    ...scenario,
    faults: [{ kind: "stall", atMs: 5, forMs: 10 }, { kind: "crash", atMs: 1 }],
    outages: [{ name: "database", fromMs: 2, toMs: 4 }],
  }, 1_000);
  assertEquals(spans.map(({ name, fromMs, toMs, isFault }) => [name, fromMs, toMs, isFault]), [
    ["crash", 1, 1, true],
    ["database", 2, 4, true],
    ["stall", 5, 15, true],
  ]);
});

Deno.test("faultSpans() ends all faults when everything heals", () => {
  const spans = faultSpans({
    ...scenario,
    faults: [{ kind: "hang", fromMs: 1, toMs: 99 }, { kind: "crash", atMs: 50 }],
    recovery: { fromMs: 50, withinMs: 20 },
  }, 1_000);
  assertEquals(spans.map(({ name, fromMs, toMs, isFault }) => [name, fromMs, toMs, isFault]), [
    ["hang", 1, 50, true],
    ["recovery", 50, 70, false],
  ]);
});

Deno.test("faultSpans() tells how long a fault lasts that is over when everything heals", () => {
  const spans = faultSpans({
    ...scenario,
    faults: [{ kind: "hang", fromMs: 10, toMs: 400 }],
    outages: [{ name: "database", fromMs: 20, toMs: 400 }],
    recovery: { fromMs: 50, withinMs: 20 },
  }, 1_000);
  assertEquals(spans.slice(0, 2).map(({ text }) => text), ["t=10ms all hang for 40ms", "everybody for 30ms"]);
});

Deno.test("faultSpans() has whom a fault strikes, and a row that says it", () => {
  const spans = faultSpans({
    ...scenario,
    workers: [{ name: "api", count: 3 }, { name: "db", group: { workers: [{ name: "writer" }] } }],
    faults: [
      { kind: "hang", fromMs: 1, toMs: 9, workers: ["db"] },
      { kind: "crash", atMs: 2, workers: ["api-1"] },
      { kind: "crash", atMs: 3, workers: ["api"] },
      { kind: "stall", atMs: 4, forMs: 1 },
      { kind: "slow-stop", fromMs: 5, toMs: 6, byMs: 1, workers: ["api-2"] },
      { kind: "slow-stop", fromMs: 7, toMs: 8, byMs: 1 },
    ],
  }, 1_000);
  assertEquals(spans.map(({ row, struck }) => [row, struck]), [
    ["hang: db/writer", ["db/writer"]],
    ["crash: 3 workers", ["api-1"]],
    ["crash: 3 workers", ["api-1", "api-2", "api-3"]],
    ["stall", undefined],
    ["slow-stop", ["api-2"]],
    ["slow-stop", undefined],
  ]);
});

Deno.test("faultSpans() tells what is done by hand, and the stop", () => {
  const spans = faultSpans(
    { ...scenario, operations: [{ atMs: 7, do: "restart", worker: "api" }], stopAtMs: 900 },
    1_000,
  );
  assertEquals(spans.map(({ name, text, isFault }) => [name, text, isFault]), [
    ["by hand", "restart api", false],
    ["stop", "asked to stop", false],
  ]);
});

Deno.test("faultSpans() leaves out what begins after the end", () => {
  assertEquals(faultSpans({ ...scenario, faults: [{ kind: "crash", atMs: 500 }] }, 500), []);
});

Deno.test("executorFaultSpans() has the faults of the store by their names, and all else that goes wrong", () => {
  const spans = executorFaultSpans({
    name: "faults",
    horizonMs: 1_000,
    executor: {},
    load: [{ owner: "a", name: "b", every: { kind: "fixed", ms: 10 } }],
    store: { faults: [{ name: "database", fromMs: 100, toMs: 200, how: "fails", share: 0.5 }] },
    stalls: [{ atMs: 10, forMs: 5 }],
    bursts: [{ atMs: 20, load: "a/b", count: 3 }],
  }, 1_000);
  assertEquals(spans.map(({ name, text }) => [name, text]), [
    ["stall", "the event loop does nothing for 5ms"],
    ["burst", "3 executions of a/b at once"],
    ["database", "the store fails, 50% of it, for 100ms"],
  ]);
});
