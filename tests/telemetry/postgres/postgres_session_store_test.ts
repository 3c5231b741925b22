// What tests/services/sessions/session_store_test.ts wants of every store of sessions, with a real server; and who lives, between processes.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Session } from "../../../src/services/sessions/session.ts";
import type { SessionError, SessionRow, SessionStart } from "../../../src/services/sessions/session_store.ts";
import {
  PostgresSessionStore,
  type PostgresSessionStoreOptions,
} from "../../../src/telemetry/postgres/postgres_session_store.ts";
import { postgresTests } from "../../support/postgres_server.ts";
import { PostgresProcess } from "./postgres_process.ts";

const postgres = postgresTests();
const start: SessionStart = { application: "app", atMs: 1_000, heartbeatMs: 100 };
const error: SessionError = { type: "TypeError", message: "no such thing", stack: "at a\n  at b" };
const other: SessionError = { type: "RangeError", message: "too late", stack: null };
const success = { atMs: 9_000, error: null, drops: {} };

type Next = (options?: PostgresSessionStoreOptions) => Promise<PostgresSessionStore>;
let schemas = 0;

/** A test that gets as many stores on common rows as it takes, none of which waits before it reclaims. */
function criterion(title: string, act: (next: Next, schema: string) => Promise<void>): void {
  postgres.test(`PostgresSessionStore.${title}`, async () => {
    const schema = `sessions_${++schemas}`;
    const stores: PostgresSessionStore[] = [];
    try {
      await act(async (options) => {
        const terms = { schema, maxConnections: 1, reclaimGraceMs: 0, ...options };
        const store = await PostgresSessionStore.open(postgres.server.url(), terms);
        stores.push(store);
        return store;
      }, schema);
    } finally {
      for (const store of stores) await store.close();
    }
  });
}

function states(rows: readonly SessionRow[]): unknown[] {
  return rows.map(({ id, status, stoppedAtMs }) => [id, status, stoppedAtMs]);
}

/** Ends the connections that hold runs, and waits until the server has freed their locks. */
async function cutConnections(): Promise<void> {
  const holders = "SELECT pid FROM pg_locks WHERE locktype = 'advisory'";
  await postgres.server.sql(`SELECT pg_terminate_backend(pid, 5000) FROM (${holders}) AS holders`);
}

criterion("create() writes an open row", async (next) => {
  const store = await next({ host: "here" });
  const id = await store.create({ ...start, application: "app\0'\uD800" });
  assertEquals(await store.list(), [{
    id,
    application: "app\uFFFD'\uFFFD",
    host: "here",
    startedAtMs: 1_000,
    stoppedAtMs: null,
    heartbeatAtMs: 1_000,
    heartbeatMs: 100,
    status: "running",
    error: null,
    drops: {},
  }]);
});

criterion("create() counts from 1, over all applications and stores", async (next) => {
  const [store, beside] = [await next(), await next()];
  assertEquals([
    await store.create(start),
    await beside.create({ ...start, application: "b" }),
    await store.create(start),
  ], [
    1,
    2,
    3,
  ]);
});

criterion("heartbeat() is written while the row is open", async (next) => {
  const store = await next();
  const id = await store.create(start);
  assertEquals(await store.heartbeat(id, 1_500), true);
  await store.finish(id, success);
  assertEquals(await store.heartbeat(id, 1_600), false);
  assertEquals((await store.list())[0]?.heartbeatAtMs, 1_500);
});

criterion("recordCrash() keeps the first error of an open run", async (next) => {
  const store = await next();
  const id = await store.create(start);
  assertEquals([await store.recordCrash(id, error), await store.recordCrash(id, other)], [true, false]);
  assertEquals([states(await store.list()), (await store.list())[0]?.error], [[[id, "failure", null]], error]);
  await store.finish(id, success);
  assertEquals(await store.recordCrash(id, other), false);
});

for (
  const [recorded, given, status, kept] of [
    [null, null, "success", null],
    [null, error, "failure", error],
    [error, null, "failure", error],
    [error, other, "failure", error],
  ] as const
) {
  criterion(`finish() with ${given?.type} after ${recorded?.type} is a ${status} with ${kept?.type}`, async (next) => {
    const store = await next();
    const id = await store.create(start);
    if (recorded !== null) await store.recordCrash(id, recorded);
    const drops = { overflow: 3, exhausted: 0, "some 'later' cause": Number.MAX_SAFE_INTEGER };
    assertEquals(await store.finish(id, { atMs: 9_000, error: given, drops }), true);
    const [row] = await store.list();
    assertEquals([row?.status, row?.stoppedAtMs, row?.error, row?.drops], [status, 9_000, kept, drops]);
    assertEquals(await store.finish(id, { atMs: 10_000, error: other, drops: { overflow: 1 } }), false);
    assertEquals((await store.list())[0], row);
  });
}

criterion("finish() answers false for a row that is not there", async (next) => {
  assertEquals(await (await next()).finish(7, success), false);
});

criterion("finish() frees the run's lock", async (next) => {
  const store = await next();
  await store.finish(await store.create(start), success);
  assertEquals(await postgres.server.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
});

criterion("finish() closes a run of another store, which is told so", async (next) => {
  const [owner, store] = [await next(), await next()];
  const id = await owner.create(start);
  assertEquals([await store.finish(id, success), await owner.finish(id, success)], [true, false]);
});

criterion("list() answers the newest first, up to the limit", async (next) => {
  const store = await next();
  for (let run = 0; run < 101; run++) await store.create(start);
  const ids = async (limit?: number) => (await store.list(limit)).map(({ id }) => id);
  const hundred = await ids();
  assertEquals([hundred.length, hundred[0], hundred[99]], [100, 101, 2]);
  assertEquals([await ids(2), await ids(0), (await ids(Infinity)).length], [[101, 100], [], 101]);
  for (const limit of [-1, 0.5, NaN]) {
    await assertRejects(() => store.list(limit), RangeError, 'Cannot list sessions: "limit" must be a whole number');
  }
});

criterion("close() may be called again", async (next) => {
  const store = await next();
  await store.close();
  await store.close();
  await assertRejects(() => store.create(start), Error, "Cannot create a session in ");
  await assertRejects(() => store.reclaim(1), Error, "Cannot reclaim sessions in ");
});

criterion("reclaim() does not touch a run of a store that lives, however old its heartbeat", async (next) => {
  const [living, store] = [await next(), await next()];
  await living.create(start);
  await store.create(start);
  assertEquals(await store.reclaim(1e12), []);
  assertEquals(await living.heartbeat(1, 2_000), true);
});

criterion("reclaim() closes what a dead store left at its last heartbeat, once", async (next) => {
  const [dead, living, store] = [await next(), await next(), await next()];
  await dead.create(start);
  await living.create(start);
  await dead.recordCrash(await dead.create(start), error);
  await dead.heartbeat(3, 1_001);
  await dead.close();
  assertEquals(states(await store.reclaim(1_001)), [[1, "unknown", 1_000], [3, "failure", 1_001]]);
  assertEquals(states(await store.list()), [[3, "failure", 1_001], [2, "running", null], [1, "unknown", 1_000]]);
  assertEquals([await store.reclaim(1_001), (await store.list())[0]?.error], [[], error]);
});

criterion("reclaim() in many stores at once closes each run once", async (next) => {
  const dead = await next();
  for (let run = 0; run < 20; run++) await dead.create(start);
  await dead.close();
  const stores = [await next(), await next(), await next(), await next()];
  const closed = await Promise.all(stores.map((store) => store.reclaim()));
  assertEquals(
    closed.flat().map(({ id }) => id).sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});

criterion("reclaim() tells runs of one number in two schemas apart", async (next, schema) => {
  const [dead, living] = [await next(), await next({ schema: `${schema}_beside` })];
  assertEquals([await dead.create(start), await living.create(start)], [1, 1]);
  await dead.close();
  assertEquals(states(await (await next()).reclaim()), [[1, "unknown", 1_000]]);
});

criterion(
  "reclaim() leaves a run alone whose connection was cut, and is there again within the grace",
  async (next) => {
    const [living, store] = [await next(), await next({ reclaimGraceMs: 2_000 })];
    const ids = [await living.create(start), await living.create(start)];
    await cutConnections();
    assertEquals(await store.reclaim(), []);
    assertEquals([await living.finish(ids[0]!, success), await living.finish(ids[1]!, success)], [true, true]);
  },
);

criterion("reclaim() leaves runs alone when the server was killed and is back", async (next) => {
  const [living, store] = [await next(), await next({ reclaimGraceMs: 2_000 })];
  const id = await living.create(start);
  await postgres.server.crash();
  await assertRejects(() => living.heartbeat(id, 2_000), Error, "Cannot write a heartbeat in ");
  await assertRejects(() => living.create(start), Error, "Cannot create a session in ");
  await postgres.server.resume();
  assertEquals(await store.reclaim(), []);
  assertEquals([await living.heartbeat(id, 3_000), await living.finish(id, success)], [true, true]);
});

criterion("close() does not wait for ever for a connection that stands still", async (next) => {
  const store = await next({ connectTimeoutMs: 200, statementTimeoutMs: 200 });
  await store.create(start);
  await postgres.server.frozen(async () => {
    const before = performance.now();
    await assertRejects(() => store.create(start), Error, "Cannot create a session in ");
    await store.close();
    assert(performance.now() - before < 3_000);
  });
});

criterion("reclaim() closes the runs of a process that is killed, and no others", async (next, schema) => {
  const url = postgres.server.url();
  const processes = [1, 2].map(() => new PostgresProcess("session", url, schema));
  for (const process of processes) assertEquals((await process.line()).startsWith("open "), true);
  await processes[0]!.kill();
  const store = await next({ reclaimGraceMs: 500 });
  const session = await Session.open(store, { application: "next", logger: { ...console, warn: () => {} } });
  assertEquals(session.reclaimed.map(({ application, status }) => [application, status]), [["session", "unknown"]]);
  await processes[1]!.goOn();
  assertEquals(await processes[1]!.line(), "finished true");
  await processes[1]!.ended();
  await session.finish();
  assertEquals((await store.list()).map(({ status }) => status).sort(), ["success", "success", "unknown"]);
});

criterion("open() refuses what it does not know", async () => {
  const open = (options: unknown) =>
    PostgresSessionStore.open(postgres.server.url(), options as PostgresSessionStoreOptions);
  await assertRejects(() => open({ hots: "a" }), TypeError, 'Cannot open a session store: unknown option "hots"');
  await assertRejects(() => open({ host: "" }), TypeError, 'Cannot open a session store: "host"');
  const { message } = await assertRejects(() => open({ reclaimGraceMs: -1 }), RangeError);
  assert(message.startsWith('Cannot open a session store: "reclaimGraceMs"'), message);
});
