import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { inFolder } from "./in_folder.ts";
import { program, runProgram } from "./run_program.ts";
import { stormyText } from "./stormy_scenario.ts";

const stdin = stormyText;
const stormyRuns = (...args: string[]) => runProgram(["simulate", "-", "--engine", "policy", ...args], { stdin });
/** What differs between two equal campaigns: the time that it took. */
const untimed = (text: string) => text.replace(/^\d+ seeds? · [\s\S]*$/m, "");

Deno.test("simulate --runs says first what it is about to do, with all that a seed alone does not say", async () => {
  const { stdout } = await stormyRuns(
    "--runs",
    "3",
    "--fail-fast",
    "--max-failures",
    "2",
    "--shard",
    "1/1",
    "--no-shrink",
  );
  const lines = stdout.split("\n");
  assertEquals(lines.slice(0, 6), [
    "stormy farm · 3 runs from seed 1 on · engine policy",
    "Crashes come, and some workers do not come back.",
    "seeds 1 to 3 · shard 1 of 1 · 5% of the runs twice · failures not shrunk · ends at the first failure",
    "ends after 2 failures",
    "faults drawn, at most 100:",
    "  crash in 50% of runs, 8/h · outage in 30% of runs, 1/h 1s to 10m",
  ]);
});

Deno.test("simulate --runs ends with the failure, how little it takes, and one line for all", async () => {
  const { code, stdout } = await stormyRuns("--runs", "20", "--seed", "1");
  assertEquals(code, 3);
  const end = stdout.slice(stdout.indexOf("\nFAIL  ") + 1).trimEnd().split("\n");
  assertEquals(end.length <= 14, true, stdout);
  assertMatch(end[0]!, /^FAIL {2}give-ups == 0 {2}expectation$/);
  assertStringIncludes(end.join("\n"), "\n  minimal scenario: 1 of ");
  assertMatch(end.join("\n"), /\n {4}t=\S+ .*/);
  assertMatch(
    end.join("\n"),
    /\n {2}reproduce: deno run cli\/main\.ts simulate - --seed \d+ --engine policy --runs 1 < SCENARIO\n/,
  );
  assertMatch(end.join(" "), /20 seeds · \d+ held · 0 broken · 0 not recovered · \d+ missed · 0 of 1 nondeterministic/);
});

Deno.test("simulate --runs 1 with the line that it gave shows that very run", async () => {
  const all = JSON.parse((await stormyRuns("--runs", "20", "--format", "json")).stdout);
  const [{ seed, capsule }] = all.failures;
  const { code, stdout } = await stormyRuns("--seed", seed, "--runs", "1", "--no-shrink");
  assertEquals(code, 3);
  assertStringIncludes(stdout, `trace ${capsule.hash} · `);
  assertStringIncludes(stdout, "✗ give-ups == 0, but it is ");
  assertStringIncludes(stdout, "\nFAIL  give-ups == 0");
});

Deno.test("simulate with chaos takes no notice of it in a run alone", async () => {
  const { code, stdout } = await stormyRuns();
  assertEquals(code, 0);
  assertStringIncludes(stdout, "✓ Held: ");
  assertEquals(stdout.includes("faults drawn"), false);
  assertStringIncludes(stdout, "drawn in campaigns alone");
});

Deno.test("simulate --fail-fast and --max-failures end early, and say how many were not run", async () => {
  const first = JSON.parse((await stormyRuns("--runs", "50", "--fail-fast", "--format", "json", "--no-shrink")).stdout);
  const two = await stormyRuns("--runs", "50", "--max-failures", "2", "--no-shrink");
  assertEquals([first.endedBy, first.failed.length, first.runs < 50], ["fail-fast", 1, true]);
  assertMatch(two.stdout, /2 missed an expectation, \d+ of the 50 runs asked for were not made\./);
});

Deno.test("simulate --time-budget runs until the time is over, without --runs", async () => {
  const { stdout } = await stormyRuns("--time-budget", "1ms", "--format", "json", "--safety-only");
  const { endedBy, wanted } = JSON.parse(stdout);
  assertEquals([endedBy, wanted], ["time-budget", null]);
});

Deno.test("simulate of a scenario whose chaos has no kinds says nothing of faults that are drawn", async () => {
  const text = JSON.stringify({ ...JSON.parse(stormyText), chaos: { faults: {} } });
  const { stdout } = await runProgram(["simulate", "-", "--engine", "policy", "--runs", "2"], { stdin: text });
  assertEquals(stdout.includes("faults drawn"), false);
});

Deno.test("simulate --safety-only judges invariants alone", async () => {
  const { code, stdout } = await stormyRuns("--runs", "20", "--safety-only");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "invariants alone, any number of faults");
  assertStringIncludes(stdout, "faults drawn, any number:\n");
  assertStringIncludes(stdout, "✓ 20 of 20 runs held.\n");
});

Deno.test("simulate --swarm draws faults that no scenario speaks of", async () => {
  const run = async (...args: string[]) =>
    JSON.parse(
      (await runProgram(["simulate", "hung-stop", "--runs", "5", "--format", "json", "--no-shrink", ...args])).stdout,
    );
  const [plain, swarm] = await Promise.all([run(), run("--swarm")]);
  assertEquals([Object.keys(plain.faults).length, Object.keys(swarm.faults).length > 3], [0, true]);
});

Deno.test("simulate --require-coverage ends with 6 and names what was never hit", async () => {
  const { code, stdout } = await runProgram([
    "simulate",
    "poison-pill",
    "--runs",
    "2",
    "--require-coverage",
    "gave-up,storm",
  ]);
  assertEquals(code, 6);
  assertStringIncludes(stdout, "✗ required, but never hit: storm\n");
  assertStringIncludes(stdout, "✗ 2 of 2 runs held, 1 required point never hit.\n");
  const held = await runProgram(["simulate", "poison-pill", "--runs", "2", "--require-coverage", "gave-up", "-q"]);
  assertEquals(held.code, 0);
  const unknown = await runProgram(["simulate", "poison-pill", "--runs", "2", "--require-coverage", "gave-upp", "-q"]);
  assertEquals(unknown.code, 2);
  assertStringIncludes(unknown.stderr, 'Did you mean "gave-up"?');
});

Deno.test("simulate --check-determinism runs every seed twice", async () => {
  const { stdout } = await stormyRuns("--runs", "7", "--check-determinism", "--no-shrink");
  assertStringIncludes(stdout, "each run twice");
  assertStringIncludes(stdout, "0 of 7 nondeterministic");
});

Deno.test("simulate with what a recovery asks for ends with 4 where nobody comes up again", async () => {
  const text = JSON.stringify({
    name: "stuck",
    horizonMs: "10m",
    workers: [{ name: "w", backoff: { baseMs: "5m", maxMs: "5m", jitter: "none" } }],
    faults: [{ kind: "crash", atMs: "59s" }],
    recovery: { fromMs: "1m", withinMs: "1m" },
  });
  for (const more of [[], ["--runs", "2"]]) {
    const { code, stdout } = await runProgram(["simulate", "-", ...more], { stdin: text });
    assertEquals(code, 4);
    assertStringIncludes(stdout, "ecover");
  }
  assertStringIncludes(
    (await runProgram(["simulate", "-"], { stdin: text })).stdout,
    "✗ Not recovered: w was waiting (healed at 00:01:00.000, due within 1m). All",
  );
});

Deno.test("simulate --jobs comes to the same, whoever is ready first", async () => {
  const permissions = ["--allow-read"];
  const run = async (jobs: string, ...args: string[]) =>
    await runProgram([
      "simulate",
      "-",
      "--engine",
      "policy",
      "--runs",
      "40",
      "--jobs",
      jobs,
      "--shrink-time",
      "1h",
      ...args,
    ], {
      stdin,
      permissions,
    });
  for (const args of [["--format", "json"], ["--format", "json", "--fail-fast"], ["-v", "--check-determinism"]]) {
    const [one, three] = [await run("1", ...args), await run("3", ...args)];
    assertEquals(untimed(three.stdout).replace(" · 3 jobs", ""), untimed(one.stdout));
    assertEquals(three.code, one.code);
  }
});

Deno.test("simulate --jobs hands over what an application of services failed with", async () => {
  const text = JSON.stringify({
    name: "hopeless",
    horizonMs: "10m",
    workers: [{ name: "a", onExhausted: "give-up", budget: { intensity: 0 }, startupTimeoutMs: "1s" }],
  });
  const run = (jobs: string) => {
    const args = ["--engine", "services", "--runs", "2", "--jobs", jobs, "-f", "jsonl", "-q", "--no-shrink"];
    return runProgram(["simulate", "-", ...args], { stdin: text, permissions: ["--allow-read"] });
  };
  const [one, two] = await Promise.all([run("1"), run("2")]);
  assertStringIncludes(one.stdout, '"error":{"name":"StartUpError","outcome":"hopeless"');
  assertEquals(two.stdout, one.stdout);
});

Deno.test("simulate --jobs without permission says what it needs, with the whole line", async () => {
  const { code, stdout, stderr } = await runProgram(["simulate", "cascade", "--jobs", "2", "--out", "a.json"]);
  assertEquals([code, stdout], [2, ""]);
  assertStringIncludes(stderr, "Cannot use --jobs");
  assertStringIncludes(
    stderr,
    "  deno run --allow-read --allow-write=a.json cli/main.ts simulate cascade --jobs 2 --out a.json\n",
  );
});

Deno.test("simulate tells before it begins what it may not write, with every flag that it takes", () =>
  inFolder(async (path) => {
    Deno.writeTextFileSync(path("s.json"), stormyText);
    const { code, stderr } = await runProgram([
      "simulate",
      path("s.json"),
      "--save",
      path("keep"),
      "--junit",
      path("j.xml"),
    ]);
    assertEquals(code, 2);
    assertStringIncludes(
      stderr,
      `  deno run --allow-read=${path("s.json")},${path("keep")} --allow-write=${path("keep")},${
        path("j.xml")
      } cli/main.ts`,
    );
  }));

Deno.test("simulate --report and --svg show one scenario", async () => {
  const { code, stderr } = await runProgram(["simulate", "cascade", "canary", "--report", "a.html"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "Cannot use --report with 2 scenarios: it shows one");
});

Deno.test("simulate --quiet is one line for a campaign", async () => {
  const { stdout } = await stormyRuns("--runs", "4", "-q", "--no-shrink");
  assertMatch(
    stdout,
    /^✗ stormy farm {2}3 of 4 runs held, 1 missed an expectation; seed 2: expectation "give-ups == 0"\n$/,
  );
});

Deno.test("simulate --verbose is one line for each run of a campaign", async () => {
  const { stdout } = await stormyRuns("--runs", "4", "-v", "--no-shrink");
  assertEquals(stdout.split("\n").filter((line) => /stormy farm {2}seed [1-4] {2}/.test(line)).length, 4);
});

Deno.test("simulate --log with --runs logs each seed once", async () => {
  const { stderr } = await runProgram(["simulate", "poison-pill", "--runs", "2", "--log", "error", "-q"]);
  const one = await runProgram(["simulate", "poison-pill", "--log", "error", "-q"]);
  assertEquals(stderr.split("\n").length - 1, 2 * (one.stderr.split("\n").length - 1));
});

Deno.test("simulate keeps the text of a campaign within its columns, but for command lines", async () => {
  for (const width of [40, 60, 80, 120]) {
    const { stdout } = await stormyRuns("--runs", "20", "--width", String(width));
    const wide = stdout.split("\n").filter((line) => [...line].length > width && !line.includes("deno run"));
    assertEquals(wide, [], String(width));
  }
});

Deno.test("simulate --ascii uses nothing else in a campaign", async () => {
  const { stdout } = await stormyRuns("--runs", "20", "--ascii");
  // deno-lint-ignore no-control-regex -- ASCII is what is looked for
  assertMatch(stdout, /^[\x00-\x7f]*$/);
});

Deno.test("simulate --format jsonl ends a campaign with its summary and its failures", async () => {
  const { stdout } = await stormyRuns("--runs", "20", "--format", "jsonl", "-q");
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.length, 21);
  const { type, failures, coverage, wanted } = lines.at(-1);
  assertEquals([type, wanted, "gave-up" in coverage], ["summary", 20, true]);
  assertEquals(
    failures[0].reproduce,
    `deno run cli/main.ts simulate - --seed ${failures[0].seed} --engine policy --runs 1 < SCENARIO`,
  );
});

Deno.test("simulate of a campaign ends with what it has when somebody interrupts, threads and all", async () => {
  for (const [jobs, permissions] of [["1", []], ["2", ["--allow-read"]]] as const) {
    const child = program([
      "simulate",
      "cascade",
      "--time-budget",
      "10m",
      "--swarm",
      "--no-shrink",
      "--safety-only",
      "--jobs",
      jobs,
      "-v",
    ], {
      permissions,
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    // It runs: some seeds have been told.
    while (!text.includes("seed 20 ")) {
      const { value, done } = await reader.read();
      if (done) break;
      text += value;
    }
    child.kill("SIGINT");
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) text += chunk.value;
    const { code } = await child.status;
    assertEquals(code, 130);
    assertMatch(text, / seeds · \d+ held · /);
    assertStringIncludes(await new Response(child.stderr).text(), "runs of cascade finished.");
  }
});

Deno.test("simulate of a campaign ends when its reader has seen enough", async () => {
  const child = program([
    "simulate",
    "cascade",
    "--time-budget",
    "10m",
    "--swarm",
    "--no-shrink",
    "--safety-only",
    "-v",
  ]).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const { code } = await child.status;
  assert(code === 0, String(code));
  await child.stderr.cancel();
});

Deno.test("simulate --report and --svg write pictures, of a run, of a campaign's worst failure, and of what merge put together", () =>
  inFolder(async (path) => {
    const permissions = ["--allow-read", "--allow-write"];
    const pages: readonly (readonly string[])[] = [
      ["simulate", "cascade", "--svg", path("lanes.svg")],
      [
        "simulate",
        "-",
        "--runs",
        "12",
        "--no-shrink",
        "--engine",
        "policy",
        "--out",
        path("r.json"),
        "--svg",
        path("lanes.svg"),
      ],
      ["merge", path("r.json")],
    ];
    for (const [index, args] of pages.entries()) {
      const report = path(`${index}.html`);
      await runProgram([...args, "--report", report, "-q"], { permissions, stdin });
      const html = Deno.readTextFileSync(report);
      assertStringIncludes(html, index === 0 ? "cascade" : "stormy farm");
      assertStringIncludes(html, "<html");
      if (index === 1) assertStringIncludes(html, "--runs 1");
      if (index < 2) assertStringIncludes(Deno.readTextFileSync(path("lanes.svg")), "<svg");
    }
  }));

Deno.test("help simulate groups the options", async () => {
  const { stdout } = await runProgram(["help", "simulate"]);
  const headings = stdout.split("\n").filter((line) => /^[A-Z]\w*:$/.test(line));
  assertEquals(headings, ["Options:", "Campaign:", "CI:", "Output:", "Examples:"]);
  for (const name of ["replay", "merge"]) assertEquals((await runProgram(["help", name])).code, 0);
});

Deno.test("show, validate and the other commands take a scenario with chaos", async () => {
  const shown = await runProgram(["show", "-"], { stdin });
  const { chaos, workers } = JSON.parse(shown.stdout);
  assertEquals([chaos.faults.crash, workers[1].graceMs], [{ probability: 0.5, perHour: 8 }, "unlimited"]);
  assertEquals((await runProgram(["validate", "-"], { stdin: shown.stdout })).code, 0);
  const meant = stdin.replace("give-ups == 0", "p95(recovry) < 30s");
  const { code, stderr } = await runProgram(["validate", "-"], { stdin: meant });
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'Did you mean "recovery"?');
});

Deno.test("simulate --engine services judges what holds of services, too, in one run as in many", async () => {
  const one = await runProgram(["simulate", "dependency-cascade", "--engine", "services"]);
  assertStringIncludes(one.stdout, "✓ status-moves");
  const plain = await runProgram(["simulate", "dependency-cascade"]);
  assertEquals(plain.stdout.includes("status-moves"), false);
  const many = await runProgram([
    "simulate",
    "dependency-cascade",
    "--engine",
    "services",
    "--runs",
    "3",
    "-f",
    "json",
  ]);
  const { engine, verdicts } = JSON.parse(many.stdout);
  assertEquals([one.code, many.code, engine, verdicts.held], [0, 0, "services", 3]);
  const refused = await runProgram(["simulate", "cascade", "--engine", "services"]);
  assertEquals(refused.code, 2);
  assertStringIncludes(refused.stderr, '"strategy" must be "one-for-one", as services have it');
});
