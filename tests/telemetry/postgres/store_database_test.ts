// How the database is reached, and what is said when it is not. With a real server.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { PostgresDatabase } from "../../../src/telemetry/postgres/postgres_database.ts";
import { PostgresExecutionStore } from "../../../src/telemetry/postgres/postgres_execution_store.ts";
import type { PostgresOptions } from "../../../src/telemetry/postgres/postgres_options.ts";
import { StoreDatabase } from "../../../src/telemetry/postgres/store_database.ts";
import { postgresTests } from "../../support/postgres_server.ts";
import { recordOf } from "../stores/execution_rows.ts";

const postgres = postgresTests();

/** Runs the work with a database that is closed afterwards, whatever happens. */
async function withDatabase(options: PostgresOptions, act: (database: StoreDatabase) => Promise<void>): Promise<void> {
  const database = await StoreDatabase.open("open a store", postgres.server.url(), options);
  try {
    await act(database);
  } finally {
    await database.close();
  }
}

/** How many milliseconds it takes. */
async function duration(act: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await act();
  return performance.now() - before;
}

postgres.test("StoreDatabase.use() answers numbers, booleans, texts and nulls as such", () =>
  withDatabase({}, async (database) => {
    const sql = `SELECT $1::bigint AS big, $2::float8 AS fraction, 3::smallint AS small, 4::int AS whole, true AS yes,
      $3::text AS said, NULL::bigint AS nothing, count(*) AS counted`;
    const { rows } = await database.use("ask", ({ query }) => query(sql, [Number.MAX_SAFE_INTEGER, 0.1, "7"]));
    const values = {
      big: Number.MAX_SAFE_INTEGER,
      fraction: 0.1,
      small: 3,
      whole: 4,
      yes: true,
      said: "7",
      nothing: null,
    };
    assertEquals(rows, [{ ...values, counted: 1 }]);
  }));

postgres.test("StoreDatabase.transact() writes nothing when the work throws, and goes on with the connection", () =>
  withDatabase({ maxConnections: 1 }, async (database) => {
    await database.use("prepare", ({ query }) => query("CREATE TABLE public.kept (id int PRIMARY KEY)"));
    for (const act of ["INSERT INTO public.kept VALUES (1)", "SELECT 1 / 0"]) {
      await assertRejects(
        () =>
          database.transact("write", async ({ query }) => {
            await query("INSERT INTO public.kept VALUES (1)");
            await query(act);
          }),
        Error,
        `Cannot write in "127.0.0.1:${postgres.server.port}/postgres": `,
      );
    }
    await assertRejects(() => database.transact("write", () => Promise.reject(new Error("no"))), Error, "no");
    const { rows } = await database.use("ask", ({ query }) => query("SELECT count(*) AS rows FROM public.kept"));
    assertEquals(rows, [{ rows: 0 }]);
  }));

postgres.test("StoreDatabase.transact() throws for a transaction that ended without being written", () =>
  withDatabase({}, async (database) => {
    const swallow = database.transact("write", async ({ query }) => {
      await query("SELECT 1 / 0").catch(() => {});
    });
    await assertRejects(() => swallow, Error, "the transaction was rolled back");
  }));

postgres.test("StoreDatabase.use() does not wait for a lock longer than a statement may take", () =>
  withDatabase({ statementTimeoutMs: 200, schema: "locked" }, async (database) => {
    await database.use("prepare", ({ query }) => query("CREATE TABLE public.locked (id int)"));
    const holder = await StoreDatabase.open("open a store", postgres.server.url(), {});
    await holder.transact("lock", async ({ query }) => {
      await query("LOCK TABLE public.locked");
      const took = await duration(() =>
        assertRejects(
          () => database.use("read", (connection) => connection.query("SELECT * FROM public.locked")),
          Error,
          "canceling statement due to statement timeout",
        )
      );
      assert(took > 150 && took < 15_000, `${took} ms`);
    });
    await holder.close();
    assertEquals((await database.use("read", ({ query }) => query("SELECT * FROM public.locked"))).rows, []);
  }));

postgres.test("StoreDatabase.use() does not wait for a free connection for ever", () =>
  withDatabase({ maxConnections: 1, connectTimeoutMs: 150 }, async (database) => {
    const busy = database.use("sleep", ({ query }) => query("SELECT pg_sleep(0.6)"));
    await assertRejects(() => database.use("ask", ({ query }) => query("SELECT 1")), Error, "timeout");
    await busy;
    assertEquals((await database.use("ask", ({ query }) => query("SELECT 1 AS one"))).rows, [{ one: 1 }]);
  }));

postgres.test("StoreDatabase.use() rejects while the server is away, and works when it is back", () =>
  withDatabase({ maxConnections: 3 }, async (database) => {
    const ask = () => database.use("ask", ({ query }) => query("SELECT 1 AS one"));
    const name = `127.0.0.1:${postgres.server.port}/postgres`;
    await Promise.all([ask(), ask(), ask()]);
    const cut = [1, 2].map(() => database.use("sleep", ({ query }) => query("SELECT pg_sleep(20)")));
    const settled = Promise.allSettled(cut);
    // Until both of them sleep.
    while ((await postgres.server.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) !== "2");
    const took = await duration(async () => {
      await postgres.server.crash();
      for (const outcome of await settled) {
        assert(outcome.status === "rejected" && outcome.reason.message.startsWith(`Cannot sleep in "${name}": `));
      }
      for (let time = 0; time < 5; time++) {
        await assertRejects(ask, Error, `Cannot ask in "${name}": `);
      }
    });
    assert(took < 15_000, `${took} ms`);
    await postgres.server.resume();
    assertEquals((await Promise.all([ask(), ask(), ask()])).map(({ rows }) => rows), Array(3).fill([{ one: 1 }]));
  }));

postgres.test("StoreDatabase gives up on connections that stand still, and makes others", async () => {
  const options = { maxConnections: 1, connectTimeoutMs: 200, statementTimeoutMs: 200 };
  const [database, idle] = [
    await StoreDatabase.open("open a store", postgres.server.url(), options),
    await StoreDatabase.open("open a store", postgres.server.url(), options),
  ];
  const one = (of: StoreDatabase) => of.use("ask", ({ query }) => query("SELECT 1 AS one"));
  await Promise.all([one(database), one(idle)]);
  await postgres.server.frozen(async () => {
    const waited = await duration(() => assertRejects(() => one(database), Error, "Cannot ask in "));
    assert(waited > 350 && waited < 3_000, `${waited} ms`);
    assertEquals((await one(database)).rows, [{ one: 1 }]);
    const closed = await duration(() => Promise.all([database.close(), idle.close()]));
    assert(closed < 3_000, `${closed} ms`);
  });
});

postgres.test("StoreDatabase gives up on a server that says nothing", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const address = { host: "127.0.0.1", port, user: "mainstay", password: "secret" };
  const database = await StoreDatabase.open("open a store", address, { connectTimeoutMs: 150 });
  const took = await duration(() =>
    assertRejects(
      () => database.use("ask", ({ query }) => query("SELECT 1")),
      Error,
      `Cannot ask in "127.0.0.1:${port}/mainstay": `,
    )
  );
  assert(took < 15_000, `${took} ms`);
  await database.close();
});

postgres.test("StoreDatabase shows its password nowhere", async () => {
  const { port } = postgres.server;
  const shownAnywhere = (thrown: unknown) =>
    /hunter2|geheim/.test(Deno.inspect(thrown, { depth: 20, showHidden: true }));
  const wrong = await StoreDatabase.open("open a store", `postgres://mainstay:hunter2@127.0.0.1:${port}/postgres`, {});
  const refused = await assertRejects(() => wrong.use("ask", ({ query }) => query("SELECT 1")), Error);
  assertEquals([refused.message.includes("password authentication failed"), shownAnywhere(refused)], [true, false]);
  assertEquals(Deno.inspect(wrong, { depth: 20 }).includes("hunter2"), false);
  await wrong.close();
  const nobody = await StoreDatabase.open("open a store", "postgres://mainstay:hunter2@127.0.0.1:1/postgres", {});
  const away = await assertRejects(() => nobody.use("ask", ({ query }) => query("SELECT 1")), Error);
  assertEquals([away.message.includes("ECONNREFUSED"), shownAnywhere(away)], [true, false]);
  await nobody.close();
  for (const url of ["mysql://a:geheim@h/d", "postgres//a:geheim@h", "postgres://a:geheim@h/d?pasword=geheim"]) {
    const bad = await assertRejects(() => PostgresDatabase.open(url), TypeError);
    assertEquals(shownAnywhere(bad), false);
  }
});

postgres.test("StoreDatabase asks a function for the password at each connection", async () => {
  let asked = 0;
  const password = () => Promise.resolve(["", "secret"][asked++]!);
  const address = { host: "127.0.0.1", port: postgres.server.port, user: "mainstay", database: "postgres", password };
  const database = await StoreDatabase.open("open a store", address, {});
  await assertRejects(() => database.use("ask", ({ query }) => query("SELECT 1")), Error, "password");
  assertEquals((await database.use("ask", ({ query }) => query("SELECT 1 AS one"))).rows, [{ one: 1 }]);
  assertEquals(asked, 2);
  await database.close();
});

postgres.test("StoreDatabase passes the wish for encryption on", async () => {
  const address = `${postgres.server.url()}?sslmode=require`;
  const database = await StoreDatabase.open("open a store", address, {});
  await assertRejects(() => database.use("ask", ({ query }) => query("SELECT 1")), Error, "does not support SSL");
  await database.close();
});

postgres.test("StoreDatabase.migrate() refuses tables of a later version, and touches nothing", () =>
  withDatabase({ schema: "later" }, async (database) => {
    const open = () => PostgresExecutionStore.open(postgres.server.url(), { schema: "later" });
    await (await open()).close();
    await database.use(
      "age",
      ({ query }) => query(`UPDATE later.mainstay_schema SET version = 1000 WHERE part = 'executions'`),
    );
    const dump = () => postgres.server.sql("SELECT array_agg(s ORDER BY part)::text FROM later.mainstay_schema AS s");
    const before = await dump();
    const place = `"127.0.0.1:${postgres.server.port}/postgres"`;
    await assertRejects(
      open,
      Error,
      `Cannot open an execution store in ${place}: its "executions" have version 1000, of a later release`,
    );
    assertEquals(await dump(), before);
  }));

postgres.test("StoreDatabase.migrate() takes each step once, in turn, or none of them", () =>
  withDatabase({ schema: "steps" }, async (database) => {
    const step = (sql: string) => () => sql;
    const [first, second, bad] = [
      step("CREATE TABLE steps.taken (n int); INSERT INTO steps.taken VALUES (1)"),
      step("INSERT INTO steps.taken VALUES (2)"),
      step("INSERT INTO steps.taken VALUES (3 / 0)"),
    ];
    const taken = () => postgres.server.sql("SELECT string_agg(n::text, ' ' ORDER BY n) FROM steps.taken");
    await database.migrate("open", [{ name: "part", steps: [first!] }]);
    await assertRejects(
      () => database.migrate("open", [{ name: "part", steps: [first!, second!, bad!] }]),
      Error,
      "zero",
    );
    assertEquals(await taken(), "1");
    await database.migrate("open", [{ name: "part", steps: [first!, second!] }]);
    await database.migrate("open", [{ name: "part", steps: [first!, second!] }]);
    assertEquals(await taken(), "1 2");
  }));

postgres.test("StoreDatabase.migrate() takes no right to make anything where everything is there", async () => {
  const { server } = postgres;
  await (await PostgresExecutionStore.open(server.url(), { schema: "given" })).close();
  await server.sql(
    `CREATE ROLE modest LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA given TO modest;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA given TO modest;`,
  );
  const url = server.url().replace("mainstay:", "modest:");
  const store = await PostgresExecutionStore.open(url, { schema: "given" });
  assertEquals([await store.insert([recordOf(1)]), await store.executions()], [[], [recordOf(1)]]);
  await store.close();
  await assertRejects(
    () => PostgresExecutionStore.open(url, { schema: "not_given" }),
    Error,
    "permission denied for database",
  );
});

postgres.test("PostgresDatabase.close() may be called again", async () => {
  const database = await PostgresDatabase.open(postgres.server.url());
  assertEquals(database.name, `127.0.0.1:${postgres.server.port}/postgres`);
  await database.close();
  await database.close();
  await assertRejects(() => PostgresExecutionStore.open(database), Error, "the database is closed");
});
