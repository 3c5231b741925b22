const encoder = new TextEncoder();

/** What a stream of the process can do; `Deno.stdout` and `Deno.stderr` do. */
export interface ByteSink {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

/**
 * Text to one stream of the process. A reader that went away is no error: {@linkcode Output.closed} says so, and what is written from
 * then on is dropped.
 */
export class Output {
  readonly #sink: ByteSink;
  #closed = false;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Whether the reader has gone away, as `head` does when it has seen enough. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether a person is looking. */
  get isTerminal(): boolean {
    return this.#sink.isTerminal();
  }

  /** Writes the text, all of it, and a line break. */
  line(text = ""): void {
    this.write(`${text}\n`);
  }

  /** Writes the text, all of it. */
  write(text: string): void {
    let rest = encoder.encode(text);
    while (rest.length > 0 && !this.#closed) {
      try {
        rest = rest.subarray(this.#sink.writeSync(rest));
      } catch (thrown) {
        if (thrown instanceof Deno.errors.BrokenPipe) this.#closed = true;
        else if (thrown instanceof Deno.errors.WouldBlock) pause();
        else if (!(thrown instanceof Deno.errors.Interrupted)) throw thrown;
      }
    }
  }
}

/** A pipe that was made non-blocking by its other owner is full: give its reader a moment. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}
