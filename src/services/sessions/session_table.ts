import type { SessionRow, SessionStatus } from "./session_store.ts";

/** How the table of sessions came to be: what leads from each version to the next one. A step that was released never changes. */
export const sessionTableSteps: readonly string[] = [
  `CREATE TABLE mainstay_sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    application TEXT NOT NULL,
    host TEXT,
    started_at INTEGER NOT NULL,
    stopped_at INTEGER,
    heartbeat_at INTEGER NOT NULL,
    heartbeat_ms INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'success', 'failure', 'unknown')),
    error_type TEXT,
    error_message TEXT,
    error_stack TEXT,
    drops TEXT NOT NULL
  ) STRICT;
  CREATE INDEX mainstay_sessions_open ON mainstay_sessions (id) WHERE stopped_at IS NULL;`,
];

/** A row as the table has it, in our words. */
export function sessionRowOf(row: Record<string, unknown>): SessionRow {
  const { error_type: type, error_message: message, error_stack: stack } = row;
  return {
    id: row.id as number,
    application: row.application as string,
    host: row.host as string | null,
    startedAtMs: row.started_at as number,
    stoppedAtMs: row.stopped_at as number | null,
    heartbeatAtMs: row.heartbeat_at as number,
    heartbeatMs: row.heartbeat_ms as number,
    status: row.status as SessionStatus,
    error: type === null ? null : { type: type as string, message: message as string, stack: stack as string | null },
    drops: JSON.parse(row.drops as string),
  };
}
