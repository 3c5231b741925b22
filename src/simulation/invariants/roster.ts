import type { GroupEvent, WorkerEvent } from "../../core/event.ts";
import type { CastGroup } from "../cast_group.ts";
import type { Trace } from "../trace.ts";
import type { Child } from "./children.ts";
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
  /** Incarnations that were abandoned and still run, those of children that left among them. */
  readonly leftBehind = new Set<string>();
  #byPath = new Map<string, RosterEntry>();

  constructor(group: CastGroup, trace: Trace, children: ReadonlyMap<string, Child>) {
    this.group = group;
    this.#trace = trace;
    this.#children = children;
  }

  /** The present child of this path. */
  entry(path: string): RosterEntry | undefined {
    return this.#byPath.get(path);
  }

  /** Takes notice of what was told of the group itself. */
  applyToGroup(event: GroupEvent): void {
    switch (event.type) {
      case "group-started":
        return this.#begin();
      case "group-restarting": {
        const trigger = this.entry(event.trigger);
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
        entry.after = event.after;
        entry.fate = "decide";
        entry.failsToStart = entry.endedInGoodOrder = false;
        return;
      case "ready":
        entry.phase = "up";
        entry.hasArrived = true;
        return;
      case "startup-timeout":
        entry.failsToStart = true;
        return;
      case "stopping":
        entry.phase = "stopping";
        entry.stoppingSinceMs = event.atMs;
        if (!entry.failsToStart) entry.notice(this.#trace, event.atMs);
        return;
      case "crashed":
      case "completed":
      case "stopped":
        entry.phase = entry.fate === "hold" ? "held" : "deciding";
        return this.#isDown(entry);
      case "restart-scheduled":
        entry.phase = "waiting";
        entry.dueMs = event.atMs + event.delayMs;
        return;
      case "cooldown-started":
        entry.phase = "cooling";
        entry.dueMs = event.retryAtMs;
        return;
      case "restart-held":
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
        return this.#isDown(entry);
      case "late-exit":
        if (event.incarnation === entry.incarnation) entry.isLeftBehind = false;
        return;
      case "removed":
        this.#isDown(entry);
        this.order[entry.place] = undefined;
        this.#byPath.delete(event.worker);
        return;
      case "not-ready":
      case "healthy":
      case "rule-failed":
      case "start-held":
        return;
      default:
        event satisfies never;
    }
  }

  #begin(): void {
    this.status = "running";
    this.order = [];
    this.#byPath = new Map();
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
  }

  /** Orders the end of whoever lives, from a place on; a group restart revives who had ended in good order. */
  #doom(fate: "hold" | "stop", from: number, atMs: number): void {
    this.doomedAtMs = atMs;
    for (let place = from; place < this.order.length; place++) {
      const entry = this.order[place];
      if (entry === undefined || (fate === "hold" && entry === this.restart?.trigger)) continue;
      const mayReturn = entry.child.policy.restart !== "never";
      if (entry.isLive) {
        if (entry.fate !== "stop") entry.fate = fate === "hold" && mayReturn ? "hold" : "stop";
        entry.failsToStart = false;
        if (!entry.isAwaited) this.awaited++;
        entry.isAwaited = true;
      } else if (fate === "hold" && mayReturn && entry.phase === "over" && entry.endedInGoodOrder) {
        entry.phase = "held";
        entry.fate = "hold";
      } else if (fate === "stop" && entry.phase === "abandoned") {
        entry.fate = "stop";
      }
    }
  }

  #isDown(entry: RosterEntry): void {
    if (entry.isAwaited) this.awaited--;
    entry.isAwaited = false;
  }
}

function runOf({ worker, incarnation }: WorkerEvent): string {
  return `${worker}#${incarnation}`;
}
