// What every store of sessions does. Two stores on the same rows stand for two processes; a closed one for a process that is gone.
import { assertEquals, assertThrows } from "@std/assert";
import { MemorySessionStore } from "../../../src/services/sessions/memory_session_store.ts";
import type { SessionError, SessionRow, SessionStart } from "../../../src/services/sessions/session_store.ts";
import { SqliteSessionStore } from "../../../src/services/sessions/sqlite_session_store.ts";
import { TempFolder } from "../../support/temp_folder.ts";

type Store = MemorySessionStore | SqliteSessionStore;

const start: SessionStart = { application: "app", atMs: 1_000, heartbeatMs: 100 };
const error: SessionError = { type: "TypeError", message: "no such thing", stack: "at a\n  at b" };
const other: SessionError = { type: "RangeError", message: "too late", stack: null };
const success = { atMs: 9_000, error: null, drops: {} };

/** Runs the test with as many stores on common rows as it takes. */
const kinds: Record<string, (act: (next: () => Promise<Store>) => Promise<void>) => Promise<void>> = {
  async MemorySessionStore(act) {
    let before: MemorySessionStore | undefined;
    await act(() => Promise.resolve(before = new MemorySessionStore(before)));
  },
  async SqliteSessionStore(act) {
    using folder = new TempFolder();
    const stores: SqliteSessionStore[] = [];
    try {
      await act(async () => {
        const store = await SqliteSessionStore.open(folder.file("sessions.db"));
        stores.push(store);
        return store;
      });
    } finally {
      for (const store of stores) store.close();
    }
    assertEquals(folder.names(), ["sessions.db"]);
  },
  async "SqliteSessionStore in memory"(act) {
    let store: SqliteSessionStore | undefined;
    await act(async () => store ??= await SqliteSessionStore.open(":memory:"));
    store?.close();
  },
};

function states(rows: readonly SessionRow[]): unknown[] {
  return rows.map(({ id, status, stoppedAtMs }) => [id, status, stoppedAtMs]);
}

for (const [kind, run] of Object.entries(kinds)) {
  const criterion = (title: string, act: (next: () => Promise<Store>) => Promise<void>) =>
    Deno.test(`${kind}.${title}`, () => run(act));

  criterion("create() writes an open row", async (next) => {
    const store = await next();
    const id = store.create(start);
    assertEquals(store.list(), [{
      id,
      application: "app",
      host: null,
      startedAtMs: 1_000,
      stoppedAtMs: null,
      heartbeatAtMs: 1_000,
      heartbeatMs: 100,
      status: "running",
      error: null,
      drops: {},
    }]);
  });

  criterion("create() counts from 1, over all applications", async (next) => {
    const store = await next();
    assertEquals([store.create(start), store.create({ ...start, application: "b" }), store.create(start)], [1, 2, 3]);
  });

  criterion("heartbeat() is written while the row is open", async (next) => {
    const store = await next();
    const id = store.create(start);
    assertEquals(store.heartbeat(id, 1_500), true);
    store.finish(id, success);
    assertEquals(store.heartbeat(id, 1_600), false);
    assertEquals(store.list()[0]?.heartbeatAtMs, 1_500);
  });

  criterion("recordCrash() makes an open run a failure", async (next) => {
    const store = await next();
    const id = store.create(start);
    assertEquals(store.recordCrash(id, error), true);
    assertEquals(states(store.list()), [[id, "failure", null]]);
    assertEquals(store.list()[0]?.error, error);
  });

  criterion("recordCrash() keeps the first error", async (next) => {
    const store = await next();
    const id = store.create(start);
    store.recordCrash(id, error);
    assertEquals(store.recordCrash(id, other), false);
    assertEquals(store.list()[0]?.error, error);
  });

  criterion("recordCrash() does not rewrite a closed row", async (next) => {
    const store = await next();
    const id = store.create(start);
    store.finish(id, success);
    assertEquals(store.recordCrash(id, error), false);
    assertEquals(store.list()[0], { ...store.list()[0]!, status: "success", error: null });
  });

  criterion("finish() closes the row as a success without an error", async (next) => {
    const store = await next();
    const id = store.create(start);
    assertEquals(store.finish(id, success), true);
    assertEquals(states(store.list()), [[id, "success", 9_000]]);
  });

  criterion("finish() closes the row as a failure with an error", async (next) => {
    const store = await next();
    const id = store.create(start);
    assertEquals(store.finish(id, { ...success, error }), true);
    assertEquals([states(store.list()), store.list()[0]?.error], [[[id, "failure", 9_000]], error]);
  });

  criterion("finish() keeps the error that was recorded", async (next) => {
    const store = await next();
    for (const late of [null, other]) {
      const id = store.create(start);
      store.recordCrash(id, error);
      assertEquals(store.finish(id, { ...success, error: late }), true);
      assertEquals([states(store.list(1)), store.list()[0]?.error], [[[id, "failure", 9_000]], error]);
    }
  });

  criterion("finish() keeps the drops by whatever cause", async (next) => {
    const store = await next();
    const drops = { overflow: 3, exhausted: 0, "some 'later' cause": Number.MAX_SAFE_INTEGER };
    store.finish(store.create(start), { ...success, drops });
    assertEquals(store.list()[0]?.drops, drops);
  });

  criterion("finish() changes nothing the second time", async (next) => {
    const store = await next();
    const id = store.create(start);
    store.finish(id, success);
    const before = store.list();
    assertEquals(store.finish(id, { atMs: 10_000, error, drops: { overflow: 1 } }), false);
    assertEquals(store.list(), before);
  });

  criterion("finish() answers false for a row that is not there", async (next) => {
    assertEquals((await next()).finish(7, success), false);
  });

  criterion("reclaim() does not touch a run of the same store", async (next) => {
    const store = await next();
    store.create(start);
    store.create({ ...start, application: "b" });
    assertEquals(store.reclaim(1e12), []);
    assertEquals(states(store.list()), [[2, "running", null], [1, "running", null]]);
  });

  criterion("list() answers the newest first, up to the limit", async (next) => {
    const store = await next();
    for (let run = 0; run < 101; run++) store.create(start);
    assertEquals([store.list().length, store.list()[0]?.id, store.list()[99]?.id], [100, 101, 2]);
    assertEquals(store.list(2).map(({ id }) => id), [101, 100]);
    assertEquals([store.list(0).length, store.list(Infinity).length], [0, 101]);
  });

  criterion("list() refuses a limit that is no count", async (next) => {
    const store = await next();
    for (const limit of [-1, 0.5, NaN]) {
      assertThrows(() => store.list(limit), RangeError, 'Cannot list sessions: "limit" must be a whole number');
    }
  });

  criterion("list() answers rows that stay as they were", async (next) => {
    const store = await next();
    const id = store.create(start);
    const [before] = store.list();
    store.finish(id, success);
    assertEquals(before?.status, "running");
  });

  criterion("close() may be called again", async (next) => {
    const store = await next();
    store.close();
    store.close();
    assertThrows(() => store.create(start), Error, "Cannot create a session in ");
  });

  // In memory SQLite shares nothing with anybody.
  if (kind === "SqliteSessionStore in memory") continue;

  criterion("reclaim() does not touch a run of another store, however old its heartbeat", async (next) => {
    const [living, store] = [await next(), await next()];
    living.create(start);
    assertEquals(store.reclaim(1e12), []);
    assertEquals(living.heartbeat(1, 2_000), true);
  });

  criterion("reclaim() closes what a dead store left at its last heartbeat", async (next) => {
    const [dead, living, store] = [await next(), await next(), await next()];
    dead.create(start);
    living.create(start);
    dead.create(start);
    dead.heartbeat(3, 1_001);
    dead.close();
    assertEquals(states(store.reclaim(1_001)), [[1, "unknown", 1_000], [3, "unknown", 1_001]]);
    assertEquals(states(store.list()), [[3, "unknown", 1_001], [2, "running", null], [1, "unknown", 1_000]]);
  });

  criterion("reclaim() finds each dead run once", async (next) => {
    const [dead, store] = [await next(), await next()];
    dead.create(start);
    dead.close();
    assertEquals([store.reclaim(1_001).length, store.reclaim(1_001).length], [1, 0]);
  });

  criterion("reclaim() keeps the failure of a run that crashed before it died", async (next) => {
    const [dead, store] = [await next(), await next()];
    dead.recordCrash(dead.create(start), error);
    dead.close();
    const [row] = store.reclaim(1_001);
    assertEquals([row?.status, row?.stoppedAtMs, row?.error], ["failure", 1_000, error]);
  });

  criterion("finish() closes a run of another store, which is told so", async (next) => {
    const [owner, store] = [await next(), await next()];
    const id = owner.create(start);
    assertEquals([store.finish(id, success), owner.finish(id, success)], [true, false]);
  });
}
