import { programLine, shellWord } from "./program.ts";
import { UsageError } from "./usage_error.ts";

/** Something that a command line can only do if it is allowed. */
export interface Need {
  readonly name: "read" | "write" | "env";
  /** The path or the variable; all of them if left out. */
  readonly what?: string;
  /** What it is for, such as `read "a.yaml"`. */
  readonly purpose: string;
}

/**
 * Makes sure that all of it is allowed, before hours are spent on what then cannot be kept.
 *
 * @param args The command line as it was typed, for the line that has every flag that it takes.
 * @throws {UsageError} Naming what is not.
 */
export function checkPermissions(needs: readonly Need[], args: readonly string[]): void {
  const missing = needs.filter((need) => !isGranted(need));
  if (missing.length === 0) return;
  const line = [programLine(permissionFlags(needs)), ...args.map(shellWord)].join(" ");
  const [first] = missing;
  const which = { read: "reading files", write: "writing files", env: "reading the environment" }[first!.name];
  const flag = missing.length === 1 ? ` (${flagOf(first!.name, [first!])})` : "";
  throw new UsageError(`Cannot ${first!.purpose}: ${which} is not allowed${flag}. Allow it with:\n  ${line}`);
}

/** The flags that allow all of it. */
export function permissionFlags(needs: readonly Need[]): string {
  const names = ["read", "write", "env"] as const;
  return names.flatMap((name) => {
    const of = needs.filter((need) => need.name === name);
    return of.length === 0 ? [] : [flagOf(name, of)];
  }).join(" ");
}

function isGranted({ name, what }: Need): boolean {
  const descriptor: Deno.PermissionDescriptor = name === "env" ? { name, variable: what } : { name, path: what };
  return Deno.permissions.querySync(descriptor).state === "granted";
}

function flagOf(name: Need["name"], needs: readonly Need[]): string {
  const all = needs.map(({ what }) => what);
  // For Deno a comma ends a path, and it knows no way to write one that is part of it.
  if (all.some((what) => what === undefined || what.includes(","))) return `--allow-${name}`;
  return `--allow-${name}=${shellWord([...new Set(all)].join(","))}`;
}
