import { deadline } from "@std/async/deadline";

/** The root of the package. */
export const root: URL = new URL("../..", import.meta.url);

/** What a run of the program left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the program is started. */
export interface Start {
  /** Permission flags; none unless given. */
  readonly permissions?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** The program as a process of its own, not yet started. */
export function program(args: readonly string[], { permissions = [], env = {}, stdin }: Start = {}): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...permissions, "cli/main.ts", ...args],
    cwd: root,
    // Colours are what the tests themselves ask for, however these are run.
    env: { NO_COLOR: "", ...env },
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

/** A child that takes longer than this hangs: it is killed, and its test fails. */
const patienceMs = 60_000;

async function ended(child: Deno.ChildProcess): Promise<Deno.CommandOutput> {
  try {
    return await deadline(child.output(), patienceMs);
  } catch (thrown) {
    child.kill("SIGKILL");
    throw thrown;
  }
}

/** Runs the command line to its end. */
export async function runProgram(args: readonly string[], start: Start = {}): Promise<Outcome> {
  const child = program(args, start).spawn();
  if (start.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(start.stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await ended(child);
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
