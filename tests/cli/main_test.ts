import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { builtInExecutorScenarios } from "../../cli/scenario/built_in_executor_scenarios.ts";
import { builtInScenarios } from "../../cli/scenario/built_in_scenarios.ts";
import { dialectNames } from "../../src/core/dialect.ts";
import { program, root, runProgram } from "./run_program.ts";

const usage = async (args: readonly string[], ...said: string[]) => {
  const { code, stdout, stderr } = await runProgram(args);
  for (const text of said) assertStringIncludes(stderr, text);
  assertEquals([code, stdout], [2, ""], args.join(" "));
};

Deno.test("simulate runs the default scenario, ends with the line that reproduces it", async () => {
  const { code, stdout } = await runProgram(["simulate"]);
  assertEquals(code, 0);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.at(-1), "deno run cli/main.ts simulate first-look --seed 1 --engine real");
  assertMatch(lines.at(-2)!, /^trace [0-9a-f]{16} · [\d,]+ events · the same again with$/);
  const again = await runProgram(lines.at(-1)!.split(" ").slice(3));
  assertEquals(again.stdout, stdout);
});

Deno.test("simulate of several scenarios ends with the worst exit code", async () => {
  const { code, stdout } = await runProgram(["simulate", "hung-stop", "canary", "poison-pill", "--quiet"]);
  assertEquals([code, stdout.split("\n").length], [3, 4]);
});

Deno.test("simulate canary says that it did its job by failing", async () => {
  const { code, stdout } = await runProgram(["simulate", "canary"]);
  assertEquals(code, 3);
  assertStringIncludes(stdout, "The canary did its job by failing");
});

Deno.test("simulate --limit ends with 124 when the limit came first", async () => {
  const { code, stdout } = await runProgram(["simulate", "first-look", "--limit", "20"]);
  assertEquals(code, 124);
  assertStringIncludes(stdout, "Unknown: the event limit came first, after");
  assertStringIncludes(stdout, "--limit 20\n");
});

Deno.test("simulate --runs sums up, and says how to run the first failing seed", async () => {
  const { code, stdout } = await runProgram(["simulate", "canary", "--runs", "5", "--seed", "0x10"]);
  assertEquals(code, 3);
  assertStringIncludes(stdout, "figure");
  assertStringIncludes(stdout, "0 of 5 runs held, 5 missed an expectation.");
  assertStringIncludes(stdout, "16 (missed)  17 (missed)  18 (missed)  19 (missed)  20 (missed)\n");
  assertStringIncludes(stdout, "  reproduce: deno run cli/main.ts simulate canary --seed 16 --engine real\n");
});

Deno.test("simulate --duration overrides the horizon", async () => {
  const { stdout } = await runProgram(["simulate", "flapping-worker", "--duration", "90m", "--format", "json"]);
  const { horizonMs, reproduce } = JSON.parse(stdout);
  assertEquals([horizonMs, reproduce.endsWith("--duration 90m")], [5_400_000, true]);
});

Deno.test("simulate --dialect runs the scenario as another supervisor would, and says so everywhere", async () => {
  const { code, stdout } = await runProgram(["simulate", "thundering-herd", "--dialect", "kubernetes"]);
  assertEquals(code, 3);
  assertStringIncludes(stdout, "thundering-herd, as kubernetes would · seed 1 · engine real · 10m of virtual time\n");
  assertStringIncludes(stdout, "✗ storm < 50, but it is 50\n");
  const line = "deno run cli/main.ts simulate thundering-herd --seed 1 --engine real --dialect kubernetes";
  assertEquals(stdout.trimEnd().split("\n").at(-1), line);
  assertEquals((await runProgram(line.split(" ").slice(3))).stdout, stdout);
});

Deno.test("simulate --dialect takes a file, the standard input and many runs", async () => {
  const stdin = "name: mine\nhorizonMs: 1m\nworkers: [{ name: w, behaviour: { life: { kind: fixed, ms: 10 } } }]\n" +
    "expect: [give-ups == 1]";
  const one = await runProgram(["simulate", "-", "--dialect", "systemd", "-q"], { stdin });
  assertEquals(one.code, 0);
  assertEquals(one.stdout.split("  ").slice(0, 4), ["✓ held", "", "mine, as systemd would", "seed 1"]);
  const many = await runProgram(["simulate", "-", "--dialect=systemd", "--runs", "3"], { stdin });
  assertStringIncludes(many.stdout, "mine, as systemd would · 3 runs from seed 1 on · engine real\n");
  assertEquals((await runProgram(["simulate", "-", "--dialect", "otp", "--runs", "2", "-q"], { stdin })).code, 0);
});

Deno.test("simulate --dialect has a field of its own in JSON", async () => {
  const json = async (...args: string[]) =>
    (await runProgram(["simulate", "canary", "-q", "--format", ...args])).stdout.trimEnd();
  assertEquals(JSON.parse(await json("json", "--dialect", "akka")).dialect, "akka");
  assertEquals("dialect" in JSON.parse(await json("json")), false);
  const lines = (await json("jsonl", "--dialect", "suture", "--runs", "2")).split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ type, dialect }) => `${type} ${dialect}`), [
    "result suture",
    "result suture",
    "summary suture",
  ]);
});

Deno.test("simulate --dialect knows every dialect, with every built-in scenario and engine", async () => {
  for (const dialect of dialectNames) {
    const words = [...builtInScenarios.keys(), "--dialect", dialect, "--format", "jsonl", "--quiet"];
    const results = await Promise.all(["real", "policy"].map(async (engine) => {
      const { stdout, stderr } = await runProgram(["simulate", ...words, "--engine", engine]);
      assertEquals(stderr, "");
      return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    }));
    for (const [index, { scenario, verdict, metrics, hash }] of results[0]!.entries()) {
      assert(verdict === "held" || verdict === "missed", `${scenario} as ${dialect}: ${verdict}`);
      const other = results[1]![index];
      assertEquals([other.metrics, other.hash], [metrics, hash], `${scenario} as ${dialect}`);
    }
  }
});

Deno.test("simulate --verbose tells what a group did as a whole", async () => {
  const { stdout } = await runProgram(["simulate", "cascade", "--verbose"]);
  assertStringIncludes(stdout, 'Group restarts rest-for-one because of "db"\n');
  assertStringIncludes(stdout, 'Worker "cache" (incarnation 2) started again with its group\n');
});

Deno.test("simulate --format json is one object, or a list of several scenarios", async () => {
  const one = JSON.parse((await runProgram(["simulate", "poison-pill", "--format", "json"])).stdout);
  assertEquals([one.verdict, one.seed, one.events.length > 5], ["held", "1", true]);
  const { stdout } = await runProgram(["simulate", "poison-pill", "canary", "--format", "json", "-q"]);
  const [first, second] = JSON.parse(stdout);
  assertEquals([first, second.scenario], [(({ events: _, ...rest }) => rest)(one), "canary"]);
});

Deno.test("simulate --format json with --runs is what the campaign came to", async () => {
  const { stdout } = await runProgram(["simulate", "poison-pill", "--format", "json", "--runs", "2"]);
  const { runs, seeds, verdicts, scenario } = JSON.parse(stdout);
  assertEquals([runs, seeds, verdicts.held, scenario], [2, ["1", "2"], 2, "poison-pill"]);
  const several = await runProgram(["simulate", "poison-pill", "canary", "--format", "json", "--runs", "2", "-q"]);
  const results = JSON.parse(several.stdout);
  assertEquals(results.map((each: { scenario: string }) => each.scenario), ["poison-pill", "canary"]);
});

Deno.test("simulate --format jsonl is one event a line, then the result, then the summary", async () => {
  const { stdout } = await runProgram(["simulate", "poison-pill", "--format", "jsonl", "--runs", "2"]);
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.filter(({ type }) => type === "result").map(({ run, seed, hash }) => [run, seed, hash.length]), [
    [1, "1", 16],
    [2, "2", 16],
  ]);
  assertEquals(lines[0], { scenario: "poison-pill", run: 1, seed: "1", type: "group-started", atMs: 0, workers: 2 });
  assertEquals([lines.at(-1).type, lines.at(-1).verdicts.held, lines.at(-1).figures.restarts], [
    "summary",
    2,
    { p5: 1, p50: 1, p95: 1 },
  ]);
});

Deno.test("simulate --log writes the supervisor's own lines to stderr, braces untouched", async () => {
  const scenario = JSON.stringify({
    name: "braces",
    horizonMs: 100,
    workers: [{
      name: "w",
      behaviour: { life: { kind: "fixed", ms: 10 }, error: { name: "E", message: "a {b} {{c}}" } },
    }],
  });
  const { code, stdout, stderr } = await runProgram(["simulate", "-", "--log", "warn", "-q"], { stdin: scenario });
  assertEquals([code, stdout.split("\n").length], [0, 2]);
  assertStringIncludes(stderr, 'mainstay: Worker "w" (incarnation 1) crashed after 10 ms: E: a {b} {{c}}\n');
  assertEquals(stderr.includes(" started"), false);
});

Deno.test("simulate --color paints, NO_COLOR and --no-color do not", async () => {
  const painted = async (args: string[], env = {}) =>
    (await runProgram(["simulate", "poison-pill", ...args], { env })).stdout.includes("\x1b[");
  assertEquals([await painted(["--color"]), await painted([]), await painted(["--no-color"])], [true, false, false]);
  assertEquals(await painted(["--color"], { NO_COLOR: "1" }), false);
});

Deno.test("simulate --ascii uses nothing else", async () => {
  for (const name of [...builtInScenarios.keys(), ...builtInExecutorScenarios.keys()]) {
    const { stdout } = await runProgram(["simulate", name, "--ascii", "--verbose"]);
    // deno-lint-ignore no-control-regex -- ASCII is what is looked for
    assertMatch(stdout, /^[\x00-\x7f]*$/);
  }
});

Deno.test("simulate --width keeps every line but the last within its columns", async () => {
  for (const width of [40, 80, 200]) {
    for (const name of [...builtInScenarios.keys(), ...builtInExecutorScenarios.keys()]) {
      const { stdout } = await runProgram(["simulate", name, "--width", String(width)]);
      const wide = stdout.trimEnd().split("\n").slice(0, -1).filter((line) => [...line].length > width);
      assertEquals(wide, [], `${name} at ${width}`);
    }
  }
});

Deno.test("main() refuses what it does not know, and says what is near", async () => {
  await usage([], "Usage: deno run cli/main.ts <command>");
  await usage(["simulat"], 'Cannot run "simulat": there is no such command', 'Did you mean "simulate"?');
  await usage(["canary"], 'Cannot run "canary": it is a scenario, not a command', "simulate canary");
  await usage(["help", "lst"], 'Did you mean "list"?');
  await usage(["simulate", "fist-look"], 'Cannot find the scenario "fist-look"', 'Did you mean "first-look"?');
  await usage(["simulate", "--sed", "3"], 'unknown option "--sed"', 'Did you mean "--seed"?', "help simulate");
  await usage(["simulate", "--engine", "rael"], "expected one of real, policy, services", 'Did you mean "real"?');
  await usage(
    ["simulate", "--dialect", "kubernets"],
    "expected one of otp, suture, systemd, kubernetes, akka, supervisord",
    'Did you mean "kubernetes"?',
    "help simulate",
  );
  await usage(["simulate", "--log", "info", "--engine", "policy"], "Cannot use --log with --engine policy");
  await usage(["show"], "Cannot show: NAME is missing");
  await usage(["init", "a.txt"], "its name must end in one of .json, .jsonc, .yaml, .yml, .toml");
});

Deno.test("help refuses what it has no use for", async () => {
  await usage(["help", "list", "extra"], 'Cannot help: "extra" is one too many');
});

Deno.test("main() says how to allow what it may not do", async () => {
  await usage(
    ["simulate", "my file.yaml", "--seed", "3"],
    'Cannot read "my file.yaml": reading files is not allowed',
    "  deno run --allow-read='my file.yaml' cli/main.ts simulate 'my file.yaml' --seed 3\n",
  );
  await usage(["init", "a.yaml"], "  deno run --allow-write=a.yaml cli/main.ts init a.yaml\n");
});

Deno.test("help describes the program and each command with examples", async () => {
  assertStringIncludes((await runProgram(["--help"])).stdout, "Commands:");
  for (const name of ["simulate", "list", "show", "validate", "init", "schema"]) {
    const { code, stdout } = await runProgram(["help", name]);
    assertEquals(code, 0);
    assertStringIncludes(stdout, `Usage: deno run cli/main.ts ${name}`);
    assertStringIncludes(stdout, "Examples:\n");
    assertEquals((await runProgram([name, "-h"])).stdout, stdout);
  }
});

Deno.test("--version names the package's version", async () => {
  const { version } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));
  const { code, stdout } = await runProgram(["--version"]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, `mainstay ${version} (deno `);
});

Deno.test("list names every built-in scenario with what it teaches", async () => {
  const { stdout } = await runProgram(["list"]);
  for (const [name, { description }] of [...builtInScenarios, ...builtInExecutorScenarios]) {
    assertStringIncludes(stdout, `${name} `);
    assertStringIncludes(stdout.replace(/\s+/g, " "), description!);
  }
});

Deno.test("show prints a scenario that simulate takes", async () => {
  const shown = await runProgram(["show", "poison-pill"]);
  assertEquals(JSON.parse(shown.stdout), builtInScenarios.get("poison-pill"));
  const { code, stdout } = await runProgram(["simulate", "-", "--quiet"], { stdin: shown.stdout });
  assertEquals(code, 0);
  assertEquals(stdout, (await runProgram(["simulate", "poison-pill", "--quiet"])).stdout);
});

Deno.test("show writes what is not limited as files have it", async () => {
  const stdin = "name: a\nhorizonMs: 1m\nworkers: [{ name: w, graceMs: unlimited, budget: { intensity: unlimited } }]";
  const { stdout } = await runProgram(["show", "-"], { stdin });
  assertEquals(JSON.parse(stdout).workers, [{ name: "w", graceMs: "unlimited", budget: { intensity: "unlimited" } }]);
  assertEquals((await runProgram(["validate", "-"], { stdin: stdout })).code, 0);
});

Deno.test("validate says how large a scenario is", async () => {
  const scenario = {
    name: "a",
    horizonMs: 1,
    workers: [{ name: "w" }, { name: "g", count: 2, group: { workers: [{ name: "w", count: 3 }] } }],
  };
  const { stdout } = await runProgram(["validate", "-"], { stdin: JSON.stringify(scenario) });
  assertEquals(stdout, "✓ -: a, 7 workers, 2 groups below the root\n");
});

Deno.test("schema prints the JSON Schema, in which groups hold groups", async () => {
  const { code, stdout } = await runProgram(["schema"]);
  const { title, $defs } = JSON.parse(stdout);
  assertEquals([code, title], [0, "Mainstay scenario"]);
  assertEquals($defs.worker.properties.group.$ref, "#/$defs/group");
  assertEquals($defs.group.properties.workers.$ref, "#/$defs/workers");
  assertEquals($defs.workers.items.$ref, "#/$defs/worker");
});

Deno.test("simulate --runs ends at Ctrl-C with the summary so far", async () => {
  for (const [signal, exit] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    const child = program(["simulate", "poison-pill", "--runs", "10000000", "--format", "jsonl", "--quiet"]).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value!;
    child.kill(signal);
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) text += chunk.value;
    assertEquals((await child.status).code, exit);
    const { type, wanted, runs } = JSON.parse(text.trimEnd().split("\n").at(-1)!);
    assertEquals([type, wanted, runs === text.trimEnd().split("\n").length - 1], ["summary", 10_000_000, true]);
    assertMatch(
      await new Response(child.stderr).text(),
      /^Interrupted: measuring .* ends at once\.\nInterrupted: \d+ of 10000000 runs of poison-pill finished\.\n$/,
    );
  }
});

Deno.test("simulate ends at Ctrl-C within a run with what has happened so far", async () => {
  const child = program(["simulate", "flapping-worker", "--duration", "36500d", "--log", "info"]).spawn();
  const errors = child.stderr.getReader();
  let last = new TextDecoder().decode((await errors.read()).value);
  let said = false;
  child.kill("SIGINT");
  for (let chunk = await errors.read(); !chunk.done; chunk = await errors.read()) {
    last = last.slice(-200) + new TextDecoder().decode(chunk.value);
    said ||= last.includes("\nInterrupted: measuring what has happened so far; once more ends at once.\n");
    assertEquals(last.includes(" finished."), false);
  }
  assertEquals((await child.status).code, 130);
  assert(said);
  assertMatch(await new Response(child.stdout).text(), /^\? Unknown: it was interrupted, after /m);
});

Deno.test("simulate ends at the second Ctrl-C at once, with nothing more to say", async () => {
  const args = ["poison-pill", "flapping-worker", "--duration", "100000d", "--quiet"];
  const child = program(["simulate", ...args]).spawn();
  const results = child.stdout.getReader();
  const errors = child.stderr.getReader();
  assertStringIncludes(new TextDecoder().decode((await results.read()).value), "poison-pill");
  // So much has happened then that measuring takes its time.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  child.kill("SIGINT");
  await errors.read();
  child.kill("SIGINT");
  const { code, signal } = await child.status;
  await errors.cancel();
  // Had it gone on to its end, it would have told what it measured and ended with a code.
  assertEquals([signal ?? code, (await results.read()).done], ["SIGINT", true]);
});

Deno.test("simulate says that its output cannot be written, and keeps to its exit code without stderr", async () => {
  const shell = async (redirection: string, ...args: string[]) => {
    const line = `"$0" run --quiet cli/main.ts "$@" ${redirection}`;
    const command = new Deno.Command("sh", { args: ["-c", line, Deno.execPath(), ...args], cwd: root });
    const { code, stderr } = await command.output();
    return [code, new TextDecoder().decode(stderr)];
  };
  assertEquals(await shell("> /dev/full", "list"), [
    74,
    "error: Cannot write the output: no space left on device\n",
  ]);
  assertEquals(await shell("2> /dev/full", "nonsense"), [2, ""]);
});

Deno.test("simulate takes a reader that goes away for no error", async () => {
  const child = program(["simulate", "poison-pill", "--runs", "10000000", "--format", "jsonl"]).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  assertEquals([(await child.status).code, await new Response(child.stderr).text()], [0, ""]);
});
