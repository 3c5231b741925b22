import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { inFolder } from "./in_folder.ts";
import { runProgram } from "./run_program.ts";
import { stormy, stormyText } from "./stormy_scenario.ts";

const permissions = ["--allow-all"];
const stdin = stormyText;
const campaign = ["simulate", "-", "--engine", "policy", "--runs", "6", "--no-shrink"];

Deno.test("simulate keeps all that can be written where one file cannot, and ends with 74", () =>
  inFolder(async (path) => {
    const args = ["--out", path("o.json"), "--junit", path("j.xml"), "--save", path("keep"), "--report", "/dev/full"];
    const { code, stdout, stderr } = await runProgram([...campaign, ...args], { permissions, stdin });
    assertEquals(code, 74);
    assertStringIncludes(stderr, 'error: Cannot write "/dev/full": ');
    assertStringIncludes(stdout, "FAIL  give-ups == 0");
    assertEquals(JSON.parse(Deno.readTextFileSync(path("o.json"))).runs, 6);
    assertStringIncludes(Deno.readTextFileSync(path("j.xml")), "<testsuites");
    assertEquals([...Deno.readDirSync(path("keep"))].length > 0, true);
  }));

Deno.test("simulate refuses before the first run what cannot be written", () =>
  inFolder(async (path) => {
    Deno.writeTextFileSync(path("file"), "");
    Deno.mkdirSync(path("folder"));
    const wrong: readonly (readonly [readonly string[], number, string])[] = [
      [["--save", path("file/x")], 74, "Cannot make the folder"],
      [["--out", path("file/x")], 74, "Cannot make the folder"],
      [["--out", path("folder")], 74, `folder": it is a folder`],
      [["--report", path("folder")], 74, `folder": it is a folder`],
      [["--out", path("a"), "--junit", path("a")], 2, "Cannot use --out and --junit with one file"],
    ];
    for (const [args, expected, said] of wrong) {
      const { code, stdout, stderr } = await runProgram([...campaign, ...args], { permissions, stdin });
      assertEquals([code, stdout], [expected, ""]);
      assertStringIncludes(stderr, said);
    }
    Deno.writeTextFileSync(path("s.json"), stormyText);
    const over = await runProgram(["simulate", path("s.json"), "--runs", "2", "--out", path("s.json")], {
      permissions,
    });
    assertEquals([over.code, Deno.readTextFileSync(path("s.json"))], [2, stormyText]);
  }));

Deno.test("simulate --save cuts a name that is too long for a file", () =>
  inFolder(async (path) => {
    const text = JSON.stringify({ ...stormy, name: "n".repeat(300) });
    const args = [...campaign, "--save", path("keep"), "-q"];
    assertEquals((await runProgram(args, { permissions, stdin: text })).code, 3);
    assertEquals([...Deno.readDirSync(path("keep"))].length > 0, true);
  }));

Deno.test("simulate --require-coverage is looked at before the first run, and judged where a point is known", () =>
  inFolder(async (path) => {
    const two = ["simulate", "poison-pill", "store-outage", "--runs", "2", "--no-shrink"];
    const unknown = await runProgram([...two, "--require-coverage", "gave-upp"]);
    assertEquals([unknown.code, unknown.stdout], [2, ""]);
    const args = ["--require-coverage", "gave-up"];
    const known = await runProgram([...two, ...args, "--out", path("two.json"), "-q"], { permissions });
    assertEquals([known.code, known.stderr], [0, ""]);
    assertEquals((await runProgram(["merge", path("two.json"), ...args, "-q"], { permissions })).code, 0);
  }));

Deno.test("merge of less than was asked for is unknown, everywhere", () =>
  inFolder(async (path) => {
    const shard = ["simulate", "poison-pill", "--runs", "10", "--shard", "1/2", "--out", path("1.json"), "-q"];
    assertEquals((await runProgram(shard, { permissions })).code, 0);
    const outputs = ["--junit", path("j.xml"), "--github"];
    const { code, stdout } = await runProgram(["merge", path("1.json"), ...outputs], { permissions });
    assertEquals(code, 124);
    assertStringIncludes(stdout, "poison-pill · 5 of 10 runs from seed 1 on");
    assertStringIncludes(
      stdout.replace(/\s+/g, " "),
      "? 5 of 5 runs held, 5 of the 10 runs asked for were not made, shard 2/2 is missing.",
    );
    assertStringIncludes(stdout, "::error title=poison-pill%3A runs are missing::5 of the 10 runs asked for");
    assertStringIncludes(Deno.readTextFileSync(path("j.xml")), '<failure message="5 of the 10 runs asked for');
  }));

Deno.test("merge says how to see a failure again as the shards were run, and refuses another scenario of that name", () =>
  inFolder(async (path) => {
    Deno.writeTextFileSync(path("s.json"), stormyText);
    const run = (file: string, part: string, out: string) => {
      const args = ["--engine", "policy", "--runs", "12", "--swarm", "--shard", part, "--no-shrink", "-q"];
      return runProgram(["simulate", path(file), ...args, "--out", path(out)], { permissions });
    };
    await Promise.all([run("s.json", "1/2", "1.json"), run("s.json", "2/2", "2.json")]);
    const { stdout } = await runProgram(["merge", path("1.json"), path("2.json")], { permissions });
    const [, seed] = /reproduce: .* simulate .*s\.json --seed (\d+) --engine policy --runs 1 --swarm\n/.exec(stdout)!;
    const again = ["simulate", path("s.json"), "--seed", seed!, "--engine", "policy", "--runs", "1", "--swarm", "-q"];
    assertEquals((await runProgram([...again, "--no-shrink"], { permissions })).code, 3);
    Deno.writeTextFileSync(path("t.json"), JSON.stringify({ ...stormy, workers: [{ name: "other", count: 30 }] }));
    await run("t.json", "2/2", "3.json");
    const other = await runProgram(["merge", path("1.json"), path("3.json")], { permissions });
    assertEquals(other.code, 2);
    assertStringIncludes(other.stderr, "the scenario's file, or whether it is a swarm, must be the same in all");
  }));

Deno.test("simulate --github lets no name be a command for the runner", async () => {
  const text = JSON.stringify({ ...stormy, name: "::stop-commands::x", description: "##[add-mask]y" });
  const { stdout } = await runProgram([...campaign, "--github"], { permissions: [], stdin: text });
  const commands = stdout.split("\n").filter((line) => /^\s*::/.test(line) || line.includes("##["));
  assertEquals(commands.length > 0, true);
  assertEquals(commands.filter((line) => !line.startsWith("::error ")), []);
});

Deno.test("replay of all that --save has kept leaves the scenarios out", () =>
  inFolder(async (path) => {
    await runProgram([...campaign, "--save", path("keep"), "-q"], { permissions, stdin });
    const all = [...Deno.readDirSync(path("keep"))].map(({ name }) => path(`keep/${name}`)).sort();
    const { code, stdout, stderr } = await runProgram(["replay", ...all, "-q"], { permissions });
    assertEquals([code, stdout.split("\n").filter((line) => line.includes("the same run")).length], [
      0,
      all.length / 2,
    ]);
    assertStringIncludes(stderr, "Left out: ");
  }));

Deno.test("replay and --corpus take a run that the limit cut off for unknown", () =>
  inFolder(async (path) => {
    await runProgram([...campaign, "--save", path("keep"), "-q"], { permissions, stdin });
    const [capsule] = [...Deno.readDirSync(path("keep"))].map(({ name }) => path(`keep/${name}`))
      .filter((name) => !name.endsWith(".case.json"));
    const replayed = await runProgram(["replay", capsule!, "--limit", "2", "-q"], { permissions });
    assertEquals(replayed.code, 124);
    assertStringIncludes(replayed.stdout, "? ");
    const text = { ...JSON.parse(Deno.readTextFileSync(capsule!)), eventCount: 1 };
    Deno.writeTextFileSync(path("changed.json"), JSON.stringify(text));
    assertEquals((await runProgram(["replay", path("changed.json"), "-q"], { permissions })).code, 5);
    const none = { ...text, scenario: { ...text.scenario, workers: [] } };
    Deno.writeTextFileSync(path("none.json"), JSON.stringify(none));
    const refused = await runProgram(["replay", path("none.json")], { permissions });
    assertEquals(refused.code, 2);
    assertStringIncludes(refused.stderr, "Cannot use the capsule in ");
    const args = ["simulate", "poison-pill", "--corpus", path("keep"), "--limit", "2", "-q"];
    const corpus = await runProgram(args, { permissions });
    assertEquals(corpus.code, 124);
    assertStringIncludes(corpus.stdout, "may still fail: the event limit came first");
  }));

Deno.test("simulate --save tells of each failure of a seed its own file", () =>
  inFolder(async (path) => {
    const text = JSON.stringify({ ...stormy, expect: ["give-ups == 0", "availability >= 99.99%"] });
    const args = [...campaign, "--save", path("keep"), "--width", "400"];
    const { stdout } = await runProgram(args, { permissions, stdin: text });
    const told = [...stdout.matchAll(/^ {2}replay: .* replay (.*)$/gm)].map(([, file]) => file!);
    assertEquals([told.length, new Set(told).size], [2, 2]);
    const kept = told.map((file) => JSON.parse(Deno.readTextFileSync(file)).failures[0].name);
    assertEquals(kept.toSorted(), ["availability >= 99.99%", "give-ups == 0"]);
  }));

Deno.test("simulate of a capsule or a result says which command takes it", () =>
  inFolder(async (path) => {
    const args = ["--save", path("keep"), "--out", path("o.json"), "-q"];
    await runProgram([...campaign, ...args], { permissions, stdin });
    const capsule = [...Deno.readDirSync(path("keep"))].find(({ name }) => !name.endsWith(".case.json"))!;
    for (const [file, said] of [[`keep/${capsule.name}`, "which replay runs again"], ["o.json", "which merge reads"]]) {
      const { code, stderr } = await runProgram(["simulate", path(file!)], { permissions });
      assertEquals(code, 2);
      assertStringIncludes(stderr, said!);
    }
  }));

Deno.test("simulate --save calls minimal only what was made smaller", () =>
  inFolder(async (path) => {
    const names = () => [...Deno.readDirSync(path("keep"))].map(({ name }) => name.replace(/^[^.]*/, "")).sort();
    const save = ["--save", path("keep"), "--width", "400"];
    const whole = await runProgram([...campaign, ...save], { permissions, stdin });
    assertEquals([...new Set(names())], [".case.json", ".json"]);
    assertMatch(whole.stdout, /\n {2}not shrunk: .*[\s\S]*\n {2}case: {6}deno run .*\.case\.json --seed /);
    assertEquals(whole.stdout.includes("minimal"), false);
    const unsaved = await runProgram(campaign, { permissions, stdin });
    assertStringIncludes(unsaved.stdout, "\n  case:      --save DIR keeps it");
    Deno.removeSync(path("keep"), { recursive: true });
    const small = await runProgram([...campaign.slice(0, -1), "--max-failures", "1", ...save], { permissions, stdin });
    assertEquals(names(), [".json", ".min.json"]);
    assertMatch(small.stdout, /\n {2}minimal: {3}deno run .*\.min\.json --seed /);
  }));

Deno.test("simulate --save says how many of the failures it has kept, where those are not all", () =>
  inFolder(async (path) => {
    const many = ["simulate", "-", "--engine", "policy", "--no-shrink"];
    const run = (runs: string, folder: string) =>
      runProgram([...many, "--runs", runs, "--save", path(folder)], { permissions, stdin });
    const { stdout } = await run("60", "many");
    const [, kept, failed] = /\n(\d+) of the (\d+) runs that failed are kept\.\n/.exec(stdout)!;
    assertEquals([kept, [...Deno.readDirSync(path("many"))].length], ["10", 20]);
    assertStringIncludes(stdout, ` ${failed} missed an expectation`);
    assertEquals((await run("6", "few")).stdout.includes("are kept."), false);
  }));

Deno.test("simulate --format json and jsonl hold what became of a corpus", () =>
  inFolder(async (path) => {
    await runProgram([...campaign, "--save", path("keep"), "-q"], { permissions, stdin });
    const [file] = [...Deno.readDirSync(path("keep"))].map(({ name }) => name).filter((name) =>
      !name.endsWith(".case.json")
    );
    Deno.mkdirSync(path("one"));
    Deno.copyFileSync(path(`keep/${file}`), path("one/a.json"));
    Deno.writeTextFileSync(path("one/b.json"), "{}");
    const args = ["simulate", "poison-pill", "--corpus", path("one"), "-q", "-f"];
    const json = JSON.parse((await runProgram([...args, "json"], { permissions })).stdout);
    const lines = (await runProgram([...args, "jsonl", "--runs", "2"], { permissions })).stdout.trimEnd().split("\n")
      .map((line) => JSON.parse(line));
    const [first, second] = json.corpus;
    assertEquals([first.path, first.status, first.failures[0].name], [path("one/a.json"), "fails", "give-ups == 0"]);
    assertEquals([second.path, second.status], [path("one/b.json"), "unusable"]);
    assertEquals(lines.slice(0, 2), [{ type: "corpus", ...first }, { type: "corpus", ...second }]);
    assertEquals(lines.at(-1).units.availability, "%");
    const none = JSON.parse((await runProgram(["simulate", "poison-pill", "--runs", "2", "-f", "json"])).stdout);
    assertEquals(["corpus" in none, "shards" in none], [false, false]);
  }));

Deno.test("simulate --corpus names what a capsule was kept for, whatever else fails with it", () =>
  inFolder(async (path) => {
    const text = JSON.stringify({ ...stormy, expect: ["give-ups == 0", "availability >= 99.99%"] });
    await runProgram([...campaign, "--save", path("keep"), "-q"], { permissions, stdin: text });
    const file = [...Deno.readDirSync(path("keep"))].map(({ name }) => path(`keep/${name}`)).find((each) => {
      const { failures = [] } = JSON.parse(Deno.readTextFileSync(each));
      return failures.length === 2 && failures[0].name === "availability >= 99.99%";
    })!;
    Deno.mkdirSync(path("one"));
    Deno.copyFileSync(file, path("one/a.json"));
    const args = ["simulate", "poison-pill", "--corpus", path("one"), "-q", "--width", "400", "--junit", path("j.xml")];
    const { stdout } = await runProgram(args, { permissions });
    assertMatch(
      stdout,
      /a\.json still fails: expectation "availability >= 99\.99%": .*; and with it: expectation "give-/,
    );
    assertMatch(Deno.readTextFileSync(path("j.xml")), /message="still fails: expectation &#34;availability &#62;= 99/);
  }));

Deno.test("simulate takes the standard input once", async () => {
  const { code, stderr } = await runProgram(["simulate", "-", "-", "-q"], { stdin });
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'Cannot simulate: "-" is given twice');
});
