import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../core/clock.ts";
import { checkKeys, shown } from "../core/option_check.ts";
import { checkFunction } from "../drivers/driver_options.ts";
import { callSiteOf, withDeepStack } from "./call_site.ts";
import { everythingGuarded, type GuardedGlobal, guardedGlobals } from "./guarded_global.ts";
import { RealTimeError } from "./real_time_error.ts";
import { standOn } from "./virtual_clock.ts";

/** How a run is guarded. */
export interface GuardOptions {
  /**
   * What may be used all the same, as one writes it: `["Date.now()"]`.
   * @default []
   */
  readonly allow?: readonly string[];
  /** Told of each violation when it happens, before it is thrown where it happened. */
  readonly onViolation?: (violation: RealTimeError) => void;
  /** Told what code of the run threw and nobody caught; the process hears nothing of it then. */
  readonly onUnhandled?: (thrown: unknown, how: UnhandledKind) => void;
  /** Told the same of what the run has left behind when it was over, as long as a guard around it is up. */
  readonly onUnhandledLater?: (thrown: unknown, how: UnhandledKind) => void;
}

/** How it was that nobody caught something: a promise was rejected that nobody listens to; a listener of an event, or a microtask, threw. */
export type UnhandledKind = "unhandled-rejection" | "uncaught-error";

/** What came of a guarded run that did not fail. */
export interface GuardedRun<T> {
  /** What it gave. */
  readonly value: T;
  /** What it asked for that it must not, in order; at most 100. */
  readonly violations: readonly RealTimeError[];
}

/** A run that is guarded. */
interface Watch {
  readonly allowed: ReadonlySet<string>;
  readonly violations: RealTimeError[];
  readonly onViolation: ((violation: RealTimeError) => void) | undefined;
  readonly onUnhandled: GuardOptions["onUnhandled"];
  readonly onUnhandledLater: GuardOptions["onUnhandledLater"];
  readonly outer: Watch | undefined;
  isOver: boolean;
}

const keptViolations = 100;
const optionFields = [
  "allow",
  "onViolation",
  "onUnhandled",
  "onUnhandledLater",
] as const satisfies readonly (keyof GuardOptions)[];
/** What there was when this was loaded: nobody's fake timers, which stand still while nobody moves them. */
const { setTimeout: wakeLater, clearTimeout: forget } = globalThis;
const now = performance.now.bind(performance);
/** Loaded by the runtime when it is first read, which takes many milliseconds. */
const turnOfPlatform = Object.getOwnPropertyDescriptor(globalThis, "setImmediate");
const watches = new AsyncLocalStorage<Watch | undefined>();
let watching = 0;
let takeDown: () => void = () => {};

/**
 * Runs something in which real time, chance, timers of the platform and the network are errors: each use of one throws a
 * {@linkcode RealTimeError} that names the place, and is written down as well, because supervision takes what is thrown for a crash.
 *
 * Only code of the run is met: what it calls, awaits and sets off. Whoever else is at work in the process meanwhile gets what it asks for. Guards
 * may be nested, and several may be up at once; the globals are as they were when the last one is over. Code that the run has left behind
 * is free again then.
 *
 * Not seen are files, processes and workers, what a module took for itself when it was loaded (`import { setTimeout } from "node:timers"`), and
 * what tells the time by the way: `Intl.DateTimeFormat` without a date, the `timeStamp` of an event, `Atomics.waitAsync`.
 *
 * @throws {TypeError} Rejects for an unknown option, or one that is not what it must be.
 * @throws {unknown} Rejects with what the run throws; `onViolation` has been told then.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { guarded } from "@mainstay/supervisor/simulation";
 *
 * const { violations } = await guarded(async () => {
 *   try {
 *     await Promise.resolve();
 *     Date.now();
 *   } catch {
 *     // A supervisor would restart the worker now.
 *   }
 * });
 * assertEquals(violations.map(({ api }) => api), ["Date.now()"]);
 * ```
 */
export async function guarded<T>(run: () => T | Promise<T>, options: GuardOptions = {}): Promise<GuardedRun<T>> {
  const watch = watchOf(run, options);
  if (watching++ === 0) takeDown = putUp();
  try {
    return { value: await watches.run(watch, run), violations: watch.violations };
  } finally {
    watch.isOver = true;
    if (--watching === 0) takeDown();
  }
}

/**
 * Runs something free of all guards, and all that it sets off: for who reports on a run from within.
 *
 * @throws {TypeError} For what is no function.
 */
export function unguarded<T>(run: () => T): T {
  checkFunction("run free of guards", "run", run);
  return watches.run(undefined, run);
}

/** Real time for who watches over runs, whatever has been put in the place of the platform's timers: no guard sees it, and no fake stops it. */
export const watchClock: Clock = Object.freeze({
  now,
  sleep: (ms: number, signal?: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = wakeLater(resolve, ms);
    signal?.addEventListener("abort", () => {
      forget(timer);
      reject(signal.reason);
    }, { once: true });
    return promise;
  },
});

function watchOf(run: unknown, options: GuardOptions): Watch {
  const action = "guard a run";
  checkFunction(action, "run", run);
  checkKeys(action, "", options, optionFields);
  const { allow = [], onViolation, onUnhandled, onUnhandledLater } = options;
  checkAllowed(action, "allow", allow);
  if (onViolation !== undefined) checkFunction(action, "onViolation", onViolation);
  if (onUnhandled !== undefined) checkFunction(action, "onUnhandled", onUnhandled);
  if (onUnhandledLater !== undefined) checkFunction(action, "onUnhandledLater", onUnhandledLater);
  const outer = watches.getStore();
  return {
    allowed: new Set(allow),
    violations: [],
    onViolation,
    onUnhandled,
    onUnhandledLater,
    outer,
    isOver: false,
  };
}

/**
 * Throws unless `allow` is a list of what a guard looks for.
 *
 * @throws {TypeError} Names the field, and what is known.
 */
export function checkAllowed(action: string, field: string, allow: unknown): asserts allow is readonly string[] {
  if (!Array.isArray(allow)) {
    throw new TypeError(`Cannot ${action}: "${field}" must be a list, received ${shown(allow)}`);
  }
  const unknown = allow.find((api) => !everythingGuarded.includes(api));
  if (unknown === undefined && !allow.includes(undefined)) return;
  throw new TypeError(
    `Cannot ${action}: "${field}" must name what a guard looks for, received ${shown(unknown)}, known are ${
      everythingGuarded.join(", ")
    }`,
  );
}

/** Throws if the code that calls belongs to a run that must not do this. */
function refuse({ api, instead }: GuardedGlobal): void {
  for (let watch = watches.getStore(); watch !== undefined; watch = watch.outer) {
    if (watch.isOver || watch.allowed.has(api)) continue;
    const violation = withDeepStack(() => new RealTimeError(api, instead, callSiteOf(new Error().stack)));
    if (watch.violations.length < keptViolations) watch.violations.push(violation);
    watch.onViolation?.(violation);
    throw violation;
  }
}

function onRejection(event: PromiseRejectionEvent): void {
  onNobody(event, event.reason, "unhandled-rejection");
}

function onError(event: ErrorEvent): void {
  onNobody(event, event.error, "uncaught-error");
}

/** What nobody catches belongs to the code that threw it. */
function onNobody(event: Event, thrown: unknown, how: UnhandledKind): void {
  for (let watch = watches.getStore(); watch !== undefined; watch = watch.outer) {
    const isLeft = watch.isOver && watch.outer?.isOver === false;
    const listener = isLeft ? watch.onUnhandledLater : watch.isOver ? undefined : watch.onUnhandled;
    if (listener === undefined) continue;
    event.preventDefault();
    listener(thrown, how);
    return;
  }
}

/** Puts guards in the place of all that is guarded. Answers what takes them down again. */
function putUp(): () => void {
  let ask: ((call: () => void) => unknown) | undefined;
  standOn({
    setImmediate: (call) => (ask ??= valueOf(turnOfPlatform, globalThis))(call),
    now,
  });
  const undo = guardedGlobals.map(replace);
  // A runtime other than Deno may not have it.
  globalThis.addEventListener?.("unhandledrejection", onRejection);
  globalThis.addEventListener?.("error", onError);
  return () => {
    globalThis.removeEventListener?.("unhandledrejection", onRejection);
    globalThis.removeEventListener?.("error", onError);
    for (const each of undo) each();
    standOn();
  };
}

function replace(of: GuardedGlobal): () => void {
  const holder = of.holder();
  const own = holder && Object.getOwnPropertyDescriptor(holder, of.key);
  if (holder === undefined || own === undefined || !own.configurable) return () => {};
  let inPlace: unknown;
  const get = () => inPlace ??= guardOf(of, valueOf(own, holder));
  const guard: PropertyDescriptor = own.get ? { ...own, get } : { ...own, value: get() };
  Object.defineProperty(holder, of.key, guard);
  const unname = of.key === "Date" ? namedAs(get() as DateConstructor) : undefined;
  return () => {
    const now = Object.getOwnPropertyDescriptor(holder, of.key);
    // Whoever else has put something there since takes it away in time.
    if (own.get ? now?.get === get : now?.value === inPlace) Object.defineProperty(holder, of.key, own);
    unname?.();
  };
}

/** `date.constructor === Date` holds, whoever asks. */
function namedAs(guard: DateConstructor): () => void {
  const original = Date.prototype.constructor;
  Date.prototype.constructor = guard;
  return () => Date.prototype.constructor = original;
}

function guardOf(of: GuardedGlobal, original: (...args: unknown[]) => unknown): unknown {
  const { isMeant = () => true, isMade = false } = of;
  const isClass = of.key === "Date" || isMade;
  return new Proxy(original, {
    apply(target, receiver, args) {
      // Called without `new`, Date gives the present time whatever it is given.
      if (!isMade) refuse(of);
      return Reflect.apply(target, receiver, args);
    },
    ...(isClass && {
      construct(target: typeof original, args: unknown[], newTarget: new () => unknown) {
        if (isMeant(args)) refuse(of);
        return Reflect.construct(target, args, newTarget) as object;
      },
    }),
  });
}

// deno-lint-ignore no-explicit-any -- what it takes is the platform's business
function valueOf(own: PropertyDescriptor | undefined, holder: object): (...args: any[]) => unknown {
  return own?.get ? own.get.call(holder) : own?.value;
}
