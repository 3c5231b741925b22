import type { DependencyFailureRule, GroupRules } from "../core/group_plan.ts";
import type { ResolvedPolicy } from "../core/policy.ts";
import type { CastMember } from "./cast_member.ts";

/** One group of a scenario with nothing left open. */
export interface CastGroup {
  /** Its name, with those of the groups that it is in before it; `""` for the root. */
  readonly path: string;
  /** Its policy as a child of the group around it; `undefined` for the root. */
  readonly policy: ResolvedPolicy | undefined;
  /** Whether its end may end the group around it. */
  readonly significant: boolean;
  /** The names of those in the group around it that must be ready before it may start, counted out. */
  readonly dependsOn: readonly string[];
  /** Whether it goes on when one of those fails. */
  readonly onDependencyFailure: DependencyFailureRule;
  /** Whether it, or a group around it, is added by an operation. */
  readonly dynamic: boolean;
  /** How it is supervised. The root's `graceMs` bounds its whole stop; below it the policy's does. */
  readonly rules: GroupRules;
  /** The paths of its children, in start order; those that operations add are not among them. */
  readonly children: readonly string[];
}

/** A group with all that is in it, as the engines take it. */
export interface CastTree {
  readonly group: CastGroup;
  /** In start order; those that operations add are not among them. */
  readonly children: readonly CastChild[];
}

/** One child of a group. */
export type CastChild = CastMember | CastTree;

/** Whether a child is a group. */
export function isTree(child: CastChild): child is CastTree {
  return "children" in child;
}

/** The names of those in its group that a child depends on. */
export function dependenciesOf(child: CastChild): readonly string[] {
  return isTree(child) ? child.group.dependsOn : child.dependsOn;
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The path of the group that a path's child is in; `""` for the root. */
export function groupPathOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
