import configuration from "../deno.json" with { type: "json" };
import { programName } from "./program.ts";

/** What runs are made with, by name: a run is the same only with the same. */
export function versions(): Readonly<Record<string, string>> {
  return { [programName]: configuration.version, deno: Deno.version.deno, v8: Deno.version.v8 };
}

/** The version of the package, and of what it runs on. */
export function version(): string {
  return `${programName} ${configuration.version} (deno ${Deno.version.deno}, v8 ${Deno.version.v8})`;
}
