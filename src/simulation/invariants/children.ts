import type { DependencyFailureRule } from "../../core/group_plan.ts";
import type { ResolvedPolicy } from "../../core/policy.ts";
import { groupPathOf } from "../cast_group.ts";
import type { Trace } from "../trace.ts";

/** One child of a group: a worker, or a group inside another one. */
export interface Child {
  readonly path: string;
  /** The path of the group that it is in; `""` for the root. */
  readonly group: string;
  readonly policy: ResolvedPolicy;
  readonly significant: boolean;
  readonly isGroup: boolean;
  /** The paths of those that it depends on. */
  readonly dependsOn: readonly string[];
  readonly onDependencyFailure: DependencyFailureRule;
}

/** Each trace is looked through once, not once for each invariant. */
const known = new WeakMap<Trace, ReadonlyMap<string, Child>>();

/** All children of a run by their paths: its workers, then its groups but the root. */
export function childrenByPath(trace: Trace): ReadonlyMap<string, Child> {
  let children = known.get(trace);
  if (children === undefined) known.set(trace, children = new Map(listed(trace).map((child) => [child.path, child])));
  return children;
}

/** The same as a list. */
export function childrenOf(trace: Trace): readonly Child[] {
  return [...childrenByPath(trace).values()];
}

/** Whether any child depends on another one. */
export function areDependent(trace: Trace): boolean {
  for (const { dependsOn } of childrenByPath(trace).values()) if (dependsOn.length > 0) return true;
  return false;
}

function listed({ members, groups }: Trace): readonly Child[] {
  const children: Child[] = members.map(({ name, group, policy, significant, dependsOn, onDependencyFailure }) => ({
    path: name,
    group,
    policy,
    significant,
    isGroup: false,
    dependsOn: pathsIn(group, dependsOn),
    onDependencyFailure,
  }));
  for (const { path, policy, significant, dependsOn, onDependencyFailure } of groups) {
    if (policy === undefined) continue;
    const group = groupPathOf(path);
    children.push({
      path,
      group,
      policy,
      significant,
      isGroup: true,
      dependsOn: pathsIn(group, dependsOn),
      onDependencyFailure,
    });
  }
  return children;
}

function pathsIn(group: string, names: readonly string[]): readonly string[] {
  return group === "" || names.length === 0 ? names : names.map((name) => `${group}/${name}`);
}
