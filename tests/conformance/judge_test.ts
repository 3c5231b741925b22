import { assertEquals } from "@std/assert";
import { root } from "../support/source_file.ts";
import { judge } from "./judge.ts";
import { main } from "./main.ts";
import type { OtpTrace, SutureTrace, Trace } from "./trace.ts";
import { loadTraces } from "./trace_file.ts";

function load<T extends Trace>(path: string): T {
  const [loaded] = loadTraces(new URL(`fixtures/oracle/${path}`, root).pathname);
  return loaded!.trace as T;
}

/** Forgeries of a trace, each with the section that gives it away. */
const forgeries: readonly [name: string, section: string, forge: (trace: OtpTrace) => void][] = [
  ["an end for another reason", "order", ({ observed }) => observed.stops[0]!.reason = "normal"],
  ["an end by somebody else", "order", ({ observed }) => observed.stops[0]!.by = "supervisor"],
  ["another start order", "order", ({ observed: { starts } }) => {
    [starts[0]!.seq, starts[1]!.seq] = [starts[1]!.seq, starts[0]!.seq];
  }],
  ["a start that never was", "order", ({ observed }) => observed.starts.pop()],
  ["a later restart", "order", ({ observed }) => observed.starts.at(-1)!.at_ms += 40],
  ["another number of the attempt", "order", ({ observed }) => observed.starts.at(-1)!.n++],
  ["a charge to another child", "budget", ({ derived }) => derived.budget_uses[0]!.child = "somebody"],
  ["a charge that never was", "budget", ({ derived }) => derived.budget_uses.push(derived.budget_uses[0]!)],
  ["another answer", "ops", ({ observed }) => observed.ops[0]!.result = "no_such_child"],
  ["an exit that never was", "exit", ({ observed }) => {
    observed.supervisor_exit = { seq: 99, at_ms: 300, reason: "shutdown", cause: "parent_shutdown" };
  }],
  ["other children in the end", "final", ({ observed }) => observed.final.pop()],
  ["a stopped child in the end", "final", ({ observed }) => observed.final[0]!.state = "stopped"],
  ["a smaller budget", "order", ({ config }) => config.intensity = 0],
  ["another restart rule", "order", ({ config }) => config.children.forEach((child) => child.restart = "temporary")],
];

for (const [name, section, forge] of forgeries) {
  Deno.test(`judge() finds ${name}`, async () => {
    const trace = load<OtpTrace>("otp/ofo-one-crash.json");
    forge(trace);
    const { problems } = await judge(trace);
    assertEquals(problems.some((problem) => problem.startsWith(section)), true, problems.join("\n"));
  });
}

Deno.test("judge() finds a resume that comes too early", async () => {
  const trace = load<SutureTrace>("suture/burst-over-threshold.json");
  trace.observed.events.find(({ type }) => type === "Resume")!.at_ms -= 40;
  assertEquals((await judge(trace)).problems.length, 1);
});

Deno.test("judge() finds another count of failures", async () => {
  const trace = load<SutureTrace>("suture/decay-over.json");
  trace.observed.events.find(({ failures }) => failures === 1.85)!.failures = 1.75;
  assertEquals((await judge(trace)).problems.length, 1);
});

Deno.test("judge() finds a clock whose seconds tick elsewhere", async () => {
  const trace = load<OtpTrace>("otp/quant-p1-gap1500.json");
  trace.config.phase_ms = load<OtpTrace>("otp/quant-p1-gap1500-later-tick.json").config.phase_ms!;
  assertEquals((await judge(trace)).problems.length > 0, true);
});

Deno.test("judge() lists does-not-block where an end had to wait", async () => {
  assertEquals([...(await judge(load("otp/api-terminate-slow.json"))).uses], ["does-not-block"]);
});

Deno.test("judge() lists no difference where nobody had to wait", async () => {
  assertEquals([...(await judge(load("otp/ofo-one-crash.json"))).uses], []);
});

Deno.test("judge() excuses by no difference what differs with mailboxes too", async () => {
  const trace = load<OtpTrace>("otp/api-terminate-slow.json");
  trace.observed.starts.at(-1)!.at_ms -= 40;
  assertEquals((await judge(trace)).problems, [
    'order, number 5: recorded "+a#2" at 310 ms, replayed "+a#2" at 350 ms',
  ]);
});

Deno.test("judge() demands without mailboxes what nothing excuses", async () => {
  const trace = load<OtpTrace>("otp/nest-killed-orphan.json");
  assertEquals([...(await judge(trace)).uses], ["no-kill", "no-orphans"]);
  // Nobody of these survives a kill, by the description: then the child that does is a mistake of the library.
  trace.config.children[1]!.sup!.children[0]!.on_shutdown = undefined;
  assertEquals((await judge(trace)).problems.length > 0, true);
});

/** Runs the task; answers its exit code and what it printed. */
async function task(...args: string[]): Promise<[code: number, output: string]> {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  return [await main(args, print, print), lines.join("\n")];
}

Deno.test("deno task conformance prints what differs and fails", async () => {
  const trace = load<OtpTrace>("otp/ofo-one-crash.json");
  trace.observed.final[0]!.state = "stopped";
  const file = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(file, JSON.stringify(trace));
  const [code, output] = await task(file);
  await Deno.remove(file);
  assertEquals(code, 1);
  assertEquals(output.split("\n").slice(0, 2), [
    `ofo-one-crash (${file}) differs:`,
    '  final: recorded "a stopped", replayed "a running"',
  ]);
});

Deno.test("deno task conformance lists the deliberate differences that were at work", async () => {
  const [code, output] = await task(new URL("fixtures/oracle/otp/api-terminate-slow.json", root).pathname);
  assertEquals(code, 0);
  assertEquals(output.startsWith("1 trace replayed, 1 matched, 0 not\n"), true, output);
  assertEquals(output.includes("does-not-block, in 1 trace: "), true, output);
});

Deno.test("deno task conformance names a path that it cannot read", async () => {
  const [code, output] = await task("no/such/file.json");
  assertEquals([code, output.startsWith('error: Cannot read "no/such/file.json": ')], [2, true]);
});

Deno.test("deno task conformance --help tells how it is used", async () => {
  const [code, output] = await task("--help");
  assertEquals([code, output.includes("Usage: deno task conformance [PATH …]")], [0, true]);
});

Deno.test("deno task conformance names an option that it does not have", async () => {
  assertEquals(await task("--quiet"), [2, 'error: Cannot understand "--quiet": there is only --help, and paths']);
});
