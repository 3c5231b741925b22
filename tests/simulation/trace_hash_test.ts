import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import type { SupervisionEvent } from "@mainstay/supervisor";
import { simulate, traceHash } from "@mainstay/supervisor/simulation";
import fc from "fast-check";
import { scenarios } from "../support/scenario_arbitrary.ts";

Deno.test("traceHash() does not depend on the order of an event's fields", () => {
  const event = { type: "completed", atMs: 1, worker: "a", incarnation: 1, ranMs: 1 } as const;
  const turned = { ranMs: 1, incarnation: 1, worker: "a", atMs: 1, type: "completed" } as const;

  assertEquals(traceHash([event]), traceHash([turned]));
});

Deno.test("traceHash() sees every field", () => {
  const event = {
    type: "cooldown-started",
    atMs: 1,
    worker: "a",
    incarnation: 1,
    cycle: 1,
    cooldownMs: 5,
    retryAtMs: 6,
    rule: "worker-budget",
  } as const;
  const changed = [
    { atMs: 2 },
    { worker: "b" },
    { incarnation: 2 },
    { cycle: 2 },
    { cooldownMs: 6 },
    { retryAtMs: 7 },
    { rule: "backoff" },
  ];

  const hashes = [{}, ...changed].map((change) => traceHash([{ ...event, ...change } as typeof event]));
  assertEquals(new Set(hashes).size, hashes.length);
});

Deno.test("traceHash() sees every field of every event that a supervision tells", async () => {
  const seen = new Set<string>();
  for (const scenario of fc.sample(scenarios, { numRuns: 500, seed: 1 })) {
    const { events } = await simulate(scenario, { engine: "policy", limit: 20_000 });
    for (const event of events) {
      const hash = traceHash([event]);
      for (const [field, value] of Object.entries(event)) {
        if (field === "type" || value === undefined) continue;
        seen.add(event.type);
        const changed = { ...event, [field]: other(value) } as SupervisionEvent;
        assertNotEquals(traceHash([changed]), hash, `${event.type}.${field}`);
      }
    }
  }

  assertEquals(seen.size, 27); // all but "rule-failed", which no scenario can bring about
});

Deno.test("traceHash() refuses what is no list of events", () => {
  assertThrows(
    () => traceHash({} as never),
    TypeError,
    'Cannot hash a run: "events" must be a list, received an object',
  );
});

function other(value: unknown): unknown {
  if (typeof value === "number") return value === Infinity ? 0 : value + 1;
  if (typeof value === "boolean") return !value;
  return typeof value === "string" ? `${value}!` : { name: "Other", message: "" };
}
