import type { Clock } from "../../core/clock.ts";
import type { ExecutionOutcome, ExecutionRequest } from "../execution.ts";
import type { RegistrationRequest } from "../registration.ts";

/** What jobs need of whoever executes them. */
export interface JobHost {
  readonly clock: Clock;
  /** The time of day, in milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** Answers a number in [0, 1) at each call. */
  readonly random: () => number;
  /** Executes it now; rejects only for a request that is not as it must be, and for what was cancelled. */
  execute<T>(request: ExecutionRequest<T>): Promise<ExecutionOutcome<T>>;
  /** Makes it known in the store, and answers its row's id. Rejects when the store fails; it may be tried again. */
  register(registration: RegistrationRequest): Promise<number>;
  /** Marks it as cancelled in the store; answers whether it was not so before. Rejects when the store fails; it may be tried again. */
  cancelRegistration(id: number): Promise<boolean>;
  /** Hands a line to the logger; never throws. */
  say(level: "debug" | "info" | "warn" | "error", sentence: string): void;
}
