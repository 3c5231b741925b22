import type { DependencyFailureRule } from "../core/group_plan.ts";
import type { ResolvedPolicy } from "../core/policy.ts";
import type { MemberFault } from "./faults/member_fault.ts";
import type { Behaviour, ScriptedError } from "./scenario.ts";

/** One simulated worker with nothing left open. */
export interface CastMember {
  /** Its path: its name, with those of the groups that it is in before it, such as `db/writer`. */
  readonly name: string;
  /** The path of the group that it is in; `""` for the root. */
  readonly group: string;
  readonly policy: ResolvedPolicy;
  readonly significant: boolean;
  /** The names of those in its group that must be ready before it may start, counted out. */
  readonly dependsOn: readonly string[];
  /** Whether it goes on when one of those fails. */
  readonly onDependencyFailure: DependencyFailureRule;
  /** Whether an operation adds it, so that it is not there from the beginning, nor after a restart of its group. */
  readonly dynamic: boolean;
  readonly behaviour: Behaviour;
  /** The outages that strike it, by their beginning. */
  readonly outages: readonly CastOutage[];
  /** What else strikes it, by its beginning. */
  readonly faults: readonly MemberFault[];
  /** From when on nothing goes wrong any more; Infinity for never. */
  readonly healsAtMs: number;
}

/** An outage as it concerns one worker. */
export interface CastOutage {
  readonly fromMs: number;
  readonly toMs: number;
  readonly crashAfterMs: number;
  readonly error: ScriptedError;
}
