/** The server's code of five characters for what it refused; `undefined` for failures that are not its answer. */
export function sqlState(thrown: unknown): string | undefined {
  const { code, severity } = (thrown ?? {}) as { code?: unknown; severity?: unknown };
  return typeof severity === "string" && typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * Whether it is a row's own fault that it was refused: bad data (22), a broken constraint (23), or more than a row or its index can hold (54).
 * It would be refused again.
 */
export function isRowFault(thrown: unknown): boolean {
  return /^(?:22|23|54)/.test(sqlState(thrown) ?? "");
}

/** Whether the connection can be used again after this failure: the server itself has answered, and not that it is going away. */
export function leavesConnection(thrown: unknown): boolean {
  const code = sqlState(thrown);
  return code !== undefined && (thrown as { severity?: unknown }).severity === "ERROR" && !code.startsWith("08");
}

/** Why something failed, in words. */
export function failureReason(thrown: unknown): string {
  // A name with several addresses fails once for each, and says nothing for all.
  if (thrown instanceof AggregateError && thrown.message === "" && thrown.errors.length > 0) {
    return thrown.errors.map(failureReason).join("; ");
  }
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.message || thrown.name;
}
