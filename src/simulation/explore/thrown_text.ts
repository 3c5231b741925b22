/** The most that is told of what is no error. */
const keptLength = 500;

/** Whatever was thrown, in words: errors whose message cannot be read, and what is no error, too. */
export function thrownText(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`;
    const json = typeof thrown === "object" && thrown !== null ? JSON.stringify(thrown) : "{}";
    // A map and its like have nothing that JSON would show.
    const text = json === "{}" ? String(thrown) : json;
    return `The test threw ${text.length > keptLength ? `${text.slice(0, keptLength - 1)}…` : text}`;
  } catch {
    return "The test threw something that cannot be read";
  }
}
