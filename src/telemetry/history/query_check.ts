import { checkChoice, checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import { plainText } from "../../services/sessions/plain_text.ts";
import type { ExecutionFilter, ExecutionOrder, ExecutionQuery } from "./execution_history.ts";

/** A query with nothing left open. */
export interface ResolvedQuery {
  /** Only what is given, with texts as stores keep them. */
  readonly filter: ExecutionFilter;
  readonly order: ExecutionOrder;
  /** A whole number, or `Infinity`. */
  readonly limit: number;
}

const textFields = ["id", "owner", "instance", "name", "topic"] as const satisfies readonly (keyof ExecutionFilter)[];
const countFields = ["sessionId", "sinceMs", "untilMs"] as const satisfies readonly (keyof ExecutionFilter)[];
const filterFields = ["kind", ...textFields, "statuses", ...countFields];
const kinds = ["handler", "job"];
const statuses = ["success", "error", "cancelled", "timed-out"];
const orders = ["newest", "oldest", "slowest"];

/**
 * Checks a query, and fills in what it leaves open.
 *
 * @throws {TypeError} For an unknown field, and for a value of the wrong kind.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function resolvedQuery(query: ExecutionQuery): ResolvedQuery {
  const action = "list executions";
  checkKeys(action, "", query, [...filterFields, "order", "limit"]);
  const { order = "newest", limit, ...filter } = query;
  checkChoice(action, "order", order, orders);
  return { filter: givenFilter(action, filter), order, limit: resolvedLimit(action, limit) };
}

/**
 * Checks a filter. Answers what it gives, with texts as stores keep them.
 *
 * @param action What cannot be done with a bad one, such as `summarise executions`.
 * @throws {TypeError} For an unknown field, and for a value of the wrong kind.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function resolvedFilter(action: string, filter: ExecutionFilter): ExecutionFilter {
  checkKeys(action, "", filter, filterFields);
  return givenFilter(action, filter);
}

/**
 * The most rows to answer: 100 unless given.
 *
 * @throws {RangeError} For a limit that is neither a whole number of at least 0 nor `Infinity`.
 */
export function resolvedLimit(action: string, limit: number = 100): number {
  checkNumber(action, "limit", limit, { min: 0, integer: true, orInfinity: true });
  return limit > Number.MAX_SAFE_INTEGER ? Infinity : limit;
}

/**
 * A text that may be asked for, as stores keep it.
 *
 * @throws {TypeError} Unless it is a text.
 */
export function resolvedText(action: string, field: string, text: unknown): string {
  if (typeof text === "string") return plainText(text);
  throw new TypeError(`Cannot ${action}: "${field}" must be a text, received ${shown(text)}`);
}

function givenFilter(action: string, filter: ExecutionFilter): ExecutionFilter {
  const given: Record<string, unknown> = {};
  if (filter.kind !== undefined) checkChoice(action, "kind", given.kind = filter.kind, kinds);
  for (const field of textFields) {
    if (filter[field] !== undefined) given[field] = resolvedText(action, field, filter[field]);
  }
  if (filter.statuses !== undefined) given.statuses = checkedStatuses(action, filter.statuses);
  for (const field of countFields) {
    if (filter[field] !== undefined) checkCount(action, field, given[field] = filter[field]);
  }
  return given;
}

function checkedStatuses(action: string, given: unknown): readonly unknown[] {
  if (!Array.isArray(given)) {
    throw new TypeError(`Cannot ${action}: "statuses" must be an array, received ${shown(given)}`);
  }
  given.forEach((status, index) => checkChoice(action, `statuses[${index}]`, status, statuses));
  return [...given];
}

/** Above the safe integers no store can tell neighbours apart. */
function checkCount(action: string, field: string, value: unknown): void {
  checkNumber(action, field, value, { min: 0, integer: true });
  if (Number.isSafeInteger(value)) return;
  throw new RangeError(
    `Cannot ${action}: "${field}" must be at most ${Number.MAX_SAFE_INTEGER}, received ${shown(value)}`,
  );
}
