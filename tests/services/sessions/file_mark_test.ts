import { assertEquals } from "@std/assert";
import { FileMark } from "../../../src/services/sessions/file_mark.ts";
import { TempFolder } from "../../support/temp_folder.ts";

Deno.test("FileMark.look() finds the same file the same", () => {
  using folder = new TempFolder();
  Deno.writeTextFileSync(folder.file("a"), "one");
  const mark = new FileMark(folder.file("a"));
  Deno.readTextFileSync(folder.file("a"));
  assertEquals([mark.look(), mark.look()], ["same", "same"]);
});

Deno.test("FileMark.look() finds a file that was written to touched, until it is accepted", () => {
  using folder = new TempFolder();
  Deno.writeTextFileSync(folder.file("a"), "one");
  const mark = new FileMark(folder.file("a"));
  Deno.writeTextFileSync(folder.file("a"), "longer");
  assertEquals([mark.look(), mark.look()], ["touched", "touched"]);
  mark.accept();
  assertEquals(mark.look(), "same");
});

Deno.test("FileMark.look() finds a file of the same size touched by its time", () => {
  using folder = new TempFolder();
  Deno.writeTextFileSync(folder.file("a"), "one");
  const mark = new FileMark(folder.file("a"));
  Deno.utimeSync(folder.file("a"), new Date(5_000), new Date(5_000));
  assertEquals(mark.look(), "touched");
});

Deno.test("FileMark.look() finds a file that was deleted or replaced gone", () => {
  using folder = new TempFolder();
  Deno.writeTextFileSync(folder.file("a"), "one");
  const mark = new FileMark(folder.file("a"));
  Deno.renameSync(folder.file("a"), folder.file("b"));
  assertEquals(mark.look(), "gone");
  Deno.writeTextFileSync(folder.file("a"), "one");
  assertEquals(mark.look(), "gone");
  Deno.renameSync(folder.file("b"), folder.file("a"));
  assertEquals(mark.look(), "same");
});

Deno.test("FileMark.look() finds a file that never was gone", () => {
  using folder = new TempFolder();
  const mark = new FileMark(folder.file("a"));
  assertEquals(mark.look(), "gone");
  Deno.writeTextFileSync(folder.file("a"), "one");
  assertEquals(mark.look(), "gone");
});
