// What only a file can do, and what can happen to one. What every store does is in execution_store_suite.ts.
import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { SqliteSessionStore } from "../../../src/services/sessions/sqlite_session_store.ts";
import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";
import { SqliteExecutionStore } from "../../../src/telemetry/stores/sqlite_execution_store.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { idOf, recordOf, registrationOf } from "./execution_rows.ts";

function numbers(records: readonly ExecutionRecord[]): number[] {
  return records.map(({ id }) => parseInt(id.slice(-12), 16));
}

/** Acts with a store in a file of its own. */
function withFile(
  title: string,
  act: (store: SqliteExecutionStore, path: string, folder: TempFolder) => unknown,
): void {
  Deno.test(`SqliteExecutionStore${title}`, async () => {
    using folder = new TempFolder();
    const path = folder.file("a.db");
    const store = await SqliteExecutionStore.open(path);
    try {
      await act(store, path, folder);
    } finally {
      store.close();
    }
  });
}

/** Changes a file behind the back of the stores. */
function change(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

/** Many rows, most of which are in the file itself and not in its log. */
function fill(store: SqliteExecutionStore, count = 20_000): void {
  for (let from = 1; from <= count; from += 500) {
    store.insert(Array.from({ length: 500 }, (_, index) => recordOf(from + index, { sessionId: 1 })));
  }
}

withFile(".open() keeps the rows of before", async (store, path, folder) => {
  const registrationId = store.register(registrationOf(), 1);
  store.insert([recordOf(1, { registrationId })]);
  store.close();
  assertEquals(folder.names(), ["a.db"]);
  const again = await SqliteExecutionStore.open(path);
  assertEquals([again.executions(), again.register(registrationOf(), 2)], [
    [recordOf(1, { registrationId })],
    registrationId,
  ]);
  again.close();
});

withFile(".open() makes the sessions too, for whoever reads", async (store, path) => {
  assertEquals(store.sessions(), []);
  const sessions = await SqliteSessionStore.open(path);
  const id = sessions.create({ application: "app", atMs: 1, heartbeatMs: 9 });
  assertEquals(store.sessions(), sessions.list());
  store.insert([recordOf(1, { sessionId: id })]);
  assertEquals(store.executions({ sessionId: id }).length, 1);
  sessions.close();
});

Deno.test("SqliteExecutionStore.open() adds executions to a file that has sessions", async () => {
  using folder = new TempFolder();
  const sessions = await SqliteSessionStore.open(folder.file("a.db"));
  const id = sessions.create({ application: "app", atMs: 1, heartbeatMs: 9 });
  const store = await SqliteExecutionStore.open(folder.file("a.db"));
  assertEquals([store.sessions().map((row) => row.id), store.executions()], [[id], []]);
  store.close();
  sessions.close();
});

for (const part of ["executions", "sessions"]) {
  withFile(`.open() refuses ${part} of a later version, and names the file`, async (store, path) => {
    store.close();
    change(path, `UPDATE mainstay_schema SET version = 1000 WHERE part = '${part}'`);
    for (const readOnly of [false, true]) {
      await assertRejects(
        () => SqliteExecutionStore.open(path, { readOnly }),
        Error,
        `Cannot open execution store "${path}": its "${part}" have version 1000, of a later release`,
      );
    }
  });
}

Deno.test("SqliteExecutionStore.open() refuses unknown options and bad values", async () => {
  const open = (options: unknown) => SqliteExecutionStore.open(":memory:", options as never);
  await assertRejects(() => open({ readonly: true }), TypeError, '"readonly"');
  await assertRejects(() => open({ readOnly: 1 }), TypeError, '"readOnly" must be true or false');
  await assertRejects(() => open({ busyTimeoutMs: -1 }), RangeError, '"busyTimeoutMs"');
});

// Reading only

withFile(" to be read only reads what others write, and writes nothing", async (store, path) => {
  store.insert([recordOf(1)]);
  const reader = await SqliteExecutionStore.open(path, { readOnly: true });
  assertEquals(numbers(reader.executions()), [1]);
  store.insert([recordOf(2)]);
  assertEquals(numbers(reader.executions()), [2, 1]);
  const refused = `in "${path}": attempt to write a readonly database`;
  assertThrows(() => reader.insert([recordOf(3)]), Error, `Cannot insert executions ${refused}`);
  assertThrows(() => reader.register(registrationOf(), 1), Error, `Cannot register ${refused}`);
  assertThrows(() => reader.prune({ beforeMs: 1e9, maxBytes: null, atMost: 1 }), Error, refused);
  reader.close();
  assertEquals(numbers(store.executions()), [2, 1]);
});

withFile(" to be read only leaves a closed file as it is", async (store, path, folder) => {
  store.insert([recordOf(1)]);
  store.close();
  const before = Deno.readFileSync(path);
  const reader = await SqliteExecutionStore.open(path, { readOnly: true });
  assertEquals([reader.executions().length, reader.summary().length, reader.sessions()], [1, 1, []]);
  reader.close();
  assertEquals(Deno.readFileSync(path), before);
  assertEquals(folder.names(), ["a.db"]);
});

withFile(" to be read only leaves the log of one that died as it is", async (store, _path, folder) => {
  store.insert([recordOf(1)]);
  for (const name of folder.names()) Deno.copyFileSync(folder.file(name), folder.file(`dead-${name}`));
  const log = Deno.readFileSync(`${folder.file("dead-a.db")}-wal`);
  const reader = await SqliteExecutionStore.open(folder.file("dead-a.db"), { readOnly: true });
  assertEquals(numbers(reader.executions()), [1]);
  reader.close();
  assertEquals(Deno.readFileSync(`${folder.file("dead-a.db")}-wal`), log);
});

Deno.test("SqliteExecutionStore.open() to be read only makes no file", async () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  await assertRejects(
    () => SqliteExecutionStore.open(path, { readOnly: true }),
    Error,
    `Cannot open execution store "${path}": there is no such file`,
  );
  assertEquals(folder.names(), []);
});

Deno.test("SqliteExecutionStore.open() to be read only refuses a file without executions", async () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  const open = () => SqliteExecutionStore.open(path, { readOnly: true });
  const refused = `Cannot open execution store "${path}": it has no executions`;
  change(path, "CREATE TABLE theirs (a)");
  await assertRejects(open, Error, refused);
  (await SqliteSessionStore.open(path)).close();
  await assertRejects(open, Error, refused);
});

withFile(".open() to be read only refuses executions of an earlier version", async (store, path) => {
  store.close();
  change(path, "UPDATE mainstay_schema SET version = version - 1 WHERE part = 'executions'");
  // The first version has none before it.
  await assertRejects(() => SqliteExecutionStore.open(path, { readOnly: true }), Error, "it has no executions");
});

Deno.test("SqliteExecutionStore.open() refuses what is no database, and leaves it alone", async () => {
  using folder = new TempFolder();
  const path = folder.file("notes.txt");
  Deno.writeTextFileSync(path, "Dear diary, ".repeat(1_000));
  for (const readOnly of [false, true]) {
    await assertRejects(
      () => SqliteExecutionStore.open(path, { readOnly }),
      Error,
      `Cannot open execution store "${path}": file is not a database`,
    );
  }
  assertEquals(Deno.readTextFileSync(path), "Dear diary, ".repeat(1_000));
});

// Others at the same file

Deno.test("SqliteExecutionStore.insert() throws while another one writes, and writes nothing", async () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  const store = await SqliteExecutionStore.open(path, { busyTimeoutMs: 0 });
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  const refused = `in "${path}": database is locked`;
  assertThrows(() => store.insert([recordOf(1)]), Error, `Cannot insert executions ${refused}`);
  assertThrows(() => store.register(registrationOf(), 1), Error, `Cannot register ${refused}`);
  assertEquals([store.executions(), store.registrations()], [[], []]);
  other.exec("COMMIT");
  assertEquals(store.insert([recordOf(1)]), []);
  assertEquals(numbers(store.executions()), [1]);
  other.close();
  store.close();
});

withFile(".register() in two stores of one file answers the same ids", async (store, path) => {
  const other = await SqliteExecutionStore.open(path);
  const ids = [store.register(registrationOf(), 1), other.register(registrationOf(), 2)];
  const registrationId = other.register(registrationOf({ name: "b" }), 3);
  store.insert([recordOf(1, { registrationId })]);
  assertEquals([ids[0], other.executions()[0]?.registrationId], [ids[1], registrationId]);
  other.close();
});

withFile(".insert() clears the registration of another owner", (store) => {
  const registrationId = store.register(registrationOf({ owner: "other" }), 1);
  assertEquals(store.insert([recordOf(1, { registrationId })]), []);
  assertEquals(store.executions()[0]?.registrationId, null);
});

withFile(".insert() answers what the table refuses, though no check of ours does", (store, path) => {
  change(
    path,
    "CREATE TRIGGER picky BEFORE INSERT ON mainstay_executions WHEN new.name = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
  const rejected = store.insert([recordOf(1), recordOf(2, { name: "bad" }), recordOf(3)]);
  assertEquals([rejected, numbers(store.executions())], [[{ id: idOf(2), reason: "no" }], [3, 1]]);
});

// A file that is lost

/** Inserts into a store whose file was lost: it says so once. */
function insertAfterLoss(store: SqliteExecutionStore, records: readonly ExecutionRecord[]): void {
  assertThrows(
    () => store.insert(records),
    Error,
    "somebody else deleted or replaced the file, and what it held is gone",
  );
  assertEquals(store.insert(records), []);
}

for (const beside of ["alone", "with its log"]) {
  withFile(` whose file was deleted ${beside} goes on in a new one`, (store, path, folder) => {
    const registrationId = store.register(registrationOf(), 1);
    store.insert([recordOf(1, { registrationId })]);
    Deno.removeSync(path);
    if (beside !== "alone") { for (const name of folder.names()) Deno.removeSync(folder.file(name)); }
    insertAfterLoss(store, [recordOf(2, { registrationId })]);
    assertEquals(store.executions(), [recordOf(2)]);
    assertEquals(store.registrations(), []);
    store.close();
    assertEquals(folder.names(), ["a.db"]);
    const db = new DatabaseSync(path);
    assertEquals(db.prepare("SELECT count(*) AS count FROM mainstay_executions").get()!.count, 1);
    assertEquals(db.prepare("PRAGMA integrity_check").get()!.integrity_check, "ok");
    db.close();
  });
}

withFile(" whose file was deleted does not disturb sessions that still hold it", async (store, path) => {
  const sessions = await SqliteSessionStore.open(path);
  const id = sessions.create({ application: "app", atMs: 1, heartbeatMs: 9 });
  store.insert([recordOf(1)]);
  Deno.removeSync(path);
  insertAfterLoss(store, []);
  fill(store, 2_000);
  assertEquals(sessions.heartbeat(id, 5), true);
  assertEquals(sessions.list().map(({ heartbeatAtMs }) => heartbeatAtMs), [5]);
  store.insert([recordOf(3_000)]);
  sessions.close();
  assertEquals(store.executions({ limit: Infinity }).length, 2_001);
  change(path, "PRAGMA wal_checkpoint(TRUNCATE)");
  assertEquals(store.executions({ limit: Infinity }).length, 2_001);
});

withFile(" takes a file that was put in the place of its own", async (store, path, folder) => {
  store.insert([recordOf(1)]);
  const other = await SqliteExecutionStore.open(folder.file("b.db"));
  other.insert([recordOf(7)]);
  other.close();
  Deno.renameSync(folder.file("b.db"), path);
  assertEquals(numbers(store.executions()), [7]);
  insertAfterLoss(store, [recordOf(8)]);
  assertEquals(numbers(store.executions()), [8, 7]);
  const again = await SqliteExecutionStore.open(path);
  assertEquals(numbers(again.executions()), [8, 7]);
  again.close();
});

withFile(" whose folder is gone throws until it is back", (store, path, folder) => {
  Deno.renameSync(folder.path, `${folder.path}-away`);
  const insert = () => store.insert([recordOf(1)]);
  try {
    assertThrows(insert, Error, `Cannot insert executions in "${path}": unable to open database file`);
    assertThrows(insert, Error, `Cannot insert executions in "${path}": unable to open database file`);
  } finally {
    Deno.renameSync(`${folder.path}-away`, folder.path);
  }
  assertEquals([insert(), numbers(store.executions())], [[], [1]]);
});

withFile(" whose file is replaced by garbage throws until that is removed", (store, path) => {
  store.insert([recordOf(1)]);
  Deno.removeSync(path);
  Deno.writeTextFileSync(path, "garbage ".repeat(10_000));
  const insert = () => store.insert([recordOf(2)]);
  assertThrows(insert, Error, `Cannot insert executions in "${path}": file is not a database`);
  assertThrows(() => store.executions(), Error, `Cannot list executions in "${path}": file is not a database`);
  assertEquals(Deno.readTextFileSync(path), "garbage ".repeat(10_000));
  Deno.removeSync(path);
  insertAfterLoss(store, [recordOf(2)]);
  assertEquals(numbers(store.executions()), [2]);
});

withFile(" to be read only throws while its file is gone, and takes none away", async (store, path, folder) => {
  store.insert([recordOf(1)]);
  const reader = await SqliteExecutionStore.open(path, { readOnly: true });
  Deno.renameSync(path, folder.file("away.db"));
  assertThrows(() => reader.executions(), Error, `Cannot list executions in "${path}": there is no such file`);
  assertEquals(folder.names(), ["a.db-shm", "a.db-wal", "away.db"]);
  Deno.renameSync(folder.file("away.db"), path);
  assertEquals([numbers(reader.executions()), numbers(store.executions())], [[1], [1]]);
  reader.close();
});

const ruins: Record<string, (path: string) => void> = {
  "overwritten by a text": (path) => Deno.writeTextFileSync(path, "garbage ".repeat(10_000)),
  "overwritten by as much of something else": (path) => {
    Deno.writeFileSync(path, new Uint8Array(Deno.statSync(path).size).fill(7));
  },
  "emptied": (path) => Deno.truncateSync(path, 0),
  "cut off at a page": (path) => Deno.truncateSync(path, 4_096 * 5),
  "cut off within a page": (path) => Deno.truncateSync(path, 10_000),
};
for (const [what, ruin] of Object.entries(ruins)) {
  withFile(` whose file was ${what} throws until that is removed`, (store, path) => {
    fill(store);
    ruin(path);
    const insert = () => store.insert([recordOf(90_001)]);
    const refused = `Cannot insert executions in "${path}": somebody else overwrote the file: `;
    assertThrows(insert, Error, refused);
    assertThrows(insert, Error, refused);
    assertThrows(() => store.register(registrationOf(), 1), Error, "Cannot register in");
    Deno.removeSync(path);
    insertAfterLoss(store, [recordOf(90_001)]);
    assertEquals(numbers(store.executions()), [90_001]);
  });
}

withFile(" takes the log that SQLite moves into the file for no harm", (store, path) => {
  fill(store, 4_000);
  change(path, "PRAGMA wal_checkpoint(TRUNCATE)");
  const before = Deno.statSync(path).size;
  change(
    path,
    "DELETE FROM mainstay_executions WHERE started_at > 2000; PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)",
  );
  assertEquals([store.insert([recordOf(9_000)]), Deno.statSync(path).size < before], [[], true]);
  assertEquals(store.executions({ limit: Infinity }).length, 1_001);
});

// Speed

/** How SQLite would answer. */
function plan(path: string, sql: string, values: (string | number)[]): string {
  const db = new DatabaseSync(path);
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values).map(({ detail }) => String(detail));
  db.close();
  return steps.join("\n");
}

withFile(" lists by indexes", async (store, path) => {
  fill(store, 1_000);
  const { conditionOf, orderings } = await import("../../../src/telemetry/stores/execution_table.ts");
  const indexes = { start: {}, owner: { owner: "app" }, session: { sessionId: 1 } };
  for (const [index, filter] of Object.entries(indexes)) {
    for (const more of [{}, { statuses: ["error" as const] }, { sinceMs: 5, untilMs: 900 }]) {
      const [condition, values] = conditionOf({ ...filter, ...more });
      const sql = `SELECT * FROM mainstay_executions WHERE ${condition} ${orderings.newest} LIMIT 100`;
      const found = plan(path, sql, [...values]);
      assertMatch(found, new RegExp(`^(SEARCH|SCAN) mainstay_executions USING INDEX mainstay_executions_${index}`));
      assertEquals(/USE TEMP B-TREE FOR ORDER BY/.test(found), false, found);
    }
  }
  assertEquals(plan(path, "SELECT * FROM mainstay_sessions ORDER BY id DESC LIMIT 100", []), "SCAN mainstay_sessions");
});
