import { assertEquals } from "@std/assert";
import { traceHash } from "@mainstay/supervisor/simulation";

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
