/**
 * Where a service is. "failed" will be tried again, "crashed" has failed the application; of those whose budget was spent, "cooling" will be
 * tried again and "dead" will not. Whether a service is ready is another question: "running" says only that its start is over.
 */
export type ServiceStatus =
  | "not-started"
  | "starting"
  | "running"
  | "stopping"
  | "stopped"
  | "failed"
  | "crashed"
  | "cooling"
  | "dead";

/** All statuses, in the order in which they are usually met. */
export const serviceStatuses = [
  "not-started",
  "starting",
  "running",
  "stopping",
  "stopped",
  "failed",
  "crashed",
  "cooling",
  "dead",
] as const satisfies readonly ServiceStatus[];

/** Which status may follow which. To stay in one is no move at all. */
export const legalMoves: Readonly<Record<ServiceStatus, readonly ServiceStatus[]>> = {
  "not-started": ["starting", "stopping", "failed", "cooling", "dead"],
  "starting": ["running", "failed", "crashed", "stopped", "stopping", "cooling", "dead"],
  "running": ["stopping", "stopped", "failed", "crashed", "cooling", "dead"],
  "stopping": ["stopped", "failed"],
  "stopped": ["starting"],
  "failed": ["starting", "stopping", "stopped", "crashed", "cooling", "dead"],
  "crashed": ["stopping", "stopped", "dead"],
  "cooling": ["starting", "stopping", "failed", "dead"],
  "dead": ["stopping", "stopped"],
};
