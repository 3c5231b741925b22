import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { inFolder } from "./in_folder.ts";
import { runProgram } from "./run_program.ts";
import { stormyText } from "./stormy_scenario.ts";

const permissions = ["--allow-read", "--allow-write"];

/** Keeps the failures of some seeds of the stormy scenario in `keep`; answers what was printed. */
async function kept(path: (name: string) => string, ...args: string[]) {
  Deno.writeTextFileSync(path("storm.json"), stormyText);
  return await runProgram(
    [
      "simulate",
      path("storm.json"),
      "--engine",
      "policy",
      "--runs",
      "20",
      "--max-failures",
      "2",
      "--save",
      path("keep"),
      ...args,
    ],
    { permissions },
  );
}
/** The arguments of a command line that was printed. */
const argsOf = (line: string) => line.trim().split(" ").slice(line.trim().split(" ").indexOf("cli/main.ts") + 1);
const capsules = (path: (name: string) => string) =>
  [...Deno.readDirSync(path("keep"))].map(({ name }) => name).filter((name) => !name.endsWith(".min.json"))
    .sort().map((name) => path(`keep/${name}`));

Deno.test("simulate --save keeps a capsule and the smallest scenario, and each line that it prints does what it says", () =>
  inFolder(async (path) => {
    const { code, stdout } = await kept(path);
    assertEquals(code, 3);
    const line = (label: string) => stdout.split("\n").find((each) => each.startsWith(`  ${label}`))!.slice(13);
    const [reproduce, replay, minimal] = ["reproduce:", "replay:", "minimal:"].map(line);
    const again = await runProgram([...argsOf(reproduce!), "--no-shrink"], { permissions });
    const replayed = await runProgram(argsOf(replay!), { permissions });
    const small = await runProgram(argsOf(minimal!), { permissions });
    assertEquals([again.code, replayed.code, small.code], [3, 0, 3]);
    assertStringIncludes(again.stdout, "✗ give-ups == 0, but it is ");
    assertStringIncludes(small.stdout, "✗ give-ups == 0, but it is ");
    assertStringIncludes(replayed.stdout, "Events that matter");
    assertStringIncludes(replayed.stdout, "the same run, trace ");
    assertStringIncludes(replayed.stdout.replace(/\s+/g, " "), 'It reproduces expectation "give-ups == 0": ');
    const validated = await runProgram(["validate", argsOf(minimal!)[1]!], { permissions });
    assertEquals(validated.code, 0);
  }));

Deno.test("simulate --save writes over nothing that is not the same", () =>
  inFolder(async (path) => {
    await kept(path);
    const [first] = capsules(path);
    const before = capsules(path).length;
    Deno.writeTextFileSync(first!, "mine");
    await kept(path);
    assertEquals([capsules(path).length, Deno.readTextFileSync(first!)], [before + 1, "mine"]);
    await kept(path);
    assertEquals(capsules(path).length, before + 1);
  }));

Deno.test("replay is also simulate replay, options before or after", () =>
  inFolder(async (path) => {
    await kept(path);
    const [first] = capsules(path);
    const outcomes = await Promise.all([
      ["replay", first!, "--quiet"],
      ["simulate", "replay", first!, "--quiet"],
      ["simulate", "--quiet", "replay", first!],
    ].map((args) => runProgram(args, { permissions })));
    assertEquals(outcomes[1], outcomes[0]);
    assertEquals(outcomes[2], outcomes[0]);
    assertEquals(outcomes[0]!.code, 0);
    const wrong = await runProgram(["simulate", "replay", first!, "--runs", "3"], { permissions });
    assertEquals(wrong.code, 2);
    assertStringIncludes(wrong.stderr, 'Cannot replay: unknown option "--runs"');
  }));

Deno.test("replay ends with 5 and names the first event that differs", () =>
  inFolder(async (path) => {
    await kept(path);
    const [first, second] = capsules(path);
    const data = JSON.parse(Deno.readTextFileSync(first!));
    data.trace.events[3].atMs += 1;
    data.trace.hashes = data.trace.hashes.map((hash: string, index: number) => index < 3 ? hash : "00000000");
    Deno.writeTextFileSync(
      first!,
      JSON.stringify({ ...data, hash: "0123456789abcdef", versions: { mainstay: "0.0.1" } }),
    );
    const { code, stdout } = await runProgram(["replay", first!, second!, "-q"], { permissions });
    assertEquals(code, 5);
    const said = stdout.replace(/\s+/g, " ");
    assertStringIncludes(said, "instead of 0123456789abcdef; event 4 differs first expected {");
    assertStringIncludes(stdout, `  expected ${JSON.stringify(data.trace.events[3])}\n  got      {`);
    assertStringIncludes(said, "It was made with mainstay 0.0.1; this is mainstay ");
    assertStringIncludes(said, 'It fails with expectation "give-ups == 0"');
    assertStringIncludes(said, `${second}: the same run`);
    const json = await runProgram(["replay", first!, "-f", "json"], { permissions });
    const { isSame, difference } = JSON.parse(json.stdout);
    assertEquals([json.code, isSame, difference.index], [5, false, 3]);
    const both = await runProgram(["replay", first!, second!, "-f", "json"], { permissions });
    const all = JSON.parse(both.stdout);
    assertEquals([both.code, all.map((each: { isSame: boolean }) => each.isSame)], [5, [false, true]]);
  }));

Deno.test("replay ends with 2 and names the field of a broken file", () =>
  inFolder(async (path) => {
    const broken: Readonly<Record<string, readonly [string, string]>> = {
      "a.json": ["{", 'Cannot read "'],
      "b.json": ["{}", "mainstay: expected"],
      "c.json": [stormyText, `c.json" is a scenario, which simulate runs: deno run --allow-read=`],
      "d.json": [JSON.stringify({ mainstay: "capsule" }), "versions: expected an object, found nothing"],
    };
    for (const [name, [text, said]] of Object.entries(broken)) {
      Deno.writeTextFileSync(path(name), text);
      const { code, stdout, stderr } = await runProgram(["replay", path(name)], { permissions });
      assertEquals([code, stdout], [2, ""]);
      assertStringIncludes(stderr, said);
    }
    Deno.mkdirSync(path("folder"));
    const folder = await runProgram(["replay", path("folder/")], { permissions });
    assertStringIncludes(folder.stderr, `it is a folder; name the files in it, as in ${path("folder")}/*.json`);
    const yaml = await runProgram(["replay", path("s.yaml")], { permissions });
    assertStringIncludes(yaml.stderr, `s.yaml" is a scenario, which simulate runs: `);
    const missing = await runProgram(["replay", path("none.json")], { permissions });
    assertStringIncludes(missing.stderr, "there is no such file");
    const forbidden = await runProgram(["replay", "a.json", "--report", "b.html"]);
    assertEquals(forbidden.code, 2);
    assertStringIncludes(
      forbidden.stderr,
      "  deno run --allow-read=a.json --allow-write=b.html cli/main.ts replay a.json",
    );
  }));

Deno.test("simulate --corpus runs what was kept first, and says of each file what became of it", () =>
  inFolder(async (path) => {
    await kept(path);
    const [first, second] = capsules(path);
    const data = JSON.parse(Deno.readTextFileSync(second!));
    Deno.writeTextFileSync(second!, JSON.stringify({ ...data, scenario: { ...data.scenario, expect: [] } }));
    Deno.writeTextFileSync(path("keep/zz.json"), "{}");
    Deno.writeTextFileSync(path("keep/notes.txt"), "not looked at");
    const args = ["simulate", "poison-pill", "--corpus", path("keep"), "--width", "400"];
    const { code, stdout } = await runProgram(args, { permissions });
    // What cannot be used is worse than what still fails, and neither is lost.
    assertEquals(code, 2);
    const lines = stdout.split("\n");
    assertStringIncludes(lines[0]!, `✗ ${first} still fails: expectation "give-ups == 0": `);
    assertEquals(lines[1], `✓ ${second} no longer fails`);
    assertStringIncludes(lines[2]!, `? Cannot use the capsule in "${path("keep/zz.json")}": `);
    assert(stdout.includes("poison-pill · seed 1"));
    Deno.removeSync(path("keep/zz.json"));
    assertEquals((await runProgram(args, { permissions })).code, 3);
    Deno.removeSync(first!);
    assertEquals((await runProgram(args, { permissions })).code, 0);
    const none = await runProgram(["simulate", "--corpus", path("none")], { permissions });
    assertEquals(none.code, 2);
    assertStringIncludes(none.stderr, "there is no such folder");
  }));
