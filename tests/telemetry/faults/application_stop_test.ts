// An application that is told to stop while its services execute.
import { assert, assertEquals } from "@std/assert";
import { SqliteSessionStore } from "@mainstay/supervisor/services";
import { TempFolder } from "../../support/temp_folder.ts";
import { ChildProcess } from "./child_process.ts";
import { eventually } from "./eventually.ts";
import { assertWhole, rowsIn } from "./loaded_row.ts";
import { assertOver } from "./record_law.ts";

const noDrops = { overflow: 0, exhausted: 0, invalid: 0, noSession: 0, shutdown: 0 };

Deno.test({
  name: "an application under load that is stopped by SIGTERM has all executions on record",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folder = new TempFolder();
    const path = folder.file("application.db");
    let rowsBefore = 0;
    for (let run = 1; run <= 3; run++) {
      const child = new ChildProcess("application_program.ts", { path });
      for (const service of ["executor", "first", "second"]) await child.line(`ready ${service}`);
      await eventually("it stores", () => rowsIn(path).length > rowsBefore + 500);
      child.kill("SIGTERM");
      const end = await child.ended();
      const said = (beginning: string) =>
        child.lines.find((line) => line.startsWith(beginning))?.slice(beginning.length);
      assertEquals([end, child.errors, said("unhandled ")], [{ code: 0, signal: null }, "", undefined]);
      assertEquals(said("report "), "stopped 0 true");
      const counts = JSON.parse(said("counts ")!);
      assertOver(counts);
      assertEquals([counts.accepted, said("cancelled ")], [Number(said("executed ")), "0"]);

      const store = await SqliteSessionStore.open(path);
      const [session] = store.list();
      store.close();
      assertEquals([session?.id, session?.status, session?.error, session?.drops], [run, "success", null, noDrops]);
      const rows = rowsIn(path).filter(({ sessionId }) => sessionId === run);
      assertEquals([rows.length, counts.stored], [counts.accepted, counts.accepted]);
      rows.forEach(assertWhole);
      for (const owner of ["first", "second"]) {
        const own = rows.filter((row) => row.owner === owner);
        // None is there twice, and none is missing in between.
        assertEquals(new Set(own.map(({ name }) => name)), new Set(own.map((_, index) => `row ${index}`)));
        assert(own.length > 50);
      }
      rowsBefore += rows.length;
    }
    assertEquals(rowsIn(path).length, rowsBefore);
    assertEquals(folder.names().filter((name) => name.includes("spills")), []);
    console.log({ records: rowsBefore });
  },
});

Deno.test({
  name:
    "an application that is stopped by SIGTERM while its file is locked has all executions on record after its next run",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using folder = new TempFolder();
    const path = folder.file("application.db");
    const child = new ChildProcess("application_program.ts", { path, stopMs: 300 });
    for (const service of ["executor", "first", "second"]) await child.line(`ready ${service}`);
    await eventually("it stores", () => rowsIn(path).length > 500);
    const other = new ChildProcess("lock_program.ts", { path });
    await other.line("here");
    await other.tell("lock");
    await other.line("locked");
    const stored = rowsIn(path).length;
    child.kill("SIGTERM");
    const said = (beginning: string) => child.lines.find((line) => line.startsWith(beginning))?.slice(beginning.length);
    assertEquals([await child.ended(), child.errors], [{ code: 0, signal: null }, ""]);
    assertEquals([said("unhandled "), said("report ")], [undefined, "stopped 0 true"]);
    const counts = JSON.parse(said("counts ")!);
    assertOver(counts, {}, counts.spilled);
    assertEquals([counts.stored, counts.accepted], [stored, Number(said("executed "))]);
    other.kill("SIGKILL");
    await other.ended();

    const next = new ChildProcess("application_program.ts", { path });
    await eventually("the spill is picked up", () =>
      !folder.names().some((name) => name.includes("spills")) ||
      [...Deno.readDirSync(`${path}-spills`)].length === 0);
    for (const service of ["executor", "first", "second"]) await next.line(`ready ${service}`);
    next.kill("SIGTERM");
    assertEquals([await next.ended(), next.errors], [{ code: 0, signal: null }, ""]);
    const rows = rowsIn(path).filter(({ sessionId }) => sessionId === 1);
    rows.forEach(assertWhole);
    assertEquals(rows.length, counts.accepted);
    const store = await SqliteSessionStore.open(path);
    const sessions = store.list().map(({ id, status }) => [id, status]);
    store.close();
    console.log({ records: rows.length, spilled: counts.spilled, sessions });
    assertEquals(sessions, [[2, "success"], [1, "unknown"]]);
  },
});
