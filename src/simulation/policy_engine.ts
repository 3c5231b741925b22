import type { SupervisionEvent } from "../core/event.ts";
import type { GroupMember, GroupPlan, GroupRules } from "../core/group_plan.ts";
import { GroupSupervision } from "../core/group_supervision.ts";
import type { Subject } from "../core/outbox.ts";
import type { Supervision } from "../core/supervision.ts";
import type { Cast } from "./cast.ts";
import { type CastChild, type CastTree, dependenciesOf, groupPathOf, isTree, nameOf } from "./cast_group.ts";
import type { CastOperation } from "./cast_operation.ts";
import { type CutOff, endOf, type EngineRun, eventsPerSlice, type Life, type Listener } from "./engine_run.ts";
import { PolicyAlarm } from "./policy_alarm.ts";
import type { Due, PolicyScene } from "./policy_scene.ts";
import { type PolicyMember, PolicySlot } from "./policy_slot.ts";
import type { RandomStreams } from "./random_streams.ts";
import { TimerQueue } from "./timer_queue.ts";
import { turnForOthers } from "./virtual_clock.ts";

/** Makes the decision core that is obeyed; another one than the product's only to see that its faults are found. */
export type MakeGroup = (members: readonly GroupMember[], rules: GroupRules) => GroupSupervision;

/** Runs a cast as a plain event loop over a queue of timers, without promises: the decisions of production, much faster. */
export function policyEngine(
  cast: Cast,
  streams: RandomStreams,
  limit: number,
  makeGroup: MakeGroup = (members, rules) => new GroupSupervision(members, rules),
): EngineRun {
  const world = new World(cast, streams, makeGroup);
  return world.result(world.run(limit) ? "limit" : undefined);
}

/** The same, with turns for the rest of the program, so that somebody can cut it off. */
export async function interruptiblePolicyEngine(
  cast: Cast,
  streams: RandomStreams,
  limit: number,
  signal: AbortSignal | undefined,
  listener?: Listener,
): Promise<EngineRun> {
  const world = new World(cast, streams, (members, rules) => new GroupSupervision(members, rules), listener);
  if (signal === undefined) return world.result(world.run(limit) ? "limit" : undefined);
  for (let left = limit; world.run(Math.min(left, eventsPerSlice)); left -= eventsPerSlice) {
    if (left <= eventsPerSlice) return world.result("limit");
    await turnForOthers();
    if (signal.aborted) return world.result("signal");
  }
  return world.result(undefined);
}

class World implements PolicyScene {
  readonly group: GroupSupervision;
  readonly events: SupervisionEvent[] = [];
  readonly lives: Life[] | undefined;
  readonly timers = new TimerQueue<Due>();
  readonly streams: RandomStreams;
  nowMs = 0;
  readonly #horizonMs: number;
  readonly #listener: Listener | undefined;
  #last: SupervisionEvent | undefined;
  /** What follows from what happens now, as reactions to promises do. */
  readonly #reactions: (() => void)[] = [];
  #reacted = 0;
  /** Who was asked to stop since the last pause: as in production, a grace is watched only then. */
  readonly #asked: PolicySlot[] = [];
  readonly #pause: PolicyAlarm;
  readonly #told = (event: SupervisionEvent, subject: Subject) => this.#obey(event, subject);

  constructor(
    { scenario, root, operations, stalls }: Cast,
    streams: RandomStreams,
    makeGroup: MakeGroup,
    listener?: Listener,
  ) {
    this.#listener = listener;
    this.lives = listener === undefined ? [] : undefined;
    this.#horizonMs = scenario.horizonMs;
    this.streams = streams;
    this.#pause = new PolicyAlarm(this, () => {
      for (const slot of this.#asked.splice(0)) slot.watch();
    });
    const { members, rules } = this.#planOf(root);
    this.group = makeGroup(members, rules);
    if (scenario.stopAtMs !== undefined) {
      this.#at(scenario.stopAtMs, () => this.group.requestStop("abort", this.nowMs));
    }
    for (const operation of operations) this.#at(operation.atMs, () => this.#operate(operation));
    for (const { atMs, forMs } of stalls) this.#at(atMs, () => this.nowMs += forMs);
    this.group.begin(0);
    this.settle();
  }

  /** Goes on until the horizon or for so many timers; answers whether the limit came first. */
  run(limit: number): boolean {
    for (let fired = 0; this.timers.peekTimeMs() <= this.#horizonMs; fired++) {
      if (this.group.isFinished) return false;
      if (fired === limit) return true;
      // After a stall what fell due meanwhile comes late.
      this.nowMs = Math.max(this.nowMs, this.timers.peekTimeMs());
      this.timers.pop()!.fire();
    }
    this.nowMs = this.#horizonMs;
    return false;
  }

  /** What has come of it so far. */
  result(cutOffBy: CutOff | undefined): EngineRun {
    const { events, lives = [], nowMs, group } = this;
    const report = group.isFinished ? group.report() : undefined;
    return { events, lives, endedAtMs: endOf(this.#last, nowMs), cutOffBy, report };
  }

  tell(): void {
    this.group.drain(this.#told);
  }

  settle(): void {
    this.tell();
    while (this.#reacted < this.#reactions.length) {
      this.#reactions[this.#reacted++]!();
      this.tell();
    }
    this.#reactions.length = this.#reacted = 0;
  }

  after(ms: number): number {
    return this.nowMs + Math.max(0, ms);
  }

  afterwards(reaction: () => void): void {
    this.#reactions.push(reaction);
  }

  #at(atMs: number, act: () => void): void {
    this.timers.push(atMs, {
      fire: () => {
        act();
        this.settle();
      },
    });
  }

  #planOf({ group, children }: CastTree): GroupPlan {
    return { rules: group.rules, members: children.map((child) => this.#memberOf(child)) };
  }

  #memberOf(child: CastChild): PolicyMember {
    const { path, policy, significant, dependsOn, onDependencyFailure } = isTree(child)
      ? child.group
      : { ...child, path: child.name };
    return {
      name: nameOf(path),
      policy: policy!,
      significant,
      ...(dependsOn.length > 0 ? { dependsOn, onDependencyFailure } : {}),
      random: this.streams.stream(`jitter:${path}`),
      worker: isTree(child) ? undefined : child,
      ...(isTree(child) ? { group: this.#planOf(child) } : {}),
    };
  }

  #obey(event: SupervisionEvent, subject: Subject): void {
    this.#last = event;
    if (this.#listener === undefined) this.events.push(event);
    else this.#listener(event);
    if (subject instanceof GroupSupervision) return this.#watchGroup(subject);
    const slot = (subject.seat ??= new PolicySlot(this, subject)) as PolicySlot;
    if (event.type === "started") slot.launch(event.incarnation);
    if (event.type === "removed") slot.close();
    if (event.type !== "stopping") return slot.watch();
    slot.askToStop();
    slot.close();
    this.#asked.push(slot);
    this.#pause.set(event.atMs, false);
  }

  #watchGroup(group: GroupSupervision): void {
    if (group.dueMs === Infinity && group.seat === undefined) return;
    const alarm = (group.seat ??= new PolicyAlarm(this, (nowMs) => {
      group.onDue(nowMs);
      this.settle();
    })) as PolicyAlarm;
    alarm.set(group.dueMs, false);
  }

  /** Does by hand what is possible now, as the drivers' handle does. */
  #operate({ do: deed, path, child: added }: CastOperation): void {
    const { nowMs } = this;
    let group: GroupSupervision | undefined = this.group;
    for (const name of groupPathOf(path).split("/")) {
      if (name === "") continue;
      const around: Supervision | undefined = group.child(name);
      group = around && group.groupOf(around);
      if (group === undefined || group.isFinished) return;
    }
    const child = group.child(nameOf(path));
    if (deed === "add") {
      const isFull = group.size >= group.rules.maxChildren;
      if (group.isStopping || (child === undefined ? isFull : !child.hasEnded || child.isLeftBehind)) return;
      if (dependenciesOf(added!).some((name) => group.child(name) === undefined)) return;
      if (child !== undefined) group.remove(child, nowMs);
      group.add(this.#memberOf(added!), nowMs);
      return;
    }
    if (child === undefined) return;
    switch (deed) {
      case "start":
        if (!group.isStopping && child.hasEnded && !child.isLeftBehind) child.restart(nowMs);
        return;
      case "stop":
        if (!child.isLeftBehind && !child.hasEnded) child.stop(nowMs);
        return;
      case "restart":
        if (!child.isLeftBehind && !group.isStopping) child.restart(nowMs);
        return;
      case "remove":
        group.remove(child, nowMs);
        child.stop(nowMs);
        return;
      default:
        deed satisfies never;
    }
  }
}
