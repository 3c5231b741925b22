import type { SessionRow, SessionStatus } from "../../src/services/sessions/session_store.ts";

/** What became of a run, as far as anybody can tell. */
export type SessionState = SessionStatus | "silent";

/** All of them, in the order in which they are counted. */
export const sessionStates = [
  "running",
  "silent",
  "success",
  "failure",
  "unknown",
] as const satisfies readonly SessionState[];

/** In words. */
export const sessionStateText: Readonly<Record<SessionState, string>> = {
  running: "under way",
  silent: "under way, or killed",
  success: "ended well",
  failure: "failed",
  unknown: "ended without a word",
};

/**
 * The status of a run; a "silent" one should have been heard of again by now. That a process was killed is found out when the next one
 * begins.
 *
 * @param nowMs The present time, in milliseconds since the epoch.
 */
export function sessionState({ status, heartbeatAtMs, heartbeatMs }: SessionRow, nowMs: number): SessionState {
  return status === "running" && nowMs - heartbeatAtMs > heartbeatMs ? "silent" : status;
}
