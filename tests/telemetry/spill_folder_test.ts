import { assertEquals, assertThrows } from "@std/assert";
import { SpillFolder } from "../../src/telemetry/spill_folder.ts";
import { TempFolder } from "../support/temp_folder.ts";
import { idOf, recordOf } from "./stores/execution_rows.ts";

/** Takes what is there, and removes it. */
function taken(folder: SpillFolder): string[][] {
  return [...folder.pickUp()].map(({ records }) => records.map(({ id }) => id));
}

Deno.test("SpillFolder.pickUp() of a folder that is not there answers nothing", () => {
  using temp = new TempFolder();
  assertEquals([...new SpillFolder(temp.file("none")).pickUp()], []);
});

Deno.test("SpillFolder.write() makes its folder, and leaves one whole file", () => {
  using temp = new TempFolder();
  const folder = new SpillFolder(temp.file("a/b"));
  const records = [
    recordOf(1, { name: 'line\nbreak "quoted" 😀' }),
    recordOf(2, { error: { type: "E", message: "m", stack: null } }),
  ];
  const path = folder.write(records);
  assertEquals([...Deno.readDirSync(temp.file("a/b"))].map(({ name }) => name), [`executions-${idOf(1)}.jsonl`]);
  assertEquals(path, `${temp.file("a/b")}/executions-${idOf(1)}.jsonl`);
  assertEquals([...folder.pickUp()].map(({ records, unreadable }) => [records, unreadable]), [[records, 0]]);
});

Deno.test("SpillFolder takes a URL, with whatever characters", () => {
  using temp = new TempFolder();
  const folder = new SpillFolder(new URL(`file://${temp.path}/left%20behind%25/`));
  folder.write([recordOf(1)]);
  assertEquals([temp.names(), taken(folder).length], [["left behind%"], 1]);
});

Deno.test("SpillFolder.pickUp() takes files in the order of their writing, and removes what is removed", () => {
  using temp = new TempFolder();
  const folder = new SpillFolder(temp.path);
  for (const number of [2, 3, 1]) folder.write([recordOf(number)]);
  const found: string[] = [];
  for (const { records, remove } of folder.pickUp()) {
    found.push(records[0]!.id);
    if (found.length < 3) remove();
  }
  assertEquals([found, temp.names()], [[1, 2, 3].map(idOf), [`executions-${idOf(3)}.jsonl`]]);
});

Deno.test("SpillFolder.pickUp() passes over what is no file of its own", () => {
  using temp = new TempFolder();
  Deno.writeTextFileSync(temp.file("notes.txt"), "hello");
  Deno.writeTextFileSync(temp.file(`executions-${idOf(1)}.jsonl.part`), "half");
  Deno.mkdirSync(temp.file("executions-dir.jsonl"));
  assertEquals([...new SpillFolder(temp.path).pickUp()], []);
});

Deno.test("SpillFolder.pickUp() counts the lines that are no records", () => {
  using temp = new TempFolder();
  const folder = new SpillFolder(temp.path);
  const path = folder.write([recordOf(1), recordOf(2)]);
  const whole = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, `\n[]\nnull\n{"id":5}\n${whole.slice(0, -20)}`);
  assertEquals([...folder.pickUp()].map(({ records, unreadable }) => [records, unreadable]), [[[recordOf(1)], 4]]);
});

Deno.test("SpillFolder.pickUp() of an empty file answers no record", () => {
  using temp = new TempFolder();
  Deno.writeTextFileSync(temp.file("executions-x.jsonl"), "");
  const spills = [...new SpillFolder(temp.path).pickUp()];
  assertEquals(spills.map(({ records, unreadable }) => [records, unreadable]), [[[], 0]]);
});

Deno.test("SpillFolder.pickUp() leaves a file to whoever has it, and finds it when it is free", () => {
  using temp = new TempFolder();
  const folder = new SpillFolder(temp.path);
  folder.write([recordOf(1)]);
  folder.write([recordOf(2)]);
  const first = folder.pickUp();
  assertEquals(first.next().value?.records[0]?.id, idOf(1));
  assertEquals(taken(new SpillFolder(temp.path)), [[idOf(2)]]);
  first.return();
  assertEquals(taken(new SpillFolder(temp.path)), [[idOf(1)], [idOf(2)]]);
});

Deno.test("SpillFolder.pickUp() passes over a file that was removed meanwhile", () => {
  using temp = new TempFolder();
  const folder = new SpillFolder(temp.path);
  folder.write([recordOf(1)]);
  const second = folder.write([recordOf(2)]);
  const found: string[] = [];
  for (const { records } of folder.pickUp()) {
    found.push(records[0]!.id);
    Deno.removeSync(second);
  }
  assertEquals(found, [idOf(1)]);
});

Deno.test("SpillFolder.write() names the folder when it cannot be made, and leaves nothing", () => {
  using temp = new TempFolder();
  Deno.writeTextFileSync(temp.file("file"), "");
  const folder = new SpillFolder(temp.file("file"));
  assertThrows(() => folder.write([recordOf(1)]), Error, `Cannot leave 1 executions in "${temp.file("file")}": `);
  assertEquals(temp.names(), ["file"]);
});

Deno.test("SpillFolder.write() leaves nothing of a file that cannot be put in its place", () => {
  using temp = new TempFolder();
  const path = temp.file(`executions-${idOf(1)}.jsonl`);
  Deno.mkdirSync(path);
  assertThrows(() => new SpillFolder(temp.path).write([recordOf(1)]), Error, "Cannot leave 1 executions");
  assertEquals(temp.names(), [`executions-${idOf(1)}.jsonl`]);
});

Deno.test("SpillFolder.pickUp() names a folder that cannot be read", () => {
  using temp = new TempFolder();
  Deno.writeTextFileSync(temp.file("file"), "");
  const folder = new SpillFolder(temp.file("file"));
  assertThrows(() => [...folder.pickUp()], Error, `Cannot read the spill folder "${temp.file("file")}": `);
});

Deno.test("SpillFolder is picked up by one of several processes", async () => {
  using temp = new TempFolder();
  const folder = new SpillFolder(temp.path);
  folder.write([recordOf(1)]);
  const held = folder.pickUp();
  held.next();
  const program = `import { SpillFolder } from ${
    JSON.stringify(import.meta.resolve("../../src/telemetry/spill_folder.ts"))
  };
console.log([...new SpillFolder(${JSON.stringify(temp.path)}).pickUp()].length);`;
  const count = async () => {
    const command = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", "--no-lock", "--ext=ts", program],
      stdout: "piped",
    });
    return new TextDecoder().decode((await command.output()).stdout).trim();
  };
  assertEquals(await count(), "0");
  held.return();
  assertEquals(await count(), "1");
});
