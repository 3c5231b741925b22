/**
 * Text as it is, but for what a runner of GitHub Actions would take for a command: `::` where a line begins, and `##[` anywhere. Names in a scenario
 * are somebody else's words.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, "$1: ").replaceAll("##[", "# #[");
}

/** The same of JSON, which stays the same data. */
export function jsonWithoutCommands(text: string): string {
  return text.replaceAll("##[", "##\\u005b");
}
