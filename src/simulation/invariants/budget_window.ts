import type { WorkerEvent } from "../../core/event.ts";
import type { WindowLimits } from "../../core/restart_window.ts";
import { groupPathOf } from "../cast_group.ts";
import type { Breach } from "../simulation_result.ts";
import type { Trace } from "../trace.ts";
import { GroupLedger, isCharged, WorkerLedger } from "./budget_ledger.ts";
import { childrenOf } from "./children.ts";
import { eventsByPath, groupPath, type Invariant } from "./invariant.ts";

/** Counted anew from the trace, restart by restart, not with the budget's own code. */
export const budgetWindow: Invariant = {
  name: "budget-window",
  description:
    "No budget is charged more than its intensity, by the rule that says what it counts, and what is told to be used is",
  check(trace) {
    const byPath = eventsByPath(trace);
    const own = childrenOf(trace).flatMap(({ path: worker, policy: { budget } }) => {
      const ledger = new WorkerLedger(budget, trace);
      return byPath.get(worker)!.flatMap((event) => {
        const wrong = wrongOf(event, ledger);
        if (wrong === undefined) return [];
        return [{ invariant: budgetWindow.name, atMs: event.atMs, worker, message: wrong }];
      });
    });
    return [...own, ...overcharged(trace)];
  },
};

/** What is wrong with the budget of a worker; the ledger takes notice of what was told. */
function wrongOf(event: WorkerEvent, ledger: WorkerLedger): string | undefined {
  const { budget, count } = ledger;
  const restarts = budget.counts === "starts"
    ? event.type === "started" && event.after === "restart"
    : isCharged(event);
  const isTooMuch = restarts && count.isSpent(event.atMs);
  ledger.note(event);
  if (isTooMuch) return tooMuch(count.count(event.atMs), budget);
  if (event.type !== "restart-scheduled" || budget.intensity === Infinity) return undefined;
  const used = count.count(event.atMs);
  // No window remembers more than it allows; only a count that decays does.
  const told = budget.window === "decay" ? used : Math.min(used, budget.intensity);
  return Math.abs(event.budgetUsed - told) <= 1e-6
    ? undefined
    : `told that ${event.budgetUsed} are used, and ${told} are`;
}

/** Restarts beyond the budgets that groups share among their children. */
function overcharged({ groups, events }: Trace): Breach[] {
  const ledgers = new Map(
    groups.flatMap(({ path, rules: { budget } }): [string, GroupLedger][] =>
      budget === undefined ? [] : [[path, new GroupLedger(budget)]]
    ),
  );
  if (ledgers.size === 0) return [];
  const found: Breach[] = [];
  for (const event of events) {
    const path = "worker" in event ? groupPathOf(event.worker) : groupPath(event);
    const ledger = ledgers.get(path);
    if (ledger === undefined) continue;
    // Who is held waits until the budget is fresh.
    const isTooMuch = event.type === "restart-scheduled" && isCharged(event) && ledger.count.isSpent(event.atMs);
    ledger.note(event);
    if (!isTooMuch) continue;
    const message = `${tooMuch(ledger.count.count(event.atMs), ledger.budget)}, for the whole group`;
    found.push({ invariant: budgetWindow.name, atMs: event.atMs, ...(path === "" ? {} : { worker: path }), message });
  }
  return found;
}

function tooMuch(used: number, { intensity, periodMs, window = "sliding" }: WindowLimits): string {
  const rule = window === "sliding" ? "" : ` (${window})`;
  return `${used} restarts within ${periodMs} ms${rule}, where ${intensity} are allowed`;
}
