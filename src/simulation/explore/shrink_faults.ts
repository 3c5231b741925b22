import { callSiteOf } from "../call_site.ts";
import type { ExploredFault } from "./explored_fault.ts";
import type { ExploreFailure, RunAccount } from "./run_account.ts";
import { InjectedFault } from "./injected_fault.ts";
import { fewerFaults, mergedFaults, milderFaults } from "./simpler_faults.ts";

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
 * @param run Runs the test with these faults, and no others.
 * @param mayHappen Whether a fault is of a kind that was asked for.
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
  const descend = async (simpler: () => Iterable<readonly ExploredFault[]>): Promise<boolean> => {
    for (const candidate of simpler()) {
      const text = JSON.stringify(candidate);
      if (tried.has(text) || !candidate.every(mayHappen)) continue;
      if (!mayGoOn()) return false;
      tried.add(text);
      if (await fails(candidate)) return true;
    }
    return false;
  };
  do {
    while (await descend(() => fewerFaults(list())));
  } while (await descend(() => mergedFaults(account.faults)) || await descend(() => milderFaults(account.faults)));
  return { account, runs, isFickle: false };
}

/** What two failures have in common that are the same: where the test threw, or whose injected error it passed on. */
export function causeOf({ kind, error }: ExploreFailure): string {
  if (error instanceof InjectedFault) return `${kind} ${error.of}`;
  if (kind === "never-settles" || kind === "limit") return "never-settles";
  if (!(error instanceof Error)) return `${kind} ${typeof error}`;
  return `${kind} ${error.name} ${callSiteOf(error.stack) ?? ""}`;
}
