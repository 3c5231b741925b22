// @ts-types="../std.d.ts"
import { bold, green, red, setColorEnabled, yellow } from "@std/fmt/colors";
import type { RunFailure, RunVerdict } from "../../src/simulation/campaign/subject.ts";
import type { Replay } from "../../src/simulation/campaign/replay.ts";
import type { TraceDifference } from "../../src/simulation/campaign/trace_digest.ts";
import type { AnyCapsule } from "../campaign/capsule_file.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, worstExitCode } from "../exit_code.ts";
import { readJsonFile } from "../input_file.ts";
import { Interruption } from "../interruption.ts";
import type { Need } from "../needed_permissions.ts";
import { countOf, terminalWishOf, wordOf } from "../option_value.ts";
import { permissionFlag, programLine, shellWord } from "../program.ts";
import { causeText } from "../report/cause_text.ts";
import { messageText } from "../report/failure_message.ts";
import { formatAmount, formatCount } from "../report/figure.ts";
import { JsonValues } from "../report/json_values.ts";
import { plain, wrapped } from "../report/paragraph.ts";
import { loadInvariants, type RunResult } from "../report/run_result.ts";
import type { AnySource } from "../scenario/scenario_source.ts";
import { scenarioFormat } from "../scenario/scenario_text.ts";
import { type Terminal, terminalOf } from "../terminal.ts";
import { UsageError } from "../usage_error.ts";
import { versions } from "../version.ts";
import { terminalOptions } from "../terminal_options.ts";

const formats = ["text", "json"] as const;
const usualLimit = 10_000_000;

/** Runs kept failures again. */
export const command: Command = {
  name: "replay",
  summary: "Run a kept failure again, and say whether the very same run came out",
  operands: "CAPSULE …",
  operandCount: { min: 1, max: Infinity },
  details: [
    "A capsule is what simulate --save keeps of a failure: its seed and its scenario, with every fault spelled out. Reading it needs " +
    "--allow-read.",
    "Scenarios among the files, as --save leaves them beside capsules, are left out.",
    "Exit codes: 0 the same run came out, to its hash; 5 another one did, and the first event that differs is shown; 2 the file is no " +
    "capsule; 124 the event limit came first; 74 a picture could not be written; 130 or 143 interrupted. Of several the worst counts.",
  ],
  options: [
    { name: "format", short: "f", value: "FORMAT", summary: "text (default), or json: of several capsules a list" },
    { name: "limit", value: "N", summary: "Stop a run after N events of its clock; default 10000000" },
    { name: "report", value: "FILE", summary: "Write a page with pictures of the run (needs --allow-write)" },
    { name: "svg", value: "FILE", summary: "Write the lanes alone, as a picture" },
    { name: "quiet", short: "q", summary: "Only whether it is the same" },
    { name: "verbose", short: "v", summary: "All events and all workers" },
    ...terminalOptions,
  ],
  examples: [
    { line: "replay failures/cascade-17.json", summary: "Does it still come to the same?" },
    { line: "replay failures/cascade-17.json --report run.html", summary: "See what happened" },
  ],
  run: runReplay,
};

/** What replays of capsules are asked for with `simulate replay`. */
export async function replayInstead({ args, stdout, stderr }: Call): Promise<number> {
  const { parseCommandLine } = await import("../command_line.ts");
  const words = args.slice(1);
  const call = parseCommandLine(command, words.toSpliced(words.indexOf("replay"), 1));
  return await runReplay({ ...call, args: ["replay", ...words.toSpliced(words.indexOf("replay"), 1)], stdout, stderr });
}

async function runReplay(call: Call): Promise<number> {
  const { operands, flags, args, stdout, stderr } = call;
  const format = wordOf("format", call.values.format, formats) ?? "text";
  const limit = countOf("limit", call.values.limit, 1) ?? usualLimit;
  const terminal = terminalOf(stdout, terminalWishOf(call));
  setColorEnabled(terminal.color);
  await checkOutputs(call);
  const { capsuleOf, isScenario } = await import("../campaign/capsule_file.ts");
  const capsules: (readonly [path: string, capsule: AnyCapsule])[] = [];
  const scenarios: string[] = [];
  for (const path of operands) {
    // A capsule is JSON, whatever a scenario may be.
    const format = scenarioFormat(path);
    const data = format === undefined || format === "json" ? readJsonFile(path, args) : undefined;
    if (data === undefined || isScenario(data)) {
      scenarios.push(path);
      continue;
    }
    const capsule = await capsuleOf(data, `"${path}"`);
    await loadInvariants(capsule.engine);
    capsules.push([path, capsule]);
  }
  await checkCapsules(capsules.length, scenarios, call);
  const interruption = new Interruption(() => stderr.line("Interrupted; once more ends at once."));
  const codes: number[] = [];
  const values = new JsonValues(stdout, capsules.length > 1);
  try {
    for (const [index, [path, capsule]] of capsules.entries()) {
      const replay = await replayOf(capsule, limit, interruption.signal);
      if (interruption.code !== undefined || stdout.closed) break;
      codes.push(replay.isSame ? exitCode.held : isCutOff(replay) ? exitCode.limited : exitCode.nondeterministic);
      if (format === "json") values.add(jsonOf(path, capsule, replay));
      else {
        if (index > 0) stdout.line();
        if (!flags.has("quiet")) {
          for (const line of await reportOf(path, capsule, replay, terminal, flags)) stdout.line(line);
        }
        for (const line of verdictLines(path, capsule, replay, terminal)) stdout.line(line);
      }
      await writePages(path, capsule, replay, call);
      await new Promise((resolve) => setTimeout(resolve));
    }
    if (format === "json") values.end();
  } finally {
    interruption.dispose();
  }
  return interruption.code ?? worstExitCode(codes);
}

async function checkOutputs({ operands, values: { report, svg }, args }: Call): Promise<void> {
  const [{ checkPermissions }, { checkOutputPlaces }] = await Promise.all([
    import("../needed_permissions.ts"),
    import("../output_places.ts"),
  ]);
  checkOutputPlaces({ report, svg }, operands);
  checkPermissions([
    ...operands.map((what): Need => ({ name: "read", what, purpose: `read "${what}"` })),
    ...[report, svg].filter((path) => path !== undefined)
      .map((what): Need => ({ name: "write", what, purpose: `write "${what}"` })),
  ], args);
}

/** There must be one, and one alone for a picture. Of scenarios among them, as `--save` leaves them beside capsules, it is told who runs them. */
async function checkCapsules(count: number, scenarios: readonly string[], { values, stderr }: Call): Promise<void> {
  const { report, svg } = values;
  const [first] = scenarios;
  if (first !== undefined) {
    const line = `${programLine(permissionFlag("read", first))} simulate ${shellWord(first)}`;
    const what = scenarios.length === 1
      ? `"${first}" is a scenario`
      : `"${first}" and ${formatAmount(scenarios.length - 1, "other file")} are scenarios`;
    const text = `${what}, which simulate runs: ${line}`;
    if (count === 0) throw new UsageError(`Cannot replay: ${text}`);
    stderr.line(`Left out: ${text}`);
  }
  for (const [option, path] of Object.entries({ report, svg })) {
    if (path === undefined || count === 1) continue;
    throw new UsageError(`Cannot use --${option} with ${count} capsules: it shows one`);
  }
  const { prepareOutputFiles } = await import("../output_places.ts");
  prepareOutputFiles([report, svg]);
}

async function replayOf(capsule: AnyCapsule, limit: number, signal: AbortSignal): Promise<Replay<RunResult>> {
  const [{ replayCapsule }, { subjectOf }] = await Promise.all([
    import("../../src/simulation/campaign/replay.ts"),
    import("../campaign/subject_of.ts"),
  ]);
  const { scenario, engine } = capsule;
  const subject = await subjectOf({ scenario, engine: engine ?? "real", swarm: false });
  const replay = await replayCapsule(capsule, subject, { limit, signal });
  return { ...replay, isSame: replay.isSame && replay.run.outcome.eventCount === capsule.eventCount };
}

function sourceOf(path: string, { scenario }: AnyCapsule): AnySource {
  return { word: path, kind: "file", scenario } as AnySource;
}

async function reportOf(
  path: string,
  capsule: AnyCapsule,
  { run: { result } }: Replay<RunResult>,
  terminal: Terminal,
  flags: ReadonlySet<string>,
): Promise<string[]> {
  const { wholeReport } = await import("../report/whole_report.ts");
  const lines = wholeReport(result, sourceOf(path, capsule), terminal, {
    verbose: flags.has("verbose"),
    overrides: {},
  });
  // The last line says how to run the scenario's file again; this one is a capsule.
  return [...lines.slice(0, -1), replayLine(path), ""];
}

function replayLine(path: string): string {
  return `${programLine(permissionFlag("read", path))} replay ${shellWord(path)}`;
}

function verdictLines(
  path: string,
  capsule: AnyCapsule,
  { isSame, difference, run: { outcome } }: Replay<RunResult>,
  { width, glyphs }: Terminal,
): string[] {
  const emphatic = (lines: string[], paint: (text: string) => string) => lines.map((line) => bold(paint(line)));
  const made = versionsText(capsule.versions);
  const now = versionsText(versions());
  const others = made === now ? [] : wrapped(plain(`It was made with ${made}; this is ${now}.`), width, "  ");
  if (isSame) {
    const text = `${path}: the same run, trace ${capsule.hash}. ${reproducedText(capsule, outcome.failures)}`;
    return [...emphatic(wrapped(plain(text), width, `${glyphs.held} `), green), ...others];
  }
  if (outcome.cutOffBy === "limit") {
    const text = `${path}: unknown, for the event limit came first, after ${
      formatAmount(outcome.eventCount, "event")
    } of ${formatCount(capsule.eventCount)}`;
    return emphatic(wrapped(plain(text), width, `${glyphs.unknown} `), yellow);
  }
  const still = outcome.failures[0];
  const text = outcome.hash === capsule.hash
    ? `${path}: the same trace ${outcome.hash}, but ${formatAmount(outcome.eventCount, "event")} instead of ${
      formatCount(capsule.eventCount)
    }: the file was changed`
    : `${path}: another run, trace ${outcome.hash} instead of ${capsule.hash}; ${placeText(difference)}`;
  return [
    ...emphatic(wrapped(plain(text), width, `${glyphs.failed} `), red),
    ...(difference === undefined ? [] : [
      `  expected ${plain(difference.expected ?? unseenText(difference))}`,
      `  got      ${plain(difference.got ?? "no more events")}`,
    ]),
    ...others,
    ...wrapped(
      plain(
        still === undefined ? "It does not fail any more." : `It fails with ${causeText(still)}: ${messageText(still)}`,
      ),
      width,
      "  ",
    ),
  ];
}

/** Whether it ended before anybody could tell. */
function isCutOff({ run: { outcome } }: Replay<RunResult>): boolean {
  return outcome.cutOffBy === "limit";
}

/** Whether the same run is still judged as it was: the rules may have changed since. */
function reproducedText({ failures: [first] }: AnyCapsule, now: readonly RunFailure[]): string {
  if (first === undefined) return "It reproduces nothing that failed";
  const failed = `${causeText(first)}: ${messageText(first)}`;
  // That a run is not the same again is seen in two runs alone.
  const still = first.kind === "determinism" ||
    now.some(({ kind, name }) => kind === first.kind && name === first.name);
  return still ? `It reproduces ${failed}` : `It does not fail any more with ${failed}`;
}

/** Which event differs first, counted from 1. */
function placeText(difference: TraceDifference | undefined): string {
  if (difference === undefined) return "no event that was kept differs";
  const { index, lastIndex } = difference;
  if (index === lastIndex) return `event ${formatCount(index + 1)} differs first`;
  return `one of the events ${formatCount(index + 1)} to ${formatCount(lastIndex + 1)} differs first`;
}

/** Of a long run the events are not kept, but hashes over them. */
function unseenText({ index, lastIndex }: TraceDifference): string {
  return index === lastIndex ? "no more events" : "what is not kept of a run so long";
}

function versionsText(of: Readonly<Record<string, string>>): string {
  return Object.entries(of).map(([name, version]) => `${name} ${version}`).join(", ");
}

function jsonOf(path: string, capsule: AnyCapsule, { isSame, difference, run: { outcome } }: Replay<RunResult>) {
  const { seed, hash, failures } = capsule;
  const verdict: RunVerdict = outcome.verdict;
  return {
    capsule: path,
    seed,
    isSame,
    expected: { hash, failures },
    got: { hash: outcome.hash, verdict, failures: outcome.failures },
    difference,
    reproduce: replayLine(path),
  };
}

async function writePages(
  path: string,
  capsule: AnyCapsule,
  { run: { result } }: Replay<RunResult>,
  { values: { report, svg } }: Call,
): Promise<void> {
  if (report === undefined && svg === undefined) return;
  const { writeRunPage } = await import("../campaign/page_files.ts");
  await writeRunPage(result, sourceOf(path, capsule), { report, svg }, { reproduce: replayLine(path) });
}
