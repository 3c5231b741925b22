import { assert, assertEquals } from "@std/assert";
import { faultCatalogue, resolveRules } from "../../../src/simulation/faults/fault_catalogue.ts";
import { faultKinds } from "../../../src/simulation/faults/fault.ts";

Deno.test("faultCatalogue has a rule for every kind, which keeps what rules must keep", () => {
  assertEquals(Object.keys(faultCatalogue), [...faultKinds]);
  for (const [kind, { description, probability, perHour, minMs, maxMs }] of Object.entries(faultCatalogue)) {
    assert(/^[A-Z].*\.$/.test(description), kind);
    assert(probability > 0 && probability <= 1 && perHour > 0 && minMs >= 0 && maxMs >= minMs, kind);
  }
});

Deno.test("faultCatalogue fits a day of all kinds into the most faults of a run", () => {
  const perHour = Object.values(faultCatalogue).reduce((sum, each) => sum + each.perHour, 0);
  assert(24 * perHour <= 100, `${24 * perHour} a day`);
});

Deno.test("resolveRules() gives all kinds by the catalogue unless some are named", () => {
  assertEquals(resolveRules({}, true).map(({ kind }) => kind), [...faultKinds]);
  const { description: _, ...standard } = faultCatalogue.hang;
  assertEquals(resolveRules({ faults: { hang: true } }, true), [{
    kind: "hang",
    ...standard,
    workers: undefined,
    least: 1,
  }]);
  assertEquals(resolveRules({ faults: {} }, true), []);
  assertEquals(resolveRules({ faults: { hang: undefined, stall: true } }, true).map(({ kind }) => kind), ["stall"]);
});

Deno.test("resolveRules() keeps what is given, zero too", () => {
  const rule = { probability: 0, perHour: 0, minMs: 0, maxMs: 0, workers: ["a"] };
  assertEquals(resolveRules({ faults: { outage: rule } }, true), [{ kind: "outage", ...rule, least: 0 }]);
});

Deno.test("resolveRules() moves the end of the time that is left open", () => {
  const times = (rule: { minMs?: number; maxMs?: number }) =>
    resolveRules({ faults: { hang: rule } }, true).map(({ minMs, maxMs }) => [minMs, maxMs])[0];
  assertEquals(times({ minMs: 3_600_000 }), [3_600_000, 3_600_000]);
  assertEquals(times({ maxMs: 5 }), [5, 5]);
  assertEquals(times({ minMs: 5 }), [5, 600_000]);
  assertEquals(times({ maxMs: 7_000 }), [1_000, 7_000]);
});
