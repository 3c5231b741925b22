import type { ServiceInfo } from "./service_info.ts";

/** The required services of an application did not all become ready. */
export class StartUpError extends Error {
  /** The class's name. */
  override readonly name = "StartUpError";
  /** Whether the time was over, or one of them cannot become ready any more. */
  readonly outcome: "hopeless" | "timeout";
  /** Why, service by service: `db: AuthError: token expired`, `api: waiting for db`. */
  readonly reasons: readonly string[];

  /** The services that are not ready, as they were when the start-up had failed and nothing was stopped yet. */
  readonly services: readonly ServiceInfo[];

  /** Says which application, and what is wrong with each service that is not ready. */
  constructor(
    application: string,
    outcome: "hopeless" | "timeout",
    reasons: readonly string[],
    services: readonly ServiceInfo[],
  ) {
    super(`Cannot start application "${application}": ${reasons.join("; ")}`);
    this.outcome = outcome;
    this.reasons = reasons;
    this.services = services;
  }
}
