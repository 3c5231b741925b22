import type { ExecutionStatus } from "../execution_record.ts";
import type { DropCause } from "../record_queue.ts";

/** When it was. */
export interface EventMoment {
  /** When, in milliseconds on the run's clock. */
  readonly atMs: number;
}

/** Something that happened in a simulated run of an executor. */
export type ExecutorEvent =
  | EventMoment & { readonly type: "started" }
  /** An execution is over. */
  | EventMoment & {
    readonly type: "executed";
    readonly id: string;
    /** `owner/name` of what was executed. */
    readonly load: string;
    readonly status: ExecutionStatus;
  }
  /** Records are lost. */
  | EventMoment & { readonly type: "dropped"; readonly cause: DropCause; readonly count: number }
  /** The store is asked to write records. */
  | EventMoment & {
    readonly type: "attempt";
    readonly attempt: number;
    readonly count: number;
    readonly isPickUp: boolean;
  }
  /** The store has answered: how many it has now, and how many it refused. */
  | EventMoment & {
    readonly type: "answered";
    readonly attempt: number;
    readonly stored: number;
    readonly refused: number;
    /** Whether nobody waited for it any more. */
    readonly isLate: boolean;
  }
  /** The store has failed, or has not answered in time. */
  | EventMoment & { readonly type: "attempt-failed"; readonly attempt: number; readonly why: "failed" | "no-answer" }
  /** Records count as stored. */
  | EventMoment & { readonly type: "stored"; readonly count: number }
  /** Somebody was told that a record is stored. */
  | EventMoment & { readonly type: "told"; readonly id: string }
  | EventMoment & { readonly type: "fault-began"; readonly fault: string }
  | EventMoment & { readonly type: "fault-ended"; readonly fault: string }
  | EventMoment & { readonly type: "stopping"; readonly held: number }
  | EventMoment & { readonly type: "stopped"; readonly tookMs: number }
  /** Records were left in the spill folder. */
  | EventMoment & { readonly type: "spilled"; readonly count: number }
  /** A file of the spill folder was removed, with so many records in it. */
  | EventMoment & { readonly type: "picked-up"; readonly count: number };
