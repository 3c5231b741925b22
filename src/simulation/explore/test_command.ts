import { quoted, variables } from "./replay.ts";

/** All that a process may be allowed to do. */
const permissions = ["read", "write", "net", "env", "run", "sys", "ffi"] as const;

/**
 * The command that runs a test of this name with all that this process may do; `undefined` where no `deno test` runs it. What may be done to
 * certain paths or hosts alone is not in it: nobody can ask which ones.
 */
export function testCommand(name: string | undefined): string | undefined {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  // Elsewhere than in `deno test` it takes nothing, and does nothing.
  if (deno === undefined || deno.test.length === 0) return undefined;
  const granted = permissions.filter((name) => deno.permissions.querySync({ name }).state === "granted");
  const flags = granted.length === permissions.length ? ["-A"] : [
    ...granted.map((name) => `--allow-${name}`),
    ...(granted.includes("env") ? [] : [`--allow-env=${variables.join(",")}`]),
  ];
  return ["deno test", ...flags, ...(name === undefined ? [] : ["--filter", filterOf(name)])].join(" ");
}

/** A filter finds parts of a name. Between two slashes it would be a regular expression. */
function filterOf(name: string): string {
  return quoted(name.startsWith("/") && name.endsWith("/") ? name.slice(1) : name);
}
