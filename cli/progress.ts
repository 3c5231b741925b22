import { formatDuration } from "./scenario/duration.ts";
import type { Output } from "./output.ts";
import { columnsOf, fitted } from "./report/paragraph.ts";
import { terminalColumns } from "./terminal.ts";

const silentMs = 1_000;
const everyMs = 200;
const clearLine = "\r\x1b[K";

/** A line that says how far a long run is: on a terminal only, not within the first second, and gone at the end. */
export class Progress {
  /** What the line says. */
  text = "";
  readonly #output: Output;
  readonly #startedAtMs = performance.now();
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  #shown = false;

  /** @param wanted Whether it is wanted at all. */
  constructor(output: Output, wanted: boolean) {
    this.#output = output;
    if (wanted && output.isTerminal) this.#timer = setInterval(() => this.#show(), everyMs);
  }

  /** Takes the line away, until it is due again. */
  clear(): void {
    if (!this.#shown) return;
    this.#output.write(clearLine);
    this.#shown = false;
  }

  /** Takes the line away for good. */
  dispose(): void {
    clearInterval(this.#timer);
    this.clear();
  }

  #show(): void {
    const elapsedMs = performance.now() - this.#startedAtMs;
    if (elapsedMs < silentMs) return;
    this.#output.write(clearLine + progressLine(this.text, elapsedMs, terminalColumns() ?? Infinity));
    this.#shown = true;
  }
}

/** The line, cut to less than `columns`, for one that wraps cannot be taken away. */
export function progressLine(text: string, elapsedMs: number, columns: number): string {
  const line = `${text} (${formatDuration(Math.floor(elapsedMs / 1_000) * 1_000)})`;
  return columnsOf(line) < columns ? line : fitted(line, Math.max(0, columns - 1), "...");
}
