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
