import type { Backoff } from "../../core/backoff.ts";
import type { Recovery } from "../../simulation/faults/chaos.ts";
import type { Stall } from "../../simulation/faults/member_fault.ts";
import type { Span } from "../../simulation/scenario.ts";
import type { ExecutionKind, ExecutionTier } from "../execution_record.ts";
import type { ExecutorChaos } from "./executor_chaos.ts";

/** The executor of a scenario; every field means what it means in the executor's own options, and has the same default. */
export interface ScenarioExecutor {
  /** The most records that may be held. */
  readonly capacity?: number;
  /** The most records that are written together. */
  readonly batchSize?: number;
  /** How long a record waits for others to be written with. */
  readonly flushMs?: number;
  /** How often a batch that could not be written is tried again. */
  readonly retries?: number;
  /** How long a batch waits before it is tried again. */
  readonly backoff?: Partial<Backoff>;
  /** How long the store may take to answer. */
  readonly storeTimeoutMs?: number;
  /** How long the stop may take. */
  readonly stopMs?: number;
  /**
   * Whether what could not be written down at the stop is left in a spill folder, for the next start.
   * @default false
   */
  readonly spill?: boolean;
}

/** How bodies end, as shares of each other: `{ success: 9, error: 1 }` is nine in ten. What is left out does not happen. */
export interface BodyOutcomes {
  /** It returns. */
  readonly success?: number;
  /** It throws an error. */
  readonly error?: number;
  /** It throws a time-out of its own. */
  readonly timeout?: number;
  /** It never ends, and takes no notice of anything. */
  readonly hang?: number;
}

/** Somebody who has something executed again and again, whether what was executed before is over or not. */
export interface ScenarioLoad {
  /**
   * What is executed.
   * @default "handler"
   */
  readonly kind?: ExecutionKind;
  /** Who it belongs to. */
  readonly owner: string;
  /** What the owner calls it; one name for each owner. */
  readonly name: string;
  /**
   * Whose code it is.
   * @default "app"
   */
  readonly tier?: ExecutionTier;
  /** How long after one execution the next one begins. */
  readonly every: Span;
  /** How long a body takes; nothing unless given. */
  readonly takes?: Span;
  /**
   * How bodies end.
   * @default { success: 1 }
   */
  readonly outcomes?: BodyOutcomes;
  /** How long an execution may take. */
  readonly timeoutMs?: number;
  /**
   * When the first waiting begins.
   * @default 0
   */
  readonly fromMs?: number;
  /** When nothing is executed any more; never unless given. */
  readonly toMs?: number;
  /**
   * Whether it goes on while the executor has stopped, which loses the records; else it ends with the executor, and begins again with it.
   * @default false
   */
  readonly ignoresStop?: boolean;
}

/**
 * What a fault does to the calls that begin while it lasts:
 *
 * - `"fails"`: they fail, and nothing is written.
 * - `"hangs"`: they are not answered, and nothing is written, unless everything heals: they go on then as usual.
 * - `"locks"`: they wait until it is over, and go on then as usual.
 * - `"slow"`: they take as long as the fault says.
 * - `"refuses-rows"`: single records are refused for ever, and the others are written.
 * - `"stores-and-fails"`: everything is written, and they fail all the same: nobody can know.
 */
export type StoreFaultKind = "fails" | "hangs" | "locks" | "slow" | "refuses-rows" | "stores-and-fails";

/** A time in which the store does not do what it should. Of two that overlap the first of the list counts. */
export interface StoreFault {
  /** Its name. */
  readonly name: string;
  /** When it begins. */
  readonly fromMs: number;
  /** The first moment at which it is over. */
  readonly toMs: number;
  /** What it does. */
  readonly how: StoreFaultKind;
  /** How long calls take; for "slow" alone, which needs it. */
  readonly takes?: Span;
  /**
   * Which share of the calls it strikes, or of the records where it refuses these.
   * @default 1
   */
  readonly share?: number;
}

/** The store of a scenario. */
export interface ScenarioStore {
  /** How long a call takes; unless given it answers at once, as a database in the same process does. */
  readonly takes?: Span;
  /** What goes wrong. */
  readonly faults?: readonly StoreFault[];
}

/** The time of day is set: back, if `byMs` is below 0. Ids and times of records show it, and nothing else may depend on it. */
export interface WallClockJump {
  /** When. */
  readonly atMs: number;
  /** By how much. The time of day must stay between the years 1970 and 9999. */
  readonly byMs: number;
}

/** Many executions that begin at one moment, besides those of the load itself. */
export interface ScenarioBurst {
  /** When. */
  readonly atMs: number;
  /** Whose body is executed: `owner/name` of a load. When that load begins and ends plays no part. */
  readonly load: string;
  /** How many times. */
  readonly count: number;
}

/** A time in which bodies never end that begin within it, whatever their load says. */
export interface BodyHang {
  /** When it begins. */
  readonly fromMs: number;
  /** The first moment at which it is over. */
  readonly toMs: number;
  /** `owner/name` of the load whose bodies hang; all unless given. */
  readonly load?: string;
  /**
   * Which share of the bodies hangs.
   * @default 1
   */
  readonly share?: number;
}

/** A scenario of an executor as data: what is executed, where it is written down, what goes wrong, what is expected. Times are milliseconds. */
export interface ExecutorScenario {
  /** Its name. */
  readonly name: string;
  /** What it teaches, in a sentence or two. */
  readonly description?: string;
  /** How long it runs. */
  readonly horizonMs: number;
  /** The executor; an empty one has all defaults. That there is one tells the scenario from that of a supervision. */
  readonly executor: ScenarioExecutor;
  /** What is executed. */
  readonly load: readonly ScenarioLoad[];
  /** Where it is written down; a store that never fails unless given. */
  readonly store?: ScenarioStore;
  /** Times in which the event loop does nothing: what is due meanwhile comes at their end, in order. */
  readonly stalls?: readonly Stall[];
  /** When the time of day is set. */
  readonly wallClockJumps?: readonly WallClockJump[];
  /** When many executions begin at once. */
  readonly bursts?: readonly ScenarioBurst[];
  /** When bodies hang. */
  readonly hangs?: readonly BodyHang[];
  /** What a campaign may draw for each seed, besides what goes wrong anyway. A single run takes no notice of it. */
  readonly chaos?: ExecutorChaos;
  /**
   * When everything heals, and how soon nothing may wait any more to be tried again: what goes wrong then is over, calls that are under way
   * take as long as usual, and what would go wrong later does not. A stop takes place all the same.
   */
  readonly recovery?: Recovery;
  /** When the run of the application is on record, without which no execution can be; at once unless given. */
  readonly sessionFromMs?: number;
  /** When the executor is stopped; never unless given. */
  readonly stopAtMs?: number;
  /** When it is started again, or as soon as the stop is over; never unless given. */
  readonly restartAtMs?: number;
  /** What must come out, such as `"lost == 0"`, `"stored >= 99%"`, `"longest-wait < 30s"`. */
  readonly expect?: readonly string[];
}
