/** Why the system refused, as the end of a sentence: `permission denied`. */
export function systemReason(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // Such as: Permission denied (os error 13): open 'x'
  const said = /^(.*?) \(os error \d+\)/s.exec(message)?.[1];
  return said === undefined ? message : said.charAt(0).toLowerCase() + said.slice(1);
}
