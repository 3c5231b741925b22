/**
 * Replays recorded traces of real supervisors against this library, in virtual time, and prints what differs:
 * `deno task conformance [PATH …]`.
 *
 * @module
 */
import { differences } from "./differences.ts";
import { judge } from "./judge.ts";
import { type LoadedTrace, loadTraces, TraceFileError } from "./trace_file.ts";

const help = `Replay recorded traces of real supervisors, and print what differs.

Usage: deno task conformance [PATH …]

  PATH    A .json file with one trace, a file with one a line, or a folder of such
          files. Default: fixtures/oracle of this package
  --help  Show this help

The shape of a trace is told in fixtures/oracle/README.md. Exit code: 0 when nothing
differs but what does on purpose, 1 when something else does, 2 when a file cannot be read.`;

const recordings = decodeURIComponent(new URL("../../fixtures/oracle", import.meta.url).pathname);

type Print = (line: string) => void;

/** Replays what the paths hold, prints what differs, and answers the exit code. */
export async function main(args: readonly string[], print: Print, printError: Print): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    print(help);
    return 0;
  }
  const unknown = args.find((arg) => arg.startsWith("-"));
  if (unknown !== undefined) {
    printError(`error: Cannot understand "${unknown}": there is only --help, and paths`);
    return 2;
  }
  let traces: LoadedTrace[];
  try {
    traces = (args.length > 0 ? args : [recordings]).flatMap(loadTraces);
  } catch (thrown) {
    if (!(thrown instanceof TraceFileError)) throw thrown;
    printError(`error: ${thrown.message}`);
    return 2;
  }
  const excused = new Map<string, string[]>(differences.map(({ name }) => [name, []]));
  let differing = 0;
  for (const { trace, source } of traces) {
    const { problems, uses } = await judge(trace);
    for (const name of uses) excused.get(name)!.push(trace.name);
    if (problems.length === 0) continue;
    differing++;
    print(`${trace.name} (${source}) differs:`);
    for (const problem of problems) print(`  ${problem}`);
  }
  if (differing > 0) print("");
  print(`${count(traces.length, "trace")} replayed, ${traces.length - differing} matched, ${differing} not`);
  printExcuses(excused, print);
  return differing === 0 ? 0 : 1;
}

function printExcuses(excused: ReadonlyMap<string, readonly string[]>, print: Print): void {
  const used = differences.filter(({ name }) => excused.get(name)!.length > 0);
  if (used.length > 0) print("\nDifferent on purpose, and allowed for:");
  for (const { name, reason } of used) {
    const traces = excused.get(name)!;
    const shown = traces.length > 8 ? [...traces.slice(0, 8), `${traces.length - 8} more`] : traces;
    print(`\n${name}, in ${count(traces.length, "trace")}: ${reason}\n  ${shown.join(", ")}`);
  }
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

if (import.meta.main) {
  // A task runs in the folder of deno.json; paths are meant from where it was called.
  const calledFrom = Deno.env.get("INIT_CWD");
  if (calledFrom !== undefined) Deno.chdir(calledFrom);
  Deno.exit(await main(Deno.args, console.log, console.error));
}
