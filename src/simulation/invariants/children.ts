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

function listed({ members, groups }: Trace): readonly Child[] {
  const children: Child[] = members.map(({ name, group, policy, significant }) => ({
    path: name,
    group,
    policy,
    significant,
    isGroup: false,
  }));
  for (const { path, policy, significant } of groups) {
    if (policy !== undefined) children.push({ path, group: groupPathOf(path), policy, significant, isGroup: true });
  }
  return children;
}
