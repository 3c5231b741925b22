import { checkPermissions } from "./needed_permissions.ts";
import { shellWord } from "./program.ts";
import { systemReason } from "./system_reason.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Makes sure that a file or a folder may be read.
 *
 * @param args The command line as it was typed, for the message that says how to allow it.
 * @throws {UsageError} If it may not.
 */
export function checkReadable(path: string, args: readonly string[]): void {
  checkPermissions([{ name: "read", what: path, purpose: `read "${path}"` }], args);
}

/**
 * What a file of JSON holds.
 *
 * @throws {UsageError} If it cannot be read, or is no JSON.
 */
export function readJsonFile(path: string, args: readonly string[]): unknown {
  checkReadable(path, args);
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (thrown) {
    const reason = thrown instanceof Deno.errors.NotFound
      ? "there is no such file"
      : thrown instanceof Deno.errors.IsADirectory
      ? `it is a folder; name the files in it, as in ${shellWord(path.replace(/\/+$/, ""))}/*.json`
      : systemReason(thrown);
    throw new UsageError(`Cannot read "${path}": ${reason}`, { cause: thrown });
  }
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new UsageError(`Cannot read "${path}" as JSON: ${(thrown as Error).message}`, { cause: thrown });
  }
}
