/** What the program is called where it names itself. */
export const programName = "mainstay";

/**
 * How this program is started, as a line for a shell: the way in which it was started now, as far as that can be known without
 * asking for a permission.
 *
 * @param permission A permission flag that the line needs, such as `--allow-read`.
 */
export function programLine(permission = ""): string {
  const { pathname, protocol } = new URL(import.meta.url);
  const published = protocol === "https:" ? /^\/(@[^/]+\/[^/]+)\/([^/]+)\//.exec(pathname) : null;
  const entry = published === null ? "cli/main.ts" : `jsr:${published[1]}@${published[2]}/cli`;
  return ["deno run", permission, entry].filter((part) => part !== "").join(" ");
}

/** A word as a shell must be given it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
