import { deadline } from "@std/async/deadline";

/** A child that says nothing for so long hangs: its test fails. */
const patienceMs = 60_000;

/** `signalled_program.ts` in a process of its own. */
export class SignalledApplication {
  /** Everything that it has said. */
  readonly lines: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #output: ReadableStreamDefaultReader<string>;
  #rest = "";

  private constructor(args: readonly string[]) {
    const program = new URL("signalled_program.ts", import.meta.url).pathname;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-read",
        "--allow-write",
        "--no-prompt",
        "--quiet",
        "--no-check",
        "--no-lock",
        program,
        ...args,
      ],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#output = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Starts the application that `mode` names; with a file for its sessions, if it has any. */
  static spawn(mode: string, ...args: readonly string[]): SignalledApplication {
    return new SignalledApplication([mode, ...args]);
  }

  /** Waits until it has said this line. */
  async until(line: string): Promise<void> {
    const seen = this.lines.length;
    while (!this.lines.slice(seen).includes(line)) {
      if (!await this.#read()) throw new Error(`The child ended without saying "${line}": ${this.lines.join(", ")}`);
    }
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for its end; answers how it came, and all that it has said. */
  async ended(): Promise<
    { readonly code: number; readonly signal: Deno.Signal | null; readonly lines: readonly string[] }
  > {
    while (await this.#read());
    const { code, signal } = await this.#child.status;
    return { code, signal, lines: this.lines };
  }

  async #read(): Promise<boolean> {
    const { value, done } = await deadline(this.#output.read(), patienceMs);
    const lines = (this.#rest + (value ?? "")).split("\n");
    this.#rest = lines.pop()!;
    this.lines.push(...lines);
    return !done;
  }
}
