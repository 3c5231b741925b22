import configuration from "../deno.json" with { type: "json" };
import { programName } from "./program.ts";

/** The version of the package, and of what it runs on. */
export function version(): string {
  return `${programName} ${configuration.version} (deno ${Deno.version.deno}, v8 ${Deno.version.v8})`;
}
