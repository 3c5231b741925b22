import { Failure } from "../core/failure.ts";
import { failureMatches, type FailureRules } from "../core/failure_rule.ts";
import { plainText } from "../services/sessions/plain_text.ts";
import { stackOf } from "../services/sessions/session_error.ts";
import type { ExecutionError, ExecutionStatus, ExecutionTier, TimeoutCause } from "./execution_record.ts";

/**
 * Thrown by whoever looks up what a handler or a job depends on and does not find it: the execution is recorded as one whose dependency failed,
 * and in the tier "app" without the stack, which would show the looking up alone.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DependencyError, Executor, MemoryExecutionStore } from "@mainstay/supervisor/telemetry";
 *
 * const store = new MemoryExecutionStore();
 * const executor = new Executor({ store, logger: { debug() {}, info() {}, warn() {}, error() {} } });
 * await executor.execute({
 *   kind: "handler",
 *   owner: "orders",
 *   name: "placed",
 *   run: () => {
 *     throw new DependencyError(`Cannot find the "mailer"`);
 *   },
 * });
 * await executor.stop();
 * assertEquals(store.executions().map(({ status, dependencyFailed }) => [status, dependencyFailed]), [["error", true]]);
 * ```
 */
export class DependencyError extends Error {
  /** "DependencyError". */
  override readonly name: string = "DependencyError";
}

/** How long texts of a record may be, in UTF-16 code units; what is longer is cut off there, and marked. */
export interface TextLimits {
  /**
   * Of an error's name.
   * @default 256
   */
  readonly type?: number;
  /**
   * Of an error's message.
   * @default 65_536
   */
  readonly message?: number;
  /**
   * Of a stack.
   * @default 8_192
   */
  readonly stack?: number;
}

/** What stands at the end of a text that was cut off. */
export const cutMark = "\n…[cut off]";

/** What classification depends on. */
export interface OutcomeRules {
  /** Errors for want of something that is depended on. */
  readonly dependencyErrors: FailureRules;
  /** Errors that are understood by their name and message: in the tier "app" their stack is not kept. */
  readonly expectedErrors: FailureRules;
  readonly limits: Required<TextLimits>;
  /** Is told what a rule itself throws. */
  readonly report: (thrown: unknown) => void;
}

/** How an execution ended, as its record has it. */
export interface Outcome {
  readonly status: ExecutionStatus;
  readonly timedOutBy: TimeoutCause | null;
  readonly dependencyFailed: boolean;
  readonly error: ExecutionError | null;
}

/** It ended well. */
export const success: Outcome = Object.freeze({
  status: "success",
  timedOutBy: null,
  dependencyFailed: false,
  error: null,
});

/** It was cancelled: nothing is said of what it threw then. */
export const cancelled: Outcome = Object.freeze({ ...success, status: "cancelled" });

/** What says of a time-out that has no message. */
const timedOutMessage = "execution timed out";

/** It took longer than it was allowed to. */
export const timedOutByLimit: Outcome = Object.freeze({
  status: "timed-out",
  timedOutBy: "limit",
  dependencyFailed: false,
  error: Object.freeze({ type: "TimeoutError", message: timedOutMessage, stack: null }),
});

/**
 * What it means that a body threw, by itself, without having been cancelled: a time-out of its own if the error's name is `TimeoutError`, or
 * else an error. Never throws.
 */
export function thrownOutcome(thrown: unknown, tier: ExecutionTier, rules: OutcomeRules): Outcome {
  const failure = new Failure(thrown);
  const { limits } = rules;
  const type = cut(plainText(failure.name), limits.type);
  const message = cut(plainText(failure.message), limits.message);
  if (failure.name === "TimeoutError") {
    const error = { type, message: message || timedOutMessage, stack: null };
    return { status: "timed-out", timedOutBy: "body", dependencyFailed: false, error };
  }
  const dependencyFailed = failureMatches(rules.dependencyErrors, failure, rules.report);
  const isExpected = dependencyFailed || failureMatches(rules.expectedErrors, failure, rules.report);
  const stack = isExpected && tier === "app" ? null : stackOf(thrown);
  const error = { type, message, stack: stack === null ? null : cut(plainText(stack), limits.stack) };
  return { status: "error", timedOutBy: null, dependencyFailed, error };
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).toWellFormed() + cutMark;
}
