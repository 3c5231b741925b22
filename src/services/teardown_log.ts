import type { ServicePhase } from "./service_failure.ts";
import type { TeardownCause } from "./teardown_report.ts";

/** So many causes are kept of the runs before the last one. */
const keptCauses = 16;

/** What is not clean about the end of one run, without whose it is. */
export type OwnCause = Pick<TeardownCause, "kind" | "phase" | "text" | "pending">;

/** How the runs of one service came to their end: what was not clean, and how much time there is. */
export class TeardownLog {
  readonly #service: string;
  #causes: TeardownCause[] = [];
  #former: readonly TeardownCause[] = [];
  #graceMs: number | undefined;
  #untilMs = Infinity;

  constructor(service: string) {
    this.#service = service;
  }

  /** What was not clean about the last run. */
  get causes(): readonly TeardownCause[] {
    return this.#causes;
  }

  /** The same of the runs before it, the latest ones. */
  get former(): readonly TeardownCause[] {
    return this.#former;
  }

  /** A new run begins. */
  begin(): void {
    this.#former = [...this.#former, ...this.#causes].slice(-keptCauses);
    this.#causes = [];
    this.#graceMs = undefined;
    this.#untilMs = Infinity;
  }

  /** The run is asked to stop. */
  stops(atMs: number, graceMs: number | undefined): void {
    this.#graceMs = graceMs;
    this.#untilMs = atMs + (graceMs ?? Infinity);
  }

  /** How much of its grace is left. */
  leftMs(nowMs: number): number {
    return Math.max(0, this.#untilMs - nowMs);
  }

  /** Something is not clean. */
  add(cause: OwnCause, incarnation: number): TeardownCause {
    const own: TeardownCause = { service: this.#service, incarnation, ...cause };
    this.#causes.push(own);
    return own;
  }

  /** Nobody waits for the end any more; `undefined` if it is known already why, because it ended by itself or a child is the reason. */
  force(phase: ServicePhase, incarnation: number): TeardownCause | undefined {
    const isKnown = this.#causes.some(({ kind }) => kind === "forced" || kind === "child-unclean");
    if (this.#graceMs === undefined || isKnown) return undefined;
    const text = `"${phase}" of service "${this.#service}" had not ended within its grace of ${this.#graceMs} ms`;
    return this.add({ kind: "forced", phase, text }, incarnation);
  }
}
