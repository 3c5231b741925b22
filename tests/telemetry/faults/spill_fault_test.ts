// A spill folder that cannot be written to, a spill that is torn, and a folder that several processes pick up at once.
import { assert, assertEquals } from "@std/assert";
import type { RecordCounts } from "../../../src/telemetry/record_queue.ts";
import { SqliteExecutionStore } from "../../../src/telemetry/stores/sqlite_execution_store.ts";
import { SmallDisk } from "../../support/small_disk.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { ChildProcess } from "./child_process.ts";
import { eventually } from "./eventually.ts";
import { FaultLoad } from "./fault_load.ts";
import type { LoadProgramOptions } from "./load_program.ts";
import { assertRows, rowsIn } from "./loaded_row.ts";
import { assertLaw, assertOver } from "./record_law.ts";

/** A load that is stopped while another process locks its file, so that it cannot store all. */
async function stoppedWhileLocked(path: string, spillFolder: string, owner = "load"): Promise<FaultLoad> {
  const store = await SqliteExecutionStore.open(path, { busyTimeoutMs: 10 });
  const load = new FaultLoad({ store, spillFolder, stopMs: 100, batchSize: 40 }, owner);
  await load.until("some are stored", () => load.counts.stored > 100);
  const other = new ChildProcess("lock_program.ts", { path });
  await other.line("here");
  await other.tell("lock");
  await other.line("locked");
  await load.until("records are tried again", () => load.counts.retrying > 0 && load.held > 300);
  await load.executor.stop();
  store.close();
  other.kill("SIGKILL");
  await other.ended();
  return load;
}

/** A process that executes nothing, and picks up. */
function pickUpOf(path: string, spillFolder: string): LoadProgramOptions {
  return { store: { kind: "sqlite", path }, owner: "next", atOnce: 1, most: 0, held: 1, spillFolder };
}

/** The names of what is left in a folder. */
function namesIn(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name);
}

Deno.test("Executor counts what it can leave nowhere as lost in the shutdown", async () => {
  using folder = new TempFolder();
  const path = folder.file("executions.db");
  // A file where the folder should be: not even root can write into it.
  const spillFolder = folder.file("spills");
  Deno.writeTextFileSync(spillFolder, "");
  const load = await stoppedWhileLocked(path, spillFolder);
  const { shutdown } = load.counts.dropped;
  assertOver(load.counts, { shutdown });
  assert(shutdown > 300);
  const rows = rowsIn(path);
  assertRows(rows, load.handed, load.told.keys());
  assertEquals([rows.length, load.handed.size], [load.counts.stored, rows.length + shutdown]);
  const [cannotLeave, lost] = load.lines.slice(-2);
  assert(
    cannotLeave!.startsWith(`error: Error: Cannot leave ${shutdown} executions in "${spillFolder}": `),
    cannotLeave,
  );
  assertEquals(lost, `error: ${shutdown} executions could not be written down within 100 ms: they are lost`);
  console.log({ records: load.handed.size, shutdown });
});

Deno.test({
  name: "Executor leaves nothing in a spill folder that is full" +
    (SmallDisk.missing === undefined ? "" : ` (left out: ${SmallDisk.missing})`),
  ignore: SmallDisk.missing !== undefined,
  fn: async () => {
    using folder = new TempFolder();
    using disk = new SmallDisk(400_000);
    const spillFolder = disk.file("spills");
    Deno.mkdirSync(spillFolder);
    disk.fill();
    // Room for a part of it.
    Deno.truncateSync(disk.file("filler"), Deno.statSync(disk.file("filler")).size - 40_000);
    const load = await stoppedWhileLocked(folder.file("executions.db"), spillFolder);
    const { shutdown } = load.counts.dropped;
    assertOver(load.counts, { shutdown });
    assert(shutdown > 300);
    assertEquals(namesIn(spillFolder), []);
    assert(load.lines.some((line) => /Cannot leave .*No space left on device/.test(line)), load.lines.join("\n"));
    assertRows(rowsIn(folder.file("executions.db")), load.handed, load.told.keys());
    console.log({ records: load.handed.size, shutdown });
  },
});

for (const where of ["in the middle of its last line", "in its first line", "between two lines"]) {
  Deno.test(`Executor picks up what is whole in a spill that is torn ${where}`, async () => {
    using folder = new TempFolder();
    const path = folder.file("executions.db");
    const spillFolder = folder.file("spills");
    const left = await stoppedWhileLocked(path, spillFolder);
    const { spilled } = left.counts;
    assertOver(left.counts, {}, spilled);
    const [name, ...others] = namesIn(spillFolder);
    assertEquals(others, []);
    const file = `${spillFolder}/${name}`;
    const bytes = Deno.readFileSync(file);
    const ends = [...bytes.keys()].filter((index) => bytes[index] === 10);
    const cut = where.includes("last") ? bytes.length - 20 : where.includes("first") ? 100 : ends[4]! + 1;
    const whole = where.includes("last") ? spilled - 1 : where.includes("first") ? 0 : 5;
    const torn = where.includes("between") ? 0 : 1;
    Deno.truncateSync(file, cut);

    const store = await SqliteExecutionStore.open(path);
    const next = new FaultLoad({ store, spillFolder }, "next");
    next.executor.start();
    await next.until("it is picked up", () => namesIn(spillFolder).length === 0);
    await next.executor.stop();
    store.close();
    assertOver(next.counts);
    assertEquals(next.counts.accepted - next.handed.size, whole);
    assertEquals(next.lines, [
      ...(whole > 0 ? [`info: ${whole} executions of an earlier run, left in "${file}", were picked up`] : []),
      ...(torn > 0 ? [`warn: ${torn} lines of "${file}" were no executions, and are lost`] : []),
    ]);
    const rows = rowsIn(path);
    assertRows(rows, new Set([...left.handed, ...next.handed]), [...left.told.keys(), ...next.told.keys()]);
    assertEquals(rows.length, left.counts.stored + next.counts.stored);
  });
}

Deno.test({
  name: "a process that is killed while it picks up a spill folder leaves each record once",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folder = new TempFolder();
    const path = folder.file("executions.db");
    const spillFolder = folder.file("spills");
    const loads: FaultLoad[] = [];
    for (const owner of ["first", "second"]) loads.push(await stoppedWhileLocked(path, spillFolder, owner));
    const told = new Set(loads.flatMap((load) => [...load.told.keys()]));
    let kills = 0;
    for (; namesIn(spillFolder).length > 0; kills++) {
      let batches = 0;
      const process = new ChildProcess("load_program.ts", pickUpOf(path, spillFolder), (line) => {
        if (!line.startsWith("stored ")) return;
        line.split(" ").slice(1).forEach((id) => told.add(id));
        batches++;
      });
      // One batch further each time. After its last one it says nothing more.
      await eventually("its death", () => batches > kills || namesIn(spillFolder).length === 0);
      process.kill("SIGKILL");
      await process.ended();
    }
    const handed = new Set(loads.flatMap((load) => [...load.handed]));
    const rows = rowsIn(path);
    assertRows(rows, handed, told);
    for (const load of loads) load.assertTold(rows);
    assertEquals(rows.length, handed.size);
    console.log({ records: handed.size, kills });
  },
});

Deno.test("processes that pick up one spill folder at once store each record once", async () => {
  using folder = new TempFolder();
  const path = folder.file("executions.db");
  const spillFolder = folder.file("spills");
  const loads: FaultLoad[] = [];
  for (const owner of ["first", "second", "third"]) loads.push(await stoppedWhileLocked(path, spillFolder, owner));
  const spilled = loads.reduce((sum, { counts }) => sum + counts.spilled, 0);
  assertEquals([namesIn(spillFolder).length, spilled > 900], [3, true]);
  const told: string[] = [];
  const options = { ...pickUpOf(path, spillFolder), waits: true };
  const heard = (line: string) => void (line.startsWith("stored ") && told.push(...line.split(" ").slice(1)));
  const processes = [1, 2, 3].map(() => new ChildProcess("load_program.ts", options, heard));
  for (const process of processes) await process.line("here");
  await Promise.all(processes.map((process) => process.tell("go on")));
  for (const process of processes) await process.line("open");
  await eventually("all is picked up", () => told.length >= spilled && namesIn(spillFolder).length === 0);
  for (const process of processes) await process.tell("stop");
  const counts: RecordCounts[] = [];
  for (const process of processes) {
    counts.push(JSON.parse((await process.line("over ")).slice("over ".length)));
    assertEquals(await process.ended(), { code: 0, signal: null }, process.errors);
  }
  counts.forEach(assertLaw);
  assertEquals(counts.reduce((sum, { stored }) => sum + stored, 0), spilled);
  assertEquals(counts.reduce((sum, { accepted }) => sum + accepted, 0), spilled);
  assertEquals([namesIn(spillFolder), told.length, new Set(told).size], [[], spilled, spilled]);
  const handed = loads.flatMap((load) => [...load.handed]);
  const rows = rowsIn(path);
  assertRows(rows, new Set(handed), [...told, ...loads.flatMap((load) => [...load.told.keys()])]);
  assertEquals(rows.length, handed.length);
  console.log({ records: handed.length, spilled, byEach: counts.map(({ stored }) => stored) });
});
