import type { Output } from "../output.ts";

/** Values of JSON as they come: one alone is indented, of several a list is made, one a line. */
export class JsonValues {
  readonly #output: Output;
  readonly #list: boolean;
  #count = 0;

  /** @param several Whether it is a list of them. */
  constructor(output: Output, several: boolean) {
    this.#output = output;
    this.#list = several;
  }

  /** Writes the next one. */
  add(value: unknown, replacer?: (key: string, value: unknown) => unknown): void {
    const text = JSON.stringify(value, replacer, this.#list ? undefined : 2);
    if (!this.#list) return this.#output.line(text);
    this.#output.write(`${this.#count++ === 0 ? "[" : ","}\n${text}`);
  }

  /** Ends the list, which may hold nothing. */
  end(): void {
    if (this.#list) this.#output.line(this.#count === 0 ? "[]" : "\n]");
  }
}
