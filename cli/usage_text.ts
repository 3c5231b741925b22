import type { UsageError } from "./usage_error.ts";

/** What people are told of it: the message, and the nearest known word, where one is near. */
export async function usageText(error: UsageError): Promise<string> {
  if (error.unknown === undefined) return `error: ${error.message}`;
  const { nearest } = await import("./nearest.ts");
  const meant = nearest(error.unknown.word, error.unknown.known);
  return `error: ${error.message}${meant === undefined ? "" : `\nDid you mean "${meant}"?`}`;
}
