import type { SessionRow, SessionStatus } from "../../services/sessions/session_store.ts";
import type { SchemaPart } from "./postgres_schema.ts";

/** How the table of sessions came to be. */
export const sessionTables: SchemaPart = {
  name: "sessions",
  steps: [
    ({ sessions }) =>
      `CREATE TABLE ${sessions} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        application text NOT NULL,
        host text,
        started_at bigint NOT NULL,
        stopped_at bigint,
        heartbeat_at bigint NOT NULL,
        heartbeat_ms bigint NOT NULL,
        status text NOT NULL CHECK (status IN ('running', 'success', 'failure', 'unknown')),
        error_type text,
        error_message text,
        error_stack text,
        drops text NOT NULL
      );
      CREATE INDEX ON ${sessions} (id) WHERE stopped_at IS NULL;`,
  ],
};

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
