import { assertEquals, assertThrows } from "@std/assert";
import { WriteError } from "../../cli/output.ts";
import { writeOutputFile } from "../../cli/output_file.ts";
import { checkOutputPlaces, prepareOutputFiles } from "../../cli/output_places.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { inFolder } from "./in_folder.ts";

Deno.test("checkOutputPlaces() refuses what is read, and one file for two things, by whatever path", () =>
  inFolder((path) => {
    Deno.writeTextFileSync(path("a.json"), "");
    Deno.symlinkSync(path("a.json"), path("b.json"));
    const check = (places: Record<string, string>, inputs: string[] = []) => () => checkOutputPlaces(places, inputs);
    assertThrows(check({ out: path("b.json") }, [path("a.json")]), UsageError, "written over what is read");
    const one = { out: path("new.json"), junit: path("./new.json") };
    assertThrows(check(one), UsageError, "Cannot use --out and --junit with one file");
    assertThrows(check({ out: "x/y", svg: "./x/y" }), UsageError, "Cannot use --out and --svg with one file");
    check({ out: path("new.json"), junit: path("new.xml") }, [path("a.json")])();
    return Promise.resolve();
  }));

Deno.test("prepareOutputFiles() makes folders, leaves no file, and refuses what cannot be", () =>
  inFolder((path) => {
    prepareOutputFiles([path("new/deep/a.json"), undefined]);
    assertEquals([...Deno.readDirSync(path("new/deep"))], []);
    Deno.writeTextFileSync(path("file"), "mine");
    prepareOutputFiles([path("file")]);
    assertEquals(Deno.readTextFileSync(path("file")), "mine");
    assertThrows(() => prepareOutputFiles([path("file/a.json")]), WriteError, "Cannot make the folder");
    Deno.mkdirSync(path("folder"));
    Deno.symlinkSync(path("folder"), path("link"));
    for (const folder of [path("folder"), path("link")]) {
      assertThrows(() => prepareOutputFiles([folder]), WriteError, `Cannot write "${folder}": it is a folder`);
    }
    return Promise.resolve();
  }));

Deno.test({
  name: "prepareOutputFiles() refuses a file that is there and cannot be written anew",
  ignore: Deno.build.os !== "linux",
  fn: () => {
    assertThrows(() => prepareOutputFiles(["/proc/version"]), WriteError, 'Cannot write "/proc/version"');
    prepareOutputFiles(["/dev/full"]);
  },
});

Deno.test({
  name: "checkOutputPlaces() looks at nothing that it may not read, for Deno would ask whoever sits there",
  permissions: { read: false, write: false },
  fn: () => {
    checkOutputPlaces({ out: "a/b.json" }, ["cascade"]);
    assertThrows(() => checkOutputPlaces({ out: "./b" }, ["b"]), UsageError, "written over what is read");
  },
});

Deno.test("writeOutputFile() keeps what was there until the new text is whole, and a link a link", () =>
  inFolder((path) => {
    Deno.writeTextFileSync(path("a"), "old", { mode: 0o600 });
    writeOutputFile(path("a"), "new");
    assertEquals([Deno.readTextFileSync(path("a")), Deno.statSync(path("a")).mode! & 0o777], ["new", 0o600]);
    Deno.symlinkSync(path("a"), path("link"));
    writeOutputFile(path("link"), "newer");
    assertEquals([Deno.readTextFileSync(path("a")), Deno.lstatSync(path("link")).isSymlink], ["newer", true]);
    Deno.mkdirSync(path("folder"));
    assertThrows(() => writeOutputFile(path("folder"), "x"), WriteError, 'Cannot write "');
    assertEquals([...Deno.readDirSync(path("."))].map(({ name }) => name).sort(), ["a", "folder", "link"]);
    return Promise.resolve();
  }));
