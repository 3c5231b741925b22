import type { SupervisionEvent } from "../core/event.ts";
import type { DependencyFailureRule } from "../core/group_plan.ts";
import type { ResolvedPolicy } from "../core/policy.ts";
import type { GroupReport } from "../core/report.ts";
import type { CastGroup } from "./cast_group.ts";
import type { Life } from "./engine_run.ts";
import type { Stall } from "./faults/member_fault.ts";

/** One worker of a run, with the policy that was agreed. */
export interface TraceMember {
  /** Its path: its name, with those of the groups that it is in before it, such as `db/writer`. */
  readonly name: string;
  /** The path of the group that it is in; `""` for the root. */
  readonly group: string;
  /** The policy that was agreed. */
  readonly policy: ResolvedPolicy;
  /** Whether its end may end its group. */
  readonly significant: boolean;
  /** The names of those in its group that must be ready before it may start. */
  readonly dependsOn: readonly string[];
  /** Whether it goes on when one of those fails. */
  readonly onDependencyFailure: DependencyFailureRule;
  /** Whether an operation adds it, so that it is not there from the beginning, nor after a restart of its group. */
  readonly dynamic: boolean;
}

/** Something that is done by hand at a stated time. */
export interface TraceOperation {
  /** When, in milliseconds on the run's clock. */
  readonly atMs: number;
  /** What; "add" is the start of somebody who is not there yet. */
  readonly do: "add" | "start" | "stop" | "restart" | "remove";
  /** The child that it is about: a worker or a group. */
  readonly path: string;
}

/** All that is known of a run: what was agreed, what was told, what was lived. Invariants are checked against it. */
export interface Trace {
  /** The workers, with the policies that were agreed: in start order, dynamic ones last. */
  readonly members: readonly TraceMember[];
  /** The groups: the root first, each one before those in it, dynamic ones last. */
  readonly groups: readonly CastGroup[];
  /** What was done by hand, by its time. What was not possible then has not happened. */
  readonly operations: readonly TraceOperation[];
  /** All that was told, in order. */
  readonly events: readonly SupervisionEvent[];
  /** Each incarnation as the world saw it; of workers alone, by path. */
  readonly lives: readonly Life[];
  /** The times in which the event loop did nothing, in order; none unless given. */
  readonly stalls?: readonly Stall[];
  /** When the run ended. */
  readonly endedAtMs: number;
  /** What the group at the root reports, if it is over. */
  readonly report: GroupReport | undefined;
}
