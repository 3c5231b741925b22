import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { ExecutionRequest } from "../../../src/telemetry/execution.ts";
import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";
import { executionRecordOf } from "../../../src/telemetry/stores/execution_table.ts";

/** An execution whose record follows from its number and its id in every field: a row that is torn, or mixed of two, is seen. */
export function loadedRequest(owner: string, number: number, began: (id: string) => void): ExecutionRequest<number> {
  return {
    kind: number % 2 === 0 ? "handler" : "job",
    owner,
    instance: `${number % 7}`,
    name: `row ${number}`,
    topic: `topic ${number % 11}`,
    trigger: { id: `trigger ${number}`, origin: padding(number) },
    run: ({ id }) => {
      began(id);
      if (number % 3 === 0) return number;
      throw failureOf(id, number);
    },
  };
}

/** The number in a record of {@linkcode loadedRequest}. */
export function numberOf({ name }: Pick<ExecutionRecord, "name">): number {
  return Number(name.slice("row ".length));
}

/** Throws unless each field of a record is what was handed over; its times are taken from it. */
export function assertWhole(record: ExecutionRecord): void {
  const number = numberOf(record);
  const { name, message, stack } = failureOf(record.id, number);
  const { kind, owner, instance, topic, trigger } = loadedRequest(record.owner, number, () => {});
  assertEquals(record, {
    id: record.id,
    kind,
    owner,
    instance: instance!,
    name: `row ${number}`,
    topic: topic!,
    tier: "app",
    registrationId: null,
    sessionId: record.sessionId,
    startedAtMs: record.startedAtMs,
    durationMs: record.durationMs,
    status: number % 3 === 0 ? "success" : number % 3 === 1 ? "error" : "timed-out",
    timedOutBy: number % 3 === 2 ? "body" : null,
    dependencyFailed: false,
    error: number % 3 === 0 ? null : { type: name, message, stack: number % 3 === 1 ? stack! : null },
    triggerId: trigger!.id!,
    triggerOrigin: trigger!.origin!,
  });
}

/** All rows of a file, as a connection of its own finds them; of one owner, or of all. */
export function rowsIn(path: string, owner?: string): ExecutionRecord[] {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  try {
    const rows = database.prepare("SELECT * FROM mainstay_executions WHERE ?1 IS NULL OR owner = ?1 ORDER BY id");
    return rows.all(owner ?? null).map(executionRecordOf);
  } finally {
    database.close();
  }
}

/** What SQLite finds wrong with a file; `ok` if nothing. */
export function integrityOf(path: string): string {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  try {
    return database.prepare("PRAGMA integrity_check").all().map((row) => row.integrity_check).join("; ");
  } finally {
    database.close();
  }
}

/**
 * Throws unless each row is whole, none is there twice, all of them were handed over, and all are there that were told to be stored.
 *
 * @param handed The ids that were handed over.
 * @param told The ids that were told to be stored.
 */
export function assertRows(
  rows: readonly ExecutionRecord[],
  handed: ReadonlySet<string>,
  told: Iterable<string>,
): void {
  rows.forEach(assertWhole);
  const ids = new Set(rows.map(({ id }) => id));
  assertEquals(ids.size, rows.length, "an id is there twice");
  const names = new Set(rows.map(({ owner, name }) => JSON.stringify([owner, name])));
  assertEquals(names.size, rows.length, "an execution is there twice");
  assertEquals([...ids].filter((id) => !handed.has(id)), [], "a row is there that nobody handed over");
  assertEquals([...told].filter((id) => !ids.has(id)), [], "a row is not there that was told to be stored");
}

function failureOf(id: string, number: number): Error {
  const failure = new Error(`${id} ${number} ${padding(number)}`);
  failure.name = number % 3 === 1 ? `Fault${number % 5}` : "TimeoutError";
  failure.stack = `${failure.name} of ${id}\n${"    at a line of some length\n".repeat(number % 30)}    at ${number}`;
  return failure;
}

/** Of many lengths, and of characters of one to four bytes. */
function padding(number: number): string {
  return "aä€😀".repeat(number % 41);
}
