import type { StartedEvent } from "../../core/event.ts";
import type { Trace } from "../trace.ts";
import { isStoppedByHand } from "./by_hand.ts";
import type { Child } from "./children.ts";
import { sameInstantMs } from "./invariant.ts";

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
  startedAtMs = 0;
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
  /** Whether it said that it is not ready any more. */
  hasLostReadiness = false;
  /** When it was asked to stop, and how long it may take. */
  stoppingSinceMs = 0;
  graceMs = Infinity;
  /** When whoever must be down before it is asked to stop was: the order that it must end, and the end of who depends on it. */
  freeSinceMs = -Infinity;
  /** Whether its supervision came to an end without a failure. */
  endedInGoodOrder = false;
  /** When its delay or its cooldown is over. */
  dueMs = Infinity;
  /** The same, or the end of the stall that it falls into. */
  dueByMs = Infinity;

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

  /** Whether others may start that depend on it: it is ready, and meant to stay. */
  get isThere(): boolean {
    return this.phase === "up" && !this.hasLostReadiness && !this.isAwaited;
  }

  /** Whether it waits for nothing but those that it depends on, or its group. */
  isHeld(nowMs: number): boolean {
    if (this.phase === "waiting" || this.phase === "cooling") return this.dueByMs < nowMs - sameInstantMs;
    return this.phase === "held";
  }

  /** Whether it will not be ready again by itself; `undefined` where somebody's hand said what its end is to lead to. */
  hasEndedForGood(trace: Trace, nowMs: number): boolean | undefined {
    if (this.phase === "over") return true;
    if (this.phase !== "abandoned") return false;
    if (this.fate === "hand" || isStoppedByHand(trace, this.child.path, this.startedAtMs, nowMs)) return undefined;
    return !this.isLeftBehind || this.fate === "stop";
  }

  /** Whether an incarnation runs that was not asked to stop. */
  get isUp(): boolean {
    return this.phase === "starting" || this.phase === "up";
  }

  /** Whether an incarnation runs that nobody has given up on. */
  get isLive(): boolean {
    return this.isUp || this.phase === "stopping";
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
