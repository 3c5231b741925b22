// A file that two processes write to, deleted under both.
import { assertEquals, assertThrows } from "@std/assert";
import { SqliteExecutionStore } from "../../../src/telemetry/stores/sqlite_execution_store.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { idOf, recordOf } from "../stores/execution_rows.ts";
import { ChildProcess } from "./child_process.ts";
import type { LoadProgramOptions } from "./load_program.ts";
import { assertRows, integrityOf, rowsIn } from "./loaded_row.ts";
import { assertOver } from "./record_law.ts";

/** More records than can have been told, and not yet heard, when a file is deleted. */
const onTheirWay = 4_000;

/** What is deleted, by the ends of its names. What the file held till then is gone with it. */
const faults: Readonly<Record<string, readonly string[]>> = {
  "it is deleted": [""],
  "it is deleted with all that is beside it": ["", "-wal", "-shm"],
};

for (const [fault, ends] of Object.entries(faults)) {
  Deno.test({
    name: `processes that share a file store all that comes after ${fault}`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      using folder = new TempFolder();
      const path = folder.file("executions.db");
      const handed = new Set<string>();
      const told: string[][] = [[], []];
      const children = told.map((ids, index) => {
        const store = { kind: "sqlite", path } as const;
        const options: LoadProgramOptions = { store, owner: `load ${index}`, atOnce: 50, most: 1e9, held: 200 };
        return new ChildProcess("load_program.ts", options, (line) => {
          const [what, ...words] = line.split(" ");
          if (what === "handed") words.slice(1).forEach((id) => handed.add(id));
          if (what === "stored") ids.push(...words);
        });
      });
      const allTell = async (more: number) => {
        const enough = told.map(({ length }) => length + more);
        for (const [index, child] of children.entries()) {
          await child.until("it stores", () => told[index]!.length >= enough[index]!);
        }
      };
      for (let time = 0; time < 5; time++) {
        await allTell(300);
        // For both at one moment.
        for (const child of children) await child.halt();
        for (const end of ends) remove(path + end);
        for (const child of children) child.goOn();
      }
      await allTell(onTheirWay);
      const heard = told.map(({ length }) => length);
      await allTell(100);
      let stored = 0;
      for (const child of children) {
        await child.tell("stop");
        const counts = JSON.parse((await child.line("over ")).slice("over ".length));
        assertOver(counts);
        stored += counts.stored;
        assertEquals(await child.ended(), { code: 0, signal: null }, child.errors);
      }
      const rows = rowsIn(path);
      assertRows(rows, handed, told.flatMap((ids, index) => ids.slice(heard[index])));
      assertEquals([told.flat().length, stored, integrityOf(path)], [handed.size, handed.size, "ok"]);
      assertEquals(rows.length < handed.size, true);
      console.log({ fault, records: handed.size, rows: rows.length });
    },
  });
}

for (const ends of [["-wal"], ["-wal", "-shm"]]) {
  Deno.test({
    name: `SqliteExecutionStore whose file lost ${ends.join(" and ")} writes no more until it has it alone`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      using folder = new TempFolder();
      const path = folder.file("executions.db");
      const [one, other] = [await SqliteExecutionStore.open(path), await SqliteExecutionStore.open(path)];
      one.insert([recordOf(1)]);
      other.insert([recordOf(2)]);
      for (const end of ends) remove(path + end);

      const refusal = "somebody else removed its log, which can be mended once only one connection has it open";
      for (const store of [one, other, one]) assertThrows(() => store.insert([recordOf(3)]), Error, refusal);
      one.close();
      assertEquals(other.insert([recordOf(4)]), []);
      const again = await SqliteExecutionStore.open(path);
      for (const store of [other, again]) {
        assertEquals(store.executions().map(({ id }) => id), [4, 2, 1].map(idOf));
        store.close();
      }
      assertEquals(integrityOf(path), "ok");
    },
  });
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (thrown) {
    // One of the two is just making it anew.
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
}
