import { assertEquals, assertThrows } from "@std/assert";
import { root } from "../support/source_file.ts";
import { loadTraces, TraceFileError } from "./trace_file.ts";

const fixture = new URL("fixtures/oracle/otp/ofo-one-crash.json", root).pathname;
const text = JSON.stringify(JSON.parse(Deno.readTextFileSync(fixture)));

/** Writes a file into a folder of its own, and answers what the loader says of it. */
function messageOf(name: string, content: string): string {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/${name}`, content);
    return assertThrows(() => loadTraces(folder), TraceFileError).message.replaceAll(`${folder}/`, "");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("loadTraces() reads one file", () => {
  assertEquals(loadTraces(fixture).map(({ trace }) => trace.name), ["ofo-one-crash"]);
});

Deno.test("loadTraces() names the line of a file of many", () => {
  const file = Deno.makeTempFileSync({ suffix: ".jsonl" });
  Deno.writeTextFileSync(file, `${text}\n\n${text}\n`);
  assertEquals(loadTraces(file).map(({ source }) => source), [`${file}:1`, `${file}:3`]);
  Deno.removeSync(file);
});

Deno.test("loadTraces() names the file that is no JSON", () => {
  assertEquals(messageOf("a.json", "{").startsWith("Cannot read "), true);
  assertEquals(messageOf("a.json", "{").includes("a.json: it is no JSON: "), true);
});

Deno.test("loadTraces() names the line and the field that is no part of a trace", () => {
  const message = messageOf("many.jsonl", `${text}\n${text.replace('"permanent"', '"sometimes"')}`);
  assertEquals(message.includes("many.jsonl:2: it is no trace: config.children[0].restart: "), true, message);
});

Deno.test("loadTraces() names the path that is not there", () => {
  const message = assertThrows(() => loadTraces("no/such/folder"), TraceFileError).message;
  assertEquals(message.startsWith('Cannot read "no/such/folder": '), true, message);
});

Deno.test("loadTraces() takes a folder without a trace for a mistake", () => {
  assertEquals(messageOf("README.md", "").endsWith(": there is no trace"), true);
});
