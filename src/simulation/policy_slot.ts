import type { GroupMember } from "../core/group_plan.ts";
import type { Supervision } from "../core/supervision.ts";
import type { CastMember } from "./cast_member.ts";
import { planLife } from "./life_plan.ts";
import { PolicyAlarm } from "./policy_alarm.ts";
import { PolicyLife } from "./policy_life.ts";
import type { PolicyScene } from "./policy_scene.ts";

/** A worker of the cast as a member of its group: what the drivers keep as its `run`. */
export interface PolicyMember extends GroupMember {
  /** None for a group. */
  readonly worker: CastMember | undefined;
}

/** One child of a group: what the drivers' slot and the simulated worker are together. */
export class PolicySlot {
  readonly #scene: PolicyScene;
  readonly #supervision: Supervision;
  #alarm: PolicyAlarm | undefined;
  #present: PolicyLife | undefined;
  #random: (() => number) | undefined;
  #calls: (() => number) | undefined;

  constructor(scene: PolicyScene, supervision: Supervision) {
    this.#scene = scene;
    this.#supervision = supervision;
  }

  launch(incarnation: number): void {
    const { worker } = this.#supervision.member as PolicyMember;
    // A group starts by itself.
    if (worker !== undefined) this.#scene.afterwards(() => this.#begin(worker, incarnation));
  }

  #begin(worker: CastMember, incarnation: number): void {
    const { nowMs, streams } = this.#scene;
    if (!this.#supervision.isRunning(incarnation)) return this.#supervision.onExit(incarnation, undefined, nowMs);
    this.#random ??= streams.stream(`faults:${worker.name}`);
    this.#calls ??= streams.stream(`calls:${worker.name}`);
    const plan = planLife(worker, incarnation, nowMs, this.#random, this.#calls);
    this.#present = new PolicyLife(this.#scene, this.#supervision, incarnation, plan);
  }

  askToStop(): void {
    this.#present?.askToStop();
  }

  /** Sets the alarm to whatever is due next. */
  watch(): void {
    const { dueMs, dueIsLazy } = this.#supervision;
    if (this.#alarm === undefined) {
      if (dueMs === Infinity) return;
      this.#alarm = new PolicyAlarm(this.#scene, (nowMs) => {
        this.#supervision.onDue(nowMs);
        this.#scene.settle();
      });
    }
    this.#alarm.set(dueMs, dueIsLazy);
  }

  close(): void {
    this.#alarm?.clear();
  }
}
