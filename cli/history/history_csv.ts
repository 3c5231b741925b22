import type { SessionRow } from "../../src/services/sessions/session_store.ts";
import type { ExecutionError, ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import type { RegistrationRow } from "../../src/telemetry/execution_store.ts";
import type { ExecutionSummary, FailureSummary } from "../../src/telemetry/history/execution_history.ts";
import { csvRow, type CsvValue } from "./csv_text.ts";
import type { HistoryAnswer } from "./history_answer.ts";

type ErrorField = "errorType" | "errorMessage" | "errorStack";

/** A record as a row has it: flat. */
type FlatRecord = Omit<ExecutionRecord, "error"> & Readonly<Record<ErrorField, string | null>>;

const recordFields = [
  "id",
  "kind",
  "owner",
  "instance",
  "name",
  "topic",
  "tier",
  "registrationId",
  "sessionId",
  "startedAtMs",
  "durationMs",
  "status",
  "timedOutBy",
  "dependencyFailed",
  "errorType",
  "errorMessage",
  "errorStack",
  "triggerId",
  "triggerOrigin",
] as const satisfies readonly (keyof FlatRecord)[];

const summaryFields = [
  "kind",
  "owner",
  "instance",
  "name",
  "topic",
  "executions",
  "successes",
  "errors",
  "cancelled",
  "timedOut",
  "meanMs",
  "p50Ms",
  "p95Ms",
  "maxMs",
  "lastAtMs",
] as const satisfies readonly (keyof ExecutionSummary)[];

const failureFields = [
  "owner",
  "kind",
  "instance",
  "name",
  "topic",
  "errorType",
  "failures",
  "firstAtMs",
  "lastAtMs",
  "lastMessage",
] as const satisfies readonly (keyof FailureSummary)[];

/** A session as a row has it: flat, with what it lost as JSON. */
type FlatSession =
  & Omit<SessionRow, "error" | "drops">
  & Readonly<Record<ErrorField, string | null> & { drops: string }>;

const sessionFields = [
  "id",
  "application",
  "host",
  "startedAtMs",
  "stoppedAtMs",
  "heartbeatAtMs",
  "heartbeatMs",
  "status",
  "errorType",
  "errorMessage",
  "errorStack",
  "drops",
] as const satisfies readonly (keyof FlatSession)[];

const registrationFields = [
  "id",
  "kind",
  "owner",
  "instance",
  "name",
  "topic",
  "tier",
  "oneShot",
  "schedule",
  "registeredAtMs",
  "updatedAtMs",
  "retiredAtMs",
  "cancelledAtMs",
] as const satisfies readonly (keyof RegistrationRow)[];

/** What a store said as a table for spreadsheets, row by row: the fields' names, then one row for each of what is listed. */
export function historyCsv(answer: HistoryAnswer): Generator<string> {
  switch (answer.view) {
    case "summary":
      return rows(summaryFields, answer.summary);
    case "failures":
      return rows(failureFields, answer.failures);
    case "sessions":
      return rows(sessionFields, answer.sessions.map(flatSession));
    case "registrations":
      return rows(registrationFields, answer.registrations);
    case "show":
      return rows(recordFields, [flat(answer.execution)]);
    case "list":
    case "slowest":
    case "timeline":
      return rows(recordFields, answer.executions.map(flat));
    default:
      return answer satisfies never;
  }
}

function* rows<Field extends string>(
  fields: readonly Field[],
  of: readonly Readonly<Record<Field, CsvValue>>[],
): Generator<string> {
  yield csvRow(fields);
  for (const row of of) yield csvRow(fields.map((field) => row[field]));
}

function flat({ error, ...rest }: ExecutionRecord): FlatRecord {
  return { ...rest, ...flatError(error) };
}

function flatSession({ error, drops, ...rest }: SessionRow): FlatSession {
  return { ...rest, ...flatError(error), drops: JSON.stringify(drops) };
}

function flatError(error: ExecutionError | null): Readonly<Record<ErrorField, string | null>> {
  return {
    errorType: error?.type ?? null,
    errorMessage: error?.message ?? null,
    errorStack: error?.stack ?? null,
  };
}
