import { type Backoff, resolveBackoff } from "../core/backoff.ts";
import type { Clock } from "../core/clock.ts";
import { type FailureRule, type FailureRules, resolveFailureRules } from "../core/failure_rule.ts";
import { checkKeys, checkNumber, shown } from "../core/option_check.ts";
import { secureRandom, systemClock, systemWallClock } from "../drivers/clock.ts";
import { checkFunction, checkMethods } from "../drivers/driver_options.ts";
import type { Logger } from "../drivers/observer.ts";
import type { ErrorHandler } from "./execution.ts";
import type { ExecutionRecord } from "./execution_record.ts";
import type { ExecutionStore } from "./execution_store.ts";
import { DependencyError, type TextLimits } from "./outcome.ts";

/** How long executions are kept. */
export interface RetentionOptions {
  /**
   * Executions older than this go, in milliseconds; Infinity keeps them whatever their age.
   * @default 604_800_000 (seven days)
   */
  readonly maxAgeMs?: number;
  /**
   * Above so many bytes of the store the oldest go; Infinity for no limit.
   * @default 500_000_000
   */
  readonly maxBytes?: number;
  /**
   * How often that is looked after, in milliseconds; the first time at the start.
   * @default 3_600_000
   */
  readonly everyMs?: number;
}

/** How an executor works. */
export interface ExecutorOptions {
  /** Where executions are written down. It must stay open until the executor has stopped, and is closed by whoever opened it. */
  readonly store: ExecutionStore;
  /**
   * Answers the number of the application's present run. Where it is given, a record that has none when it is written is lost, and counted.
   */
  readonly session?: () => number | undefined;
  /**
   * The most records that may be held: who comes when so many wait, are tried again or are being written, is lost, and counted.
   * @default 10_000
   */
  readonly capacity?: number;
  /**
   * The most records that are written together.
   * @default 100
   */
  readonly batchSize?: number;
  /**
   * How long a record waits for others to be written with, in milliseconds.
   * @default 100
   */
  readonly flushMs?: number;
  /**
   * How often a batch that could not be written is tried again before it is lost, and counted.
   * @default 10
   */
  readonly retries?: number;
  /**
   * How long a batch waits before it is tried again. What is left open is 1 s, doubled up to 30 s, with equal jitter: under the default of
   * ten retries a store may be away for three to four minutes.
   */
  readonly backoff?: Partial<Backoff>;
  /**
   * How long the store may take to answer, in milliseconds; what it did not say by then counts as failed.
   * @default 30_000
   */
  readonly storeTimeoutMs?: number;
  /**
   * How long the stop may take, in milliseconds: what could not be written down by then is lost, and counted, or spilled.
   * @default 5_000
   */
  readonly stopMs?: number;
  /**
   * A folder where records are left at the stop that could not be written down, as a file of JSON lines; the next start brings them to the
   * store. Needs `--allow-read` and `--allow-write` for it. Without one they are lost.
   */
  readonly spillFolder?: string | URL;
  /** Is called for each execution that fails or times out and has no error handler of its own. */
  readonly onError?: ErrorHandler;
  /**
   * How long an error handler may take, in milliseconds.
   * @default 5_000
   */
  readonly errorHandlerMs?: number;
  /**
   * How many error handlers may run at once, those included whose time is over and that go on; more are not called, and counted.
   * @default 100
   */
  readonly errorHandlersAtOnce?: number;
  /**
   * Which errors mean that something is missing which is depended on.
   * @default DependencyError
   */
  readonly dependencyErrors?: FailureRule | FailureRules;
  /** Which errors are understood by their name and message: their stack is kept in the tier "framework" alone. */
  readonly expectedErrors?: FailureRule | FailureRules;
  /** How long the texts of a record may be. */
  readonly limits?: TextLimits;
  /** How long executions are kept; `false` deletes nothing. */
  readonly retention?: RetentionOptions | false;
  /**
   * Called with each record of the tier "app" once it is stored, in the order in which they are stored, never twice for one. What it throws is
   * reported once and changes nothing.
   */
  readonly onStored?: (record: ExecutionRecord) => void;
  /**
   * Gets a line for each execution that fails, and for each kind of loss once in a while.
   * @default console
   */
  readonly logger?: Logger;
  /**
   * Where the time comes from, of everything that is waited for and measured.
   * @default systemClock
   */
  readonly clock?: Clock;
  /**
   * Answers a number in [0, 1) at each call: for ids, and for jitter.
   * @default numbers that nobody can foresee
   */
  readonly random?: () => number;
  /**
   * The time of day, in milliseconds since the epoch: for ids, for what is written down, and for jobs that are due at a time of day. Unless given
   * it is the system's; with another `clock` it begins there, and is moved on by that clock.
   * @default systemWallClock
   */
  readonly wallClock?: () => number;
}

/** Executor options with nothing left open. */
export interface ResolvedExecutorOptions {
  readonly store: ExecutionStore;
  readonly session: (() => number | undefined) | undefined;
  readonly capacity: number;
  readonly batchSize: number;
  readonly flushMs: number;
  readonly retries: number;
  readonly backoff: Backoff;
  readonly storeTimeoutMs: number;
  readonly stopMs: number;
  readonly spillFolder: string | URL | undefined;
  readonly onError: ErrorHandler | undefined;
  readonly errorHandlerMs: number;
  readonly errorHandlersAtOnce: number;
  readonly dependencyErrors: FailureRules;
  readonly expectedErrors: FailureRules;
  readonly limits: Required<TextLimits>;
  readonly retention: Required<RetentionOptions> | undefined;
  readonly onStored: ((record: ExecutionRecord) => void) | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly wallClock: () => number;
}

const fields = [
  "store",
  "session",
  "capacity",
  "batchSize",
  "flushMs",
  "retries",
  "backoff",
  "storeTimeoutMs",
  "stopMs",
  "spillFolder",
  "onError",
  "errorHandlerMs",
  "errorHandlersAtOnce",
  "dependencyErrors",
  "expectedErrors",
  "limits",
  "retention",
  "onStored",
  "logger",
  "clock",
  "random",
  "wallClock",
] as const satisfies readonly (keyof ExecutorOptions)[];

const storeMethods = ["insert", "register", "cancel", "reconcile", "prune"];

/**
 * Fills in what executor options leave open, and checks them.
 *
 * @throws {TypeError} For an unknown option, or one that is not what it must be; the message names it.
 * @throws {RangeError} For a number that its option cannot hold.
 */
export function resolveExecutorOptions(options: ExecutorOptions): ResolvedExecutorOptions {
  const action = "create an executor";
  checkKeys(action, "", options, fields);
  const {
    store,
    session,
    capacity = 10_000,
    batchSize = 100,
    flushMs = 100,
    retries = 10,
    storeTimeoutMs = 30_000,
    stopMs = 5_000,
    spillFolder,
    onError,
    errorHandlerMs = 5_000,
    errorHandlersAtOnce = 100,
    onStored,
    logger = console,
    clock = systemClock,
    random = secureRandom,
    wallClock = clock === systemClock ? systemWallClock : movedBy(clock),
  } = options;
  checkMethods(action, "store", store, storeMethods);
  checkNumber(action, "capacity", capacity, { min: 1, integer: true });
  checkNumber(action, "batchSize", batchSize, { min: 1, integer: true });
  checkNumber(action, "flushMs", flushMs, { min: 0 });
  checkNumber(action, "retries", retries, { min: 0, integer: true, orInfinity: true });
  checkNumber(action, "storeTimeoutMs", storeTimeoutMs, { min: 0, aboveMin: true });
  checkNumber(action, "stopMs", stopMs, { min: 0 });
  const isFolder = spillFolder instanceof URL
    ? spillFolder.protocol === "file:"
    : typeof spillFolder === "string" && spillFolder !== "";
  if (spillFolder !== undefined && !isFolder) {
    throw new TypeError(
      `Cannot ${action}: "spillFolder" must be a text that is not empty or a file URL, received ${
        spillFolder instanceof URL ? spillFolder.href : shown(spillFolder)
      }`,
    );
  }
  checkNumber(action, "errorHandlerMs", errorHandlerMs, { min: 0, aboveMin: true });
  checkNumber(action, "errorHandlersAtOnce", errorHandlersAtOnce, { min: 0, integer: true });
  for (const [field, value] of Object.entries({ session, onError, onStored })) {
    if (value !== undefined) checkFunction(action, field, value);
  }
  checkMethods(action, "logger", logger, ["debug", "info", "warn", "error"]);
  checkMethods(action, "clock", clock, ["now", "sleep"]);
  checkFunction(action, "random", random);
  checkFunction(action, "wallClock", wallClock);
  return {
    store,
    session,
    capacity,
    batchSize,
    flushMs,
    retries,
    backoff: resolveBackoff(action, options.backoff ?? {}),
    storeTimeoutMs,
    stopMs,
    spillFolder,
    onError,
    errorHandlerMs,
    errorHandlersAtOnce,
    dependencyErrors: resolveFailureRules(action, "dependencyErrors", options.dependencyErrors ?? DependencyError),
    expectedErrors: resolveFailureRules(action, "expectedErrors", options.expectedErrors ?? []),
    limits: resolveLimits(action, options.limits ?? {}),
    retention: options.retention === false ? undefined : resolveRetention(action, options.retention ?? {}),
    onStored,
    logger,
    clock,
    random,
    wallClock,
  };
}

/** The time of day as it goes on from now by a clock that may be a made-up one. */
function movedBy(clock: Clock): () => number {
  let beginningMs: number | undefined;
  return () => {
    const nowMs = clock.now();
    beginningMs ??= systemWallClock() - nowMs;
    return beginningMs + nowMs;
  };
}

function resolveLimits(action: string, limits: TextLimits): Required<TextLimits> {
  checkKeys(action, "limits", limits, ["type", "message", "stack"]);
  const { type = 256, message = 65_536, stack = 8_192 } = limits;
  for (const [field, value] of Object.entries({ type, message, stack })) {
    checkNumber(action, `limits.${field}`, value, { min: 0, integer: true });
  }
  return { type, message, stack };
}

function resolveRetention(action: string, retention: RetentionOptions): Required<RetentionOptions> {
  checkKeys(action, "retention", retention, ["maxAgeMs", "maxBytes", "everyMs"]);
  const { maxAgeMs = 604_800_000, maxBytes = 500_000_000, everyMs = 3_600_000 } = retention;
  checkNumber(action, "retention.maxAgeMs", maxAgeMs, { min: 0, orInfinity: true });
  checkNumber(action, "retention.maxBytes", maxBytes, { min: 0, orInfinity: true });
  checkNumber(action, "retention.everyMs", everyMs, { min: 0, aboveMin: true });
  return { maxAgeMs, maxBytes, everyMs };
}
