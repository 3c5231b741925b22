// @ts-types="../../../cli/std.d.ts"
import { setColorEnabled } from "@std/fmt/colors";
import { assert, assertEquals } from "@std/assert";
import { asciiGlyphs, unicodeGlyphs } from "../../../cli/report/glyphs.ts";
import { flowed } from "../../../cli/report/paragraph.ts";
import { runReport, verdictLine } from "../../../cli/report/run_report.ts";
import type { ScenarioSource } from "../../../cli/scenario/scenario_source.ts";
import { invariants } from "../../../src/simulation/invariants.ts";
import type { Scenario } from "../../../src/simulation/scenario.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import type { SimulationResult } from "../../../src/simulation/simulation_result.ts";
import { runOf } from "../run_of.ts";

setColorEnabled(false);
const terminal = { width: 80, color: false, glyphs: unicodeGlyphs };
const source: ScenarioSource = {
  word: "quiet",
  kind: "built-in",
  scenario: { name: "quiet", horizonMs: 60_000, workers: [{ name: "ingest" }] },
};
const report = (result: SimulationResult, verbose = false, of = source) =>
  runReport(result, of, terminal, { verbose, overrides: {} });

Deno.test("runReport() says of a quiet run what it is, what it did, and how to run it again", () => {
  assertEquals(report(runOf({})), [
    "quiet · seed 1 · engine real · 1m of virtual time",
    "",
    `ingest ${"█".repeat(73)}`,
    "       ┴─────┴─────┴─────┴─────┴─────┴──────┴─────┴─────┴─────┴─────┴─────┴────┴",
    "       0     5s    10s   15s   20s   25s    30s   35s   40s   45s   50s   55s 1m",
    "█ up",
    "",
    "Figures",
    "         avail-             per               mean     worst  head-      policy",
    "worker  ability  restarts  hour  crashes  recovery  recovery   room  up   share",
    "ingest     100%         0     0        0         -         -      5  1m       -",
    "0 for all: cooldowns, give-ups, abandoned, starting, waiting, cooling, stopping,",
    "dead.",
    "",
    "Invariants",
    ...flowed(invariants.map(({ name }) => `✓ ${name}`), 80),
    "",
    `✓ Held: all ${invariants.length} invariants, nothing was expected.`,
    "",
    "trace 0123456789abcdef · 1 event · the same again with",
    "deno run cli/main.ts simulate quiet --seed 1 --engine real",
  ]);
});

Deno.test("runReport() says that nobody had to be up where all was over before that", async () => {
  const scenario: Scenario = {
    name: "stopped",
    horizonMs: 60_000,
    workers: [{ name: "ingest" }],
    recovery: { fromMs: 20_000, withinMs: 10_000 },
  };
  const recovered = async (stopAtMs: number) => {
    const lines = report(await simulate({ ...scenario, stopAtMs }), false, { ...source, scenario });
    return lines[lines.indexOf("Recovery") + 1]!.split(" (")[0];
  };

  assertEquals(await recovered(5_000), "✓ nobody had to be up: all was over at 00:00:05.000");
  assertEquals(await recovered(40_000), "✓ recovered");
});

Deno.test("runReport() shows for a broken invariant what it demands, and when what was seen", () => {
  const breaches = Array.from({ length: 7 }, (_, index) => ({
    invariant: "delay-bounds",
    atMs: index * 1_000,
    worker: "ingest",
    message: "waited 70000 ms, at most 60000 ms are allowed",
  }));
  const lines = report(runOf({ breaches }));
  const begin = lines.findIndex((line) => line.startsWith("✗ delay-bounds: "));
  assert(begin > 0);
  const breached = lines.filter((line) => line.includes("waited 70000 ms"));
  assertEquals(breached.length, 5);
  assertEquals(breached[1], "    00:00:01.000 ingest: waited 70000 ms, at most 60000 ms are allowed");
  assert(lines.includes("    … 2 more"));
  assert(lines.includes(`✗ Broken: 1 of ${invariants.length} invariants, 7 times.`));
});

Deno.test("runReport() says how far a run came that the event limit ended", () => {
  const lines = report(runOf({ cutOffBy: "limit", endedAtMs: 30_000 }));
  assertEquals(lines[0], "quiet · seed 1 · engine real · 30s of 1m virtual time · cut off");
  assert(lines.includes("? Unknown: the event limit came first, after 30s of 1m with 1 event told."));
});

Deno.test("runReport() judges no expectation of a run that was cut off", () => {
  const expectations = [
    { expectation: "crashes == 0", held: true, value: 0, shown: "0" },
    { expectation: "up > 1h", held: false, value: 60_000, shown: "60000 ms" },
  ];
  const result = runOf({ cutOffBy: "signal", endedAtMs: 30_000, expectations });
  const lines = report(result);
  assert(lines.includes("? crashes == 0 (0 so far)"));
  assert(lines.includes("? up > 1h (1m so far)"));
  // The moment of an interruption is in no command line.
  assert(lines.some((line) => line.endsWith("all of it with")));
  assertEquals(
    verdictLine(result, source, terminal),
    "? interrupted  quiet  seed 1  0123456789abcdef  it was interrupted",
  );
});

Deno.test("runReport() shows a missed expectation with what came out", () => {
  const expectations = [
    { expectation: "worst-recovery < 5m", held: false, value: 300_000, shown: "300000 ms" },
    { expectation: "crashes == 0", held: true, value: 0, shown: "0" },
  ];
  const lines = report(runOf({ expectations }));
  assert(lines.includes("✗ worst-recovery < 5m, but it is 5m"));
  assert(lines.includes("✓ crashes == 0 (0)"));
  assert(lines.includes(`✗ Missed: 1 of 2 expectations. All ${invariants.length} invariants held.`));
});

Deno.test("runReport() keeps a scenario's control characters from the terminal", () => {
  const evil = { ...source, scenario: { ...source.scenario, name: "a\x1b[2Jb" } };
  const result = runOf({
    scenario: "a\x1b[2Jb",
    events: [{
      type: "gave-up",
      atMs: 1,
      worker: "ingest",
      incarnation: 1,
      rule: "fatal",
      error: { name: "E", message: "\x1b[31m\nred" } as never,
    }],
  });
  const text = report(result, false, evil).join("\n");
  assertEquals(text.includes("\x1b"), false);
  assert(text.includes("a\\u001b[2Jb"));
});

Deno.test("runReport() fits into 20 columns but for what is copied", () => {
  const lines = runReport(runOf({}), source, { ...terminal, width: 20, glyphs: asciiGlyphs }, {
    verbose: true,
    overrides: { durationMs: 60_000, limit: 5 },
  });
  assertEquals(lines.slice(0, -1).filter((line) => line.length > 24), []);
  assertEquals(lines.at(-1), "deno run cli/main.ts simulate quiet --seed 1 --engine real --duration 1m --limit 5");
});

Deno.test("verdictLine() names what failed", () => {
  const breaches = [{ invariant: "delay-bounds", atMs: 1, message: "" }, {
    invariant: "delay-bounds",
    atMs: 2,
    message: "",
  }];
  assertEquals([
    verdictLine(runOf({}), source, terminal),
    verdictLine(runOf({ breaches, cutOffBy: "limit" }), source, terminal),
  ], [
    "✓ held    quiet  seed 1  0123456789abcdef",
    "✗ broken  quiet  seed 1  0123456789abcdef  delay-bounds broke  the event limit came first",
  ]);
});

Deno.test("runReport() says as which supervisor it was run", () => {
  const lines = report(runOf({}), false, { ...source, dialect: "systemd" });
  assertEquals(lines[0], "quiet, as systemd would · seed 1 · engine real · 1m of virtual time");
  assertEquals(lines.at(-1), "deno run cli/main.ts simulate quiet --seed 1 --engine real --dialect systemd");
  assertEquals(
    verdictLine(runOf({}), { ...source, dialect: "otp" }, terminal),
    "✓ held    quiet, as otp would  seed 1  0123456789abcdef",
  );
});

Deno.test("runReport() has nothing to say of the headroom of a budget without a limit", () => {
  const result = runOf({});
  const [worker] = result.metrics.workers;
  const metrics = { ...result.metrics, workers: [{ ...worker!, budgetHeadroom: Infinity }] };
  assert(
    report({ ...result, metrics }).includes(
      "ingest     100%         0     0        0         -         -      -  1m       -",
    ),
  );
});

Deno.test("runReport() tells how often groups failed", () => {
  assert(report(runOf({ group: { groupFailures: 4 } })).includes("4 group failures."));
});

const eventsThatMatter = async (scenario: Scenario) => {
  const lines = report(await simulate(scenario), false, { ...source, scenario });
  const begin = lines.indexOf("Events that matter") + 1;
  return lines.slice(begin, lines.indexOf("", begin));
};

Deno.test("runReport() tells who waits for whom, for longer than an instant, and who waits in vain", async () => {
  assertEquals(
    await eventsThatMatter({
      name: "waits",
      horizonMs: 60_000,
      workers: [
        { name: "web", dependsOn: ["cache"] },
        { name: "api", dependsOn: ["db", "cache"] },
        { name: "cache" },
        {
          name: "db",
          restart: "never",
          startupTimeoutMs: 10_000,
          behaviour: { script: [{ acts: [{ atMs: 5_000, do: "crash" }] }] },
        },
      ],
    }),
    [
      '00:00:00.000  Worker "api" (incarnation 0) waits for "db", "cache"',
      '00:00:05.000  Worker "db" (incarnation 1) was given up: its restart rule allows',
      "              no restart, last Error: crashed",
      '00:00:05.000  Worker "api" (incarnation 0) is finished: stopped, because what it',
      "              depends on has ended",
    ],
  );
});

Deno.test("runReport() tells of failures in the stop, where nothing else does", async () => {
  assertEquals(
    await eventsThatMatter({
      name: "stop",
      horizonMs: 60_000,
      stopAtMs: 1_000,
      workers: [
        { name: "a", behaviour: { script: [{ acts: [{ atMs: 2_000, do: "crash" }] }] } },
        { name: "b", behaviour: { onStop: "throw" } },
        { name: "c", behaviour: { onStop: { takesMs: 3_000 } } },
      ],
    }),
    [
      "00:00:01.000  Group is stopping: its caller aborted it",
      '00:00:02.000  Worker "a" (incarnation 1) crashed after 2 s: Error: crashed',
      '00:00:04.000  Worker "b" (incarnation 1) stopped, throwing StopError: clean-up',
      "              failed",
      "00:00:04.000  Group is finished: stopped",
    ],
  );
});

Deno.test("runReport() says of a group that it goes by dependency", async () => {
  const scenario: Scenario = {
    name: "dependent",
    horizonMs: 60_000,
    workers: [
      { name: "db", behaviour: { script: [{ acts: [{ atMs: 5_000, do: "crash" }] }] } },
      { name: "api", dependsOn: ["db"], onDependencyFailure: "restart", group: { workers: [{ name: "web" }] } },
    ],
  };
  const lines = report(await simulate(scenario), false, { ...source, scenario });

  assertEquals(lines.filter((line) => /^(root|api) {2}/.test(line)).slice(-2), [
    "root   by dependency       1         1",
    "api    one-for-one         2         0",
  ]);
});
