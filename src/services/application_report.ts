import type { ServiceInfo } from "./service_info.ts";
import type { TeardownReport } from "./teardown_report.ts";

/**
 * How an application ended: it was asked to stop, all its services ended by themselves, or it failed. It fails when its start-up cannot succeed, when
 * a required service fails it, and when a required service is lost by the time all have ended.
 */
export type ApplicationOutcome = "stopped" | "ended" | "failed";

/** What became of an application. Nothing can change it any more. */
export interface ApplicationReport {
  /** Its name. */
  readonly name: string;
  /** How it ended. */
  readonly outcome: ApplicationOutcome;
  /** What a supervisor of the process is told: 0, or 1 if it failed, or if something of it still runs. */
  readonly exitCode: 0 | 1;
  /** Why it failed, the first reason; or what of it still runs. */
  readonly reason?: string;
  /** What was thrown, if it failed: a `StartUpError`, an `EscalationError`, or what the session store threw. */
  readonly error?: unknown;
  /** Milliseconds from start to end. */
  readonly durationMs: number;
  /** Each service as it was at the end. */
  readonly services: readonly ServiceInfo[];
  /** What about the end of the services was not clean. */
  readonly teardown: TeardownReport;
  /** The number of its session, if it has a store for them. */
  readonly sessionId?: number;
}
