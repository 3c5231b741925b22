import type { Clock } from "../core/clock.ts";
import { type GroupBudget, resolveGroupBudget } from "../core/group_budget.ts";
import { checkBoolean, checkKeys, checkName, checkNumber } from "../core/option_check.ts";
import { type Policy, policyFields, type ResolvedPolicy, resolvePolicy } from "../core/policy.ts";
import { systemWallClock } from "../drivers/clock.ts";
import {
  checkFunction,
  checkMethods,
  driverFields,
  type DriverOptions,
  type ResolvedDriverOptions,
  resolveDriverOptions,
} from "../drivers/driver_options.ts";
import type { Logger } from "../drivers/observer.ts";
import type { ApplicationEvent } from "./service_event.ts";
import type { SessionStore } from "./sessions/session_store.ts";
import type { HostNotifier } from "./host/systemd_notifier.ts";

/** How an application is run. */
export interface ApplicationOptions {
  /**
   * Its name, in its session, its reports and its health.
   * @default "application"
   */
  readonly name?: string;
  /**
   * Where the time comes from: of all supervision, and of the contexts of all services. Give a `VirtualClock` to test in no time.
   * @default systemClock
   */
  readonly clock?: Clock;
  /**
   * Answers a number in [0, 1) at each call; only jitter asks.
   * @default Math.random
   */
  readonly random?: () => number;
  /** Stops the application when it aborts. */
  readonly signal?: AbortSignal;
  /** Gets a sentence for every event. Without one the console gets why the application fails, and warnings, and nothing else. */
  readonly logger?: Logger;
  /** Called with every event, in order, after what it tells of is so. What it throws is reported once and changes nothing. */
  readonly onEvent?: (event: ApplicationEvent) => void;
  /**
   * Whether SIGINT and SIGTERM stop it; a second one ends the grace at once.
   * @default true
   */
  readonly signals?: boolean;
  /**
   * How long all required services together may take to become ready; at Infinity as long as they want.
   * @default 60_000
   */
  readonly startupTimeoutMs?: number;
  /**
   * How long the whole stop may take. Services that others depend on keep their share of it.
   * @default 30_000
   */
  readonly graceMs?: number;
  /** The policy of every service that says nothing else. */
  readonly defaults?: Policy;
  /** The restart budget that all services share, asked after their own; when it is spent the application fails, or pauses. None unless given. */
  readonly budget?: GroupBudget;
  /**
   * Whether a status that moves as it must not, a fault of this library, fails the application, instead of being warned of.
   * @default false
   */
  readonly strict?: boolean;
  /** Where a row is left of each run. */
  readonly sessions?: SessionStore;
  /**
   * How often a row is marked as alive.
   * @default 300_000
   */
  readonly heartbeatMs?: number;
  /** The host's own supervisor, which is told how the application is; see `systemdNotifier`. */
  readonly host?: HostNotifier;
  /** Records that were lost, by cause, for its health and its session; see the executor. */
  readonly drops?: () => Readonly<Record<string, number>>;
  /**
   * The time of day for what people read, in milliseconds since the epoch.
   * @default systemWallClock
   */
  readonly wallClock?: () => number;
}

/** Application options with nothing left open. */
export interface ResolvedApplicationOptions extends Omit<ResolvedDriverOptions, "observer"> {
  readonly name: string;
  readonly onEvent: ((event: ApplicationEvent) => void) | undefined;
  readonly logger: Logger | undefined;
  readonly signals: boolean;
  readonly startupTimeoutMs: number;
  readonly graceMs: number;
  readonly defaults: ResolvedPolicy;
  readonly budget: GroupBudget | undefined;
  readonly strict: boolean;
  readonly sessions: SessionStore | undefined;
  readonly heartbeatMs: number;
  readonly host: HostNotifier | undefined;
  readonly drops: () => Readonly<Record<string, number>>;
  readonly wallClock: () => number;
}

const ownFields = [
  "name",
  "signals",
  "startupTimeoutMs",
  "graceMs",
  "defaults",
  "budget",
  "strict",
  "sessions",
  "heartbeatMs",
  "host",
  "drops",
  "wallClock",
] as const satisfies readonly (keyof ApplicationOptions)[];

const storeMethods = ["create", "heartbeat", "recordCrash", "finish", "reclaim"];
const notifierMethods = ["ready", "status", "stopping", "alive", "close"];

/**
 * Fills in what application options leave open, and checks them.
 *
 * @throws {TypeError} For an unknown option, or one that is not what it must be; the message names it.
 * @throws {RangeError} For a number that its option cannot hold.
 */
export function resolveApplicationOptions(options: ApplicationOptions): ResolvedApplicationOptions {
  const action = "run the application";
  checkKeys(action, "", options, [...ownFields, ...driverFields]);
  const {
    name = "application",
    signals = true,
    startupTimeoutMs = 60_000,
    graceMs = 30_000,
    strict = false,
    heartbeatMs = 300_000,
    wallClock = systemWallClock,
    drops = () => ({}),
    onEvent,
    logger,
    ...rest
  } = options;
  checkName(action, name);
  checkBoolean(action, "signals", signals);
  checkBoolean(action, "strict", strict);
  checkNumber(action, "startupTimeoutMs", startupTimeoutMs, { min: 0, aboveMin: true, orInfinity: true });
  checkNumber(action, "graceMs", graceMs, { min: 0, orInfinity: true });
  checkNumber(action, "heartbeatMs", heartbeatMs, { min: 0, aboveMin: true });
  checkFunction(action, "wallClock", wallClock);
  checkFunction(action, "drops", drops);
  resolveGroupBudget(action, options.budget);
  if (options.sessions !== undefined) checkMethods(action, "sessions", options.sessions, storeMethods);
  if (options.host !== undefined) checkMethods(action, "host", options.host, notifierMethods);
  if (rest.defaults !== undefined) checkKeys(action, "defaults", rest.defaults, policyFields);
  const defaults = resolvePolicy(`${action} with its "defaults"`, rest.defaults ?? {});
  const { clock, random, signal } = resolveDriverOptions(action, {
    clock: options.clock,
    random: options.random,
    signal: options.signal,
    onEvent: onEvent as DriverOptions["onEvent"],
    logger,
  });
  return {
    name,
    onEvent,
    logger,
    signals,
    startupTimeoutMs,
    graceMs,
    defaults,
    budget: options.budget,
    strict,
    sessions: options.sessions,
    heartbeatMs,
    host: options.host,
    drops,
    wallClock,
    clock,
    random,
    signal,
  };
}
