import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { inFolder } from "./in_folder.ts";
import { runProgram } from "./run_program.ts";
import { stormyText } from "./stormy_scenario.ts";

const permissions = ["--allow-read", "--allow-write"];

async function shard(path: (name: string) => string, part: string, out: string, ...args: string[]) {
  const words = [
    "simulate",
    "-",
    "--engine",
    "policy",
    "--runs",
    "12",
    "--shard",
    part,
    "--out",
    path(out),
    "-q",
    "--no-shrink",
  ];
  return await runProgram([...words, ...args], { permissions, stdin: stormyText });
}

Deno.test("merge comes to what one machine comes to, in whatever order", () =>
  inFolder(async (path) => {
    const [whole] = await Promise.all([
      shard(path, "1/1", "whole.json", "--check-determinism"),
      shard(path, "1/3", "1.json", "--check-determinism"),
      shard(path, "2/3", "2.json", "--check-determinism"),
      shard(path, "3/3", "3.json", "--check-determinism"),
    ]);
    const files = ["3.json", "1.json", "2.json"].map(path);
    const merged = await runProgram(["merge", ...files, "--out", path("merged.json")], { permissions });
    assertEquals(merged.code, whole.code);
    assertEquals(
      JSON.parse(Deno.readTextFileSync(path("merged.json"))),
      JSON.parse(Deno.readTextFileSync(path("whole.json"))),
    );
    assertStringIncludes(merged.stdout, "stormy farm · 12 runs from seed 1 on · engine policy\n");
    assertMatch(merged.stdout, /12 seeds · \d+ held · 0 broken/);
    assertStringIncludes(merged.stdout, "FAIL  give-ups == 0");
    assertMatch(merged.stdout, /\nSeeds that failed\n\d+ \(missed\)/);
    const json = await runProgram(["merge", ...files, "--format", "json"], { permissions });
    assertEquals(json.stdout, Deno.readTextFileSync(path("merged.json")));
  }));

Deno.test("merge puts different scenarios side by side, and refuses a seed that is in two files", () =>
  inFolder(async (path) => {
    await shard(path, "1/1", "storm.json");
    const out = ["--out", path("two.json"), "-q"];
    await runProgram(["simulate", "poison-pill", "canary", "--runs", "2", ...out], { permissions });
    const merged = await runProgram(["merge", path("storm.json"), path("two.json"), "-f", "json"], { permissions });
    const names = JSON.parse(merged.stdout).map(({ scenario }: { scenario: string }) => scenario);
    assertEquals([merged.code, names], [3, ["stormy farm", "poison-pill", "canary"]]);
    const twice = await runProgram(["merge", path("storm.json"), path("storm.json")], { permissions });
    assertEquals(twice.code, 2);
    assertStringIncludes(twice.stderr, "no seed must be in two of them, and 1 is");
  }));

Deno.test("merge names the field of a broken file", () =>
  inFolder(async (path) => {
    await shard(path, "1/1", "a.json");
    const good = JSON.parse(Deno.readTextFileSync(path("a.json")));
    const { failures: [failure] } = good;
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ ...good, runs: -1 }, "\n  runs: expected a whole number of at least 0, found -1"],
      [{ ...good, verdicts: {} }, "\n  verdicts.held: "],
      [
        { ...good, failures: [{ ...failure, capsule: { ...failure.capsule, hash: 1 } }] },
        "\n  hash: expected 16 hex digits",
      ],
      [[good, { ...good, kind: "x" }], 'a.json", place 2: 1 problem\n  kind: '],
      [{ mainstay: "capsule" }, "it is a capsule, which replay runs again"],
      [{}, "Cannot use the result of a campaign in "],
      [{}, "\n  units: expected an object, found nothing"],
      [[], "it holds no campaign"],
      [{ ...good, mainstay: "capsul" }, '\n  mainstay: expected "campaign", found "capsul"'],
      [[good, { ...good, versions: { deno: "3.0.0" } }], "the versions must be the same in all"],
      [{ ...good, runs: 11 }, "\n  seeds: expected as many as runs, 11, found 12"],
    ];
    for (const [data, said] of wrong) {
      Deno.writeTextFileSync(path("a.json"), JSON.stringify(data));
      const { code, stderr } = await runProgram(["merge", path("a.json")], { permissions });
      assertEquals(code, 2);
      assertStringIncludes(stderr, said);
    }
  }));

Deno.test("merge --require-coverage judges the whole", () =>
  inFolder(async (path) => {
    await shard(path, "1/1", "a.json", "--safety-only");
    const merge = (points: string) =>
      runProgram(["merge", path("a.json"), "--require-coverage", points], { permissions });
    const [held, missed, unknown] = await Promise.all([merge("gave-up"), merge("gave-up,escalated"), merge("x")]);
    assertEquals([held.code, missed.code, unknown.code], [0, 6, 2]);
    assertStringIncludes(missed.stdout, "✗ required, but never hit: escalated\n");
  }));

Deno.test("simulate and merge --junit --github run the canary, and write what CI reads", () =>
  inFolder(async (path) => {
    const env = { GITHUB_STEP_SUMMARY: path("summary.md") };
    const ci = ["--junit", path("j.xml"), "--github"];
    Deno.writeTextFileSync(path("a,b%.json"), stormyText);
    const allowed = [...permissions, "--allow-env=GITHUB_STEP_SUMMARY"];
    const { code, stdout } = await runProgram(
      ["simulate", path("a,b%.json"), "--engine", "policy", "--runs", "12", "--out", path("a.json"), ...ci],
      { permissions: allowed, env },
    );
    assertEquals(code, 3);
    assertEquals(stdout.startsWith("The canary failed, as it must.\n"), true);
    const annotation = stdout.split("\n").find((line) => line.startsWith("::error "))!;
    const file = path("a,b%.json").replace("%", "%25").replace(",", "%2C");
    assertStringIncludes(
      annotation,
      `::error title=stormy farm%3A expectation "give-ups == 0",file=${file}::it came to `,
    );
    assertStringIncludes(annotation, "%0Areproduce: deno run --allow-read ");
    const xml = Deno.readTextFileSync(path("j.xml"));
    assertStringIncludes(xml, '<testcase classname="canary" name="the canary fails"/>');
    assertMatch(
      xml,
      /<testsuite name="stormy farm" tests="\d+" failures="1" errors="0" skipped="1" time="\d+\.\d{3}">/,
    );
    assertStringIncludes(
      xml,
      '<testcase classname="stormy farm" name="expectation give-ups == 0">\n      <failure message="',
    );
    const summary = Deno.readTextFileSync(path("summary.md"));
    assertMatch(summary, /\| ❌ \| stormy farm \| 12 \| \d+ \| 0 \| 0 \| \d+ \| 0 \| /);
    const merged = await runProgram(["merge", path("a.json"), "-q", ...ci], { permissions: allowed, env });
    assertEquals([merged.code, merged.stdout.split("\n")[0]], [3, "The canary failed, as it must."]);
    assertEquals(Deno.readTextFileSync(path("summary.md")).split("## Chaos campaigns").length, 3);
  }));

Deno.test("simulate --github says what it lacks, and keeps data free of annotations", async () => {
  const stdin = stormyText;
  const run = (permissions: string[], env = {}) =>
    runProgram(["simulate", "-", "--runs", "12", "--engine", "policy", "--no-shrink", "--github", "-f", "json"], {
      stdin,
      permissions,
      env,
    });
  const none = await run([]);
  assertEquals(JSON.parse(none.stdout).scenario, "stormy farm");
  assertStringIncludes(none.stderr, "The canary failed, as it must.\n");
  assertStringIncludes(none.stderr, "::error title=stormy farm");
  assertStringIncludes(none.stderr, "No summary is written: it needs --allow-env=GITHUB_STEP_SUMMARY");
  const read = await run(["--allow-env=GITHUB_STEP_SUMMARY"], { GITHUB_STEP_SUMMARY: "/summary.md" });
  assertStringIncludes(read.stderr, "No summary is written: it needs --allow-write=/summary.md\n");
  const unset = await run(["--allow-env=GITHUB_STEP_SUMMARY"], { GITHUB_STEP_SUMMARY: "" });
  assertEquals(unset.stderr.includes("No summary"), false);
});

Deno.test("merge --save keeps what the shards have found, each as a capsule that comes to the same run", () =>
  inFolder(async (path) => {
    await shard(path, "1/1", "a.json");
    const merged = await runProgram(["merge", path("a.json"), "--save", path("kept")], { permissions });
    const line = merged.stdout.split("\n").find((each) => each.startsWith("  replay:"))!;
    const args = line.trim().split(" ");
    const { code, stdout } = await runProgram([...args.slice(args.indexOf("cli/main.ts") + 1), "-q"], { permissions });
    assertEquals(code, 0);
    assertStringIncludes(stdout, "the same run, trace ");
  }));

Deno.test("merge says which shard is missing where time alone was limited, also of what was merged before", () =>
  inFolder(async (path) => {
    const run = (part: string) => {
      const args = [
        "--engine",
        "policy",
        "--time-budget",
        "1ms",
        "--shard",
        `${part}/3`,
        "--out",
        path(`${part}.json`),
      ];
      return runProgram(["simulate", "poison-pill", ...args, "-q"], { permissions });
    };
    await Promise.all(["1", "2", "3"].map(run));
    const merge = (...args: string[]) => runProgram(["merge", ...args], { permissions });
    const [one, two, three] = ["1.json", "2.json", "3.json"].map(path);
    const xml = path("j.xml");
    const lost = await merge(one!, three!, "--out", path("13.json"), "--junit", xml);
    assertEquals(lost.code, 124);
    assertMatch(lost.stdout, /\? \d+ of \d+ runs held, shard 2\/3 is missing\./);
    assertStringIncludes(Deno.readTextFileSync(xml), '<failure message="shard 2/3 is missing.">');
    const page = path("r.html");
    assertEquals((await merge(path("13.json"), "-q", "--report", page)).code, 124);
    assertStringIncludes(Deno.readTextFileSync(page), "<title>Unknown: poison-pill");
    const [whole, again] = await Promise.all([
      merge(one!, two!, three!, "-f", "json"),
      merge(two!, path("13.json"), "-f", "json"),
    ]);
    assertEquals([whole.code, again.code, again.stdout], [0, 0, whole.stdout]);
    assertEquals("shards" in JSON.parse(whole.stdout), false);
  }));

Deno.test("merge takes a shard that was interrupted for unknown, also where time alone was limited", () =>
  inFolder(async (path) => {
    await runProgram(
      ["simulate", "poison-pill", "--engine", "policy", "--time-budget", "1ms", "--out", path("a.json"), "-q"],
      { permissions },
    );
    const result = JSON.parse(Deno.readTextFileSync(path("a.json")));
    Deno.writeTextFileSync(path("a.json"), JSON.stringify({ ...result, endedBy: "signal" }));
    const { code, stdout } = await runProgram(["merge", path("a.json")], { permissions });
    assertEquals(code, 124);
    assertStringIncludes(stdout, "interrupted before the time was over.");
  }));

Deno.test("merge judges and reports what the corpus of the shards came to, each file once", () =>
  inFolder(async (path) => {
    await runProgram(
      [
        "simulate",
        "-",
        "--engine",
        "policy",
        "--runs",
        "12",
        "--no-shrink",
        "--max-failures",
        "1",
        "--save",
        path("one"),
        "-q",
      ],
      { permissions, stdin: stormyText },
    );
    const run = (part: string) => {
      const args = [
        "--runs",
        "4",
        "--shard",
        `${part}/2`,
        "--corpus",
        path("one"),
        "--out",
        path(`${part}.json`),
        "-q",
      ];
      return runProgram(["simulate", "poison-pill", "canary", ...args], { permissions });
    };
    const [, second] = await Promise.all(["1", "2"].map(run));
    const files = [path("1.json"), path("2.json")];
    const outputs = ["--junit", path("j.xml"), "--out", path("m.json"), "--width", "400"];
    const { code, stdout } = await runProgram(["merge", ...files, ...outputs], { permissions });
    assertEquals([second!.code, code], [3, 3]);
    assertEquals(stdout.match(/ still fails: expectation "give-ups == 0": /g)?.length, 1);
    assertStringIncludes(stdout, "✗ 1 of 1 kept failure still fails.\n");
    assertStringIncludes(Deno.readTextFileSync(path("j.xml")), '<testsuite name="corpus" tests="1" failures="1"');
    const again = await runProgram(["merge", path("m.json"), "-f", "json"], { permissions });
    assertEquals([again.code, again.stdout], [3, Deno.readTextFileSync(path("m.json"))]);
    const [entry] = JSON.parse(again.stdout)[0].corpus;
    assertEquals([entry.status, entry.failures[0].name], ["fails", "give-ups == 0"]);
    const [result] = JSON.parse(Deno.readTextFileSync(files[0]!));
    Deno.writeTextFileSync(
      path("x.json"),
      JSON.stringify({ ...result, corpus: [{ ...entry, isSame: 1 }], shards: [{}] }),
    );
    const broken = await runProgram(["merge", path("x.json")], { permissions });
    assertEquals(broken.code, 2);
    assertStringIncludes(broken.stderr, "corpus[0].isSame: expected true or false");
    assertStringIncludes(broken.stderr, "shards[0].of: ");
  }));

Deno.test("merge --report says how it and each of its failures are seen again, with the permissions that this takes", () =>
  inFolder(async (path) => {
    await shard(path, "1/1", "a.json");
    const args = ["merge", path("a.json"), "--report", path("r.html"), "--github"];
    await runProgram(args, { permissions });
    const html = Deno.readTextFileSync(path("r.html"));
    assertStringIncludes(
      html,
      `deno run --allow-read=${path("a.json")} --allow-write=${path("r.html")} --allow-env=GITHUB_STEP_SUMMARY ` +
        `cli/main.ts ${args.join(" ")}`,
    );
    assertStringIncludes(html, "cli/main.ts simulate - --seed ");
  }));
