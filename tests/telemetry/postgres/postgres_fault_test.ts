// A server that is killed, and processes that are, in the middle of writing: what was answered as written is there, once and whole.
import { assert, assertEquals } from "@std/assert";
import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";
import { PostgresExecutionStore } from "../../../src/telemetry/postgres/postgres_execution_store.ts";
import { postgresTests } from "../../support/postgres_server.ts";
import { recordOf } from "../stores/execution_rows.ts";
import { PostgresProcess } from "./postgres_process.ts";

const postgres = postgresTests();
const batchSize = 7;

/** The record as `postgres_program.ts` writes it. */
function written(number: number): ExecutionRecord {
  const stack = "at a line of some length\n".repeat(40);
  return recordOf(number, { status: "error", error: { type: "Error", message: `${number}`, stack } });
}

/** Checks the law on rows and on the batches that were answered as written; answers how many batches there are. */
async function checkRows(schema: string, answered: readonly number[]): Promise<number> {
  const store = await PostgresExecutionStore.open(postgres.server.url(), { schema });
  const rows = await store.executions({ limit: Infinity });
  await store.close();
  const batches = new Map<number, number>();
  const ids = new Set<string>();
  for (const row of rows) {
    const number = Number(row.error?.message);
    assertEquals(row, written(number));
    ids.add(row.id);
    // Each process begins at a million of its own.
    const first = number - (number % 1_000_000) % batchSize;
    batches.set(first, (batches.get(first) ?? 0) + 1);
  }
  assertEquals(ids.size, rows.length, "a row is there twice");
  assertEquals([...batches].filter(([, count]) => count !== batchSize), [], "a batch is there in part");
  assertEquals(
    answered.filter((first) => !batches.has(first)),
    [],
    "a batch that was answered as written is not there",
  );
  return batches.size;
}

postgres.test("a server that is killed and restarted under load loses nothing that it answered", async () => {
  const schema = "killed_server";
  await (await PostgresExecutionStore.open(postgres.server.url(), { schema })).close();
  const processes = [1, 2, 3].map((process) =>
    new PostgresProcess("insert", postgres.server.url(), schema, process * 1_000_000)
  );
  for (const process of processes) assertEquals(await process.line(), "here");
  const answered: number[] = [];
  const hear = async (times: number) => {
    for (let time = 0; time < times; time++) {
      for (const process of processes) answered.push(Number(await process.line()));
    }
  };
  for (let crash = 0; crash < 4; crash++) {
    await hear(20);
    await postgres.server.crash();
    await postgres.server.resume();
  }
  // All of them write again, and without being opened again.
  await hear(20);
  for (const process of processes) answered.push(...(await process.kill()).map(Number));
  const batches = await checkRows(schema, answered);
  assert(answered.length >= 300 && batches >= answered.length, `${answered.length} answered, ${batches} there`);
  // Each process may have had one on its way.
  assert(batches <= answered.length + processes.length, `${answered.length} answered, ${batches} there`);
});

postgres.test("processes that are killed while they write leave whole batches", async () => {
  const schema = "killed_process";
  const answered: number[] = [];
  for (let round = 0; round < 5; round++) {
    const processes = [1, 2].map((process) =>
      new PostgresProcess("insert", postgres.server.url(), schema, (2 * round + process) * 1_000_000)
    );
    for (const process of processes) {
      assertEquals(await process.line(), "here");
      answered.push(Number(await process.line()));
    }
    for (const process of processes) answered.push(...(await process.kill()).map(Number));
  }
  const batches = await checkRows(schema, answered);
  assert(
    batches >= answered.length && batches <= answered.length + 10,
    `${answered.length} answered, ${batches} there`,
  );
});

postgres.test("processes that make the tables at once make them once", async () => {
  const processes = [1, 2, 3].map(() => new PostgresProcess("migrate", postgres.server.url(), "migrated_at_once"));
  for (const process of processes) assertEquals(await process.line(), "here");
  await Promise.all(processes.map((process) => process.goOn()));
  for (const process of processes) {
    assertEquals(await process.line(), "open 0");
    await process.ended();
  }
  const versions =
    "SELECT string_agg(part || ' ' || version, ', ' ORDER BY part) FROM migrated_at_once.mainstay_schema";
  assertEquals(await postgres.server.sql(versions), "executions 1, sessions 1");
});
