import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { SqliteSessionStore } from "../../src/services/sessions/sqlite_session_store.ts";
import { SqliteExecutionStore } from "../../src/telemetry/stores/sqlite_execution_store.ts";
import { anExecution, epochMs, idOf, makeStore, sampleExecutions } from "./history/sample_store.ts";
import { type Outcome, program, root, runProgram } from "./run_program.ts";

// Written anew by: deno test -A tests/cli/history_test.ts -- --update
const update = Deno.args.includes("--update");

const views = ["summary", "list", "show", "failures", "slowest", "timeline", "sessions", "registrations"];

/** The words that a view needs besides the store. */
function wordsOf(view: string, number = 612): string[] {
  return view === "show" ? [view, "STORE", "--id", idOf(number)] : [view, "STORE"];
}

/** What a folder has in it: each file's name and bytes. */
function contents(folder: string): ReadonlyMap<string, string> {
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return new Map(files.map((name) => [name, Deno.readFileSync(`${folder}/${name}`).toHex()]));
}

/** Does something with a folder of its own that is gone afterwards. */
async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "mainstay-history-" });
  try {
    await act(Deno.realPathSync(folder));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Runs `history` with what it says that it needs for this file. */
function history(path: string, ...words: string[]): Promise<Outcome> {
  const permissions = ["--no-prompt", `--allow-read=${path},${path}-wal`, `--allow-write=${path}`];
  const args = words.map((word) => word === "STORE" ? path : word);
  return runProgram(["history", ...args], { permissions });
}

async function refused(path: string, words: readonly string[], ...said: string[]): Promise<void> {
  const { code, stdout, stderr } = await history(path, ...words);
  for (const text of said) assertStringIncludes(stderr, text.replaceAll("STORE", path));
  assertEquals([code, stdout], [2, ""], words.join(" "));
}

for (const view of views) {
  Deno.test(`history ${view} prints its text exactly, at three widths`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/executions.db`;
      await makeStore(path);
      for (const width of ["120", "80", "40"]) {
        const { code, stdout, stderr } = await history(path, ...wordsOf(view), "--width", width, "--no-color");
        const file = new URL(`fixtures/history/${view}-${width}.txt`, root);
        if (update) Deno.writeTextFileSync(file, stdout);
        assertEquals(stdout, Deno.readTextFileSync(file));
        assertEquals([code, stderr], [0, ""]);
        assertEquals(stdout.split("\n").filter((line) => [...line].length > Number(width)), []);
      }
    }));
}

Deno.test("history of a store alone is its summary", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    await makeStore(path);
    assertEquals(await history(path, "STORE"), await history(path, "summary", "STORE"));
  }));

Deno.test("history --format json has the records as the store answers them", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    await makeStore(path);
    const json = async (...words: string[]) => JSON.parse((await history(path, ...words, "--format", "json")).stdout);
    const store = await SqliteExecutionStore.open(path, { readOnly: true });
    const [list, summary, failures, timeline] = [
      await json("list", "STORE", "--limit", "3", "--owner", "billing"),
      await json("STORE"),
      await json("failures", "STORE"),
      await json("timeline", "STORE", "--session", "1"),
    ];
    assertEquals(list, {
      view: "list",
      store: path,
      filter: { owner: "billing" },
      limit: 3,
      isMore: true,
      executions: store.executions({ owner: "billing", limit: 3 }),
    });
    assertEquals([summary.summary, summary.sessions], [store.summary(), store.sessions()]);
    assertEquals([summary.limit, summary.isMore, summary.total.executions], [null, false, sampleExecutions.length]);
    assertEquals(failures.failures, store.failures());
    assertEquals(timeline.session, store.sessions()[1]);
    assertEquals(timeline.executions, store.executions({ sessionId: 1, order: "oldest" }));
    const { execution, registration, session } = await json(...wordsOf("show"));
    assertEquals([execution], store.executions({ id: idOf(612) }));
    assertEquals([registration, session], [store.registrations()[0], store.sessions()[0]]);
    const sessions = await json("sessions", "STORE", "--limit", "1");
    assertEquals([sessions.sessions, sessions.isMore], [store.sessions(1), true]);
    assertEquals((await json("registrations", "STORE")).registrations, store.registrations());
    store.close();
  }));

Deno.test("history --format csv is a table that spreadsheets take for text", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    const error = { type: "Error", message: "two\nlines", stack: null };
    await makeStore(path, [anExecution(1, { owner: '=cmd|"x"', name: "a,b", status: "error", error })]);
    const { stdout } = await history(path, "list", "STORE", "-f", "csv");
    assertEquals(stdout.split("\r\n"), [
      "id,kind,owner,instance,name,topic,tier,registrationId,sessionId,startedAtMs,durationMs,status,timedOutBy," +
      "dependencyFailed,errorType,errorMessage,errorStack,triggerId,triggerOrigin",
      '019c1500-0000-7000-8000-000000000001,handler,"\'=cmd|""x""",,"a,b",orders.new,app,,2,1769882401000,250,error,,' +
      'false,Error,"two\nlines",,,',
      "",
    ]);
    assertStringIncludes((await history(path, "STORE", "-f", "csv")).stdout, "meanMs,p50Ms,p95Ms,maxMs,lastAtMs\r\n");
    assertStringIncludes((await history(path, "failures", "STORE", "-f", "csv")).stdout, "lastAtMs,lastMessage\r\n");
    const csv = async (...words: string[]) => (await history(path, ...words, "-f", "csv")).stdout.split("\r\n");
    assertEquals(await csv(...wordsOf("show", 1)), stdout.split("\r\n"));
    assertEquals(await csv("sessions", "STORE", "--session", "2"), [
      "id,application,host,startedAtMs,stoppedAtMs,heartbeatAtMs,heartbeatMs,status,errorType,errorMessage,errorStack,drops",
      "2,shop,,1769883000000,1769883070000,1769883000000,300000,failure,FatalReason,the disk is full,," +
      '"{""overflow"":3,""shutdown"":1204}"',
      "",
    ]);
    assertEquals(await csv("registrations", "STORE", "--owner", "billing"), [
      "id,kind,owner,instance,name,topic,tier,oneShot,schedule,registeredAtMs,updatedAtMs,retiredAtMs,cancelledAtMs",
      "1,handler,billing,,on order,orders.new,app,false,,1769882400000,1769882400000,,",
      "",
    ]);
  }));

Deno.test("history answers to each filter", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    await makeStore(path);
    const numbers = async (...words: string[]) => {
      const { stdout } = await history(path, "list", "STORE", "-f", "json", ...words);
      return JSON.parse(stdout).executions.map(({ id }: { id: string }) => Number(id.slice(-12)));
    };
    assertEquals(await numbers("--kind", "job", "--name", "tidy up"), [661, 2]);
    assertEquals(await numbers("--status", "timed-out,cancelled"), [665, 661, 2]);
    assertEquals(await numbers("--session", "1"), [2, 1]);
    assertEquals(await numbers("--id", idOf(613)), [613]);
    assertEquals(await numbers("--id", idOf(613), "--owner", "billing"), []);
    assertEquals(await numbers("--since", "2026-01-31T18:11", "--until", "2026-01-31T19:11:05+01:00"), [661, 660]);
    assertEquals(await numbers("--since", "1m"), []);
    assertEquals(await numbers("--until", "2026-01-31"), []);
    assertEquals((await numbers("--limit", "all")).length, sampleExecutions.length);
    const ids = async (view: string, ...words: string[]) => {
      const rows = JSON.parse((await history(path, view, "STORE", "-f", "json", ...words)).stdout)[view];
      return rows.map(({ id }: { id: number }) => id);
    };
    assertEquals(await ids("sessions"), [2, 1]);
    assertEquals(await ids("sessions", "--session", "1"), [1]);
    assertEquals(await ids("sessions", "--since", "2026-01-31T18:10"), [2]);
    assertEquals(await ids("sessions", "--until", "2026-01-31T18:10"), [1]);
    assertEquals(await ids("registrations"), [1, 2, 3]);
    assertEquals(await ids("registrations", "--kind", "job", "--name", "tidy up"), [3]);
    assertEquals(await ids("registrations", "--owner", "ingest", "--limit", "1"), [2]);
  }));

Deno.test("history leaves a file at rest as it is, and nothing beside it", () =>
  inFolder(async (folder) => {
    await makeStore(`${folder}/executions.db`);
    const before = contents(folder);
    for (const view of views) assertEquals((await history(`${folder}/executions.db`, ...wordsOf(view))).code, 0);
    assertEquals(contents(folder), before);
    assertEquals([...before.keys()], ["executions.db"]);
  }));

Deno.test("history reads the newest rows of a store that is being written, with --allow-read alone", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    await makeStore(path, []);
    const store = await SqliteExecutionStore.open(path);
    for (const number of [1, 2, 3]) {
      store.insert([anExecution(number)]);
      const { stdout } = await runProgram(["history", "list", path, "-f", "json"], {
        permissions: ["--no-prompt", `--allow-read=${path},${path}-wal`],
      });
      assertEquals(JSON.parse(stdout).executions, store.executions());
      assertEquals(JSON.parse(stdout).executions.length, number);
    }
    store.close();
    assertEquals([...contents(folder).keys()], ["executions.db"]);
  }));

Deno.test("history says how to allow what it may not do", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    await makeStore(path);
    const allow = `--allow-read=${path},${path}-wal --allow-write=${path}`;
    const line = `\n  deno run ${allow} cli/main.ts history failures ${path} --since 1d\n`;
    for (const permissions of [[], [`--allow-read=${folder}`]]) {
      const { code, stdout, stderr } = await runProgram(["history", "failures", path, "--since", "1d"], {
        permissions: ["--no-prompt", ...permissions],
      });
      assertEquals([code, stdout], [2, ""]);
      assertStringIncludes(stderr, line);
    }
    const url = "postgres://app:secret@db.example/shop";
    const { code, stderr } = await runProgram(["history", url], { permissions: ["--no-prompt"] });
    assertEquals([code, stderr.includes("secret")], [2, false]);
    assertStringIncludes(
      stderr,
      "Allow it with (with your password for ***):\n" +
        "  deno run --allow-net=db.example:5432 cli/main.ts history 'postgres://app:***@db.example",
    );
    const bare = await runProgram(["history", url.replace(":secret", "")], { permissions: ["--no-prompt"] });
    assertStringIncludes(bare.stderr, "is not allowed. Allow it with:\n");
    assertEquals([...contents(folder).keys()], ["executions.db"]);
  }));

Deno.test("history refuses what is no store of executions, and makes none", () =>
  inFolder(async (folder) => {
    const path = (name: string) => `${folder}/${name}`;
    Deno.mkdirSync(path("folder"));
    Deno.writeTextFileSync(path("empty"), "");
    Deno.writeTextFileSync(path("text"), "not a database, but longer than its header ".repeat(400));
    const { DatabaseSync } = await import("node:sqlite");
    const change = (name: string, sql: string) => {
      const db = new DatabaseSync(path(name));
      db.exec(sql);
      db.close();
    };
    change("other", "CREATE TABLE something (a)");
    await makeStore(path("later"));
    change("later", "UPDATE mainstay_schema SET version = 99");
    await makeStore(path("damaged"));
    const bytes = Deno.readFileSync(path("damaged"));
    Deno.writeFileSync(path("damaged"), bytes.fill(0xa5, 4_096));
    const before = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

    await refused(path("none"), ["STORE"], 'error: Cannot read "STORE": there is no such file\n');
    await refused(path("folder"), ["STORE"], 'Cannot read "STORE": it is a folder\n');
    await refused(path("empty"), ["STORE"], 'Cannot read "STORE": it is empty\n');
    await refused(path("text"), ["STORE"], 'Cannot open execution store "STORE": file is not a database\n');
    await refused(path("other"), ["STORE"], 'Cannot open execution store "STORE": it has no executions\n');
    await refused(path("later"), ["list", "STORE"], "of a later release; this one knows them up to");
    for (const view of views) await refused(path("damaged"), wordsOf(view), "database disk image is malformed\n");
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), before);
  }));

Deno.test("history refuses what it does not know, and says what is near", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    await makeStore(path);
    await refused(path, [], "Cannot read a history: ", " is missing\n");
    await refused(path, ["slowest"], "Cannot show the slowest:", "A file of that name is ./slowest");
    await refused(path, ["failure", "STORE"], 'Cannot show "failure": expected one of', 'Did you mean "failures"?');
    await refused(path, ["STORE", "list"], "the view comes before the store, as in: history list STORE\n");
    await refused(
      path,
      ["STORE", "failure"],
      "the view comes before the store, as in: history VIEW STORE\n",
      'Did you mean "failures"?',
    );
    await refused(path, ["list", "STORE", "more"], 'Cannot read a history: "more" is one too many\n');
    await refused(
      path,
      ["list", "STORE", "failures"],
      'Cannot read a history: "failures" is one too many; one view comes before the store, as in: history failures STORE\n',
    );
    const url = "postgres://app:secret@db.example/shop";
    for (const words of [[url, "list"], ["list", url, "failures"], ["list", "failures", url], [url, "x", "y"]]) {
      const { code, stderr } = await history(path, ...words);
      assertEquals([code, stderr.includes("secret")], [2, false], words.join(" "));
    }
    await refused(path, ["show", "STORE"], "Cannot show an execution: which one? Say --id ID");
    await refused(path, ["show", "STORE", "--id", "x"], 'Cannot show execution "x": there is no such execution');
    await refused(
      path,
      ["show", "STORE", "--id", "x", "--owner", "a"],
      "Cannot use --owner with show: it knows --id alone",
    );
    await refused(path, ["sessions", "STORE", "--status", "error"], "it knows --session, --since, --until alone");
    await refused(path, ["STORE", "--statu", "error"], 'Did you mean "--status"?');
    await refused(
      path,
      ["STORE", "--status", "error,sucess"],
      'Cannot use --status "sucess"',
      'Did you mean "success"?',
    );
    await refused(path, ["STORE", "--kind", "jobs"], 'Cannot use --kind "jobs": expected one of handler, job');
    await refused(path, ["STORE", "--since", "2026-02-30"], 'Cannot use --since "2026-02-30": expected a date such as');
    await refused(path, ["STORE", "--since", "1h", "--until", "2h"], "nothing lies between");
    await refused(path, ["STORE", "--limit", "0"], "expected a whole number of at least 1, or all\n");
    await refused(path, ["STORE", "--limit", "-1"], "expected a whole number of at least 1, or all\n");
    await refused(path, ["STORE", "--limit", "few"], "expected a whole number of at least 1, or all");
    await refused(path, ["STORE", "--session", "x"], "Cannot use --session");
    for (const view of ["summary", "list", "failures", "slowest", "timeline", "sessions"]) {
      await refused(path, [view, "STORE", "--session", "9"], "there is no such session; the newest one is 2\n");
    }
    await refused(path, ["STORE", "--format", "jsonl"], "expected one of text, json, csv", 'Did you mean "json"?');
    await refused(path, ["STORE", "--color", "--no-color"], "Cannot use --color and --no-color together");
  }));

Deno.test("history of nothing is a sentence, and no failure", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    (await SqliteExecutionStore.open(path)).close();
    const whats = {
      summary: "execution",
      list: "execution",
      slowest: "execution",
      failures: "failure",
      timeline: "session",
      sessions: "session",
      registrations: "registration",
    };
    for (const [view, what] of Object.entries(whats)) {
      const { code, stdout } = await history(path, view, "STORE", "--width", "1000");
      assertEquals([code, stdout], [0, `No ${what} is on record in ${path}.\n`]);
    }
    const { code, stdout } = await history(path, "STORE", "--owner", "x", "--width", "1000");
    assertEquals([code, stdout], [0, `No execution in ${path} matches what was asked for.\n`]);
    assertEquals((await history(path, "timeline", "STORE", "-f", "csv")).stdout.split("\r\n").length, 2);
    assertEquals(JSON.parse((await history(path, "timeline", "STORE", "-f", "json")).stdout).session, null);
  }));

Deno.test("history lets no text of a store steer the terminal", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    const nasty = "a\x1b[31mb\nc\rd\x07\u009b2Je\u202ef\x7f";
    const error = { type: nasty, message: nasty, stack: nasty };
    const names = { owner: nasty, instance: nasty, name: nasty, topic: nasty };
    const given = { ...names, status: "error", error } as const;
    await makeStore(path, [anExecution(1, { ...given, triggerId: nasty, triggerOrigin: nasty })]);
    const store = await SqliteExecutionStore.open(path);
    store.register({ kind: "job", ...names, tier: "app", oneShot: false, schedule: nasty }, epochMs);
    store.close();
    const sessions = await SqliteSessionStore.open(path, { host: nasty });
    const id = sessions.create({ application: nasty, atMs: epochMs, heartbeatMs: 1_000 });
    sessions.finish(id, { atMs: epochMs + 1, error, drops: {} });
    sessions.close();
    for (const view of views) {
      for (const format of ["text", "json"]) {
        const { stdout } = await history(path, ...wordsOf(view, 1), "--format", format, "--width", "500");
        // deno-lint-ignore no-control-regex -- they are what is looked for
        assertEquals(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(stdout), false, `${view} ${format}`);
        assertStringIncludes(stdout, String.raw`a\u001b[31mb`);
        // Of one execution each line of a text is a line.
        if (view !== "show") assertStringIncludes(stdout, String.raw`a\u001b[31mb\nc\rd\u0007\u009b2Je\u202ef\u007f`);
      }
    }
  }));

Deno.test("history timeline draws what tells most of ten thousand executions, and counts the others", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    const error = { type: "Error", message: "no", stack: null };
    const many = Array.from({ length: 10_000 }, (_, index) =>
      anExecution(index + 1, {
        durationMs: index % 100,
        startedAtMs: sampleExecutions[2]!.startedAtMs + index * 5,
        ...(index % 2_500 === 7 ? { status: "error", error } : {}),
      }));
    await makeStore(path, many);
    const { stdout } = await history(path, "timeline", "STORE", "--limit", "6", "--width", "100", "--ascii");
    const lines = stdout.split("\n").filter((line) => line.includes(" billing/on order "));
    assertEquals(lines.map((line) => line.slice(0, 2)).sort(), ["!!", "!!", "!!", "!!", "ok", "ok"]);
    assertMatch(stdout, /^all 10,000 +\d+/m);
    assertStringIncludes(stdout.replace(/\s+/g, " "), "... 9,994 more are not drawn: failures and the longest");
    assertMatch(stdout, /^[\x20-\x7e\n]*$/);
  }));

Deno.test("history paints only where it may", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    await makeStore(path);
    const painted = async (...words: string[]) =>
      (await history(path, "list", "STORE", ...words)).stdout.includes("\x1b[");
    assertEquals(
      [
        await painted(),
        await painted("--color"),
        await painted("--color", "-f", "json"),
        await painted("--color", "-f", "csv"),
      ],
      [false, true, false, false],
    );
  }));

Deno.test("history takes a reader that goes away for no error", () =>
  inFolder(async (folder) => {
    const path = `${folder}/executions.db`;
    await makeStore(path, Array.from({ length: 5_000 }, (_, index) => anExecution(index + 1)));
    const permissions = [`--allow-read=${path},${path}-wal`, `--allow-write=${path}`];
    const child = program(["history", "list", path, "--limit", "all", "-f", "json"], { permissions }).spawn();
    const reader = child.stdout.getReader();
    assert(!(await reader.read()).done);
    await reader.cancel();
    assertEquals([(await child.status).code, await new Response(child.stderr).text()], [0, ""]);
  }));

Deno.test("help describes history with examples", async () => {
  const { code, stdout } = await runProgram(["help", "history"]);
  assertEquals([code, (await runProgram(["history", "--help"])).stdout], [0, stdout]);
  assertStringIncludes(stdout, "Usage: deno run cli/main.ts history [view] STORE [options]\n");
  assertStringIncludes((await runProgram(["--help"])).stdout, "\n  history ");
});
