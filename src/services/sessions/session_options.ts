import type { Clock } from "../../core/clock.ts";
import { checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import { systemClock, systemWallClock } from "../../drivers/clock.ts";
import type { Logger } from "../../drivers/observer.ts";

/** How a run of an application is recorded. */
export interface SessionOptions {
  /** The application's name; not empty. */
  readonly application: string;
  /**
   * Time for heartbeats and limits.
   * @default systemClock
   */
  readonly clock?: Clock;
  /**
   * The time that is written down, in milliseconds since the epoch.
   * @default systemWallClock
   */
  readonly wallClock?: () => number;
  /**
   * How long `Session.beat` waits before each heartbeat.
   * @default 300_000
   */
  readonly heartbeatMs?: number;
  /**
   * How long the store may take for each heartbeat, crash or end, before it counts as failed. So a stop is held up for twice as long at most,
   * when the store has a crash to record yet.
   * @default 5_000
   */
  readonly storeTimeoutMs?: number;
  /**
   * Who is told what could not be recorded.
   * @default console
   */
  readonly logger?: Logger;
}

/** Session options with nothing left open. */
export type SessionTerms = Required<SessionOptions>;

/**
 * Checks the options and fills in what they leave open.
 *
 * @throws {TypeError} For an unknown option and an empty name.
 * @throws {RangeError} For a `heartbeatMs` or `storeTimeoutMs` that is not a finite number above 0.
 */
export function sessionTermsOf(options: SessionOptions): SessionTerms {
  const action = "open a session";
  checkKeys(action, "", options, ["application", "clock", "wallClock", "heartbeatMs", "storeTimeoutMs", "logger"]);
  const {
    application,
    clock = systemClock,
    wallClock = systemWallClock,
    heartbeatMs = 300_000,
    storeTimeoutMs = 5_000,
    logger = console,
  } = options;
  if (typeof application !== "string" || application === "") {
    throw new TypeError(
      `Cannot ${action}: "application" must be a text that is not empty, received ${shown(application)}`,
    );
  }
  checkNumber(action, "heartbeatMs", heartbeatMs, { min: 0, aboveMin: true });
  checkNumber(action, "storeTimeoutMs", storeTimeoutMs, { min: 0, aboveMin: true });
  return { application, clock, wallClock, heartbeatMs, storeTimeoutMs, logger };
}
