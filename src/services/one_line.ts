/** A text can come from anywhere, and an answer must not grow without end. */
const longest = 1_000;

/** Everything that can end a line or steer a terminal: C0 and C1 control characters and the two separators of Unicode. */
// deno-lint-ignore no-control-regex -- to find them is what it is for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** A text of any origin as one line: what could end the line is a space, what is longer than the limit is cut short. */
export function oneLine(text: unknown, limit: number = longest): string {
  // The cut comes first: a text of megabytes must not cost more than its beginning.
  const start = String(text).slice(0, limit + 1);
  const line = start.replaceAll(control, " ");
  return (start.length > limit ? `${line.slice(0, limit - 1)}…` : line).toWellFormed();
}
