import type { ScriptedError } from "../scenario.ts";

/** Everything that a fault can be; see {@linkcode Fault} for what each one does. */
export const faultKinds = [
  "crash",
  "crash-burst",
  "cascade",
  "crash-in-start",
  "crash-in-stop",
  "hang",
  "ignored-stop",
  "lost-readiness",
  "slow-start",
  "slow-stop",
  "flaky-calls",
  "outage",
  "stall",
  "wall-clock-jump",
  "throwing-observer",
] as const;

/** What a fault is. */
export type FaultKind = typeof faultKinds[number];

/** Whom a fault strikes. */
export interface FaultScope {
  /**
   * The paths of the workers that it strikes; all unless given. The path of a group stands for all workers in it, the name of several alike
   * without a number for each of them.
   */
  readonly workers?: readonly string[];
}

/** Whoever runs at that moment crashes, be it in its clean-up: one worker, or many at once. Who hangs by a script of its own is struck by nothing. */
export interface CrashFault extends FaultScope {
  /** "crash-burst" is the same, for many at once. */
  readonly kind: "crash" | "crash-burst";
  /** When. */
  readonly atMs: number;
  /**
   * What is thrown.
   * @default { name: "CrashFault", message: "" }
   */
  readonly error?: ScriptedError;
}

/** Whoever runs crashes one after the other, as what depends on each other does. */
export interface CascadeFault {
  /** Which fault it is. */
  readonly kind: "cascade";
  /** When the first one crashes. */
  readonly atMs: number;
  /** The paths of the workers, in the order in which they crash; what a path stands for crashes together. */
  readonly workers: readonly string[];
  /** How long after each one the next one crashes. */
  readonly delayMs: number;
}

/**
 * A time in which a worker does not do what it should:
 *
 * - `"crash-in-start"`: it crashes as soon as it has started.
 * - `"crash-in-stop"`: asked to stop, it throws an error of its own at the end of its clean-up.
 * - `"hang"`: it does nothing, and takes no notice of being asked to stop; when the time is over it goes on where it was, in its clean-up too.
 * - `"ignored-stop"`: it goes on with what it does when it is asked to stop; when the time is over it cleans up, if it has not ended by then.
 * - `"lost-readiness"`: if it runs and is ready it is no longer, until the time is over.
 * - `"outage"`: if it runs when the time begins it crashes, and when it is started meanwhile it crashes at once. (The same as an outage of
 *   the scenario.)
 */
export interface SpellFault extends FaultScope {
  /** Which fault it is. */
  readonly kind: "crash-in-start" | "crash-in-stop" | "hang" | "ignored-stop" | "lost-readiness" | "outage";
  /** When it begins. */
  readonly fromMs: number;
  /** The first moment at which it is over. */
  readonly toMs: number;
}

/** A time in which a worker takes longer: to say that it is ready, if it ever does, or to stop. */
export interface SlowFault extends FaultScope {
  /** Which fault it is. */
  readonly kind: "slow-start" | "slow-stop";
  /** When it begins. Of a start, the start counts; of a stop, when it was asked to. */
  readonly fromMs: number;
  /** The first moment at which it is over. */
  readonly toMs: number;
  /** How much longer it takes. */
  readonly byMs: number;
}

/** A time in which the calls fail that a worker makes, one by one by chance. The first one that fails crashes it. */
export interface FlakyCallsFault extends FaultScope {
  /** Which fault it is. */
  readonly kind: "flaky-calls";
  /** When it begins. */
  readonly fromMs: number;
  /** The first moment at which it is over. */
  readonly toMs: number;
  /** How often a worker calls, from its start on. */
  readonly everyMs: number;
  /** How likely a call fails, from 0 to 1. */
  readonly share: number;
}

/** The event loop does nothing for a while: what is due meanwhile comes at its end, in order. */
export interface StallFault {
  /** Which fault it is. */
  readonly kind: "stall";
  /** When. */
  readonly atMs: number;
  /** How long. */
  readonly forMs: number;
}

/**
 * The time of day is set. Nothing may depend on it: what is repeated without the jump must come out the same. Of the services engine alone,
 * whose application has a time of day; groups have none, and to ask the platform for it in a run is an error.
 */
export interface WallClockJumpFault {
  /** Which fault it is. */
  readonly kind: "wall-clock-jump";
  /** When. */
  readonly atMs: number;
  /** By how much: back, if it is below 0. */
  readonly byMs: number;
}

/** A time in which whoever is told of events throws. Nothing may change by that. Of the real engine alone: the policy engine tells nobody. */
export interface ThrowingObserverFault {
  /** Which fault it is. */
  readonly kind: "throwing-observer";
  /** When it begins. */
  readonly fromMs: number;
  /** The first moment at which it is over. */
  readonly toMs: number;
}

/** Something that goes wrong at a stated time, as data. Times are milliseconds on the run's clock. */
export type Fault =
  | CrashFault
  | CascadeFault
  | SpellFault
  | SlowFault
  | FlakyCallsFault
  | StallFault
  | WallClockJumpFault
  | ThrowingObserverFault;

/** When a fault begins. */
export function beginOf(fault: Fault): number {
  return "atMs" in fault ? fault.atMs : fault.fromMs;
}

/** The first moment at which a fault is over; the moment itself of one that takes no time. */
export function endOfFault(fault: Fault): number {
  if ("toMs" in fault) return fault.toMs;
  if (fault.kind === "stall") return fault.atMs + fault.forMs;
  if (fault.kind === "cascade") return fault.atMs + fault.delayMs * (fault.workers.length - 1);
  return fault.atMs;
}
