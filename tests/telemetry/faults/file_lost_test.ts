// A file that somebody deletes, replaces or ruins while it is written to. The fault is made by another process.
import { assert, assertEquals } from "@std/assert";
import { SqliteExecutionStore } from "../../../src/telemetry/stores/sqlite_execution_store.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { FaultLoad } from "./fault_load.ts";
import { assertRows, integrityOf, rowsIn } from "./loaded_row.ts";
import { assertOver } from "./record_law.ts";

/** What is done to the file: by a shell, with `$1` for its path. */
interface FileFault {
  readonly name: string;
  readonly script: string;
  /** What the executor then complains of, until it is healed; nothing where the store heals by itself. */
  readonly complaint?: RegExp;
  /** How somebody heals it. */
  readonly cure?: string;
  /** Whether what was in the file before is in it after all. */
  readonly keeps?: boolean;
}

const garbage = 'i=0; while [ $i -lt 20000 ]; do echo "this is no database at all $i"; i=$((i+1)); done';
const removed = 'rm -f "$1" "$1-wal" "$1-shm"';

const faults: readonly FileFault[] = [
  { name: "is deleted", script: 'rm "$1"' },
  { name: "is deleted with all that is beside it", script: removed },
  { name: "is moved away", script: 'mv "$1" "$1.away"' },
  {
    name: "is replaced by garbage",
    script: `(${garbage}) > "$1.new"; mv "$1.new" "$1"`,
    complaint: /file is not a database/,
    cure: 'rm "$1"',
  },
  {
    name: "is overwritten by garbage in its place",
    script: `(${garbage}) > "$1"`,
    complaint: /somebody else overwrote the file/,
    cure: removed,
  },
  {
    name: "is cut off to nothing",
    script: ': > "$1"',
    complaint: /somebody else overwrote the file/,
    cure: removed,
  },
  {
    name: "is cut off in the middle of a page",
    script: 'truncate -s 9000 "$1"',
    complaint: /somebody else overwrote the file/,
    cure: removed,
  },
  {
    name: "is cut off at the end of a page",
    script: 'truncate -s 8192 "$1"',
    complaint: /somebody else overwrote the file|malformed/,
    cure: removed,
  },
  { name: "loses the log beside it", script: 'rm "$1-wal"', keeps: true },
  { name: "loses all that is beside it", script: 'rm "$1-wal" "$1-shm"', keeps: true },
];

for (const { name, script, complaint, cure, keeps = false } of faults) {
  Deno.test({
    name: `Executor stores all that comes after its file ${name}`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      using folder = new TempFolder();
      const path = folder.file("executions.db");
      // So that there is something in the file itself, and not only in the log.
      await filled(path);
      const store = await SqliteExecutionStore.open(path);
      const load = new FaultLoad({ store, capacity: 100_000 });
      await load.until("some are stored", () => load.counts.stored > 200);
      shell(script, path);
      const before = new Set(load.told.keys());
      const { stored } = load.counts;
      if (complaint !== undefined) {
        await load.until("it is said what is wrong", () => load.lines.some((line) => complaint.test(line)));
        await load.until("more wait", () => load.held > 500, 20);
        assertEquals(load.counts.stored, stored, "stored in a file that is ruined");
        shell(cure!, path);
      }
      await load.until("records are stored again", () => load.counts.stored > stored + 300);
      await load.drained();

      // Another connection sees them while the executor goes on, and when it is gone.
      const later = [...load.told.keys()].filter((id) => keeps || !before.has(id));
      for (const moment of ["open", "closed"]) {
        if (moment === "closed") {
          await load.executor.stop();
          store.close();
          assertOver(load.counts);
        }
        const rows = rowsIn(path, "load");
        assertRows(rows, load.handed, later);
        load.assertTold(rows);
        assertEquals([moment, integrityOf(path)], [moment, "ok"]);
      }
      assertEquals([...load.handed].filter((id) => !load.told.has(id)), []);
      assert(later.length > 300);
      console.log({ name, records: load.handed.size, before: before.size, later: later.length });
    },
  });
}

/** Leaves a file with some hundred rows and without a log. */
async function filled(path: string): Promise<void> {
  const store = await SqliteExecutionStore.open(path);
  const load = new FaultLoad({ store }, "earlier");
  await load.until("some are stored", () => load.counts.stored > 500, 50);
  await load.executor.stop();
  store.close();
}

/** This process stands still meanwhile: it is known what came before, and what after. */
function shell(script: string, path: string): void {
  const { success, stderr } = new Deno.Command("sh", { args: ["-c", script, "sh", path] }).outputSync();
  assert(success, new TextDecoder().decode(stderr));
}
