import type { ResolvedGroupBudget } from "./group_budget.ts";
import type { ResolvedPolicy } from "./policy.ts";

/** Who is restarted with a child that crashed: nobody, all the others, or those that were started after it. */
export type Strategy = "one-for-one" | "one-for-all" | "rest-for-one";

/** Whether children are started, or stopped, one after the other or all at once. */
export type Order = "sequential" | "parallel";

/** When the end of significant children ends their group. */
export type AutoShutdown = "never" | "any-significant" | "all-significant";

/** What becomes of a running child when one that it depends on fails: it goes on, or it is stopped and started again after that one. */
export type DependencyFailureRule = "stay" | "restart";

/** One child as its group's decision core knows it: a worker, or a group of its own. */
export interface GroupMember {
  /** Unique within its group. */
  readonly name: string;
  readonly policy: ResolvedPolicy;
  readonly random: () => number;
  /** Whether its end may end the group; see {@linkcode AutoShutdown}. */
  readonly significant?: boolean;
  /** Whether the group goes on when it fails it. */
  readonly optional?: boolean;
  /** The names of those in the group that must be ready before it may start; none unless given. */
  readonly dependsOn?: readonly string[];
  /** Whether it goes on when one of those fails, or is started anew with it. */
  readonly onDependencyFailure?: DependencyFailureRule;
  /** What it consists of, if it is a group. */
  readonly group?: GroupPlan;
}

/** A group that is started afresh with each incarnation of the child that it is. */
export interface GroupPlan {
  /** In start order. */
  readonly members: readonly GroupMember[];
  readonly rules: GroupRules;
}

/** How a group is supervised. */
export interface GroupRules {
  /** The budget that all children share; none unless given. */
  readonly budget: ResolvedGroupBudget | undefined;
  /** Whether the group stays when every child has ended, until it is asked to stop. */
  readonly keepAlive: boolean;
  /** Whether the group's own events are told; one worker on its own has no group to tell of. */
  readonly tellsOfItself: boolean;
  /** Who is restarted with a child that crashed. */
  readonly strategy: Strategy;
  /** Whether the end of significant children ends the group. */
  readonly autoShutdown: AutoShutdown;
  /** Whether a child starts only when the one before it is up. */
  readonly startOrder: Order;
  /** Whether a child is asked to stop only when the one after it has stopped. */
  readonly stopOrder: Order;
  /** Whether a child's first start that fails is a crash like another, or fails the group. */
  readonly onStartFailure: "restart" | "fail";
  /** Whether an error that terminates the tree climbs on to the parent. */
  readonly terminateTree: "propagate" | "contain";
  /** The most children that the group takes. */
  readonly maxChildren: number;
  /** Whether children that have ended are forgotten at once: thousands of alike ones come and go. */
  readonly isPool: boolean;
  /** Whether children that are stopped one after the other keep a share each of what the whole stop may take. */
  readonly sharesGrace: boolean;
  /** How long the whole stop may take, for the group at the root; below it the child's own grace says so. */
  readonly graceMs: number;
}

/** The rules of a group that says nothing. */
export const defaultRules: GroupRules = Object.freeze({
  budget: undefined,
  keepAlive: false,
  tellsOfItself: true,
  strategy: "one-for-one",
  autoShutdown: "never",
  startOrder: "parallel",
  stopOrder: "sequential",
  onStartFailure: "restart",
  terminateTree: "propagate",
  maxChildren: Infinity,
  isPool: false,
  sharesGrace: false,
  graceMs: Infinity,
});
