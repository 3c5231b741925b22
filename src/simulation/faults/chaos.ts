import type { Backoff } from "../../core/backoff.ts";
import type { Policy } from "../../core/policy.ts";
import type { FaultKind } from "./fault.ts";

/** A range that something is drawn from; both ends belong to it. */
export interface Range {
  /** The least. */
  readonly min: number;
  /** The most. */
  readonly max: number;
}

/** How faults of one kind are drawn. What is left out is as {@linkcode faultCatalogue} has it. */
export interface FaultRule {
  /** How likely a run has faults of this kind at all, from 0 to 1; 1 unless given, in a swarm as the catalogue has it. */
  readonly probability?: number;
  /**
   * How many there are in an hour, on average, in a run that has them. In a swarm each run multiplies the rates of all kinds with one of 0.25, 0.5,
   * 1, 2, 4 and 8, so that over all runs there are about 2.6 times as many.
   */
  readonly perHour?: number;
  /** The shortest time that one lasts, or by which it makes something late; nothing lasts too short to matter. */
  readonly minMs?: number;
  /** The longest. */
  readonly maxMs?: number;
  /** The paths of those that it can strike; all unless given. */
  readonly workers?: readonly string[];
}

/** The ranges that the policies of a run are drawn from, field by field. What is left out stays as the scenario has it. */
export interface PolicyRanges {
  /** Of the restart budget. */
  readonly intensity?: Range;
  /** Of the restart budget. */
  readonly periodMs?: Range;
  /** Of the backoff. */
  readonly baseMs?: Range;
  /** Of the backoff. */
  readonly multiplier?: Range;
  /** Of the backoff. */
  readonly maxMs?: Range;
  /** Of the backoff: one of these. */
  readonly jitter?: readonly Backoff["jitter"][];
  /** One of these. */
  readonly onExhausted?: readonly NonNullable<Policy["onExhausted"]>[];
  /** Of a cooldown. */
  readonly cooldownMs?: Range;
  /** How many cooldowns in a row. */
  readonly maxCooldowns?: Range;
  /** Of a stop. */
  readonly graceMs?: Range;
  /** Of the healthy reset. */
  readonly healthyAfterMs?: Range;
}

/** What a campaign may draw for each seed. */
export interface Chaos {
  /**
   * The kinds of faults that there may be, each with its rule; `true` is the rule of the catalogue. All kinds by the catalogue unless given.
   */
  readonly faults?: Readonly<Partial<Record<FaultKind, FaultRule | true>>>;
  /**
   * The most faults of a run.
   * @default 100
   */
  readonly mostFaults?: number;
  /** How many there are of each worker that the scenario has several of, in a swarm. As the scenario has it unless given. */
  readonly count?: Range;
  /** What the policies of each worker are drawn from, in a swarm. */
  readonly policies?: PolicyRanges;
}

/**
 * The second half of a run: from a moment on nothing goes wrong any more, and everything must come up again that has not been given up for
 * good. Faults that last longer are over then, behaviours crash and hang no more, and whoever hung takes notice again.
 */
export interface Recovery {
  /** When everything heals. */
  readonly fromMs: number;
  /** How long after that everybody must be up; not beyond the horizon. */
  readonly withinMs: number;
}
