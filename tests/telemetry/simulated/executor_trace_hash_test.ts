import { assertEquals, assertNotEquals } from "@std/assert";
import type { ExecutorEvent } from "../../../src/telemetry/simulated/executor_event.ts";
import { executorTraceHash } from "../../../src/telemetry/simulated/executor_trace_hash.ts";

const events: readonly ExecutorEvent[] = [
  { type: "started", atMs: 0 },
  { type: "executed", atMs: 1, id: "a", load: "orders/placed", status: "success" },
  { type: "attempt", atMs: 2, attempt: 1, count: 1, isPickUp: false },
  { type: "answered", atMs: 3, attempt: 1, stored: 1, refused: 0, isLate: false },
];

Deno.test("executorTraceHash() is the same for ever", () => {
  assertEquals(executorTraceHash([]), "811c9dc59e3779b9");
  assertEquals(executorTraceHash(events), executorTraceHash(events.map((event) => ({ ...event }))));
});

Deno.test("executorTraceHash() is another one when any field of any event is", () => {
  const hashes = new Set([executorTraceHash(events)]);
  let changed = 0;
  for (const [index, event] of events.entries()) {
    for (const [field, value] of Object.entries(event)) {
      if (field === "type") continue;
      const other = typeof value === "number" ? value + 1 : typeof value === "string" ? `${value}x` : !value;
      hashes.add(executorTraceHash(events.with(index, { ...event, [field]: other })));
      changed++;
    }
  }
  assertEquals([changed, hashes.size], [14, 15]);
  assertNotEquals(executorTraceHash(events.toReversed()), executorTraceHash(events));
});
