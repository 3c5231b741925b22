import { systemReason } from "./system_reason.ts";
import { WriteError } from "./output.ts";

/**
 * Writes a file anew. Where it may, it writes to a name beside it first, so that what was there is lost only for what is whole.
 *
 * @throws {WriteError} If the system refuses.
 */
export function writeOutputFile(path: string, text: string, options: Deno.WriteFileOptions = {}): void {
  const beside = options.append || options.createNew ? undefined : besideOf(path);
  try {
    Deno.writeTextFileSync(beside?.path ?? path, text, { ...options, ...beside?.options });
    if (beside !== undefined) Deno.renameSync(beside.path, path);
  } catch (thrown) {
    if (beside !== undefined) removeQuietly(beside.path);
    else if (options.createNew && !(thrown instanceof Deno.errors.AlreadyExists)) removeQuietly(path);
    const reason = thrown instanceof Deno.errors.NotFound ? "there is no such folder" : systemReason(thrown);
    throw new WriteError(`Cannot write "${path}": ${reason}`, { cause: thrown });
  }
}

/**
 * Makes sure that a file that is there can be written anew, as far as that can be known: not of a device or a pipe, which somebody may be reading.
 *
 * @throws {WriteError} If the system refuses.
 */
export function checkRewritable(path: string): void {
  const beside = besideOf(path);
  if (beside === undefined) return;
  try {
    Deno.openSync(beside.path, { write: true, createNew: true }).close();
  } catch (thrown) {
    throw new WriteError(`Cannot write "${path}": ${systemReason(thrown)}`, { cause: thrown });
  }
  removeQuietly(beside.path);
}

/** What to write to first; `undefined` where that is not allowed, and for a device, a pipe or a link, which must stay what they are. */
function besideOf(path: string): { readonly path: string; readonly options: Deno.WriteFileOptions } | undefined {
  const beside = `${path}.${Deno.pid}.part`;
  const isAllowed = (["read", "write"] as const).every((name) =>
    [path, beside].every((each) => Deno.permissions.querySync({ name, path: each }).state === "granted")
  );
  if (!isAllowed) return undefined;
  try {
    const { isFile, mode } = Deno.lstatSync(path);
    return isFile ? { path: beside, options: mode === null ? {} : { mode: mode & 0o777 } } : undefined;
  } catch (thrown) {
    return thrown instanceof Deno.errors.NotFound ? { path: beside, options: {} } : undefined;
  }
}

function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // There may be none: what is told is why it could not be written.
  }
}
