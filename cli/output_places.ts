import { WriteError } from "./output.ts";
import { checkRewritable } from "./output_file.ts";
import { systemReason } from "./system_reason.ts";
import { UsageError } from "./usage_error.ts";

/** What is written, by the option that asks for it; `undefined` for what nobody asked for. */
export type OutputPlaces = Readonly<Record<string, string | undefined>>;

/**
 * Makes sure that each output has a place of its own, which nothing is read from.
 *
 * @param inputs The files that are read.
 * @throws {UsageError} Naming the options.
 */
export function checkOutputPlaces(places: OutputPlaces, inputs: readonly string[]): void {
  const read = new Set(inputs.map(identityOf));
  const taken = new Map<string, string>();
  for (const [option, path] of Object.entries(places)) {
    if (path === undefined) continue;
    const identity = identityOf(path);
    if (read.has(identity)) {
      throw new UsageError(`Cannot use --${option} "${path}": it would be written over what is read`);
    }
    const other = taken.get(identity);
    if (other !== undefined) throw new UsageError(`Cannot use --${other} and --${option} with one file, "${path}"`);
    taken.set(identity, option);
  }
}

/**
 * Makes the folders that files are written to, as far as that is allowed, and sees whether a file can be made there: before hours are spent on what
 * then cannot be kept.
 *
 * @throws {WriteError} If the system refuses.
 */
export function prepareOutputFiles(paths: readonly (string | undefined)[]): void {
  for (const path of paths) if (path !== undefined) prepareFile(path);
}

/**
 * Makes a folder, unless it is there.
 *
 * @throws {WriteError} If the system refuses.
 */
export function prepareFolder(folder: string): void {
  try {
    Deno.mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    throw new WriteError(`Cannot make the folder "${folder}": ${systemReason(thrown)}`, { cause: thrown });
  }
}

function prepareFile(path: string): void {
  const folder = /^(.*)[/\\][^/\\]*$/.exec(path)?.[1];
  if (folder && Deno.permissions.querySync({ name: "write", path: folder }).state === "granted") prepareFolder(folder);
  try {
    Deno.openSync(path, { write: true, createNew: true }).close();
    Deno.removeSync(path);
  } catch (thrown) {
    const isThere = thrown instanceof Deno.errors.AlreadyExists;
    if (isThere && !isFolder(path)) return checkRewritable(path);
    const isMissing = thrown instanceof Deno.errors.NotFound;
    const reason = isThere ? "it is a folder" : isMissing ? "there is no such folder" : systemReason(thrown);
    throw new WriteError(`Cannot write "${path}": ${reason}`, { cause: thrown });
  }
}

/** Whether there is a folder: to make it again succeeds for one alone, and takes no permission to read. */
function isFolder(path: string): boolean {
  try {
    Deno.mkdirSync(path, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/** The same text for the same file, as far as we may look. */
function identityOf(path: string): string {
  const [, folder = "", name = path] = /^(.*[/\\])?([^/\\]+)$/.exec(path) ?? [];
  return realPath(path) ?? `${realPath(folder === "" ? "." : folder) ?? folder.replace(/^\.\//, "")}/${name}`;
}

function realPath(path: string): string | undefined {
  // In a terminal whoever looks without being allowed to makes Deno ask.
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return undefined;
  try {
    return Deno.realPathSync(path);
  } catch {
    return undefined;
  }
}
