import type { GroupBudget, Policy } from "@mainstay/supervisor";
import { Failure } from "../../src/core/failure.ts";
import { defaultRules, type GroupMember, type GroupPlan, type GroupRules } from "../../src/core/group_plan.ts";
import { GroupSupervision } from "../../src/core/group_supervision.ts";
import { resolveGroupBudget } from "../../src/core/group_budget.ts";
import { resolvePolicy } from "../../src/core/policy.ts";
import type { Supervision } from "../../src/core/supervision.ts";
import { eventLine } from "./event_line.ts";

/** One child of a {@linkcode CoreGroup}: a worker's policy, or a group with a policy of its own. */
export interface CoreChild extends Policy {
  readonly significant?: boolean;
  readonly group?: CorePlan;
}

/** The children of a group by their names, and what it does otherwise than a group that says nothing. */
export type CorePlan = readonly [children: Readonly<Record<string, CoreChild>>, rules?: CoreRules];

/** Rules of a group, with its budget as an option. */
export type CoreRules = Partial<Omit<GroupRules, "budget">> & { readonly budget?: GroupBudget };

/** A group's decision core without a driver: the test says what happens and when. No jitter unless a policy says otherwise. */
export class CoreGroup {
  readonly group: GroupSupervision;
  readonly #lines: string[] = [];

  constructor(...plan: CorePlan) {
    const { members, rules } = planOf(plan);
    this.group = new GroupSupervision(members, rules);
  }

  /** A worker, or a child that is a group, by its path. */
  worker(path: string): Supervision {
    const names = path.split("/");
    const name = names.pop()!;
    return this.groupAt(names.join("/")).child(name)!;
  }

  /** The present incarnation of a group inside this one, by its path; this one for an empty path. */
  groupAt(path: string): GroupSupervision {
    let group = this.group;
    for (const name of path === "" ? [] : path.split("/")) group = group.groupOf(group.child(name)!)!;
    return group;
  }

  /** The newest incarnation of this worker throws an error, or the given value. */
  crash(path: string, nowMs: number, thrown: unknown = new Error("boom")): void {
    const worker = this.worker(path);
    worker.onExit(worker.incarnation, new Failure(thrown), nowMs);
  }

  /** The newest incarnation of this worker returns. */
  complete(path: string, nowMs: number): void {
    const worker = this.worker(path);
    worker.onExit(worker.incarnation, undefined, nowMs);
  }

  /** What was told since the last call. */
  told(): string[] {
    this.group.drain((event) => this.#lines.push(eventLine(event)));
    return this.#lines.splice(0);
  }
}

/** A group takes the time that its children take. */
const endless: Policy = { graceMs: Infinity, startupTimeoutMs: Infinity };

function planOf([children, rules = {}]: CorePlan): GroupPlan {
  return {
    members: Object.entries(children).map(([name, child]) => memberOf(name, child)),
    rules: { ...defaultRules, ...rules, budget: resolveGroupBudget("test", rules.budget) },
  };
}

function memberOf(name: string, { significant, group, ...policy }: CoreChild): GroupMember {
  return {
    name,
    policy: resolvePolicy("test", { backoff: { jitter: "none" }, ...group && endless, ...policy }),
    random: () => 0.5,
    ...(significant ? { significant } : {}),
    ...(group === undefined ? {} : { group: planOf(group) }),
  };
}
