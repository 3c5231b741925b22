import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { checkPresent, migrate } from "../../../src/services/sessions/sqlite_schema.ts";

const things = {
  part: "things",
  steps: ["CREATE TABLE thing (name TEXT) STRICT", "ALTER TABLE thing ADD COLUMN size INTEGER"],
};
const older = { ...things, steps: things.steps.slice(0, 1) };

Deno.test("migrate() takes the steps that are missing, each once", () => {
  using db = new DatabaseSync(":memory:");
  for (const part of [older, older, things, things]) migrate(db, part);
  const columns = db.prepare("SELECT name FROM pragma_table_info('thing')").all().map(({ name }) => name);
  assertEquals(columns, ["name", "size"]);
});

Deno.test("migrate() refuses a part of a later version", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db, things);
  const sentence = 'its "things" have version 2, of a later release; this one knows them up to 1';
  assertThrows(() => migrate(db, older), Error, sentence);
  assertThrows(() => checkPresent(db, older), Error, sentence);
});

Deno.test("checkPresent() takes a part in its present version, whatever is beside it", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db, things);
  migrate(db, { part: "others", steps: ["CREATE TABLE other (a)"] });
  assertEquals(checkPresent(db, things), undefined);
});

Deno.test("checkPresent() refuses a part that is not there, and writes nothing", () => {
  using db = new DatabaseSync(":memory:");
  assertThrows(() => checkPresent(db, things), Error, "it has no things");
  assertEquals(db.prepare("SELECT * FROM sqlite_schema").all(), []);
  migrate(db, { part: "others", steps: [] });
  assertThrows(() => checkPresent(db, things), Error, "it has no things");
});

Deno.test("checkPresent() refuses a part of an earlier version", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db, older);
  const sentence = 'its "things" have version 1, of an earlier release; this one reads version 2';
  assertThrows(() => checkPresent(db, things), Error, sentence);
});
