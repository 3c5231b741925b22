/**
 * A text as every store can keep it: SQLite cuts a text off at a NUL, PostgreSQL refuses it, and half a surrogate pair has no UTF-8. Each
 * of these becomes U+FFFD.
 */
export function plainText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes("\0") ? wellFormed.replaceAll("\0", "\uFFFD") : wellFormed;
}

/** {@linkcode plainText}, where there may be none. */
export function plainTextOrNull(text: string | null): string | null {
  return text === null ? null : plainText(text);
}
