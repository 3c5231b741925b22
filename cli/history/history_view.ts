import { tooMany } from "../command_line.ts";
import { shellWord } from "../program.ts";
import { UsageError } from "../usage_error.ts";
import { storeName } from "./store_name.ts";

/** What of a history is looked at. */
export const historyViews = [
  "summary",
  "list",
  "show",
  "failures",
  "slowest",
  "timeline",
  "sessions",
  "registrations",
] as const;

/** One of them. */
export type HistoryView = typeof historyViews[number];

/** What cannot be done where the words of `history` are wrong. */
export const historyAction = "read a history";

/**
 * Which view of which store the words name: the view stands before the store, and is the summary where there is none.
 *
 * @throws {UsageError} For an unknown view, a missing store, words in another order, and a word too many.
 */
export function viewAndStore(operands: readonly string[]): readonly [view: HistoryView, store: string] {
  const [first = "", second] = operands;
  if (operands.length > 2) throw surplusWords(operands.map(storeName));
  if (second === undefined) {
    if (!isView(first)) return ["summary", first];
    throw new UsageError(`Cannot show the ${first}: STORE is missing. A file of that name is ./${first}`);
  }
  if (isView(first)) return [first, second];
  const order = `Cannot show "${storeName(first)}": the view comes before the store, as in: `;
  if (isView(second)) throw new UsageError(order + line(second, storeName(first)));
  const known = historyViews;
  // No view has such a sign in it: this is the store.
  if (/[./\\]/.test(first)) {
    throw new UsageError(order + line("VIEW", storeName(first)), { unknown: { word: second, known } });
  }
  throw new UsageError(`Cannot show "${first}": expected one of ${known.join(", ")}`, {
    unknown: { word: first, known },
  });
}

/** Of several views the last is taken for the one that was meant. */
function surplusWords(operands: readonly string[]): UsageError {
  const { message } = tooMany(historyAction, operands.slice(2));
  const view = operands.findLast(isView);
  const store = operands.find((word) => !isView(word));
  if (view === undefined || view === operands[0] || store === undefined) return new UsageError(message);
  return new UsageError(`${message}; one view comes before the store, as in: ${line(view, store)}`);
}

/** A line to type, with words as a shell must be given them. */
function line(view: string, store: string): string {
  return `history ${view} ${shellWord(store)}`;
}

function isView(word: string): word is HistoryView {
  return (historyViews as readonly string[]).includes(word);
}
