import { ownCallSiteOf } from "../call_site.ts";
import { Hash } from "../trace_hash.ts";
import type { ExploredFault } from "./explored_fault.ts";
import type { ExploreFailure, RunAccount } from "./run_account.ts";
import { InjectedFault } from "./injected_fault.ts";
import { thrownText } from "./thrown_text.ts";
import { mergedFaults, milderFaults, withoutPart } from "./simpler_faults.ts";

/** When that many parts have been tried in vain, one after the other. */
const manyParts = 8;

/** What shrinking came to. */
export interface Shrunk {
  /** The smallest run that fails in the same way. */
  readonly account: RunAccount;
  /** How many runs it took. */
  readonly runs: number;
  /** Whether not even the same faults made it fail again. */
  readonly isFickle: boolean;
}

/**
 * Makes a failing run smaller: fewer faults, then milder ones, as long as the run fails in the same way.
 *
 * Faults are left out in parts, from all to single ones. Where that leads nowhere while there are many, outages are tried in their place.
 *
 * @param run Runs the test with these faults, and no others.
 * @param mayHappen Whether a fault that is not among those found is one that was asked for.
 * @param mayGoOn Whether there is time for another run.
 */
export async function shrinkFaults(
  found: RunAccount,
  run: (faults: readonly ExploredFault[]) => Promise<RunAccount>,
  mayHappen: (fault: ExploredFault) => boolean,
  mayGoOn: () => boolean,
): Promise<Shrunk> {
  const cause = causeOf(found.failure!);
  let account = found;
  let runs = 0;
  const tried = new Set<string>();
  const fails = async (faults: readonly ExploredFault[]): Promise<boolean> => {
    runs++;
    const next = await run(faults);
    if (next.failure === undefined || causeOf(next.failure) !== cause) return false;
    account = next;
    return true;
  };
  const list = () => account.faults.map(({ fault }) => fault);
  if (!await fails(list())) return { account: found, runs, isFickle: true };
  let isTimeOver = false;
  const serves = async (candidate: readonly ExploredFault[]): Promise<boolean> => {
    if (isTimeOver) return false;
    const text = hashOf(candidate);
    const known = new Set(list());
    if (tried.has(text) || !candidate.every((fault) => known.has(fault) || mayHappen(fault))) return false;
    isTimeOver = !mayGoOn();
    tried.add(text);
    return !isTimeOver && await fails(candidate);
  };
  const descend = async (candidates: Iterable<readonly ExploredFault[]>): Promise<boolean> => {
    for (const candidate of candidates) if (isTimeOver || await serves(candidate)) return !isTimeOver;
    return false;
  };
  const leaveOut = async (): Promise<boolean> => {
    let hasFewer = false;
    let isMerged = false;
    for (let size = list().length; size >= 1 && !isTimeOver; size = Math.floor(size / 2)) {
      if (!isMerged && list().length >= size * manyParts) {
        isMerged = true;
        if (await descend(mergedFaults(account.faults))) hasFewer = true;
      }
      for (let from = 0; from < list().length && !isTimeOver;) {
        if (await serves(withoutPart(list(), from, size))) hasFewer = true;
        else from += size;
      }
    }
    return hasFewer;
  };
  do {
    while (await leaveOut());
  } while (await descend(mergedFaults(account.faults)) || await descend(milderFaults(account.faults)));
  return { account, runs, isFickle: false };
}

function hashOf(faults: readonly ExploredFault[]): string {
  const hash = new Hash();
  for (const fault of faults) hash.text(JSON.stringify(fault));
  return hash.digest();
}

/** What two failures have in common that are the same: where the test's own code threw, or whose injected error it passed on. */
export function causeOf({ kind, error }: ExploreFailure): string {
  if (kind === "never-settles" || kind === "limit") return "never-settles";
  try {
    if (error instanceof InjectedFault) return `${kind} ${error.of}`;
    if (!(error instanceof Error)) return `${kind} ${thrownText(error)}`;
    return `${kind} ${error.name} ${ownCallSiteOf(error.stack) ?? ""}`;
  } catch {
    return `${kind} of something that cannot be read`;
  }
}
