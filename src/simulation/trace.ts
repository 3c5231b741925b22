import type { SupervisionEvent } from "../core/event.ts";
import type { ResolvedPolicy } from "../core/policy.ts";
import type { BudgetLimits } from "../core/restart_budget.ts";
import type { Life } from "./engine_run.ts";

/** All that is known of a run: what was agreed, what was told, what was lived. Invariants are checked against it. */
export interface Trace {
  /** The workers, with the policies that were agreed. */
  readonly members: readonly { readonly name: string; readonly policy: ResolvedPolicy }[];
  /** The budget that all workers share. */
  readonly budget: BudgetLimits | undefined;
  /** All that was told, in order. */
  readonly events: readonly SupervisionEvent[];
  /** Each incarnation as the world saw it. */
  readonly lives: readonly Life[];
  /** When the run ended. */
  readonly endedAtMs: number;
}
