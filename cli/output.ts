import { systemReason } from "./system_reason.ts";

const encoder = new TextEncoder();

/** What a stream of the process can do; `Deno.stdout` and `Deno.stderr` do. */
export interface ByteSink {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

/** The stream does not take what is written to it, though somebody may be waiting for it. */
export class WriteError extends Error {
  override readonly name = "WriteError";
}

/** What a stream is to those who write to it. */
export interface OutputOptions {
  /**
   * Whether what is written may be lost: then nothing that happens to the stream is an error.
   * @default false
   */
  readonly dispensable?: boolean;
}

/**
 * Text to one stream of the process. A reader that went away is no error: {@linkcode Output.closed} says so, and what is written from
 * then on is dropped.
 */
export class Output {
  readonly #sink: ByteSink;
  readonly #dispensable: boolean;
  #closed = false;
  #guard = (text: string) => text;

  constructor(sink: ByteSink, { dispensable = false }: OutputOptions = {}) {
    this.#sink = sink;
    this.#dispensable = dispensable;
  }

  /** Whether the reader has gone away, as `head` does when it has seen enough. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether a person is looking. */
  get isTerminal(): boolean {
    return this.#sink.isTerminal();
  }

  /** From now on what is written goes through this first, but for {@linkcode Output.raw}. */
  guardWith(guard: (text: string) => string): void {
    this.#guard = guard;
  }

  /** Writes the text, all of it, and a line break. */
  line(text = ""): void {
    this.write(`${text}\n`);
  }

  /**
   * Writes the text, all of it.
   *
   * @throws {WriteError} If the stream does not take it for another reason than that its reader went away.
   */
  write(text: string): void {
    this.raw(this.#guard(text));
  }

  /**
   * The same past the guard.
   *
   * @throws {WriteError} As `write()` does.
   */
  raw(text: string): void {
    let rest = encoder.encode(text);
    while (rest.length > 0 && !this.#closed) {
      try {
        rest = rest.subarray(this.#sink.writeSync(rest));
      } catch (thrown) {
        if (thrown instanceof Deno.errors.Interrupted) continue;
        if (thrown instanceof Deno.errors.WouldBlock) pause();
        else if (this.#dispensable || thrown instanceof Deno.errors.BrokenPipe) this.#closed = true;
        else throw new WriteError(`Cannot write the output: ${systemReason(thrown)}`, { cause: thrown });
      }
    }
  }
}

/** A pipe that was made non-blocking by its other owner is full: give its reader a moment. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}
