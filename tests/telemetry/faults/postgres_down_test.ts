// A server of PostgreSQL that is killed, and one that hangs, under an executor's load.
import { assert, assertEquals } from "@std/assert";
import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";
import { PostgresExecutionStore } from "../../../src/telemetry/postgres/postgres_execution_store.ts";
import { type PostgresServer, postgresTests } from "../../support/postgres_server.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { ChildProcess } from "./child_process.ts";
import { eventually } from "./eventually.ts";
import { FaultLoad } from "./fault_load.ts";
import type { LoadProgramOptions } from "./load_program.ts";
import { assertRows } from "./loaded_row.ts";
import { assertOver } from "./record_law.ts";

const postgres = postgresTests();
const timeouts = { connectTimeoutMs: 400, statementTimeoutMs: 400 };

/** What is done to the server, and how it comes back; `outage` resolves when enough has gone wrong. */
const faults: Readonly<Record<string, (server: PostgresServer, outage: () => Promise<void>) => Promise<void>>> = {
  "is stopped at once": async (server, outage) => {
    await server.crash();
    await outage();
    await server.resume();
  },
  "is killed with all of its processes": async (server, outage) => {
    for (const pid of await processes(server)) signal(pid, "SIGKILL");
    await outage();
    // It is gone already, and may have been seen to be.
    await server.crash().catch(() => {});
    await eventually("the server is back", () => server.resume().then(() => true, () => false));
  },
  "has its connections killed": async (server, outage) => {
    const told = await server.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'mainstay'");
    for (const pid of told.split("\n").filter((line) => line !== "")) signal(Number(pid), "SIGKILL");
    await outage();
    await eventually("the server is back", () => server.sql("SELECT 1").then(() => true, () => false));
  },
  "hangs": async (server, outage) => {
    const pids = await processes(server);
    for (const pid of pids) signal(pid, "SIGSTOP");
    try {
      await outage();
    } finally {
      for (const pid of pids) signal(pid, "SIGCONT");
    }
  },
};

for (const [fault, makes] of Object.entries(faults)) {
  postgres.test(`Executor loses nothing while the server ${fault}`, async () => {
    const { server } = postgres;
    const schema = fault.replaceAll(" ", "_");
    const store = await PostgresExecutionStore.open(server.url(), { schema, ...timeouts });
    // The executor is less patient than the store: what it gave up may be written after all, and is written again.
    const storeTimeoutMs = fault === "hangs" ? 150 : 5_000;
    const load = new FaultLoad({ store, capacity: 100_000, storeTimeoutMs });
    let outages = 0;
    for (let round = 0; round < 2; round++) {
      const { failures, counts: { stored } } = load;
      await load.until("some are stored", () => load.counts.stored > stored + 200);
      await makes(server, async () => {
        await load.until("a write has failed", () => load.failures > failures);
        // A server that only lost its connections is back too soon for more.
        if (fault !== "has its connections killed") await load.until("many wait", () => load.held > 500, 20);
        outages++;
      });
      await load.drained();
    }
    await load.executor.stop();
    await store.close();
    assertOver(load.counts);
    const rows = await rowsOf(schema);
    assertRows(rows, load.handed, load.told.keys());
    load.assertTold(rows);
    assertEquals([rows.length, outages], [load.handed.size, 2]);
    assert(load.lines.some((line) => line.includes("could not be written down, and are tried again")));
    console.log({ fault, records: rows.length });
  });
}

postgres.test("Executor counts what a server that is gone does not take before the stop, and the next start brings it", async () => {
  const { server } = postgres;
  using folder = new TempFolder();
  const schema = "gone_at_stop";
  const store = await PostgresExecutionStore.open(server.url(), { schema, ...timeouts });
  const load = new FaultLoad({ store, spillFolder: folder.path, stopMs: 300 });
  await load.until("some are stored", () => load.counts.stored > 200);
  await server.crash();
  await load.until("many wait", () => load.counts.retrying > 0 && load.held > 300);
  await load.executor.stop();
  await store.close();
  const { spilled } = load.counts;
  assertOver(load.counts, {}, spilled);
  assert(spilled > 300);

  await server.resume();
  const again = await PostgresExecutionStore.open(server.url(), { schema, ...timeouts });
  const next = new FaultLoad({ store: again, spillFolder: folder.path }, "next");
  next.executor.start();
  await next.until("all are picked up", () => folder.names().length === 0);
  await next.executor.stop();
  await again.close();
  assertOver(next.counts);
  const rows = await rowsOf(schema);
  assertRows(rows, new Set([...load.handed, ...next.handed]), [...load.told.keys(), ...next.told.keys()]);
  assertEquals(rows.length, load.handed.size + next.handed.size);
  console.log({ records: rows.length, spilled });
});

postgres.test("processes that write one history lose nothing while the server is killed", async () => {
  const { server } = postgres;
  const schema = "one_history";
  const [handed, told] = [new Set<string>(), new Set<string>()];
  let storedTwice = 0;
  const children = ["first", "second"].map((owner) => {
    const store = { kind: "postgres", url: server.url(), schema } as const;
    const options: LoadProgramOptions = { store, owner, atOnce: 20, most: 100_000, held: 200 };
    return new ChildProcess("load_program.ts", options, (line) => {
      const [what, ...words] = line.split(" ");
      if (what === "handed") words.slice(1).forEach((id) => handed.add(id));
      if (what === "stored") words.forEach((id) => told.has(id) ? storedTwice++ : told.add(id));
    });
  });
  for (const child of children) await child.line("open");
  /** Waits until each of them has stored something more, twice: the first time may have been on its way before. */
  const allStore = async () => {
    for (let time = 0; time < 2; time++) {
      const seen = children.map(({ lines }) => lines.length);
      for (const [index, child] of children.entries()) {
        await child.until("it stores", () => child.lines.slice(seen[index]).some((line) => line.startsWith("stored")));
      }
    }
  };
  await allStore();
  await server.crash();
  await server.resume();
  await allStore();
  for (const child of children) await child.tell("stop");
  let stored = 0;
  for (const child of children) {
    const counts = JSON.parse((await child.line("over ")).slice("over ".length));
    assertOver(counts);
    stored += counts.stored;
    assertEquals(await child.ended(), { code: 0, signal: null }, child.errors);
  }
  const rows = await rowsOf(schema);
  assertRows(rows, handed, told);
  assertEquals([rows.length, told.size, stored, storedTwice], [handed.size, handed.size, handed.size, 0]);
  console.log({ records: rows.length });
});

/** All rows, as a connection of its own finds them. */
async function rowsOf(schema: string): Promise<readonly ExecutionRecord[]> {
  const store = await PostgresExecutionStore.open(postgres.server.url(), { schema });
  try {
    return await store.executions({ limit: Infinity });
  } finally {
    await store.close();
  }
}

/** The ids of the server's processes, that of the first one of all first. */
async function processes(server: PostgresServer): Promise<number[]> {
  const told = await server.sql(`SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)
    UNION ALL SELECT pid::text FROM pg_stat_activity WHERE pid <> pg_backend_pid()`);
  return told.split("\n").map(Number);
}

function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch (thrown) {
    // It has ended by itself.
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
}
