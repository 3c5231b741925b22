import type { GroupReport } from "@mainstay/supervisor";

/** A child that says nothing for so long hangs: it is killed, and the test fails by how it ended. */
const patienceMs = 30_000;

/** How a child ended, and everything that it said. */
export interface ChildEnd {
  readonly code: number;
  /** The signal that ended it, if one did. `SIGKILL` is the end of the test's patience. */
  readonly signal: Deno.Signal | null;
  readonly lines: readonly string[];
  readonly report: GroupReport | undefined;
}

/**
 * Runs `signalled_group.ts` without any permission, as the group that `mode` names, and sends it signals: `on` maps a line of
 * its output to the signal that answers it. A line that is said again gets the same answer once more.
 */
export async function childGroup(mode: string, on: Readonly<Record<string, Deno.Signal>>): Promise<ChildEnd> {
  const program = new URL("./signalled_group.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", program, mode],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const kill = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  const lines: string[] = [];
  for await (const line of linesOf(child.stdout)) {
    lines.push(line);
    const answer = line.startsWith("{") ? on["report"] : on[line];
    if (answer !== undefined) child.kill(answer);
  }
  const { code, signal } = await child.status;
  clearTimeout(kill);
  const json = lines.find((line) => line.startsWith("{"));
  return { code, signal, lines, report: json === undefined ? undefined : JSON.parse(json) };
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
