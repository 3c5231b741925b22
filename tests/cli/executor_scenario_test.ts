import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram } from "./run_program.ts";

const scenario = (fields: object = {}) =>
  JSON.stringify({
    name: "mine",
    horizonMs: "20s",
    executor: {},
    load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: "100ms" } }],
    ...fields,
  });

Deno.test("simulate runs the scenario of an executor from the standard input, in JSON, YAML and TOML", async () => {
  const texts = [
    scenario(),
    "name: mine\nhorizonMs: 20s\nexecutor: {}\nload: [{ owner: orders, name: placed, every: { kind: fixed, ms: 100ms } }]",
    'name = "mine"\nhorizonMs = "20s"\nexecutor = {}\n[[load]]\nowner = "orders"\nname = "placed"\nevery = { kind = "fixed", ms = 100 }',
  ];
  const outcomes = await Promise.all(texts.map((stdin) => runProgram(["simulate", "-", "--quiet"], { stdin })));
  assertEquals(outcomes.map(({ code, stderr }) => [code, stderr]), [[0, ""], [0, ""], [0, ""]]);
  assertEquals(new Set(outcomes.map(({ stdout }) => stdout)).size, 1);
  assertStringIncludes(outcomes[0]!.stdout, "held    mine  seed 1");
});

Deno.test("simulate answers 3 when an executor misses an expectation, 124 when the limit comes first", async () => {
  const stdin = scenario({ expect: ["lost > 5"] });
  const missed = await runProgram(["simulate", "-"], { stdin });
  assertEquals(missed.code, 3);
  assertStringIncludes(missed.stdout, "lost > 5, but it is 0");
  assertEquals((await runProgram(["simulate", "-", "--limit", "10"], { stdin })).code, 124);
});

Deno.test("simulate refuses what an executor has not", async () => {
  const usage = async (args: readonly string[], said: string) => {
    const { code, stdout, stderr } = await runProgram(["simulate", ...args]);
    assertStringIncludes(stderr, said);
    assertEquals([code, stdout], [2, ""]);
  };
  await usage(["store-outage", "--engine", "policy"], 'Cannot use --engine policy with "store-outage"');
  await usage(["store-outage", "--dialect", "otp"], 'Cannot use --dialect with "store-outage"');
  await usage(["store-outag"], 'Did you mean "store-outage"?');
});

Deno.test("validate says what an executor's scenario holds, and names its mistakes as others'", async () => {
  const { stdout } = await runProgram(["validate", "store-outage"]);
  assertEquals(stdout, "✓ store-outage: store-outage, an executor, 3 loads, 1 fault of the store\n");
  for (
    const [fields, said] of [
      [{ executor: { capacity: 0 } }, "executor.capacity: expected a whole number of at least 1, found 0"],
      [{ restartAtMs: 5 }, 'restartAtMs: must stand with "stopAtMs" alone'],
      [{ executor: { backoff: { jitterFactor: 1 } } }, "executor.backoff.jitterFactor: "],
      [{ expect: ["losst == 0"] }, 'Did you mean "lost"?'],
      [{ horizonMs: 0 }, "horizonMs: must be a finite number above 0, received 0"],
    ] as const
  ) {
    const { code, stderr } = await runProgram(["validate", "-"], { stdin: scenario(fields) });
    assertStringIncludes(stderr, said);
    assertEquals(code, 2);
  }
});

Deno.test("show prints the scenario of an executor that simulate takes", async () => {
  const shown = await runProgram(["show", "store-outage-at-stop"]);
  const { code, stdout } = await runProgram(["simulate", "-", "--quiet"], { stdin: shown.stdout });
  assertEquals([code, stdout], [0, (await runProgram(["simulate", "store-outage-at-stop", "--quiet"])).stdout]);
});

Deno.test("simulate tells of an executor in JSON and JSON lines, with and without events", async () => {
  const run = async (...args: string[]) => (await runProgram(["simulate", "-", ...args], { stdin: scenario() })).stdout;
  const whole = JSON.parse(await run("--format", "json"));
  const outcome = JSON.parse(await run("--format", "json", "--quiet"));
  const { events, held, ...rest } = whole;
  assertEquals(outcome, rest);
  assert(events.length > 100 && held.length > 10);
  assertEquals([outcome.verdict, outcome.metrics.executions, outcome.reproduce.includes("--engine")], [
    "held",
    200,
    false,
  ]);
  const lines = (await run("--format", "jsonl")).trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals([lines.length, lines.at(-1).type, lines.at(-1).hash], [events.length + 1, "result", outcome.hash]);
});

Deno.test("simulate sums up many runs of an executor, also next to those of a supervision", async () => {
  const { code, stdout } = await runProgram(["simulate", "store-outage", "first-look", "--runs", "3"]);
  assertEquals(code, 0);
  for (const text of ["most held", "availability", "3 of 3 runs held"]) assertStringIncludes(stdout, text);
  const jsonl = await runProgram(["simulate", "store-outage", "--runs", "3", "--format", "jsonl", "--quiet"]);
  const summary = JSON.parse(jsonl.stdout.trimEnd().split("\n").at(-1)!);
  assertEquals([summary.type, summary.verdicts.held, summary.figures.lost], ["summary", 3, { p5: 0, p50: 0, p95: 0 }]);
});

Deno.test("simulate --duration and --log work with an executor", async () => {
  const { code, stdout, stderr } = await runProgram([
    ...["simulate", "store-outage", "--duration", "2m", "--log", "warn", "--width", "100", "--no-color"],
  ]);
  assertEquals(code, 3);
  assertStringIncludes(stdout, "2m of virtual time");
  assertStringIncludes(stdout, "simulate store-outage --seed 1 --duration 2m");
  assertStringIncludes(stderr, "could not be written down, and are tried again");
});
