import { assertEquals, assertThrows } from "@std/assert";
import {
  resolvedFilter,
  resolvedLimit,
  resolvedQuery,
  resolvedText,
} from "../../../src/telemetry/history/query_check.ts";

Deno.test("resolvedQuery() fills in what is left open", () => {
  assertEquals(resolvedQuery({}), { filter: {}, order: "newest", limit: 100 });
  assertEquals(resolvedQuery({ limit: 0, order: "slowest", owner: undefined }), {
    filter: {},
    order: "slowest",
    limit: 0,
  });
});

Deno.test("resolvedQuery() keeps what is given, with plain texts", () => {
  const filter = {
    id: "i",
    kind: "job",
    owner: "a",
    instance: "",
    name: "n",
    topic: "t",
    sessionId: 0,
    sinceMs: 0,
  } as const;
  const given = { ...filter, untilMs: Number.MAX_SAFE_INTEGER, statuses: ["error"] } as const;
  assertEquals(resolvedQuery({ ...given, owner: "a\0", limit: 7 }), {
    filter: { ...given, owner: "a\uFFFD" },
    order: "newest",
    limit: 7,
  });
});

Deno.test("resolvedFilter() knows no order", () => {
  assertThrows(
    () => resolvedFilter("summarise executions", { order: "newest" } as never),
    TypeError,
    'Cannot summarise executions: unknown option "order", known are kind, id, owner, instance, name, topic, statuses, sessionId, sinceMs, untilMs',
  );
});

Deno.test("resolvedFilter() answers a copy of its statuses", () => {
  const statuses = ["error" as const];
  const resolved = resolvedFilter("list failures", { statuses });
  statuses.length = 0;
  assertEquals(resolved, { statuses: ["error"] });
});

for (const [given, limit] of [[undefined, 100], [0, 0], [1e300, Infinity], [Infinity, Infinity]] as const) {
  Deno.test(`resolvedLimit() of ${given} is ${limit}`, () => assertEquals(resolvedLimit("list", given), limit));
}

for (const sinceMs of [-1, 0.5, NaN, Infinity, 2 ** 53, "5"]) {
  Deno.test(`resolvedFilter() refuses a sinceMs of ${JSON.stringify(sinceMs)} ${sinceMs}`, () => {
    assertThrows(() => resolvedFilter("list", { sinceMs } as never), RangeError, 'Cannot list: "sinceMs" must be ');
  });
}

Deno.test("resolvedText() refuses what is no text", () => {
  assertThrows(() => resolvedText("list", "owner", 7), TypeError, 'Cannot list: "owner" must be a text, received 7');
});
