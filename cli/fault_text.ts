import { storeName } from "./history/store_name.ts";
import { programLine, shellWord } from "./program.ts";

/**
 * What people are told of a fault of this program.
 *
 * @param thrown Whatever was thrown.
 * @param args The command line as it was typed; with `--verbose` in it the text says where the fault happened.
 */
export function faultText(thrown: unknown, args: readonly string[]): string {
  const verbose = args.includes("--verbose") || args.includes("-v");
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const stack = thrown instanceof Error ? thrown.stack ?? message : message;
  return [
    `internal error: ${message}`,
    "This is a fault of the program, not of the scenario. Please report it with this command line:",
    `  ${[programLine(), ...args.map((arg) => shellWord(storeName(arg)))].join(" ")}`,
    verbose ? stack : "With --verbose it says where it happened.",
  ].join("\n");
}
