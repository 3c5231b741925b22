import type { Clock } from "../core/clock.ts";
import type { SupervisionEvent } from "../core/event.ts";
import { shown } from "../core/option_check.ts";
import { systemClock, systemRandom } from "./clock.ts";
import { type Logger, Observer, supervisionWords } from "./observer.ts";

/** What supervision gets from outside: time, chance, a way to stop it, and who is told. */
export interface DriverOptions {
  /**
   * Where the time comes from.
   * @default systemClock
   */
  readonly clock?: Clock;
  /**
   * Answers a number in [0, 1) at each call; only jitter asks.
   * @default Math.random
   */
  readonly random?: () => number;
  /** Stops the supervision when it aborts. */
  readonly signal?: AbortSignal;
  /** Called with every event, in order, while it happens. What it throws is reported once and changes nothing. */
  readonly onEvent?: (event: SupervisionEvent) => void;
  /** Gets a sentence for every event. */
  readonly logger?: Logger;
}

/** The names of all driver options. */
export const driverFields = [
  "clock",
  "random",
  "signal",
  "onEvent",
  "logger",
] as const satisfies readonly (keyof DriverOptions)[];

/** Driver options with nothing left open. */
export interface ResolvedDriverOptions {
  /** Where the time comes from. */
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
  readonly observer: Observer;
}

/**
 * Fills in what driver options leave open, and checks them.
 *
 * @throws {TypeError} For an option that is not what it must be. The message names it.
 */
export function resolveDriverOptions(action: string, options: DriverOptions): ResolvedDriverOptions {
  const { clock = systemClock, random = systemRandom, signal, onEvent, logger } = options;
  checkMethods(action, "clock", clock, ["now", "sleep"]);
  checkFunction(action, "random", random);
  if (signal !== undefined) checkMethods(action, "signal", signal, ["addEventListener", "removeEventListener"]);
  if (onEvent !== undefined) checkFunction(action, "onEvent", onEvent);
  if (logger !== undefined) checkMethods(action, "logger", logger, ["debug", "info", "warn", "error"]);
  return { clock, random, signal, observer: new Observer(onEvent, logger, supervisionWords) };
}

/**
 * Throws unless `value` is a function.
 *
 * @throws {TypeError} `Cannot <action>: "<field>" must be a function, received …`.
 */
export function checkFunction(action: string, field: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new TypeError(`Cannot ${action}: "${field}" must be a function, received ${shown(value)}`);
}

/**
 * Throws unless `value` is an object that has all these methods.
 *
 * @throws {TypeError} `Cannot <action>: "<field>" must be an object with …(), received …`.
 */
export function checkMethods(action: string, field: string, value: unknown, methods: readonly string[]): void {
  const present = (method: string) => typeof (value as Record<string, unknown> | null)?.[method] === "function";
  const missing = methods.find((method) => !present(method));
  if (missing === undefined) return;
  throw new TypeError(`Cannot ${action}: "${field}" must be an object with ${missing}(), received ${shown(value)}`);
}
