import { EscalationError } from "./supervision_error.ts";

/**
 * Thrown by a worker that ends in good order, for a reason: no crash. Under `restart: "on-failure"` it is not started again. What OTP
 * calls `{shutdown, Reason}`. It may be wrapped, as an error's `cause`.
 */
export class ShutdownError extends Error {
  /** The class's name. */
  override readonly name = "ShutdownError";
}

/**
 * Thrown by a worker that must not be started again, whatever its restart rule says; it is no crash and charges nothing. Thrown before
 * the worker is ready it declines to start. It may be wrapped, as an error's `cause`.
 */
export class DoNotRestartError extends Error {
  /** The class's name. */
  override readonly name = "DoNotRestartError";
}

/**
 * Thrown by a worker without which nothing has a meaning: its group fails, and so does every group around it, up to the root or to a group with
 * `terminateTree: "contain"`. It may be wrapped, as an error's `cause`.
 */
export class TerminateTreeError extends Error {
  /** The class's name. */
  override readonly name = "TerminateTreeError";
}

/** Causes are followed so far; a chain that bites its own tail ends here. */
const deepestCause = 16;

/** What a worker said about its own end, by an error made for that anywhere in the chain of causes. */
export function sentinelOf(thrown: unknown): "shutdown" | "do-not-restart" | "terminate-tree" | undefined {
  let error = thrown;
  try {
    for (let depth = 0; depth < deepestCause && error instanceof Error; depth++) {
      if (error instanceof TerminateTreeError) return "terminate-tree";
      if (error instanceof DoNotRestartError) return "do-not-restart";
      if (error instanceof ShutdownError) return "shutdown";
      // What ended a worker of a group that failed ended that worker alone, unless it was to climb.
      if (error instanceof EscalationError) return error.rule === "terminate-tree" ? "terminate-tree" : undefined;
      error = error.cause;
    }
  } catch {
    // An error whose cause cannot be read says nothing.
  }
  return undefined;
}
