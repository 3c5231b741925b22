import type { ExecutionRecord } from "../execution_record.ts";
import type { RegistrationRow } from "../execution_store.ts";
import { plainText, plainTextOrNull } from "../../services/sessions/plain_text.ts";
import type { SchemaPart } from "./postgres_schema.ts";

const kind = `text COLLATE "C" NOT NULL CHECK (kind IN ('handler', 'job'))`;
const tier = "text NOT NULL CHECK (tier IN ('app', 'framework'))";
const name = 'text COLLATE "C" NOT NULL';

/** How the tables of registrations and executions came to be. */
export const executionTables: SchemaPart = {
  name: "executions",
  steps: [
    ({ registrations, executions }) =>
      `CREATE TABLE ${registrations} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind ${kind}, owner ${name}, instance ${name}, name ${name}, topic ${name},
        tier ${tier},
        one_shot boolean NOT NULL,
        schedule text,
        registered_at bigint NOT NULL,
        updated_at bigint NOT NULL,
        retired_at bigint,
        cancelled_at bigint,
        UNIQUE (owner, name, topic, instance, kind)
      );
      CREATE TABLE ${executions} (
        id text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
        kind ${kind}, owner ${name}, instance ${name}, name ${name}, topic ${name},
        tier ${tier},
        registration_id bigint REFERENCES ${registrations} ON DELETE SET NULL,
        session_id bigint,
        started_at bigint NOT NULL,
        duration_ms double precision NOT NULL CHECK (duration_ms >= 0 AND duration_ms < 'Infinity'),
        status text NOT NULL CHECK (status IN ('success', 'error', 'cancelled', 'timed-out')),
        timed_out_by text CHECK (timed_out_by IN ('limit', 'body')),
        dependency_failed boolean NOT NULL,
        error_type text COLLATE "C",
        error_message text,
        error_stack text,
        trigger_id text,
        trigger_origin text,
        bytes integer NOT NULL GENERATED ALWAYS AS (
          320 + octet_length(owner) + octet_length(instance) + octet_length(name) + octet_length(topic)
          + coalesce(octet_length(error_type), 0) + coalesce(octet_length(error_message), 0)
          + coalesce(octet_length(error_stack), 0) + coalesce(octet_length(trigger_id), 0)
          + coalesce(octet_length(trigger_origin), 0)
        ) STORED
      );
      CREATE INDEX ON ${executions} (started_at, id) INCLUDE (bytes);
      CREATE INDEX ON ${executions} (registration_id) WHERE registration_id IS NOT NULL;
      CREATE INDEX ON ${executions} (session_id) WHERE session_id IS NOT NULL;`,
  ],
};

/** The columns of an execution that are written, with their types. */
export const executionColumns = {
  id: "text",
  kind: "text",
  owner: "text",
  instance: "text",
  name: "text",
  topic: "text",
  tier: "text",
  registration_id: "bigint",
  session_id: "bigint",
  started_at: "bigint",
  duration_ms: "double precision",
  status: "text",
  timed_out_by: "text",
  dependency_failed: "boolean",
  error_type: "text",
  error_message: "text",
  error_stack: "text",
  trigger_id: "text",
  trigger_origin: "text",
} as const;

/** A record as the table has it. */
export function executionRowOf(record: ExecutionRecord): Record<keyof typeof executionColumns, unknown> {
  const { error } = record;
  return {
    id: plainText(record.id),
    kind: record.kind,
    owner: plainText(record.owner),
    instance: plainText(record.instance),
    name: plainText(record.name),
    topic: plainText(record.topic),
    tier: record.tier,
    registration_id: record.registrationId,
    session_id: record.sessionId,
    started_at: record.startedAtMs,
    duration_ms: record.durationMs,
    status: record.status,
    timed_out_by: record.timedOutBy,
    dependency_failed: record.dependencyFailed,
    error_type: error && plainText(error.type),
    error_message: error && plainText(error.message),
    error_stack: error && plainTextOrNull(error.stack),
    trigger_id: plainTextOrNull(record.triggerId),
    trigger_origin: plainTextOrNull(record.triggerOrigin),
  };
}

/** A row of the table, in our words. */
export function executionRecordOf(row: Record<string, unknown>): ExecutionRecord {
  const { error_type: type, error_message: message, error_stack: stack } = row;
  return {
    ...subjectOf(row),
    id: row.id as string,
    tier: row.tier as ExecutionRecord["tier"],
    registrationId: row.registration_id as number | null,
    sessionId: row.session_id as number | null,
    startedAtMs: row.started_at as number,
    durationMs: row.duration_ms as number,
    status: row.status as ExecutionRecord["status"],
    timedOutBy: row.timed_out_by as ExecutionRecord["timedOutBy"],
    dependencyFailed: row.dependency_failed as boolean,
    error: type === null ? null : { type: type as string, message: message as string, stack: stack as string | null },
    triggerId: row.trigger_id as string | null,
    triggerOrigin: row.trigger_origin as string | null,
  };
}

/** A row of the table of registrations, in our words. */
export function registrationRowOf(row: Record<string, unknown>): RegistrationRow {
  return {
    ...subjectOf(row),
    id: row.id as number,
    tier: row.tier as RegistrationRow["tier"],
    oneShot: row.one_shot as boolean,
    schedule: row.schedule as string | null,
    registeredAtMs: row.registered_at as number,
    updatedAtMs: row.updated_at as number,
    retiredAtMs: row.retired_at as number | null,
    cancelledAtMs: row.cancelled_at as number | null,
  };
}

/** The five names of what a row is about. */
export function subjectOf(row: Record<string, unknown>) {
  return {
    kind: row.kind as ExecutionRecord["kind"],
    owner: row.owner as string,
    instance: row.instance as string,
    name: row.name as string,
    topic: row.topic as string,
  };
}
