import type { ServicePhase } from "./service_failure.ts";

/** Something about the end of a service that was not clean. */
export interface TeardownCause {
  /** The path of the service. */
  readonly service: string;
  /** Which run of it. */
  readonly incarnation: number;
  /**
   * What kind: a hook or the loop threw while it was stopped, tasks did not end in time, a child was not clean, or the whole did not
   * end within its grace and was abandoned.
   */
  readonly kind: "hook-failed" | "serve-failed" | "tasks-pending" | "child-unclean" | "forced";
  /** What the service was doing. */
  readonly phase: ServicePhase;
  /** All of it as a sentence. */
  readonly text: string;
  /** The names of the tasks that did not end in time. */
  readonly pending?: readonly string[];
}

/** How the services of an application came to their end. */
export interface TeardownReport {
  /** Whether there is nothing to say of the end. */
  readonly clean: boolean;
  /** What was not clean, in the order of time; of each service in its last run. */
  readonly causes: readonly TeardownCause[];
  /** The same of former runs, of each service the latest ones: it may have been started again since. */
  readonly earlier: readonly TeardownCause[];
  /** The paths of those services that still ran at the end. */
  readonly abandoned: readonly string[];
}

/** Puts a report together that nothing can change any more. */
export function teardownReport(
  causes: readonly TeardownCause[],
  earlier: readonly TeardownCause[],
  abandoned: readonly string[],
): TeardownReport {
  return Object.freeze({
    clean: causes.length === 0 && abandoned.length === 0,
    causes: frozen(causes),
    earlier: frozen(earlier),
    abandoned: Object.freeze([...abandoned]),
  });
}

function frozen(causes: readonly TeardownCause[]): readonly TeardownCause[] {
  return Object.freeze(causes.map((cause) => Object.freeze({ ...cause })));
}
