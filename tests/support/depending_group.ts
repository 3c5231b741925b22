import type { Policy } from "@mainstay/supervisor";
import { Failure } from "../../src/core/failure.ts";
import { defaultRules, type GroupMember, type GroupRules } from "../../src/core/group_plan.ts";
import { GroupSupervision } from "../../src/core/group_supervision.ts";
import { resolvePolicy } from "../../src/core/policy.ts";
import type { Supervision } from "../../src/core/supervision.ts";
import { timedMarks } from "./event_marks.ts";
import type { SupervisionEvent } from "@mainstay/supervisor";

/** A child of a {@linkcode DependingGroup}: whom it depends on, and what it does otherwise than a worker that says nothing. */
export interface DependingChild extends Policy {
  readonly on?: readonly string[];
  readonly onDependencyFailure?: GroupMember["onDependencyFailure"];
}

/** The decision core of a group whose children depend on each other, without a driver: the test says what happens and when. */
export class DependingGroup {
  readonly group: GroupSupervision;
  readonly #events: SupervisionEvent[] = [];

  constructor(children: Readonly<Record<string, DependingChild>>, rules: Partial<GroupRules> = {}) {
    const members = Object.entries(children).map(([name, child]) => dependingMember(name, child));
    this.group = new GroupSupervision(members, { ...defaultRules, stopOrder: "parallel", ...rules });
  }

  /** The child of this name. */
  child(name: string): Supervision {
    return this.group.child(name)!;
  }

  /** The newest incarnation of this child throws an error. */
  crash(name: string, nowMs: number): void {
    const child = this.child(name);
    child.onExit(child.incarnation, new Failure(new Error("boom")), nowMs);
  }

  /** The newest incarnation of this child returns. */
  complete(name: string, nowMs: number): void {
    const child = this.child(name);
    child.onExit(child.incarnation, undefined, nowMs);
  }

  /** The newest incarnation of this child is ready. */
  ready(name: string, nowMs: number): void {
    const child = this.child(name);
    child.onReady(child.incarnation, undefined, nowMs);
  }

  /** What was told since the last call, one line for each moment: `0 *+ a+ b+`. */
  told(): string[] {
    this.group.drain((event) => this.#events.push(event));
    return timedMarks(this.#events.splice(0));
  }
}

/** A child for a {@linkcode DependingGroup}, to be added to it later. */
export function dependingMember(
  name: string,
  { on: dependsOn = [], onDependencyFailure = "stay", ...policy }: DependingChild,
): GroupMember {
  return {
    name,
    policy: resolvePolicy("test", { backoff: { jitter: "none" }, ...policy }),
    random: () => 0.5,
    ...(dependsOn.length > 0 ? { dependsOn, onDependencyFailure } : {}),
  };
}
