// What every store of executions does, with a real server, and what only this one does.
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Pruned } from "../../../src/telemetry/execution_store.ts";
import { prune } from "../../../src/telemetry/postgres/execution_pruning.ts";
import { PostgresDatabase } from "../../../src/telemetry/postgres/postgres_database.ts";
import { PostgresExecutionStore } from "../../../src/telemetry/postgres/postgres_execution_store.ts";
import { PostgresSessionStore } from "../../../src/telemetry/postgres/postgres_session_store.ts";
import { StoreDatabase } from "../../../src/telemetry/postgres/store_database.ts";
import { postgresTests } from "../../support/postgres_server.ts";
import { idOf, recordOf, registrationOf } from "../stores/execution_rows.ts";
import { executionStoreSuite } from "../stores/execution_store_suite.ts";

const postgres = postgresTests();
let schemas = 0;

if (postgres.isThere) {
  executionStoreSuite("PostgresExecutionStore", async () => {
    const options = { schema: `executions_${++schemas}`, maxConnections: 3 };
    const database = await PostgresDatabase.open(postgres.server.url(), options);
    const sessions = await PostgresSessionStore.open(database);
    return {
      store: await PostgresExecutionStore.open(database),
      sessions,
      async end() {
        await sessions.close();
        await database.close();
      },
    };
  });
}

function criterion(title: string, act: (store: PostgresExecutionStore, schema: string) => Promise<void>): void {
  postgres.test(`PostgresExecutionStore.${title}`, async () => {
    const schema = `executions_${++schemas}`;
    const store = await PostgresExecutionStore.open(postgres.server.url(), { schema, maxConnections: 3 });
    try {
      await act(store, schema);
    } finally {
      await store.close();
    }
  });
}

criterion(
  "insert() rejects what the server refuses, and writes the others",
  async (store, schema) => {
    const table = `"${schema}".mainstay_executions`;
    await postgres.server.sql(`ALTER TABLE ${table} ADD CHECK (name <> 'refused')`);
    const tooLong = Array.from({ length: 400 }, () => crypto.randomUUID()).join("");
    const records = [
      recordOf(1),
      recordOf(2, { name: "refused" }),
      recordOf(3, { id: tooLong }),
      recordOf(4, { durationMs: -1 }),
      recordOf(5),
    ];
    const rejected = await store.insert(records);
    assertEquals(rejected.map(({ id }) => id), [idOf(2), tooLong, idOf(4)]);
    assert(rejected[0]!.reason.includes("violates check constraint"), rejected[0]!.reason);
    assert(rejected[1]!.reason.startsWith("index row requires"), rejected[1]!.reason);
    assertEquals(await store.executions({ order: "oldest" }), [records[0], records[4]]);
  },
);

criterion("insert() writes nothing when the table is gone, and says where", async (store, schema) => {
  await postgres.server.sql(`DROP TABLE "${schema}".mainstay_executions`);
  const place = `"127.0.0.1:${postgres.server.port}/postgres"`;
  await assertRejects(() => store.insert([recordOf(1)]), Error, `Cannot insert executions in ${place}: relation`);
});

criterion("insert() of the same records by many at once writes each once", async (store) => {
  const records = Array.from({ length: 1_000 }, (_, index) => recordOf(index));
  const orders = [
    records,
    records.toReversed(),
    records,
    records.toReversed(),
    records.slice(20),
    records.toReversed(),
  ];
  assertEquals((await Promise.all(orders.map((order) => store.insert(order)))).flat(), []);
  assertEquals(await store.executions({ order: "oldest", limit: Infinity }), records);
});

criterion("insert() beside reconcile() keeps every record", async (store) => {
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, index) => store.register(registrationOf({ name: `n${index}`, oneShot: true }), 1)),
  );
  const records = ids.map((registrationId, index) => recordOf(index, { registrationId, sessionId: 1 }));
  const reconciliation = { owner: "app", live: [], sessionId: 2, atMs: 2 };
  const inserted = records.map((record) => store.insert([record]));
  const [reconciled, ...rejected] = await Promise.all([store.reconcile(reconciliation), ...inserted]);
  assertEquals([reconciled.deleted, rejected.flat()], [20, []]);
  const rows = await store.executions({ order: "oldest" });
  assertEquals(rows, records.map((record) => ({ ...record, registrationId: null })));
});

criterion("register() uses up an id only for a new row", async (store) => {
  const ids: number[] = [];
  for (const name of ["a", "a", "a", "b"]) ids.push(await store.register(registrationOf({ name }), 1));
  assertEquals(ids, [1, 1, 1, 2]);
});

criterion("prune() by many at once frees no more than is too much", async (store) => {
  const stack = "x".repeat(10_000);
  const error = { type: "Error", message: "no", stack };
  await store.insert(Array.from({ length: 200 }, (_, index) => recordOf(index, { status: "error", error })));
  const retention = { beforeMs: null, maxBytes: 1_600_000, atMost: 1_000 };
  const sizeOf = (rows: number) =>
    rows * (320 + "app".length + "on_motion".length + "motion".length + "Errorno".length + 10_000);
  // The server compresses these stacks: so many bytes are on disk only when they are random.
  assertEquals((await store.prune(retention)).bySize, 0);
  await store.insert(
    Array.from(
      { length: 200 },
      (_, index) => recordOf(1_000 + index, { status: "error", error: { ...error, stack: noise() } }),
    ),
  );
  const all = await Promise.all([store.prune(retention), store.prune(retention), store.prune(retention)]);
  const left = await store.executions({ order: "oldest", limit: Infinity });
  const bySize = all.reduce((sum, pruned) => sum + pruned.bySize, 0);
  assertEquals([bySize + left.length, all.map(({ isMore }) => isMore)], [400, [false, false, false]]);
  assert(sizeOf(left.length) <= 1_600_000 && sizeOf(left.length + 1) > 1_600_000, `${left.length} left`);
  assertEquals(left[0]?.id, idOf(1_200 - left.length));
});

criterion("prune() waits for another one, and sees what that one left", async (store, schema) => {
  await store.insert(Array.from({ length: 20 }, (_, index) => recordOf(index)));
  const retention = { beforeMs: null, maxBytes: 0, atMost: 20 };
  const other = await StoreDatabase.open("open a store", postgres.server.url(), { schema });
  let waiting: Promise<Pruned> | undefined;
  await other.transact("prune executions", async (connection) => {
    assertEquals((await prune(connection, other.tables, retention)).bySize, 20);
    waiting = store.prune(retention);
    const told = "SELECT string_agg(wait_event, ' ') FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    let event = "";
    while (event === "") event = await postgres.server.sql(told);
    assertEquals(event, "advisory");
  });
  await other.close();
  assertEquals(await waiting, { byAge: 0, bySize: 0, registrations: 0, sessions: 0, isMore: false });
});

/** What cannot be compressed, 10,000 characters of it. */
function noise(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(10_000)), (byte) => String.fromCharCode(33 + byte % 90)).join(
    "",
  );
}

criterion("prune() counts about what rows take on disk", async (store, schema) => {
  const error = () => ({ type: "Error", message: "no such thing", stack: noise().slice(0, 1_500) });
  const records = Array.from(
    { length: 3_000 },
    (_, index) => recordOf(index, { status: "error", error: error(), sessionId: 1 }),
  );
  await store.insert(records);
  const table = `"${schema}".mainstay_executions`;
  const told = await postgres.server.sql(`SELECT sum(bytes), pg_total_relation_size('${table}') FROM ${table}`);
  const [counted, onDisk] = told.split("|").map(Number);
  assert(counted! / onDisk! > 0.8 && counted! / onDisk! < 1.25, told);
});

criterion("open() of many stores at once makes the tables once", async (_, schema) => {
  const stores = await Promise.all(
    Array.from({ length: 8 }, () => PostgresExecutionStore.open(postgres.server.url(), { schema: `${schema}_new` })),
  );
  assertEquals(await stores[0]!.executions(), []);
  for (const store of stores) await store.close();
});

postgres.test("PostgresExecutionStore.open() refuses options of a database that is open already", async () => {
  const database = await PostgresDatabase.open(postgres.server.url());
  await assertRejects(
    () => PostgresExecutionStore.open(database, { schema: "other" }),
    TypeError,
    'Cannot open an execution store: unknown option "schema"',
  );
  await database.close();
});

postgres.test("PostgresExecutionStore.close() leaves a database open that is not its own", async () => {
  const database = await PostgresDatabase.open(postgres.server.url(), { schema: "left_open" });
  const [store, beside] = [await PostgresExecutionStore.open(database), await PostgresExecutionStore.open(database)];
  await store.close();
  assertEquals(await beside.executions(), []);
  await database.close();
  await assertRejects(() => beside.executions(), Error, "the database is closed");
});

criterion("open() to read only reads what is there, and lets nothing be written", async (store, schema) => {
  await store.insert([recordOf(1)]);
  const reader = await PostgresExecutionStore.open(postgres.server.url(), { schema, readOnly: true });
  try {
    assertEquals((await reader.executions()).map(({ id }) => id), [idOf(1)]);
    const refused = "cannot execute INSERT in a read-only transaction";
    await assertRejects(() => Promise.resolve(reader.insert([recordOf(2)])), Error, refused);
  } finally {
    await reader.close();
  }
});

criterion("open() to read only refuses a part of another version, and changes nothing", async (store, schema) => {
  const table = `"${schema}".mainstay_schema`;
  for (const [version, release] of [[99, "a later"], [0, "no executions"]] as const) {
    await postgres.server.sql(`UPDATE ${table} SET version = ${version} WHERE part = 'executions'`);
    await assertRejects(
      () => PostgresExecutionStore.open(postgres.server.url(), { schema, readOnly: true }),
      Error,
      release,
    );
  }
  assertEquals(await store.executions(), []);
});

postgres.test("PostgresExecutionStore.open() to read only makes no schema", async () => {
  const options = { schema: `executions_${++schemas}`, readOnly: true };
  for (let time = 0; time < 2; time++) {
    await assertRejects(() => PostgresExecutionStore.open(postgres.server.url(), options), Error, "it has no sessions");
  }
});
