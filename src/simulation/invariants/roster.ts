import type { GroupEvent, WorkerEvent } from "../../core/event.ts";
import type { CastGroup } from "../cast_group.ts";
import type { Trace, TraceOperation } from "../trace.ts";
import { isStoppedByHand } from "./by_hand.ts";
import type { Child } from "./children.ts";
import { sameInstantMs } from "./invariant.ts";
import { latestMs } from "./lateness.ts";
import { RosterDependence } from "./roster_dependence.ts";
import { RosterEntry } from "./roster_entry.ts";

/** A restart of a group in which it is. */
export interface GroupRestart {
  readonly trigger: RosterEntry | undefined;
  /** Whoever has this place or a later one is concerned. */
  readonly from: number;
}

/** What is told of a group and of its children, kept up to date event by event: its present incarnation. */
export class Roster {
  readonly group: CastGroup;
  readonly #trace: Trace;
  readonly #children: ReadonlyMap<string, Child>;
  status: "idle" | "running" | "stopping" | "finished" = "idle";
  /** In start order; who left leaves a hole. */
  order: (RosterEntry | undefined)[] = [];
  /** Until when it pauses. */
  pausedUntilMs: number | undefined;
  graceEnded = false;
  restart: GroupRestart | undefined;
  /** When its children were last ordered to end, and how many of those still have to. */
  doomedAtMs = -Infinity;
  awaited = 0;
  /** Until when all must be down: the end of the root's grace, or of its grace as a child that was asked to stop. */
  stopsUntilMs = Infinity;
  /** The same for children of services, who share what was left when their stop began. */
  sharedUntilMs = Infinity;
  /** Incarnations that were abandoned and still run, those of children that left among them. */
  readonly leftBehind = new Set<string>();
  #byPath = new Map<string, RosterEntry>();
  /** Who of its children depends on whom. */
  dependence = new RosterDependence(this.#byPath);

  constructor(group: CastGroup, trace: Trace, children: ReadonlyMap<string, Child>) {
    this.group = group;
    this.#trace = trace;
    this.#children = children;
  }

  /** The present child of this path. */
  entry(path: string): RosterEntry | undefined {
    return this.#byPath.get(path);
  }

  /** Whether children depend on each other. */
  get isOrdered(): boolean {
    return this.dependence.isKnown;
  }

  /** Whether they are the children of a service, which is ready once all of them are so at one time. */
  get isOfService(): boolean {
    return this.group.rules.sharesGrace;
  }

  /** The paths of all present children. */
  get paths(): Iterable<string> {
    return this.#byPath.keys();
  }

  /** Takes notice of what was told of the group itself. */
  applyToGroup(event: GroupEvent): void {
    switch (event.type) {
      case "group-started":
        return this.#begin();
      case "group-restarting": {
        const trigger = this.entry(event.trigger);
        if (event.strategy === "dependents") return trigger && this.#fell(trigger, event.atMs);
        const from = event.strategy === "one-for-all" ? 0 : trigger?.place ?? 0;
        this.restart = { trigger, from };
        return this.#doom("hold", from, event.atMs);
      }
      case "group-paused":
        this.pausedUntilMs = event.untilMs;
        return;
      case "group-resumed":
        this.pausedUntilMs = undefined;
        return;
      case "group-stopping":
        this.status = "stopping";
        this.restart = undefined;
        this.pausedUntilMs = undefined;
        if (event.group === undefined) this.stopsUntilMs = event.atMs + this.group.rules.graceMs;
        this.sharedUntilMs = event.reason === "escalation"
          ? Infinity
          : Math.min(this.stopsUntilMs, event.atMs + (this.group.policy?.graceMs ?? Infinity));
        return this.#doom("stop", 0, event.atMs);
      case "grace-ended":
        this.graceEnded = true;
        return;
      case "group-finished":
        this.status = "finished";
        return;
      default:
        event satisfies never;
    }
  }

  /**
   * Takes notice of what nobody told, once the instant is over in which somebody asked for it by hand: that a child which runs on must end,
   * and waits until others are down who depend on it and are being stopped already.
   */
  applyHand({ do: deed, path, atMs }: TraceOperation): void {
    const entry = this.entry(path);
    if (!this.isOrdered || this.status !== "running" || deed === "add" || deed === "start") return;
    if (!entry?.isUp || entry.fate !== "decide" || entry.startedAtMs >= atMs - sameInstantMs) return;
    entry.fate = "hand";
    this.#await(entry, atMs);
    for (const each of this.dependence.fallingWith(entry)) this.#await(each, atMs);
  }

  /** Takes notice of what was told of a child. */
  applyToChild(event: WorkerEvent): void {
    if (event.type === "added") return this.#add(event.worker);
    if (event.type === "late-exit") this.leftBehind.delete(runOf(event));
    const entry = this.entry(event.worker);
    if (entry === undefined) return;
    switch (event.type) {
      case "started":
        entry.phase = event.ready ? "up" : "starting";
        entry.hasArrived ||= event.ready;
        entry.incarnation = event.incarnation;
        entry.startedAtMs = event.atMs;
        entry.after = event.after;
        entry.fate = "decide";
        entry.failsToStart = entry.endedInGoodOrder = entry.hasLostReadiness = false;
        return;
      case "ready":
        entry.phase = "up";
        entry.hasLostReadiness = false;
        entry.hasArrived = true;
        return;
      case "startup-timeout":
        entry.failsToStart = true;
        return;
      case "stopping":
        entry.phase = "stopping";
        entry.stoppingSinceMs = event.atMs;
        entry.graceMs = event.graceMs ?? Infinity;
        if (!entry.failsToStart) entry.notice(this.#trace, event.atMs);
        return;
      case "crashed":
      case "completed":
      case "stopped":
        entry.phase = entry.fate === "hold" ? "held" : "deciding";
        return this.#isDown(entry, event.atMs);
      case "restart-scheduled":
        entry.phase = "waiting";
        return this.#waits(entry, event.atMs + event.delayMs);
      case "cooldown-started":
        entry.phase = "cooling";
        return this.#waits(entry, event.retryAtMs);
      case "restart-held":
      case "start-held":
        entry.phase = "held";
        return;
      case "gave-up":
      case "escalated":
        entry.phase = "over";
        entry.hasArrived = true;
        return;
      case "finished":
        entry.phase = "over";
        entry.hasArrived = true;
        entry.fate = "decide";
        entry.endedInGoodOrder = true;
        return;
      case "abandoned":
        entry.phase = "abandoned";
        entry.hasArrived = true;
        entry.isLeftBehind = true;
        this.leftBehind.add(runOf(event));
        return this.#isDown(entry, event.atMs);
      case "late-exit":
        if (event.incarnation === entry.incarnation) entry.isLeftBehind = false;
        if (this.#comesBack(entry, event.atMs)) entry.phase = "held";
        return;
      case "removed":
        this.#isDown(entry, event.atMs);
        this.order[entry.place] = undefined;
        this.#byPath.delete(event.worker);
        this.dependence.remove();
        return;
      case "not-ready":
        entry.hasLostReadiness = true;
        return;
      case "healthy":
      case "rule-failed":
        return;
      default:
        event satisfies never;
    }
  }

  #waits(entry: RosterEntry, dueMs: number): void {
    entry.dueMs = dueMs;
    entry.dueByMs = latestMs(this.#trace, dueMs);
  }

  #begin(): void {
    this.status = "running";
    this.order = [];
    this.#byPath = new Map();
    this.dependence = new RosterDependence(this.#byPath);
    this.stopsUntilMs = Infinity;
    this.pausedUntilMs = this.restart = undefined;
    this.graceEnded = false;
    this.doomedAtMs = -Infinity;
    this.awaited = 0;
    for (const path of this.group.children) this.#add(path);
  }

  #add(path: string): void {
    const child = this.#children.get(path);
    if (child === undefined) return;
    const entry = new RosterEntry(child, this.order.length);
    this.order.push(entry);
    this.#byPath.set(path, entry);
    this.dependence.add(entry);
  }

  /** Orders the end of whoever lives, from a place on; a group restart revives who had ended in good order. */
  #doom(fate: "hold" | "stop", from: number, atMs: number): void {
    this.doomedAtMs = atMs;
    for (let place = from; place < this.order.length; place++) {
      const entry = this.order[place];
      if (entry === undefined || (fate === "hold" && entry === this.restart?.trigger)) continue;
      const mayReturn = entry.child.policy.restart !== "never";
      if (entry.isLive) {
        this.#mustEnd(entry, fate, atMs);
      } else if (fate === "hold" && mayReturn && entry.phase === "over" && entry.endedInGoodOrder) {
        entry.phase = "held";
        entry.fate = "hold";
      } else if (fate === "stop" && entry.phase === "abandoned") {
        entry.fate = "stop";
      }
    }
  }

  /** Orders the end of whoever asked to be restarted with this one. */
  #fell(trigger: RosterEntry, atMs: number): void {
    // Who was to be stopped by hand is stopped after the others.
    if (trigger.isUp && isStoppedByHand(this.#trace, trigger.child.path, atMs)) {
      trigger.fate = "hand";
      this.#await(trigger, atMs);
    }
    for (const each of this.dependence.fallingWith(trigger)) this.#mustEnd(each, "hold", atMs);
  }

  /** Whether somebody was abandoned who was to be started again with another one, and waits for that when it has ended after all. */
  #comesBack({ phase, fate, child, startedAtMs }: RosterEntry, atMs: number): boolean {
    return this.isOrdered && this.status === "running" && phase === "abandoned" && fate === "hold" &&
      !isStoppedByHand(this.#trace, child.path, startedAtMs, atMs);
  }

  #mustEnd(entry: RosterEntry, fate: "hold" | "stop", atMs: number): void {
    const mayReturn = entry.child.policy.restart !== "never";
    if (entry.fate !== "stop") entry.fate = fate === "hold" && mayReturn ? "hold" : "stop";
    entry.failsToStart = false;
    this.#await(entry, atMs);
  }

  #await(entry: RosterEntry, atMs: number): void {
    if (entry.isAwaited) return;
    this.awaited++;
    entry.isAwaited = true;
    entry.freeSinceMs = atMs;
  }

  #isDown(entry: RosterEntry, atMs: number): void {
    if (!entry.isAwaited) return;
    this.awaited--;
    entry.isAwaited = false;
    for (const needed of this.dependence.freedBy(entry)) needed.freeSinceMs = atMs;
  }
}

function runOf({ worker, incarnation }: WorkerEvent): string {
  return `${worker}#${incarnation}`;
}
