// The same operations on the store in memory and on that in a file get the same answers.
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { MemorySessionStore } from "../../../src/services/sessions/memory_session_store.ts";
import type { SessionStore } from "../../../src/services/sessions/session_store.ts";
import { SqliteSessionStore } from "../../../src/services/sessions/sqlite_session_store.ts";
import type { ExecutionStore } from "../../../src/telemetry/execution_store.ts";
import { MemoryExecutionStore } from "../../../src/telemetry/stores/memory_execution_store.ts";
import { SqliteExecutionStore } from "../../../src/telemetry/stores/sqlite_execution_store.ts";
import { holds } from "../../support/law.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { recordOf, registrationOf } from "./execution_rows.ts";

type Operation = (store: ExecutionStore, sessions: SessionStore) => unknown;

const small = fc.integer({ min: 1, max: 6 });
const atMs = fc.integer({ min: 0, max: 30 });
const owner = fc.constantFrom("a", "B", "b\0", "\u{1F525}", "\uFFFD", "ä");
const kind = fc.constantFrom("handler" as const, "job" as const);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3 });

const record = fc.record({
  owner,
  kind,
  name: fc.constantFrom("x", "y"),
  topic: fc.constantFrom("", "t"),
  registrationId: orNull(small),
  sessionId: orNull(small),
  startedAtMs: atMs,
  // Quarters have exact sums, in whatever order they are added.
  durationMs: fc.integer({ min: -1, max: 40 }).map((quarters) => quarters / 4),
  status: fc.constantFrom("success" as const, "error" as const, "cancelled" as const, "timed-out" as const),
  error: orNull(fc.record({ type: owner, message: owner, stack: fc.constant(null) })),
});
const filter = fc.record({
  owner,
  kind,
  name: fc.constantFrom("x", "y"),
  topic: fc.constantFrom("", "t"),
  statuses: fc.subarray(["success" as const, "error" as const, "cancelled" as const, "timed-out" as const]),
  sessionId: small,
  sinceMs: atMs,
  untilMs: atMs,
}, { requiredKeys: [] });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), record), { maxLength: 12 }).map(
      (rows) => (store: ExecutionStore) => store.insert(rows.map(([id, fields]) => recordOf(id, fields))),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      owner,
      kind,
      name: fc.constantFrom("x", "y"),
      oneShot: fc.boolean(),
      tier: fc.constantFrom("app" as const, "framework" as const),
    }).map((fields) => (store: ExecutionStore) => store.register(registrationOf(fields), 5)),
  },
  fc.tuple(small, atMs).map(([id, at]) => (store: ExecutionStore) => store.cancel(id, at)),
  fc.record({ owner, live: fc.array(small, { maxLength: 2 }), sessionId: orNull(small), atMs }).map(
    (given) => (store: ExecutionStore) => store.reconcile(given),
  ),
  fc.record({
    beforeMs: orNull(atMs),
    atMost: fc.integer({ min: 1, max: 8 }),
    maxBytes: fc.constantFrom(null, 0, 1e12),
  }).map((given) => (store: ExecutionStore) => store.prune(given)),
  fc.constant((_: ExecutionStore, sessions: SessionStore) =>
    sessions.create({ application: "app", atMs: 1, heartbeatMs: 9 })
  ),
  fc.tuple(small, atMs).map(([id, at]) => (_: ExecutionStore, sessions: SessionStore) =>
    sessions.finish(id, { atMs: at, error: null, drops: {} })
  ),
  fc.record({
    filter,
    order: fc.constantFrom("newest" as const, "oldest" as const, "slowest" as const),
    limit: fc.integer({ min: 0, max: 9 }),
  })
    .map(({ filter, ...rest }) => (store: ExecutionStore) => store.executions({ ...filter, ...rest })),
  filter.map((given) => (store: ExecutionStore) => store.summary(given)),
  filter.map((given) => (store: ExecutionStore) => store.failures(given)),
);

/** All that can be read back. */
function everything(store: ExecutionStore): unknown[] {
  return [
    store.executions({ limit: Infinity }),
    store.summary(),
    store.failures(),
    store.registrations(),
    store.sessions(),
  ];
}

Deno.test("SqliteExecutionStore answers whatever is asked as MemoryExecutionStore does", async (t) => {
  let answers = 0;
  await holds(
    t,
    fc.asyncProperty(fc.array(operation, { maxLength: 30 }), async (operations) => {
      using folder = new TempFolder();
      const memory = new MemorySessionStore();
      const [model, modelSessions] = [new MemoryExecutionStore(memory), memory];
      const store = await SqliteExecutionStore.open(folder.file("a.db"));
      const sessions = await SqliteSessionStore.open(folder.file("a.db"));
      try {
        for (const operate of operations) {
          assertEquals(await operate(store, sessions), await operate(model, modelSessions));
          answers++;
        }
        assertEquals(everything(store), everything(model));
      } finally {
        sessions.close();
        store.close();
      }
    }),
    { numRuns: 150 },
  );
  assertEquals(answers > 500, true);
});
