import { deadline } from "@std/async/deadline";
import { eventually } from "./eventually.ts";

/** A child that does not do for so long what it is waited for hangs: its test fails. */
const patienceMs = 60_000;

/** A program of these tests in a process of its own. */
export class ChildProcess {
  /** The whole lines that it has said. */
  readonly lines: string[] = [];
  /** The lines on its standard error. */
  errors = "";
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #heard: (line: string) => void;
  readonly #over: Promise<unknown>;
  #isOver = false;
  #next = Promise.withResolvers<void>();

  /**
   * Starts a program that lies beside this file.
   *
   * @param options What it is told, as JSON.
   * @param heard Is called with each line that it says.
   */
  constructor(program: string, options: unknown, heard: (line: string) => void = () => {}) {
    this.#heard = heard;
    const path = new URL(program, import.meta.url).pathname;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-check", "--no-lock", path, JSON.stringify(options)],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#over = Promise.all([this.#listen(), this.#listenToErrors()]);
  }

  /** Waits until something is so, which is looked at after each of its lines. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#isOver) {
        throw new Error(`The child ended before ${what}: ${this.lines.slice(-3).join("\n")}\n${this.errors}`);
      }
      await deadline(this.#next.promise, patienceMs).catch(() => {
        throw new Error(`The child was silent for ${patienceMs} ms before ${what}:\n${this.errors}`);
      });
    }
  }

  /** Waits until it has said a line that begins like this; answers it. */
  async line(beginning: string): Promise<string> {
    const found = () => this.lines.find((line) => line.startsWith(beginning));
    await this.until(`"${beginning}"`, () => found() !== undefined);
    return found()!;
  }

  /** Sends it a line. */
  async tell(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Lets it stand still until {@linkcode goOn}. */
  async halt(): Promise<void> {
    this.#child.kill("SIGSTOP");
    // The signal needs a moment. Where the system does not tell, it has to be believed.
    if (Deno.build.os !== "linux") return;
    const stat = `/proc/${this.#child.pid}/stat`;
    await eventually("it stands still", () => Deno.readTextFileSync(stat).split(") ").pop()!.startsWith("T"));
  }

  /** Lets it go on. */
  goOn(): void {
    this.#child.kill("SIGCONT");
  }

  /** Waits until it is gone, and all is heard that it has said; answers how it ended. */
  async ended(): Promise<{ readonly code: number; readonly signal: Deno.Signal | null }> {
    const { code, signal } = await deadline(this.#child.status, patienceMs);
    await this.#over;
    await this.#input.abort().catch(() => {});
    return { code, signal };
  }

  async #listen(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        this.lines.push(line);
        this.#heard(line);
      }
      this.#wake();
    }
    this.#isOver = true;
    this.#wake();
  }

  async #listenToErrors(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) this.errors += text;
  }

  #wake(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }
}
