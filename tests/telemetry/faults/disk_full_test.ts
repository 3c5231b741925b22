// A disk that is full: what cannot be written waits until there is room, or is left elsewhere.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { SqliteExecutionStore } from "../../../src/telemetry/stores/sqlite_execution_store.ts";
import { SmallDisk } from "../../support/small_disk.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { FaultLoad } from "./fault_load.ts";
import { assertRows, integrityOf, rowsIn } from "./loaded_row.ts";
import { assertOver } from "./record_law.ts";

const megabytes = 1_000_000;

function diskTest(name: string, fn: () => Promise<void>): void {
  const { missing } = SmallDisk;
  Deno.test({
    name: missing === undefined ? name : `${name} (left out: ${missing})`,
    ignore: missing !== undefined,
    fn,
  });
}

diskTest("Executor keeps all records while the disk is full, and stores them when there is room", async () => {
  using disk = new SmallDisk(24 * megabytes);
  const path = disk.file("executions.db");
  const store = await SqliteExecutionStore.open(path);
  const load = new FaultLoad({ store, capacity: 100_000 });
  for (let round = 1; round <= 3; round++) {
    const before = load.counts.stored;
    await load.until("some are stored", () => load.counts.stored > before + 100, 50);
    disk.fill();
    await load.until("records are tried again", () => load.counts.retrying > 0, 50);
    const { stored } = load.counts;
    await load.until("many wait", () => load.held > 2_000, 50);
    assertEquals(load.counts.stored, stored, "stored on a full disk");
    disk.free();
    await load.drained();
  }
  await load.executor.stop();
  store.close();
  assertOver(load.counts);
  const rows = rowsIn(path);
  assertRows(rows, load.handed, load.told.keys());
  load.assertTold(rows);
  assertEquals([rows.length, integrityOf(path)], [load.handed.size, "ok"]);
  assert(load.lines.some((line) => /could not be written down, and are tried again: .*full/.test(line)), load.lines[0]);
  console.log({ records: rows.length });
});

diskTest("Executor leaves elsewhere what a full disk does not take, and the next start picks it up", async () => {
  using disk = new SmallDisk(24 * megabytes);
  using elsewhere = new TempFolder();
  const path = disk.file("executions.db");
  const spillFolder = elsewhere.file("spills");
  const store = await SqliteExecutionStore.open(path);
  const load = new FaultLoad({ store, spillFolder, stopMs: 200 });
  load.executor.start();
  await load.until("some are stored", () => load.counts.stored > 200, 50);
  disk.fill();
  await load.until("records are tried again", () => load.counts.retrying > 100, 50);
  await load.executor.stop();
  store.close();
  const { spilled } = load.counts;
  assertOver(load.counts, {}, spilled);
  assert(spilled > 100);

  disk.free();
  const again = await SqliteExecutionStore.open(path);
  const next = new FaultLoad({ store: again, spillFolder }, "next");
  next.executor.start();
  await next.until("all are picked up", () => [...Deno.readDirSync(spillFolder)].length === 0);
  await next.executor.stop();
  again.close();
  assertOver(next.counts);
  assertEquals(next.counts.accepted, spilled + next.handed.size);
  const rows = rowsIn(path);
  assertRows(rows, new Set([...load.handed, ...next.handed]), [...load.told.keys(), ...next.told.keys()]);
  load.assertTold(rows);
  next.assertTold(rows);
  // All that was executed is there, and nothing was told to be stored by both.
  assertEquals([rows.length, load.told.size + next.told.size], [load.handed.size + next.handed.size, rows.length]);
  console.log({ records: rows.length, spilled });
});

diskTest("SqliteExecutionStore.open() names a file for which there is no room", async () => {
  using disk = new SmallDisk(megabytes);
  const path = disk.file("executions.db");
  disk.fill();
  const { message } = await assertRejects(() => SqliteExecutionStore.open(path), Error);
  assert(message.startsWith(`Cannot open execution store "${path}": `) && /full|I\/O/.test(message), message);
  disk.free();
  (await SqliteExecutionStore.open(path)).close();
});

diskTest("SqliteExecutionStore.open() names a file on a disk that may only be read", async () => {
  using disk = new SmallDisk(megabytes);
  const path = disk.file("executions.db");
  (await SqliteExecutionStore.open(path)).close();
  disk.isReadOnly = true;
  await assertRejects(() => SqliteExecutionStore.open(path), Error, `Cannot open execution store "${path}": `);
  disk.isReadOnly = false;
  (await SqliteExecutionStore.open(path)).close();
});
