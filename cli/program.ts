import configuration from "../deno.json" with { type: "json" };

/** What the program is called where it names itself. */
export const programName = "mainstay";

/**
 * How this program is started, as a line for a shell: the way in which it was started now, as far as that can be known without
 * asking for a permission.
 *
 * @param permission A permission flag that the line needs, such as `--allow-read`.
 */
export function programLine(permission = ""): string {
  return ["deno run", permission, entry()].filter((part) => part !== "").join(" ");
}

/** What Deno is to run: a package, or the file as seen from the working directory. */
function entry(): string {
  const { pathname, protocol } = new URL("./main.ts", import.meta.url);
  const published = protocol === "https:" ? /^\/(@[^/]+\/[^/]+)\/([^/]+)\//.exec(pathname) : null;
  if (published !== null) return `jsr:${published[1]}@${published[2]}/cli`;
  // GitHub keeps an action of another repository where nobody else finds it.
  if (/\/_actions\/[^/]+\/[^/]+\/[^/]+\/cli\/main\.ts$/.test(pathname)) {
    return `jsr:${configuration.name}@${configuration.version}/cli`;
  }
  if (protocol !== "file:" || Deno.build.os === "windows") return "cli/main.ts";
  const path = decodeURIComponent(pathname);
  const folder = `${Deno.cwd()}/`;
  return shellWord(path.startsWith(folder) ? path.slice(folder.length) : path);
}

/** The flag of Deno that allows to read or write this file, for a shell: of all files where the path cannot be said. */
export function permissionFlag(name: "read" | "write", path: string): string {
  // For Deno a comma ends a path, and it knows no way to write one that is part of it.
  return path.includes(",") ? `--allow-${name}` : `--allow-${name}=${shellWord(path)}`;
}

/** A word as a shell must be given it. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!/\p{Control}/u.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`;
  // Spelled out, so that the line does not steer the terminal that it is printed on.
  const spelled = word.replace(/[\\']/g, "\\$&")
    .replace(/\p{Control}/gu, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `$'${spelled}'`;
}
