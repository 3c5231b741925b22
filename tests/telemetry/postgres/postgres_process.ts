import { deadline } from "@std/async/deadline";

/** A child that says nothing for so long hangs: its test fails. */
const patienceMs = 60_000;

/** `postgres_program.ts` in a process of its own, with all the permissions that it needs and no other. */
export class PostgresProcess {
  readonly #child: Deno.ChildProcess;
  readonly #output: ReadableStreamDefaultReader<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  #told = "";

  constructor(kind: "session" | "migrate" | "insert", url: string, schema: string, first = 0) {
    const program = new URL("postgres_program.ts", import.meta.url).pathname;
    const options = ["--allow-net=127.0.0.1", "--no-prompt", "--quiet", "--no-check", "--no-lock"];
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", ...options, program, kind, url, schema, String(first)],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#output = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#input = this.#child.stdin.getWriter();
  }

  /** The next line that it says. */
  async line(): Promise<string> {
    while (!this.#told.includes("\n")) {
      const { value, done } = await deadline(this.#output.read(), patienceMs);
      if (done) throw new Error(`The process ended, having said ${JSON.stringify(this.#told)}`);
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

  /** Ends it as `kill -9` does; answers the whole lines that it said and nobody has read, once it is gone. */
  async kill(): Promise<string[]> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    return await this.#rest();
  }

  /** Resolves when it is gone. */
  async ended(): Promise<void> {
    await deadline(this.#child.status, patienceMs);
    await this.#rest();
  }

  async #rest(): Promise<string[]> {
    for (;;) {
      const { value, done } = await this.#output.read();
      if (done) break;
      this.#told += value;
    }
    await this.#input.close().catch(() => {});
    return this.#told.split("\n").slice(0, -1);
  }
}
