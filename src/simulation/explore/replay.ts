import { checkKeys, shown } from "../../core/option_check.ts";
import { parseSeed } from "../seed.ts";
import { checkExploredFaults, type ExploredFault } from "./explored_fault.ts";

/** A run to be made again: with these faults, and no others. */
export interface Replay {
  /** What chance was drawn from. */
  readonly seed: number | bigint | string;
  /** What goes wrong. */
  readonly faults: readonly ExploredFault[];
}

/** What the environment says is to be run. */
export interface WantedRun {
  /** In the form that `parseSeed` gives. */
  readonly seed: string;
  /** What goes wrong; drawn from the seed unless given. */
  readonly faults: readonly ExploredFault[] | undefined;
}

const seedVariable = "MAINSTAY_SEED";
const faultsVariable = "MAINSTAY_FAULTS";

/** Lets the variables be read, and nothing else. */
export const allowEnvironment = `--allow-env=${seedVariable},${faultsVariable}`;

/**
 * Reads a replay: as it is, as JSON text, or as the line that a failure prints.
 *
 * @throws {TypeError} For what is none of these.
 * @throws {RangeError} For a seed that is none, and for a fault with a number that its field cannot hold.
 */
export function readReplay(action: string, replay: Replay | string): Replay & { readonly seed: string } {
  const value: unknown = typeof replay === "string" ? ofText(action, replay) : replay;
  checkKeys(action, "replay", value, ["seed", "faults"]);
  const { seed, faults } = value as Replay;
  checkExploredFaults(action, "replay.faults", faults);
  return { seed: parseSeed(seed), faults };
}

/**
 * What `MAINSTAY_SEED` and `MAINSTAY_FAULTS` say; `undefined` without a seed. They are read only where nobody is asked for leave by that.
 *
 * @throws {TypeError} For faults that are none.
 * @throws {RangeError} For a seed that is none.
 */
export function wantedByEnvironment(action: string, read: (name: string) => string | undefined): WantedRun | undefined {
  const seed = read(seedVariable);
  if (seed === undefined || seed === "") return undefined;
  const text = read(faultsVariable);
  if (text === undefined || text === "") return { seed: parseSeed(seed), faults: undefined };
  const faults = parsed(action, faultsVariable, text);
  checkExploredFaults(action, faultsVariable, faults);
  return { seed: parseSeed(seed), faults };
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
  return `${seedVariable}=${seed} ${faultsVariable}=${quoted(JSON.stringify(faults))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function ofText(action: string, text: string): unknown {
  const line = /MAINSTAY_SEED=(\S+)\s+MAINSTAY_FAULTS='((?:[^']|'\\'')*)'/.exec(text);
  if (line === null) return parsed(action, "replay", text);
  return { seed: line[1], faults: parsed(action, "replay", line[2]!.replaceAll(`'\\''`, "'")) };
}

function parsed(action: string, field: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`Cannot ${action}: "${field}" must be JSON, received ${shown(text)}`, { cause });
  }
}
