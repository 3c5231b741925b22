// A file that another process keeps for itself, for longer than anybody waits.
import { assert, assertEquals } from "@std/assert";
import { SqliteExecutionStore } from "../../../src/telemetry/stores/sqlite_execution_store.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { ChildProcess } from "./child_process.ts";
import { FaultLoad } from "./fault_load.ts";
import { assertRows, rowsIn } from "./loaded_row.ts";
import { assertOver } from "./record_law.ts";

const busyTimeoutMs = 40;
/** What a busy machine adds to a wait: other tests run beside. */
const slackMs = 400;

Deno.test("Executor keeps all records while another process locks the file, and waits no longer than it may", async () => {
  using folder = new TempFolder();
  const path = folder.file("executions.db");
  const store = await SqliteExecutionStore.open(path, { busyTimeoutMs });
  const load = new FaultLoad({ store, capacity: 100_000 });
  const other = new ChildProcess("lock_program.ts", { path });
  await other.line("here");
  for (let round = 1; round <= 3; round++) {
    await load.until("some are stored", () => load.counts.stored >= round * 100);
    await other.tell("lock");
    await other.until("it has locked", () => other.lines.filter((line) => line === "locked").length === round);
    const { stored } = load.counts;
    const enough = load.failures + 5;
    await load.until("five tries have failed", () => load.failures >= enough);
    assertEquals(load.counts.stored, stored, "stored though it is locked");
    assert(load.counts.retrying > 0);
    await other.tell("let go");
    await load.until("records are stored again", () => load.counts.stored > stored);
  }
  await load.drained();
  await load.executor.stop();
  store.close();
  other.kill("SIGKILL");
  await other.ended();
  assertOver(load.counts);
  const rows = rowsIn(path);
  assertRows(rows, load.handed, load.told.keys());
  load.assertTold(rows);
  assertEquals(rows.length, load.handed.size);
  const { failures, longestMs } = load;
  assert(
    failures >= 15 && longestMs < busyTimeoutMs + slackMs,
    `${failures} tries failed, the longest ${longestMs} ms`,
  );
  console.log({ records: rows.length, failures, longestMs });
  assertEquals(load.lines.length, 1, load.lines.join("\n"));
  const [line] = load.lines;
  assert(line!.startsWith("warn: ") && line!.endsWith("database is locked"), line);
});

Deno.test("Executor counts under its cause what a locked file keeps out for too long", async () => {
  using folder = new TempFolder();
  const path = folder.file("executions.db");
  const store = await SqliteExecutionStore.open(path, { busyTimeoutMs: 10 });
  const load = new FaultLoad({ store, capacity: 300, batchSize: 50, retries: 2 });
  const other = new ChildProcess("lock_program.ts", { path });
  await other.line("here");
  await load.until("some are stored", () => load.counts.stored > 100);
  await other.tell("lock");
  await other.line("locked");
  await load.until("there is no place left", () => load.counts.dropped.overflow > 50, 20);
  await load.until("records are given up", () => load.counts.dropped.exhausted >= 100);
  await other.tell("let go");
  await other.line("free");
  await load.drained();
  await load.executor.stop();
  store.close();
  other.kill("SIGKILL");
  await other.ended();
  const { overflow, exhausted } = load.counts.dropped;
  assertOver(load.counts, { overflow, exhausted });
  const rows = rowsIn(path);
  assertRows(rows, load.handed, load.told.keys());
  load.assertTold(rows);
  // What was lost is not there, and all else is.
  assertEquals([rows.length, load.handed.size], [load.counts.stored, rows.length + overflow + exhausted]);
  console.log({ records: load.handed.size, overflow, exhausted });
});
