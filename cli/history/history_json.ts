import type { HistoryAnswer } from "./history_answer.ts";
import type { HistorySettings } from "./history_settings.ts";
import { summaryTotal } from "./summary_report.ts";

/**
 * What a store said as one JSON value, in pieces: a row has a line of its own. The fields of rows are those of the interfaces
 * `ExecutionRecord`, `ExecutionSummary`, `FailureSummary`, `RegistrationRow` and `SessionRow`; `isMore` says whether the limit left rows out.
 *
 * @param store What the store is called.
 */
export function* historyJson(
  answer: HistoryAnswer,
  store: string,
  { view, filter, limit }: Pick<HistorySettings, "view" | "filter" | "limit">,
): Generator<string> {
  yield `{\n  "view": ${text(view)},\n  "store": ${text(store)},\n  "filter": ${text(filter)},\n`;
  yield `  "limit": ${limit === Infinity ? "null" : limit},\n  "isMore": ${answer.isMore},\n`;
  switch (answer.view) {
    case "list":
    case "slowest":
      yield* list("executions", answer.executions);
      break;
    case "show":
      yield `  "execution": ${text(answer.execution)},\n`;
      yield `  "registration": ${text(answer.registration)},\n`;
      yield `  "session": ${text(answer.session)}`;
      break;
    case "sessions":
      yield* list("sessions", answer.sessions);
      break;
    case "registrations":
      yield* list("registrations", answer.registrations);
      break;
    case "summary":
      yield `  "total": ${text(summaryTotal(answer.all) ?? null)},\n`;
      yield* list("sessions", answer.sessions);
      yield ",\n";
      yield* list("summary", answer.summary);
      break;
    case "failures":
      yield* list("failures", answer.failures);
      break;
    case "timeline":
      yield `  "session": ${text(answer.session)},\n`;
      yield* list("executions", answer.executions);
      break;
    default:
      answer satisfies never;
  }
  yield "\n}\n";
}

function* list(name: string, rows: readonly unknown[]): Generator<string> {
  if (rows.length === 0) return yield `  "${name}": []`;
  yield `  "${name}": [`;
  for (const [index, row] of rows.entries()) yield `${index === 0 ? "" : ","}\n    ${text(row)}`;
  yield "\n  ]";
}

/** JSON in which no control character is left as it is, also not those that JSON has no need to escape but terminals obey. */
function text(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
