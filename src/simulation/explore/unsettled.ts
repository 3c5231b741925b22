import { timeText } from "./explored_fault_text.ts";

/** How a test stands that has not settled. */
export interface Unsettled {
  /** The time on its clock. */
  readonly nowMs: number;
  readonly horizonMs: number;
  readonly limit: number;
  /** How many sleeps of its own the clock has. */
  readonly sleeps: number;
  /** Its calls that faults hold back. */
  readonly held: readonly string[];
  /** The newest that it did. */
  readonly newest: readonly string[];
}

/** It has reached its horizon. */
export function lateError(unsettled: Unsettled): Error {
  return new Error(`The test has not settled by its horizon of ${timeText(unsettled.horizonMs)}: ${left(unsettled)}`);
}

/** It has used up its events. */
export function limitError(unsettled: Unsettled): Error {
  const { limit, nowMs } = unsettled;
  return new Error(
    `The test has not settled within ${limit} events of the clock, at t=${timeText(nowMs)}: ${left(unsettled)}`,
  );
}

/** It goes on and on without letting time pass. */
export function busyError(unsettled: Unsettled, calls: number): Error {
  return new Error(
    `The test has made ${calls} calls at one moment, t=${timeText(unsettled.nowMs)}, such as a loop that tries again ` +
      `without waiting; ${newestOf(unsettled)}`,
  );
}

/** It waits for work that the clock cannot see. */
export function trackedError(unsettled: Unsettled, patienceMs: number): Error {
  return new Error(
    `What the test has handed to clock.track() has not settled within ${timeText(patienceMs)} of real time, at t=${
      timeText(unsettled.nowMs)
    }; ${newestOf(unsettled)}`,
  );
}

/** Nothing can wake it. */
export function stuckError(unsettled: Unsettled): Error {
  return new Error(
    `The test waits for something that never comes, at t=${
      timeText(unsettled.nowMs)
    }: nothing is left on the clock that ` +
      `could wake it (work that the clock cannot see is handed to clock.track()); ${newestOf(unsettled)}`,
  );
}

function left(unsettled: Unsettled): string {
  const { sleeps, held } = unsettled;
  const calls = held.length === 0 ? "" : `, ${held.slice(0, 5).join(", ")} held back by faults`;
  return `${sleeps === 1 ? "1 sleep is" : `${sleeps} sleeps are`} pending${calls}; ${newestOf(unsettled)}`;
}

function newestOf({ newest }: Unsettled): string {
  return newest.length === 0 ? "it called nothing" : `newest: ${newest.join("; ")}`;
}
