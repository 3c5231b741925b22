import type { ScriptedError } from "../scenario.ts";

/** A time of a run, from its first moment up to but not including its last. */
export interface Spell {
  /** When it begins. */
  readonly fromMs: number;
  /** The first moment at which it is over. */
  readonly toMs: number;
}

/** The event loop does nothing for a while. */
export interface Stall {
  /** When. */
  readonly atMs: number;
  /** How long. */
  readonly forMs: number;
}

/** The time of day is set. */
export interface Jump {
  /** When. */
  readonly atMs: number;
  /** By how much; back, if it is below 0. */
  readonly byMs: number;
}

/** A fault as it concerns one worker, whoever else it strikes. */
export type MemberFault =
  | { readonly kind: "crash"; readonly atMs: number; readonly error: ScriptedError }
  | Spell & { readonly kind: "crash-in-start" | "crash-in-stop" | "hang" | "ignored-stop" | "lost-readiness" }
  | Spell & { readonly kind: "slow-start" | "slow-stop"; readonly byMs: number }
  | Spell & { readonly kind: "flaky-calls"; readonly everyMs: number; readonly share: number };
