import type {
  ExecutionKind,
  ExecutionRecord,
  ExecutionStatus,
  ExecutionTier,
  TimeoutCause,
} from "../execution_record.ts";
import type { RegistrationRow } from "../execution_store.ts";
import type { ExecutionFilter, ExecutionOrder } from "../history/execution_history.ts";
import { plainText, plainTextOrNull } from "../../services/sessions/plain_text.ts";

/** How the tables came to be: what leads from each version to the next one. A step that was released never changes. */
export const executionTableSteps: readonly string[] = [
  // An execution's registration is no foreign key: that would need an index of its own, for a quarter more of an insert's time. Whoever
  // deletes a registration clears it in the executions of its owner, by the index of owners, in the same transaction.
  `CREATE TABLE mainstay_registrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('handler', 'job')),
    owner TEXT NOT NULL,
    instance TEXT NOT NULL,
    name TEXT NOT NULL,
    topic TEXT NOT NULL,
    tier TEXT NOT NULL CHECK (tier IN ('app', 'framework')),
    one_shot INTEGER NOT NULL CHECK (one_shot IN (0, 1)),
    schedule TEXT,
    registered_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    retired_at INTEGER,
    cancelled_at INTEGER,
    UNIQUE (owner, kind, instance, name, topic)
  ) STRICT;
  CREATE TABLE mainstay_executions (
    id TEXT PRIMARY KEY NOT NULL,
    registration_id INTEGER,
    session_id INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('handler', 'job')),
    owner TEXT NOT NULL,
    instance TEXT NOT NULL,
    name TEXT NOT NULL,
    topic TEXT NOT NULL,
    tier TEXT NOT NULL CHECK (tier IN ('app', 'framework')),
    started_at INTEGER NOT NULL,
    duration_ms REAL NOT NULL CHECK (duration_ms >= 0),
    status TEXT NOT NULL CHECK (status IN ('success', 'error', 'cancelled', 'timed-out')),
    timed_out_by TEXT CHECK (timed_out_by IN ('limit', 'body')),
    dependency_failed INTEGER NOT NULL CHECK (dependency_failed IN (0, 1)),
    error_type TEXT,
    error_message TEXT,
    error_stack TEXT,
    trigger_id TEXT,
    trigger_origin TEXT
  ) STRICT;
  CREATE INDEX mainstay_executions_start ON mainstay_executions (started_at);
  CREATE INDEX mainstay_executions_owner ON mainstay_executions (owner, started_at, registration_id, session_id);
  CREATE INDEX mainstay_executions_session ON mainstay_executions (session_id, started_at) WHERE session_id IS NOT NULL;`,
];

/** Reads a little of the tables and of each index, from its least used end. */
export const executionTableProbes: readonly string[] = [
  "SELECT * FROM mainstay_executions ORDER BY rowid LIMIT 1",
  "SELECT id FROM mainstay_executions ORDER BY id LIMIT 1",
  "SELECT started_at FROM mainstay_executions INDEXED BY mainstay_executions_start ORDER BY started_at LIMIT 1",
  "SELECT owner FROM mainstay_executions INDEXED BY mainstay_executions_owner ORDER BY owner LIMIT 1",
  "SELECT * FROM mainstay_registrations ORDER BY id LIMIT 1",
];

/** An execution's columns but the registration are the record's fields in this order; see {@linkcode executionValues}. */
export const insertExecution = `INSERT INTO mainstay_executions (
    id, session_id, kind, owner, instance, name, topic, tier, started_at, duration_ms, status, timed_out_by, dependency_failed,
    error_type, error_message, error_stack, trigger_id, trigger_origin, registration_id
  ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
    (SELECT id FROM mainstay_registrations WHERE id = ?19 AND owner = ?4))
  ON CONFLICT (id) DO NOTHING`;

/** What {@linkcode insertExecution} takes. */
export function executionValues(record: ExecutionRecord): (string | number | null)[] {
  const { error } = record;
  return [
    plainText(record.id),
    record.sessionId,
    record.kind,
    plainText(record.owner),
    plainText(record.instance),
    plainText(record.name),
    plainText(record.topic),
    record.tier,
    record.startedAtMs,
    record.durationMs,
    record.status,
    record.timedOutBy,
    record.dependencyFailed ? 1 : 0,
    error === null ? null : plainText(error.type),
    error === null ? null : plainText(error.message),
    error === null ? null : plainTextOrNull(error.stack),
    plainTextOrNull(record.triggerId),
    plainTextOrNull(record.triggerOrigin),
    record.registrationId,
  ];
}

/** Takes the fields of a registration and the moment; answers the id, if there is a row of that kind, owner, instance, name and topic. */
export const updateRegistration = `UPDATE mainstay_registrations
  SET tier = ?6, one_shot = ?7, schedule = ?8, updated_at = ?9, retired_at = NULL, cancelled_at = NULL
  WHERE kind = ?1 AND owner = ?2 AND instance = ?3 AND name = ?4 AND topic = ?5 RETURNING id`;

/** Takes the same, where there is none; answers the id. */
export const insertRegistration = `INSERT INTO mainstay_registrations
    (kind, owner, instance, name, topic, tier, one_shot, schedule, registered_at, updated_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9) RETURNING id`;

/** A row of an execution, in our words. */
export function executionRecordOf(row: Record<string, unknown>): ExecutionRecord {
  const { error_type: type, error_message: message, error_stack: stack } = row;
  return {
    id: row.id as string,
    kind: row.kind as ExecutionKind,
    owner: row.owner as string,
    instance: row.instance as string,
    name: row.name as string,
    topic: row.topic as string,
    tier: row.tier as ExecutionTier,
    registrationId: row.registration_id as number | null,
    sessionId: row.session_id as number | null,
    startedAtMs: row.started_at as number,
    durationMs: row.duration_ms as number,
    status: row.status as ExecutionStatus,
    timedOutBy: row.timed_out_by as TimeoutCause | null,
    dependencyFailed: row.dependency_failed === 1,
    error: type === null ? null : { type: type as string, message: message as string, stack: stack as string | null },
    triggerId: row.trigger_id as string | null,
    triggerOrigin: row.trigger_origin as string | null,
  };
}

/** A row of a registration, in our words. */
export function registrationRowOf(row: Record<string, unknown>): RegistrationRow {
  return {
    id: row.id as number,
    kind: row.kind as ExecutionKind,
    owner: row.owner as string,
    instance: row.instance as string,
    name: row.name as string,
    topic: row.topic as string,
    tier: row.tier as ExecutionTier,
    oneShot: row.one_shot === 1,
    schedule: row.schedule as string | null,
    registeredAtMs: row.registered_at as number,
    updatedAtMs: row.updated_at as number,
    retiredAtMs: row.retired_at as number | null,
    cancelledAtMs: row.cancelled_at as number | null,
  };
}

/** The end of a statement that lists executions, by their order. */
export const orderings: Readonly<Record<ExecutionOrder, string>> = {
  newest: "ORDER BY started_at DESC, id DESC",
  oldest: "ORDER BY started_at, id",
  slowest: "ORDER BY duration_ms DESC, id DESC",
};

const conditions = {
  id: "id = ?",
  kind: "kind = ?",
  owner: "owner = ?",
  instance: "instance = ?",
  name: "name = ?",
  topic: "topic = ?",
  statuses: "status IN (SELECT value FROM json_each(?))",
  sessionId: "session_id = ?",
  sinceMs: "started_at >= ?",
  untilMs: "started_at < ?",
} as const satisfies Record<keyof ExecutionFilter, string>;

/** The condition that a checked filter stands for, and its values in their order. */
export function conditionOf(filter: ExecutionFilter): readonly [sql: string, values: readonly (string | number)[]] {
  const terms = ["1"];
  const values: (string | number)[] = [];
  for (const [field, sql] of Object.entries(conditions) as [keyof ExecutionFilter, string][]) {
    const value = filter[field];
    if (value === undefined) continue;
    terms.push(sql);
    values.push(typeof value === "object" ? JSON.stringify(value) : value);
  }
  return [terms.join(" AND "), values];
}
