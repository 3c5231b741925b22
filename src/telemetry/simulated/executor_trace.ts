import type { Spell } from "../../simulation/faults/member_fault.ts";
import type { ExecutionRecord } from "../execution_record.ts";
import type { RecordCounts } from "../record_queue.ts";
import type { ExecutorCast } from "./executor_cast.ts";
import type { ExecutorEvent } from "./executor_event.ts";
import type { ScenarioBurst, StoreFaultKind } from "./executor_scenario.ts";

/** How a body ended, by itself. */
export type BodyEnd = "returned" | "threw" | "threw-timeout";

/** One execution as the simulated world saw it, whatever its record says. Times are milliseconds; `undefined` for what has not happened. */
export interface SimulatedExecution {
  /** The id that its body was given. */
  readonly id: string;
  /** `owner/name` of what was executed. */
  readonly load: string;
  /** Whose code it was. */
  readonly tier: ExecutionRecord["tier"];
  /** How long it might take. */
  readonly timeoutMs: number | undefined;
  /** When its body began. */
  readonly startedAtMs: number;
  /** The burst that it is of; `undefined` where it is of none. */
  readonly burst: ScenarioBurst | undefined;
  /** Whether its body never ends because the scenario has bodies hang then, whatever its load says. */
  readonly isHung: boolean;
  /** How its body ended, and when. */
  body: { readonly how: BodyEnd; readonly atMs: number } | undefined;
  /** When it was over for whoever had asked for it. */
  overAtMs: number | undefined;
}

/** One call of the store as the store saw it. */
export interface StoreAttempt {
  /** From 1. */
  readonly attempt: number;
  /** When it was. */
  readonly atMs: number;
  /** The records that it was to write. */
  readonly ids: readonly string[];
  /** Whether it brings records from the spill folder, and not from the queue. */
  readonly isPickUp: boolean;
  /** What goes wrong with it, or may go wrong with single records of it; `undefined` where nothing does. */
  readonly fault: StoreFaultKind | undefined;
  /** How many stops were over when it was made. */
  readonly afterStops: number;
  /** When it was answered, in time or late; `undefined` as long as it is not. */
  answeredAtMs: number | undefined;
  /** When its time was over without an answer. */
  overdueAtMs: number | undefined;
  /** Whether it was answered with success; `undefined` as long as there is no answer. */
  isStored: boolean | undefined;
  /** The records that were refused. */
  refused: readonly string[];
}

/** What one file of the spill folder holds. */
export interface SpilledFile {
  /** Its path. */
  readonly path: string;
  /** When it was. */
  readonly atMs: number;
  /** What it holds. */
  readonly records: readonly ExecutionRecord[];
  /** When it was removed. */
  removedAtMs: number | undefined;
}

/** The executor's own account at one moment. */
export interface CountSample {
  /** When it was. */
  readonly atMs: number;
  /** The account. */
  readonly counts: RecordCounts;
  /** How many rows the store has. */
  readonly rows: number;
  /** How many events had been told before. */
  readonly events: number;
}

/** A stop as whoever asked for it saw it. */
export interface SimulatedStop {
  /** When it was. */
  readonly atMs: number;
  /** When it was over. */
  endedAtMs: number | undefined;
  /** How many samples of the account had been taken then. */
  endedAtSample: number | undefined;
  /** When the executor was started again. */
  restartedAtMs: number | undefined;
  /** How many samples of the account had been taken then. */
  restartedAtSample: number | undefined;
}

/** All that is known of a run of an executor, of its own words and of the world around it: what invariants judge. */
export interface ExecutorTrace {
  /** What was to be run. */
  readonly cast: ExecutorCast;
  /** All that happened, in order. */
  readonly events: readonly ExecutorEvent[];
  /** All executions, in the order in which they began. */
  readonly executions: readonly SimulatedExecution[];
  /** All calls of the store, in order. */
  readonly attempts: readonly StoreAttempt[];
  /** What the store has, by id, and since when. */
  readonly rows: ReadonlyMap<string, { readonly record: ExecutionRecord; readonly atMs: number }>;
  /** What was left in the spill folder, in order. */
  readonly spills: readonly SpilledFile[];
  /** The ids of the records that were told of, in order. */
  readonly told: readonly { readonly id: string; readonly atMs: number }[];
  /** The account after each change of it. */
  readonly samples: readonly CountSample[];
  /** All stops, in order. */
  readonly stops: readonly SimulatedStop[];
  /** The times in which the event loop did nothing, in order. */
  readonly stalls: readonly Spell[];
  /** When the run ended. */
  readonly endedAtMs: number;
}
