import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { SqliteFile } from "../../../src/services/sessions/sqlite_file.ts";
import { TempFolder } from "../../support/temp_folder.ts";

const steps = ["CREATE TABLE thing (name TEXT) STRICT", "ALTER TABLE thing ADD COLUMN size INTEGER"];
const things = { purpose: "thing store", part: "things", steps };

function columns(file: SqliteFile): unknown[] {
  return file.use(
    "look",
    (db) => db.prepare("SELECT name FROM pragma_table_info('thing')").all().map(({ name }) => name),
  );
}

Deno.test("SqliteFile.open() makes the file with all steps", async () => {
  using folder = new TempFolder();
  const file = await SqliteFile.open(folder.file("a.db"), things);
  assertEquals([columns(file), folder.names()], [["name", "size"], ["a.db", "a.db-shm", "a.db-wal"]]);
  file.close();
  assertEquals(folder.names(), ["a.db"]);
});

Deno.test("SqliteFile.open() takes the steps that are missing, and keeps what is there", async () => {
  using folder = new TempFolder();
  const old = await SqliteFile.open(folder.file("a.db"), { ...things, steps: steps.slice(0, 1) });
  old.use("write", (db) => db.exec("INSERT INTO thing VALUES ('kept')"));
  old.close();
  const file = await SqliteFile.open(folder.file("a.db"), things);
  const rows = file.use("look", (db) => db.prepare("SELECT * FROM thing").all().map((row) => ({ ...row })));
  assertEquals(rows, [{ name: "kept", size: null }]);
  file.close();
});

Deno.test("SqliteFile.open() leaves a file as it was when a step fails", async () => {
  using folder = new TempFolder();
  (await SqliteFile.open(folder.file("a.db"), { ...things, steps: steps.slice(0, 1) })).close();
  await assertRejects(
    () => SqliteFile.open(folder.file("a.db"), { ...things, steps: [...steps, "no SQL"] }),
    Error,
    `Cannot open thing store "${folder.file("a.db")}": near "no": syntax error`,
  );
  const file = await SqliteFile.open(folder.file("a.db"), { ...things, steps: steps.slice(0, 1) });
  assertEquals(columns(file), ["name"]);
  file.close();
});

Deno.test("SqliteFile.open() refuses a file of a later version", async () => {
  using folder = new TempFolder();
  (await SqliteFile.open(folder.file("a.db"), things)).close();
  await assertRejects(
    () => SqliteFile.open(folder.file("a.db"), { ...things, steps: steps.slice(0, 1) }),
    Error,
    `Cannot open thing store "${
      folder.file("a.db")
    }": its "things" have version 2, of a later release; this one knows ` +
      "them up to 1",
  );
});

Deno.test("SqliteFile.open() shares a file with other parts and with strangers", async () => {
  using folder = new TempFolder();
  const stranger = new DatabaseSync(folder.file("a.db"));
  stranger.exec("PRAGMA user_version = 99; CREATE TABLE theirs (a)");
  stranger.close();
  const one = await SqliteFile.open(folder.file("a.db"), things);
  const other = await SqliteFile.open(folder.file("a.db"), {
    ...things,
    part: "others",
    steps: ["CREATE TABLE other (b)"],
  });
  assertEquals(columns(one), ["name", "size"]);
  one.close();
  other.close();
});

Deno.test("SqliteFile.open() refuses what is no database, and leaves it alone", async () => {
  using folder = new TempFolder();
  const path = folder.file("notes.txt");
  Deno.writeTextFileSync(path, "Dear diary, ".repeat(1_000));
  await assertRejects(
    () => SqliteFile.open(path, things),
    Error,
    `Cannot open thing store "${path}": file is not a database`,
  );
  assertEquals(Deno.readTextFileSync(path), "Dear diary, ".repeat(1_000));
});

Deno.test("SqliteFile.open() refuses a damaged database", async () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  (await SqliteFile.open(path, things)).close();
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.fill(7, 100));
  await assertRejects(() => SqliteFile.open(path, things), Error, `Cannot open thing store "${path}": `);
});

Deno.test("SqliteFile.open() names the file whose folder is not there", async () => {
  using folder = new TempFolder();
  const path = folder.file("missing/a.db");
  await assertRejects(() => SqliteFile.open(path, things), Error, `Cannot open thing store "${path}": unable to open`);
});

// The system's administrator may write everywhere.
Deno.test({
  name: "SqliteFile.open() names the file in a folder that cannot be written",
  ignore: Deno.uid() === 0 || Deno.build.os === "windows",
  fn: async () => {
    using folder = new TempFolder();
    Deno.mkdirSync(folder.file("locked"), { mode: 0o555 });
    const path = folder.file("locked/a.db");
    await assertRejects(
      () => SqliteFile.open(path, things),
      Error,
      `Cannot open thing store "${path}": unable to open`,
    );
  },
});

for (const path of ["", 7, null, undefined]) {
  Deno.test(`SqliteFile.open() refuses the path ${JSON.stringify(path)}`, async () => {
    await assertRejects(
      () => SqliteFile.open(path as string, things),
      TypeError,
      'Cannot open a thing store: "path" must be a text that is not empty or a URL',
    );
  });
}

for (const busyTimeoutMs of [-1, 0.5, NaN, Infinity]) {
  Deno.test(`SqliteFile.open() refuses a busyTimeoutMs of ${busyTimeoutMs}`, async () => {
    await assertRejects(
      () => SqliteFile.open(":memory:", { ...things, busyTimeoutMs }),
      RangeError,
      'Cannot open a thing store: "busyTimeoutMs" must be a whole number of at least 0',
    );
  });
}

Deno.test("SqliteFile.path is the real one, whatever the file was called", async () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  Deno.symlinkSync(path, folder.file("link.db"));
  const names = [path, `${folder.path}/../${folder.path.split("/").at(-1)}/a.db`, new URL(`file://${path}`)];
  for (const name of [...names, folder.file("link.db")]) {
    const file = await SqliteFile.open(name, things);
    assertEquals(file.path, path);
    file.close();
  }
});

Deno.test("SqliteFile.path is undefined in memory", async () => {
  const file = await SqliteFile.open(":memory:", things);
  assertEquals(file.path, undefined);
  file.close();
});

Deno.test("SqliteFile.transact() writes nothing of what fails", async () => {
  const file = await SqliteFile.open(":memory:", things);
  const write = () =>
    file.transact("write things", (db) => {
      db.exec("INSERT INTO thing VALUES ('a', 1)");
      throw new Error("boom");
    });
  assertThrows(write, Error, 'Cannot write things in ":memory:": boom');
  assertEquals(file.use("look", (db) => db.prepare("SELECT * FROM thing").all()), []);
  file.close();
});

Deno.test("SqliteFile.transact() gives up when another one writes for longer than busyTimeoutMs", async () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  const [slow, file] = [
    await SqliteFile.open(path, things),
    await SqliteFile.open(path, { ...things, busyTimeoutMs: 0 }),
  ];
  slow.transact("hold", () => {
    assertThrows(() => file.transact("write", () => {}), Error, `Cannot write in "${path}": database is locked`);
  });
  file.transact("write", () => {});
  slow.close();
  file.close();
});

Deno.test("SqliteFile.close() may be called again", async () => {
  const file = await SqliteFile.open(":memory:", things);
  file.close();
  file.close();
  assertThrows(
    () => file.use("look", (db) => db.exec("SELECT 1")),
    Error,
    'Cannot look in ":memory:": database is not',
  );
});

Deno.test("SqliteFile.open() makes all parts of a file, or none", async () => {
  using folder = new TempFolder();
  const beside = [{ part: "others", steps: ["CREATE TABLE other (b)"] }];
  const bad = [{ part: "others", steps: ["no SQL"] }];
  await assertRejects(() => SqliteFile.open(folder.file("a.db"), { ...things, beside: bad }), Error, "syntax error");
  const file = await SqliteFile.open(folder.file("a.db"), { ...things, beside });
  assertEquals(columns(file), ["name", "size"]);
  assertEquals(file.use("look", (db) => db.prepare("SELECT * FROM other").all()), []);
  file.close();
});

Deno.test("SqliteFile.open() to be read only takes what is there, and writes nothing", async () => {
  using folder = new TempFolder();
  const path = folder.file("a.db");
  const open = (options = {}) => SqliteFile.open(path, { ...things, ...options, readOnly: true });
  await assertRejects(() => open(), Error, `Cannot open thing store "${path}": there is no such file`);
  (await SqliteFile.open(path, { ...things, steps: steps.slice(0, 1) })).close();
  await assertRejects(() => open(), Error, 'its "things" have version 1, of an earlier release');
  await assertRejects(() => open({ part: "others" }), Error, "it has no others");
  const before = Deno.readFileSync(path);
  const file = await open({ steps: steps.slice(0, 1) });
  assertEquals(columns(file), ["name"]);
  assertThrows(() => file.use("write", (db) => db.exec("DELETE FROM thing")), Error, "readonly database");
  file.close();
  assertEquals(Deno.readFileSync(path), before);
});

Deno.test("SqliteFile.open() refuses a readOnly that is neither true nor false", async () => {
  const open = () => SqliteFile.open(":memory:", { ...things, readOnly: 1 as never });
  await assertRejects(open, TypeError, 'Cannot open a thing store: "readOnly" must be true or false');
});

Deno.test("SqliteFile.statement() is prepared once for each file that the path leads to", async () => {
  using folder = new TempFolder();
  const file = await SqliteFile.open(folder.file("a.db"), { ...things, probes: ["SELECT * FROM thing"] });
  const prepared = () => file.use("look", () => file.statement("SELECT count(*) AS count FROM thing"));
  const first = prepared();
  assertEquals([prepared() === first, first.get()!.count], [true, 0]);
  Deno.removeSync(folder.file("a.db"));
  const second = prepared();
  assertEquals([second === first, second.get()!.count, prepared() === second], [false, 0, true]);
  file.close();
});

Deno.test("SqliteFile without probes stays with the file that it opened", async () => {
  using folder = new TempFolder();
  const file = await SqliteFile.open(folder.file("a.db"), things);
  Deno.removeSync(folder.file("a.db"));
  file.use("write", (db) => db.exec("INSERT INTO thing VALUES ('a', 1)"));
  assertEquals([folder.names().includes("a.db"), columns(file)], [false, ["name", "size"]]);
  file.close();
});
