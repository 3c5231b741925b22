import { exitCode } from "./exit_code.ts";

/**
 * The first SIGINT or SIGTERM, as an abort. From then on nobody listens any more, so that a second one ends the process at once,
 * even while code runs that never yields.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #code: number | undefined;
  #listeners: readonly (readonly [Deno.Signal, () => void])[];

  /** @param heard Called when a signal came, before the abort. */
  constructor(heard: () => void = () => {}) {
    const on = (code: number) => () => {
      this.dispose();
      this.#code = code;
      heard();
      this.#controller.abort();
    };
    const interrupted = ["SIGINT", on(exitCode.interrupted)] as const;
    // Windows knows only SIGINT and SIGBREAK.
    this.#listeners = Deno.build.os === "windows" ? [interrupted] : [interrupted, ["SIGTERM", on(exitCode.terminated)]];
    for (const [signal, listener] of this.#listeners) Deno.addSignalListener(signal, listener);
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
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
    this.#listeners = [];
  }
}
