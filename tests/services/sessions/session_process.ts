import { deadline } from "@std/async/deadline";

/** A child that says nothing for so long hangs: its test fails. */
const patienceMs = 60_000;

/** `session_program.ts` in a process of its own. */
export class SessionProcess {
  readonly #child: Deno.ChildProcess;
  readonly #output: ReadableStreamDefaultReader<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  #told = "";

  constructor(path: string, application: string) {
    const program = new URL("session_program.ts", import.meta.url).pathname;
    const folder = path.slice(0, path.lastIndexOf("/"));
    // These are all the permissions that a file of sessions needs.
    const permissions = [`--allow-read=${folder}`, `--allow-write=${folder}`, "--no-prompt"];
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", ...permissions, "--quiet", "--no-check", "--no-lock", program, path, application],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#output = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#input = this.#child.stdin.getWriter();
  }

  /** A process that has opened its session. */
  static async opened(path: string, application: string): Promise<SessionProcess> {
    const process = new SessionProcess(path, application);
    await process.line();
    await process.goOn();
    await process.line();
    return process;
  }

  /** The next line that it says. */
  async line(): Promise<string> {
    while (!this.#told.includes("\n")) {
      const { value, done } = await deadline(this.#output.read(), patienceMs);
      if (done) throw new Error(`The session's process ended, having said ${JSON.stringify(this.#told)}`);
      this.#told += value;
    }
    const end = this.#told.indexOf("\n");
    const line = this.#told.slice(0, end);
    this.#told = this.#told.slice(end + 1);
    return line;
  }

  /** Tells it to do what comes next. */
  async goOn(): Promise<void> {
    await this.#input.write(new TextEncoder().encode("\n"));
  }

  /** Ends it as `kill -9` does; resolves as soon as it is gone. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended();
  }

  /** Resolves when it is gone. */
  async ended(): Promise<void> {
    await this.#child.status;
    await this.#output.cancel();
    await this.#input.abort().catch(() => {});
  }
}
