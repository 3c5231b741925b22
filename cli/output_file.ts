import { systemReason } from "./system_reason.ts";
import { WriteError } from "./output.ts";

/**
 * Writes a file anew.
 *
 * @throws {WriteError} If the system refuses.
 */
export function writeOutputFile(path: string, text: string, options: Deno.WriteFileOptions = {}): void {
  try {
    Deno.writeTextFileSync(path, text, options);
  } catch (thrown) {
    const reason = thrown instanceof Deno.errors.NotFound ? "there is no such folder" : systemReason(thrown);
    throw new WriteError(`Cannot write "${path}": ${reason}`, { cause: thrown });
  }
}
