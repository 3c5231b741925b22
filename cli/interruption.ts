import { exitCode } from "./exit_code.ts";

/** The first SIGINT or SIGTERM, as an abort. A second one ends the process at once. */
export class Interruption {
  readonly #controller = new AbortController();
  #code: number | undefined;
  readonly #listeners: readonly (readonly [Deno.Signal, () => void])[];

  constructor() {
    const on = (code: number) => () => {
      if (this.#code !== undefined) Deno.exit(code);
      this.#code = code;
      this.#controller.abort();
    };
    this.#listeners = [["SIGINT", on(exitCode.interrupted)], ["SIGTERM", on(exitCode.terminated)]];
    for (const [signal, listener] of this.#listeners) {
      // Windows knows only SIGINT and SIGBREAK.
      if (signal === "SIGINT" || Deno.build.os !== "windows") Deno.addSignalListener(signal, listener);
    }
  }

  /** Aborts when a signal came. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code of the signal that came; `undefined` before. */
  get code(): number | undefined {
    return this.#code;
  }

  /** Stops listening. */
  dispose(): void {
    for (const [signal, listener] of this.#listeners) {
      if (signal === "SIGINT" || Deno.build.os !== "windows") Deno.removeSignalListener(signal, listener);
    }
  }
}
