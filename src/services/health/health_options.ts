import type { Clock } from "../../core/clock.ts";
import { checkKeys, shown } from "../../core/option_check.ts";
import { systemClock, systemWallClock } from "../../drivers/clock.ts";
import { checkFunction } from "../../drivers/driver_options.ts";
import type { Logger } from "../../drivers/observer.ts";

/** Options of a health handler. */
export interface HealthHandlerOptions {
  /**
   * What the paths begin with: "/health" makes `/health/livez` and so on.
   * @default ""
   */
  readonly prefix?: string;
  /**
   * Who sees error messages, the services' reasons and the fatal reason: everybody, nobody, or those requests for which the function
   * answers true, such as those with a secret token. Such texts can hold passwords and addresses. A function that throws, or answers
   * anything but true, shows nothing.
   * @default false
   */
  readonly details?: boolean | ((request: Request) => boolean);
  /**
   * The time of day in milliseconds since 1970, from which `retryAt` is reckoned.
   * @default systemWallClock
   */
  readonly wallClock?: () => number;
  /**
   * Measures what answers cost, so that a flood of requests cannot keep the process busy.
   * @default systemClock
   */
  readonly clock?: Pick<Clock, "now">;
  /** Is told once that something threw: the source, the wall clock or `details`. Callers never see that text. */
  readonly logger?: Logger;
}

/** Options of a health handler with nothing left open but who is told. */
export type ResolvedHealthOptions =
  & Required<Omit<HealthHandlerOptions, "logger">>
  & Pick<HealthHandlerOptions, "logger">;

const action = "create a health handler";
const fields = [
  "prefix",
  "details",
  "wallClock",
  "clock",
  "logger",
] as const satisfies readonly (keyof HealthHandlerOptions)[];

/**
 * Fills in what the options leave open, and checks them.
 *
 * @throws {TypeError} For an unknown option, or one that is not what it must be. The message names it.
 */
export function resolveHealthOptions(options: HealthHandlerOptions): ResolvedHealthOptions {
  checkKeys(action, "", options, fields);
  const { prefix = "", details = false, wallClock = systemWallClock, clock = systemClock, logger } = options;
  checkPrefix(prefix);
  if (typeof details !== "boolean") checkFunction(action, "details", details);
  checkFunction(action, "wallClock", wallClock);
  checkFunction(action, "clock.now", clock?.now);
  if (logger !== undefined) checkFunction(action, "logger.error", logger?.error);
  return { prefix, details, wallClock, clock, logger };
}

function checkPrefix(prefix: unknown): void {
  if (typeof prefix === "string" && /^(?:\/[\w.~-]+)*$/.test(prefix)) return;
  throw new TypeError(
    `Cannot ${action}: "prefix" must be empty or a path such as "/health", without a slash at its end, received ${
      shown(prefix)
    }`,
  );
}
