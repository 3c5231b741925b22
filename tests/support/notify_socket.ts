import { deadline } from "@std/async/deadline";
import { root } from "./source_file.ts";

/** A process that takes longer than this hangs, and its test fails. */
const patienceMs = 30_000;

/** A real socket such as systemd's. */
export interface NotifySocket {
  /** As `NOTIFY_SOCKET` has it. */
  readonly address: string;
  /** The next datagram. */
  next(): Promise<string>;
}

/** Opens a socket in a folder of its own, or an abstract one, as long as `act` runs. */
export async function withNotifySocket(
  act: (socket: NotifySocket) => Promise<void>,
  { abstract = false } = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const address = abstract ? `@mainstay-test-${crypto.randomUUID()}` : `${folder}/notify`;
  const receiver = denoProgram(["--unstable-net", "-A", "tests/support/notify_receiver.ts", address]).spawn();
  const lines = linesOf(receiver.stdout);
  const next = async () => {
    const { value, done } = await deadline(lines.next(), patienceMs);
    if (done) throw new Error("the receiver ended");
    return value;
  };
  try {
    await next();
    await act({ address, next: async () => JSON.parse(await next()) });
  } finally {
    receiver.kill("SIGKILL");
    await receiver.status;
    await lines.return(undefined);
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs the notifying program to its end, and answers the lines that it printed. */
export async function runNotifying(
  flags: readonly string[],
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<string[]> {
  const child = denoProgram([...flags, "tests/support/notifying_program.ts", ...args], env).spawn();
  try {
    const { stdout } = await deadline(child.output(), patienceMs);
    return new TextDecoder().decode(stdout).trimEnd().split("\n");
  } catch (thrown) {
    child.kill("SIGKILL");
    throw thrown;
  }
}

function denoProgram(args: readonly string[], env: Readonly<Record<string, string>> = {}): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-lock", "--no-check", ...args],
    cwd: root,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  });
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, undefined> {
  let text = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop()!;
    yield* lines;
  }
}
