import { checkKeys, shown } from "../../core/option_check.ts";
import { parseSeed } from "../seed.ts";
import { checkExploredFaults, type ExploredFault } from "./explored_fault.ts";

/** A run to be made again. */
export interface Replay {
  /** What chance was drawn from. */
  readonly seed: number | bigint | string;
  /** What goes wrong, and nothing else; drawn from the seed unless given. */
  readonly faults?: readonly ExploredFault[];
}

/** A run that is to be made again, with its seed in one spelling. */
export interface WantedRun {
  /** In the form that `parseSeed` gives. */
  readonly seed: string;
  /** What goes wrong; drawn from the seed unless given. */
  readonly faults: readonly ExploredFault[] | undefined;
}

const seedVariable = "MAINSTAY_SEED";
const faultsVariable = "MAINSTAY_FAULTS";

/** The variables of the environment that say which run is to be made. */
export const variables: readonly string[] = [seedVariable, faultsVariable];

/**
 * Reads a replay: as it is, as JSON text, or as the line that a failure prints.
 *
 * @throws {TypeError} For what is none of these.
 * @throws {RangeError} For a seed that is none, and for a fault with a number that its field cannot hold.
 */
export function readReplay(action: string, replay: Replay | string): WantedRun {
  const value: unknown = typeof replay === "string" ? ofText(action, replay) : replay;
  checkKeys(action, "replay", value, ["seed", "faults"]);
  const { seed, faults } = value as Replay;
  if (faults !== undefined) checkExploredFaults(action, "replay.faults", faults);
  return { seed: readSeed(action, "replay.seed", seed), faults };
}

/**
 * The one spelling of a seed.
 *
 * @throws {TypeError} For what is neither a number nor a text. The message names the field.
 * @throws {RangeError} For a number or a text that is no seed.
 */
export function readSeed(action: string, field: string, seed: number | bigint | string): string {
  try {
    return parseSeed(seed);
  } catch (cause) {
    const message = `Cannot ${action}: "${field}" must be a whole number, 0x-hex or a git commit hash, received ${
      shown(seed)
    }`;
    throw cause instanceof RangeError ? new RangeError(message, { cause }) : new TypeError(message, { cause });
  }
}

/**
 * What `MAINSTAY_SEED` and `MAINSTAY_FAULTS` say; `undefined` without both. They are read only where nobody is asked for leave by that.
 *
 * @throws {TypeError} For faults that are none, and for faults without a seed.
 * @throws {RangeError} For a seed that is none.
 */
export function wantedByEnvironment(action: string, read: (name: string) => string | undefined): WantedRun | undefined {
  const [seed = "", text = ""] = [read(seedVariable), read(faultsVariable)];
  if (seed === "") {
    if (text === "") return undefined;
    throw new TypeError(`Cannot ${action}: "${faultsVariable}" must have "${seedVariable}" beside it`);
  }
  const faults = text === "" ? undefined : parsed(action, faultsVariable, text);
  if (faults !== undefined) checkExploredFaults(action, faultsVariable, faults);
  return { seed: readSeed(action, seedVariable, seed), faults };
}

/** A variable of the environment, if it may be read without a question. */
export function readVariable(name: string): string | undefined {
  const { Deno: deno, process: node } = globalThis as {
    Deno?: typeof Deno;
    process?: { env?: Record<string, string | undefined> };
  };
  if (deno === undefined) return node?.env?.[name];
  return deno.permissions.querySync({ name: "env", variable: name }).state === "granted"
    ? deno.env.get(name)
    : undefined;
}

/** The variables as a shell takes them, in front of a command. */
export function asVariables({ seed, faults }: Replay): string {
  return `${seedVariable}=${seed}${faults === undefined ? "" : ` ${faultsVariable}=${quoted(JSON.stringify(faults))}`}`;
}

/** A text as a shell hands it on unchanged. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function ofText(action: string, text: string): unknown {
  const line = /MAINSTAY_SEED=(\S+)(?:\s+MAINSTAY_FAULTS='((?:[^']|'\\'')*)')?/.exec(text);
  if (line === null) return parsed(action, "replay", text);
  const [, seed, faults] = line;
  if (faults === undefined && text.includes(`${faultsVariable}=`)) {
    throw new TypeError(
      `Cannot ${action}: "replay" must have ${faultsVariable} after ${seedVariable} and in single quotes, as it was printed, received ${
        shown(text)
      }`,
    );
  }
  return { seed, faults: faults === undefined ? undefined : parsed(action, "replay", faults.replaceAll(`'\\''`, "'")) };
}

function parsed(action: string, field: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`Cannot ${action}: "${field}" must be JSON, received ${shown(text)}`, { cause });
  }
}
