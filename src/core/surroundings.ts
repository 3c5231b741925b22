import type { Rule, WorkerEvent } from "./event.ts";
import type { GroupRules } from "./group_plan.ts";
import type { RestartWindow } from "./restart_window.ts";
import type { Supervision } from "./supervision.ts";

/** What a worker's supervision needs of the group around it. */
export interface Surroundings {
  /** What it keeps to. */
  readonly rules: GroupRules;
  /** The budget that all workers of the group share. */
  readonly groupWindow: RestartWindow | undefined;
  /** Whether the group waits before it restarts anybody. */
  readonly isPaused: boolean;
  /** Called for each event, in order; it must not call back into the supervision. */
  tell(event: WorkerEvent, subject: Supervision): void;
  /** Called once an incarnation has been started. */
  started(subject: Supervision, nowMs: number): void;
  /** Called when an incarnation is up: ready, or taken as ready. */
  up(subject: Supervision, nowMs: number): void;
  /** Called before a running incarnation is asked to stop by hand; answers whether the group will do that, once others are down. */
  asksLater(subject: Supervision, nowMs: number): boolean;
  /** Called when a running incarnation was asked to stop. */
  askedToStop(subject: Supervision, nowMs: number): void;
  /** Called at the end of a grace; answers whether the incarnation ends now of itself, because it is a group that can be made to. */
  endsAtOnce(subject: Supervision, nowMs: number): boolean;
  /** Called when it was decided to start the worker again, before its delay. */
  restarts(subject: Supervision, nowMs: number): void;
  /** Whether a worker that may start again may do so by itself, or by hand; otherwise it is held until its group starts it. */
  admits(subject: Supervision, byHand: boolean): boolean;
  /** Whether the group waits for the end of the worker's incarnation, and will then do with it as it sees fit. */
  awaits(subject: Supervision): boolean;
  /** Called when the worker is down and is started again at once. */
  down(subject: Supervision, nowMs: number): void;
  /** Called when the worker is down and held. */
  held(subject: Supervision, nowMs: number): void;
  /** Called when the worker waits until the group's pause is over. */
  pauses(subject: Supervision, nowMs: number): void;
  /** Called once the worker has come to an end. */
  ended(subject: Supervision, nowMs: number): void;
  /** Called when a worker that had ended is wanted again; answers whether it may be. */
  revives(subject: Supervision): boolean;
  /** Called when what was left of an ended worker is gone. */
  gone(subject: Supervision, nowMs: number): void;
  /** Called when the worker's failure fails the group. */
  failed(subject: Supervision, rule: Rule, nowMs: number): void;
}
