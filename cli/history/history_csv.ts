import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
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

/** What a store said as a table for spreadsheets, row by row: the fields' names, then one row for each of what is listed. */
export function historyCsv(answer: HistoryAnswer): Generator<string> {
  switch (answer.view) {
    case "summary":
      return rows(summaryFields, answer.summary);
    case "failures":
      return rows(failureFields, answer.failures);
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
  return {
    ...rest,
    errorType: error?.type ?? null,
    errorMessage: error?.message ?? null,
    errorStack: error?.stack ?? null,
  };
}
