// What a session tells of a process that ends as it likes. The tests wait for what the child says, never for a time.
import { assertEquals } from "@std/assert";
import { runApplication, type SessionRow, SqliteSessionStore } from "@mainstay/supervisor/services";
import { TempFolder } from "../../support/temp_folder.ts";
import { SignalledApplication } from "../signalled_application.ts";

const onWindows = Deno.build.os === "windows";
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** All sessions of a file, oldest first. */
async function sessionsIn(file: string): Promise<SessionRow[]> {
  const store = await SqliteSessionStore.open(file);
  const rows = store.list().toReversed();
  store.close();
  return rows;
}

Deno.test({
  name: "an application that is killed leaves a session that the next start closes as unknown",
  ignore: onWindows,
  fn: async () => {
    using folder = new TempFolder();
    const file = folder.file("sessions.db");
    const other = SignalledApplication.spawn("graceful", file);
    await other.until("ready");
    const killed = SignalledApplication.spawn("hung", file);
    await killed.until("ready");
    killed.kill("SIGKILL");
    assertEquals((await killed.ended()).signal, "SIGKILL");
    assertEquals((await sessionsIn(file)).map(({ application, status }) => `${application} ${status}`), [
      "graceful running",
      "hung running",
    ]);

    const store = await SqliteSessionStore.open(file);
    const report = await runApplication([{ name: "brief", serve: ({ ready }) => ready() }], {
      signals: false,
      name: "next",
      sessions: store,
      logger: quiet,
    });
    store.close();
    const rows = await sessionsIn(file);
    // The one that lives is left alone.
    assertEquals(rows.map(({ id, application, status }) => `${id} ${application} ${status}`), [
      "1 graceful running",
      "2 hung unknown",
      "3 next success",
    ]);
    assertEquals([rows[1]!.stoppedAtMs, report.sessionId], [rows[1]!.heartbeatAtMs, 3]);

    other.kill("SIGTERM");
    assertEquals((await other.ended()).code, 0);
    assertEquals((await sessionsIn(file))[0]!.status, "success");
    assertEquals(folder.names().filter((name) => name.includes("-run-")), []);
  },
});

Deno.test({
  name: "an application that is asked to stop by SIGTERM ends with code 0 and a success",
  ignore: onWindows,
  fn: async () => {
    using folder = new TempFolder();
    const file = folder.file("sessions.db");
    const child = SignalledApplication.spawn("graceful", file);
    await child.until("ready");
    child.kill("SIGTERM");
    const { code, signal } = await child.ended();
    assertEquals([code, signal], [0, null]);
    const [row] = await sessionsIn(file);
    assertEquals([row?.status, row?.error, row?.stoppedAtMs === null], ["success", null, false]);
  },
});

Deno.test("an application that a service fails ends with code 1 and a failure that says why", async () => {
  using folder = new TempFolder();
  const file = folder.file("sessions.db");
  const { code, signal, lines } = await SignalledApplication.spawn("fatal", file).ended();
  assertEquals([code, signal, lines.at(-1)], [1, null, "failed 1"]);
  const [row] = await sessionsIn(file);
  assertEquals([row?.status, row?.error?.type, row?.error?.message], ["failure", "SchemaError", "version 3"]);
  assertEquals(
    row?.error?.stack?.startsWith("SchemaError: version 3") || row?.error?.stack?.includes("signalled_program"),
    true,
  );
});
