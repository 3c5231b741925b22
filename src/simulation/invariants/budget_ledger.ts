import type { SupervisionEvent, WorkerEvent } from "../../core/event.ts";
import type { ResolvedGroupBudget } from "../../core/group_budget.ts";
import type { WorkerBudget } from "../../core/policy.ts";
import type { Trace } from "../trace.ts";
import { BudgetCount } from "./budget_count.ts";
import { isFreshStart, toldBefore } from "./fresh_start.ts";

/** Whether something told of a child is a restart that budgets count. Who restarts at once because it was healthy is charged nothing. */
export function isCharged(event: WorkerEvent): boolean {
  return event.type === "restart-held" || (event.type === "restart-scheduled" && event.attempt > 0);
}

/** How much of its own budget a worker has used, as far as it was told. */
export class WorkerLedger {
  readonly budget: WorkerBudget;
  readonly count: BudgetCount;
  readonly #trace: Trace;
  #before: WorkerEvent | undefined;

  /** Nothing is used yet. */
  constructor(budget: WorkerBudget, trace: Trace) {
    this.#trace = trace;
    this.budget = budget;
    this.count = new BudgetCount(budget);
  }

  /** Takes notice of what was told of the worker. */
  note(event: WorkerEvent): void {
    const isHealed = event.type === "healthy" && this.budget.resetWhenHealthy;
    if (isHealed || isFreshStart(this.#trace, event, this.#before)) this.count.reset();
    this.#before = toldBefore(this.#trace, event, this.#before);
    if (this.budget.counts === "starts" ? event.type === "started" : isCharged(event)) this.count.record(event.atMs);
  }
}

/** How much of its budget a group has used, as far as it was told of it and of its children. */
export class GroupLedger {
  readonly budget: ResolvedGroupBudget;
  readonly count: BudgetCount;

  /** Nothing is used yet. */
  constructor(budget: ResolvedGroupBudget) {
    this.budget = budget;
    this.count = new BudgetCount(budget);
  }

  /** Takes notice of what was told of the group, or of one of its children. */
  note(event: SupervisionEvent): void {
    if (event.type === "group-started" || event.type === "group-resumed") this.count.reset();
    else if ("worker" in event && isCharged(event)) this.count.record(event.atMs);
  }
}
