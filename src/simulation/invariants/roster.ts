import type { GroupEvent, StartedEvent, SupervisionEvent, WorkerEvent } from "../../core/event.ts";
import type { CastGroup } from "../cast_group.ts";
import type { Trace } from "../trace.ts";
import { isStoppedByHand } from "./by_hand.ts";
import { type Child, childrenByPath } from "./children.ts";
import { groupPath } from "./invariant.ts";

/** Where a child is, as far as it was told. "deciding": its incarnation has ended, and what follows is told next. */
export type Phase =
  | "idle"
  | "starting"
  | "up"
  | "deciding"
  | "waiting"
  | "cooling"
  | "held"
  | "stopping"
  | "abandoned"
  | "over";

/** One child in one incarnation of its group. */
export class RosterEntry {
  readonly child: Child;
  /** Its place in start order. */
  readonly place: number;
  phase: Phase = "idle";
  incarnation = 0;
  after: StartedEvent["after"] | undefined;
  /** What was ordered to follow the end of this incarnation: nothing, a start by the group, an end by the group, or something by hand. */
  fate: "decide" | "hold" | "stop" | "hand" = "decide";
  /** Whether its group waits for its end. */
  isAwaited = false;
  /** Whether this incarnation was not ready in time. */
  failsToStart = false;
  /** Whether it was abandoned and still runs, for all that was told. */
  isLeftBehind = false;
  /** Whether it was up, or not wanted, once since its group began. */
  hasArrived = false;
  /** When it was asked to stop. */
  stoppingSinceMs = 0;
  /** Whether its supervision came to an end without a failure. */
  endedInGoodOrder = false;
  /** When its delay or its cooldown is over. */
  dueMs = Infinity;

  constructor(child: Child, place: number) {
    this.child = child;
    this.place = place;
  }

  /** Notices what nobody tells: that somebody's hand has settled the fate of an incarnation that is being stopped. */
  notice(trace: Trace, nowMs: number): void {
    if (this.phase !== "stopping" || this.fate !== "decide") return;
    if (!isStoppedByHand(trace, this.child.path, this.stoppingSinceMs, nowMs)) return;
    this.fate = "hand";
    this.failsToStart = false;
  }

  /** Whether an incarnation runs that nobody has given up on. */
  get isLive(): boolean {
    return this.phase === "starting" || this.phase === "up" || this.phase === "stopping";
  }

  /** Whether it is wanted and not up yet. */
  get isOnItsWay(): boolean {
    if (this.phase === "stopping") return this.fate !== "stop";
    return this.phase !== "up" && this.phase !== "abandoned" && this.phase !== "over";
  }

  /** Whether somebody's hand, and not its group, has it on its way. */
  get isOutOfTurn(): boolean {
    return this.fate === "hand" || (this.after === "manual" && this.isLive);
  }
}

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

/** All groups of a run, as far as they were told when an event comes. */
export type Forest = ReadonlyMap<string, Roster>;

/** What looks at a run event by event: each time before the roster takes notice of it. */
export interface Watcher {
  /** Something was told of a group itself. */
  group?(event: GroupEvent, roster: Roster, before: SupervisionEvent | undefined): void;
  /** Something was told of a child; no entry for who left, or is not known. */
  child?(
    event: WorkerEvent,
    roster: Roster,
    entry: RosterEntry | undefined,
    before: SupervisionEvent | undefined,
  ): void;
}

/**
 * Goes through all that was told, with what is known of each group at that time.
 *
 * @returns What is known in the end.
 */
export function watch(trace: Trace, watcherOf: (forest: Forest) => Watcher): Forest {
  const children = childrenByPath(trace);
  const forest = new Map(trace.groups.map((group) => [group.path, new Roster(group, trace, children)]));
  const watcher = watcherOf(forest);
  let before: SupervisionEvent | undefined;
  for (const event of trace.events) {
    if ("worker" in event) {
      const roster = forest.get(children.get(event.worker)?.group ?? "");
      if (roster === undefined) continue;
      const entry = roster.entry(event.worker);
      entry?.notice(trace, event.atMs);
      watcher.child?.(event, roster, entry, before);
      roster.applyToChild(event);
    } else {
      const roster = forest.get(groupPath(event));
      if (roster === undefined) continue;
      watcher.group?.(event, roster, before);
      roster.applyToGroup(event);
    }
    before = event;
  }
  return forest;
}
