// What only a file can do, and what happens between processes. What every store does is in session_store_test.ts.
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Session } from "../../../src/services/sessions/session.ts";
import type { SessionRow } from "../../../src/services/sessions/session_store.ts";
import { SqliteSessionStore } from "../../../src/services/sessions/sqlite_session_store.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { SessionProcess } from "./session_process.ts";

const start = { application: "app", atMs: 1_000, heartbeatMs: 100 };
const success = { atMs: 9_000, error: null, drops: {} };

function states(rows: readonly SessionRow[]): string[] {
  return rows.map(({ id, application, status }) => `${id} ${application} ${status}`);
}

Deno.test("SqliteSessionStore.open() keeps the rows of before", async () => {
  using folder = new TempFolder();
  const before = await SqliteSessionStore.open(folder.file("s.db"));
  before.finish(before.create(start), success);
  before.close();
  const store = await SqliteSessionStore.open(folder.file("s.db"));
  assertEquals([store.create(start), states(store.list())], [2, ["2 app running", "1 app success"]]);
  store.close();
});

Deno.test("SqliteSessionStore.open() refuses a file of a later version, and names it", async () => {
  using folder = new TempFolder();
  const path = folder.file("s.db");
  (await SqliteSessionStore.open(path)).close();
  const db = new DatabaseSync(path);
  db.exec("UPDATE mainstay_schema SET version = 1000 WHERE part = 'sessions'");
  db.close();
  await assertRejects(
    () => SqliteSessionStore.open(path),
    Error,
    `Cannot open session store "${path}": its "sessions" have version 1000, of a later release`,
  );
});

Deno.test("SqliteSessionStore.open() refuses what is no database, and names it", async () => {
  using folder = new TempFolder();
  Deno.writeTextFileSync(folder.file("s.db"), "garbage".repeat(1_000));
  await assertRejects(
    () => SqliteSessionStore.open(folder.file("s.db")),
    Error,
    `Cannot open session store "${folder.file("s.db")}": file is not a database`,
  );
});

Deno.test("SqliteSessionStore.open() refuses an unknown option", async () => {
  await assertRejects(() => SqliteSessionStore.open(":memory:", { hots: "a" } as never), TypeError, '"hots"');
});

for (const host of ["", 7]) {
  Deno.test(`SqliteSessionStore.open() refuses the host ${JSON.stringify(host)}`, async () => {
    await assertRejects(
      () => SqliteSessionStore.open(":memory:", { host: host as string }),
      TypeError,
      'Cannot open a session store: "host" must be a text that is not empty',
    );
  });
}

Deno.test("SqliteSessionStore holds a lock file for each run under way", async () => {
  using folder = new TempFolder();
  const store = await SqliteSessionStore.open(folder.file("s.db"));
  const names = () => folder.names().filter((name) => name.includes("-run-"));
  store.create(start);
  store.create(start);
  assertEquals(names(), ["s.db-run-1", "s.db-run-2"]);
  store.finish(1, success);
  assertEquals(names(), ["s.db-run-2"]);
  store.close();
  assertEquals(folder.names(), ["s.db"]);
});

Deno.test("SqliteSessionStore.create() writes no row when its lock cannot be held", async () => {
  using folder = new TempFolder();
  const store = await SqliteSessionStore.open(folder.file("s.db"));
  Deno.mkdirSync(folder.file("s.db-run-1/in the way"), { recursive: true });
  assertThrows(() => store.create(start), Error, `Cannot create a session in "${folder.file("s.db")}": Cannot remove`);
  assertEquals(store.list(), []);
  store.close();
});

Deno.test("SqliteSessionStore.create() replaces a lock file that was left behind", async () => {
  using folder = new TempFolder();
  Deno.writeTextFileSync(folder.file("s.db-run-1"), "");
  const store = await SqliteSessionStore.open(folder.file("s.db"));
  store.create(start);
  assertEquals(store.reclaim(2_000), []);
  store.close();
});

Deno.test("SqliteSessionStore.reclaim() judges stores of one file alike, by whatever path they opened it", async () => {
  using folder = new TempFolder();
  Deno.symlinkSync(folder.file("s.db"), folder.file("link.db"));
  const living = await SqliteSessionStore.open(folder.file("s.db"));
  living.create(start);
  const store = await SqliteSessionStore.open(folder.file("link.db"));
  assertEquals(store.reclaim(1e12), []);
  living.close();
  store.close();
});

for (const [atMs, ids] of [[1_299, []], [1_300, []], [1_301, [1]]] as const) {
  Deno.test(`SqliteSessionStore.reclaim() at ${atMs} ms closes ${ids.length} runs of another host, last heard of at 1000 ms, every 100 ms`, async () => {
    using folder = new TempFolder();
    const there = await SqliteSessionStore.open(folder.file("s.db"), { host: "there" });
    there.create(start);
    const here = await SqliteSessionStore.open(folder.file("s.db"), { host: "here" });
    assertEquals(here.reclaim(atMs).map(({ id, host }) => [id, host]), ids.map((id) => [id, "there"]));
    assertEquals(there.finish(1, success), ids.length === 0);
    there.close();
    here.close();
    assertEquals(folder.names(), ["s.db"]);
  });
}

for (const [there, here] of [["a", "a"], ["a", undefined], [undefined, "a"]]) {
  Deno.test(`SqliteSessionStore.reclaim() on host ${here} asks the lock of a run on host ${there}`, async () => {
    using folder = new TempFolder();
    const dead = await SqliteSessionStore.open(folder.file("s.db"), { host: there });
    const living = await SqliteSessionStore.open(folder.file("s.db"), { host: there });
    dead.create(start);
    living.create(start);
    dead.close();
    const store = await SqliteSessionStore.open(folder.file("s.db"), { host: here });
    assertEquals([store.reclaim(1_000).length, states(store.list())], [1, ["2 app running", "1 app unknown"]]);
    living.close();
    store.close();
  });
}

Deno.test("Session.open() closes the run of a killed process at once, and no other", async () => {
  using folder = new TempFolder();
  const path = folder.file("s.db");
  const [living, killed] = [await SessionProcess.opened(path, "living"), await SessionProcess.opened(path, "killed")];
  await killed.kill();

  const store = await SqliteSessionStore.open(path);
  const session = await Session.open(store, { application: "next", logger: { ...console, warn: () => {} } });
  assertEquals(states(session.reclaimed), ["2 killed unknown"]);
  assertEquals(session.reclaimed[0]?.stoppedAtMs, session.reclaimed[0]?.heartbeatAtMs);
  assertEquals(states(store.list()), ["3 next running", "2 killed unknown", "1 living running"]);

  await living.goOn();
  assertEquals(await living.line(), "finished true");
  await living.ended();
  await session.finish();
  assertEquals(states(store.list()), ["3 next success", "2 killed unknown", "1 living success"]);
  store.close();
  assertEquals(folder.names(), ["s.db"]);
});

Deno.test("Session.open() in many processes at once opens a new file, and takes nobody for dead", async () => {
  using folder = new TempFolder();
  const path = folder.file("s.db");
  const processes = Array.from({ length: 6 }, (_, index) => new SessionProcess(path, `app ${index}`));
  for (const process of processes) assertEquals(await process.line(), "here");
  await Promise.all(processes.map((process) => process.goOn()));
  const said = await Promise.all(processes.map((process) => process.line()));
  assertEquals(said.toSorted(), [1, 2, 3, 4, 5, 6].map((id) => `open ${id} after`));
  await Promise.all(processes.map((process) => process.kill()));

  const store = await SqliteSessionStore.open(path);
  assertEquals(store.reclaim(0).map(({ id }) => id), [1, 2, 3, 4, 5, 6]);
  store.close();
  assertEquals(folder.names(), ["s.db"]);
});
