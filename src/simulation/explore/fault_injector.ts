import { checkBoolean, checkKeys, checkName, shown } from "../../core/option_check.ts";
import { checkFunction } from "../../drivers/driver_options.ts";
import type { ExploredFault, LateCall, PointCrash } from "./explored_fault.ts";
import type { CallFault, FaultSource } from "./fault_source.ts";
import { InjectedFault } from "./injected_fault.ts";

/** How a function is wrapped. */
export interface WrapOptions {
  /**
   * Whether it answers promises: what goes wrong before it has an effect is a rejection then, and thrown at once otherwise.
   * @default whether it is declared `async`, or else what the calls of its name have answered
   */
  readonly async?: boolean;
  /**
   * Makes what a call throws that is to fail, such as the error that a driver of a database throws.
   * @default the InjectedFault itself
   */
  readonly error?: (fault: InjectedFault) => unknown;
}

/** What a test of {@linkcode explore} says of itself: where something may go wrong, and what must hold. */
export interface Faults {
  /**
   * The same function, with calls that fail, are late, or hang now and then. It keeps its type, its properties, `this` and its arguments.
   *
   * A function that answers no promise can only throw. Where only the first answer can tell, a run in which something is to go wrong before it is
   * made anew with what the answer has told. A function that answers promises now and then is wrapped with `async: true`.
   *
   * A call that is given an `AbortSignal`, as an argument or as `signal` of one, and that is late or hangs, rejects with the signal's reason when
   * it aborts.
   *
   * @param name What its calls are called. Functions of the same name are counted together, and are of the same kind.
   * @throws {TypeError} For an empty name, for what is no function, and for a generator: a call of one does nothing that could fail.
   */
  // deno-lint-ignore no-explicit-any -- any function at all
  wrap<F extends (...args: any[]) => unknown>(name: string, fn: F, options?: WrapOptions): F;
  /**
   * A place where the code may crash.
   *
   * @throws {InjectedFault} If it does.
   */
  point(name: string): void;
  /**
   * Something that must happen in some run, or the test does not try what it should; see `requireSometimes`. It happens where no condition is
   * given; one that is `undefined` does not hold.
   *
   * @throws {TypeError} For a condition that is neither.
   */
  sometimes(name: string, condition?: boolean): void;
  /**
   * Something that must hold in every run. What does not hold fails the run, whoever catches what it throws: inside a worker, an assertion that
   * fails is a crash like others, and the worker is restarted.
   *
   * @throws {Error} If it does not hold.
   * @throws {TypeError} For a condition that is neither true nor false, such as a promise; the run fails by that too.
   */
  always(name: string, condition: boolean, detail?: string): void;
}

/** What the injector works on. */
export interface Injection {
  readonly source: FaultSource;
  /** Whether nothing goes wrong any more, or nothing counts any more. */
  readonly isHealed: () => boolean;
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** When everything heals. */
  readonly healAtMs: number;
  /** Whether calls of a name answer promises, as far as their answers have told; the injector writes down what it learns. */
  readonly answers: Map<string, boolean>;
  /** Told of a name that was spared because its answers have not told yet. */
  readonly onSpared: (name: string) => void;
  /** Whether the run is to be stopped where it is: no call comes back any more. */
  readonly isStopped: () => boolean;
  /** Told of each call and each time at a point. */
  readonly onReached: (kind: "call" | "point", name: string, nth: number) => void;
  /** Told of each fault that struck; of an outage once for each call. */
  readonly onFault: (fault: ExploredFault, nth: number) => void;
  readonly onSometimes: (name: string, happened: boolean) => void;
  readonly onBroken: (error: Error) => void;
  /** Told of each call that is kept waiting, and when it is no more. */
  readonly onHeld: (what: string, isHeld: boolean) => void;
}

// deno-lint-ignore no-explicit-any -- any function at all
type AnyFunction = (...args: any[]) => unknown;

/** Puts faults around the calls of a test. */
export class FaultInjector implements Faults {
  readonly #injection: Injection;
  readonly #counts = new Map<string, number>();

  constructor(injection: Injection) {
    this.#injection = injection;
  }

  /** See {@linkcode Faults}. */
  wrap<F extends AnyFunction>(name: string, fn: F, options: WrapOptions = {}): F {
    const action = `wrap ${shown(name)}`;
    checkName("wrap a function", name);
    checkFunction(action, "fn", fn);
    const declared = Object.prototype.toString.call(fn);
    if (declared.endsWith("GeneratorFunction]")) {
      throw new TypeError(
        `Cannot ${action}: "fn" must not be a generator function: wrap the calls that its body makes`,
      );
    }
    checkKeys(action, "", options, ["async", "error"]);
    const {
      async: isAsync = declared === "[object AsyncFunction]" || undefined,
      error = (fault: InjectedFault) => fault,
    } = options;
    if (isAsync !== undefined) checkBoolean(action, "async", isAsync);
    checkFunction(action, "error", error);
    const { answers, isHealed, isStopped, source, now } = this.#injection;
    const learn = (result: unknown) => {
      if (isAsync === undefined) answers.set(name, (answers.get(name) ?? false) || isThenable(result));
      return result;
    };
    return new Proxy(fn, {
      apply: (target, receiver, args) => {
        const nth = this.#count("call", name);
        if (isStopped()) return new Promise(() => {});
        const call = () => learn(Reflect.apply(target, receiver, args));
        if (isHealed()) return call();
        const fault = source.ofCall(name, nth, now());
        if (fault === undefined) return call();
        return this.#fail(fault, { name, nth, call, args, isAsync: isAsync ?? answers.get(name), error });
      },
    });
  }

  /** See {@linkcode Faults}. */
  point(name: string): void {
    checkName("mark a point", name);
    const nth = this.#count("point", name);
    if (this.#injection.isHealed() || !this.#injection.source.crashes(name, nth)) return;
    const fault: PointCrash = { point: name, nth, do: "crash" };
    this.#injection.onFault(fault, nth);
    throw new InjectedFault(name, nth, fault);
  }

  /** See {@linkcode Faults}. */
  sometimes(...[name, ...conditions]: [name: string, condition?: boolean]): void {
    checkName("say what happens sometimes", name);
    const [condition = conditions.length === 0] = conditions;
    checkBoolean(`say that ${shown(name)} happens sometimes`, "condition", condition);
    this.#injection.onSometimes(name, condition);
  }

  /** See {@linkcode Faults}. */
  always(name: string, condition: boolean, detail?: string): void {
    checkName("say what always holds", name);
    if (condition === true) return;
    const error = condition === false
      ? new Error(detail === undefined ? `"${name}" does not hold` : `"${name}" does not hold: ${detail}`)
      : new TypeError(
        `Cannot say that ${shown(name)} always holds: "condition" must be true or false, received ${shown(condition)}`,
      );
    this.#injection.onBroken(error);
    throw error;
  }

  #count(kind: "call" | "point", name: string): number {
    const counted = `${kind}:${name}`;
    const nth = (this.#counts.get(counted) ?? 0) + 1;
    this.#counts.set(counted, nth);
    this.#injection.onReached(kind, name, nth);
    return nth;
  }

  #fail(fault: CallFault, of: FaultyCall): unknown {
    const { onFault, onSpared } = this.#injection;
    const thrown = () => of.error(new InjectedFault(of.name, of.nth, fault));
    switch (fault.do) {
      case "fails":
      case "throw-before":
        if (of.isAsync === undefined) {
          onSpared(of.name);
          return of.call();
        }
        onFault(fault, of.nth);
        if (of.isAsync) return Promise.reject(thrown());
        throw thrown();
      case "throw-after": {
        onFault(fault, of.nth);
        const result = of.call();
        // A call that fails by itself keeps its own error.
        if (!isThenable(result)) throw thrown();
        return result.then(() => Promise.reject(thrown()));
      }
      case "slow": {
        const result = of.call();
        if (!isThenable(result)) return result;
        onFault(this.#cut(fault), of.nth);
        const hold = () => this.#holdBack(fault.ms, of);
        return result.then((value) => hold().then(() => value), (reason) => hold().then(() => Promise.reject(reason)));
      }
      case "hang":
        if (of.isAsync === undefined) onSpared(of.name);
        if (!of.isAsync) return of.call();
        onFault(this.#cut(fault), of.nth);
        return this.#holdBack(fault.ms, of).then(() => Promise.reject(thrown()));
      default:
        return fault satisfies never;
    }
  }

  /** Nothing is late after everything has healed. */
  #cut(fault: LateCall): LateCall {
    const { healAtMs, now } = this.#injection;
    return { ...fault, ms: Math.min(fault.ms, healAtMs - now()) };
  }

  async #holdBack(ms: number, { name, nth, args }: FaultyCall): Promise<void> {
    const { onHeld, sleep, now, healAtMs } = this.#injection;
    const what = `${name} call ${nth}`;
    onHeld(what, true);
    try {
      await sleep(Math.max(0, Math.min(ms, healAtMs - now())), signalOf(args));
    } finally {
      onHeld(what, false);
    }
  }
}

/** A call that something goes wrong with. */
interface FaultyCall {
  readonly name: string;
  readonly nth: number;
  readonly call: () => unknown;
  readonly args: readonly unknown[];
  /** `undefined` where nobody can tell yet. */
  readonly isAsync: boolean | undefined;
  readonly error: (fault: InjectedFault) => unknown;
}

function signalOf(args: readonly unknown[]): AbortSignal | undefined {
  for (const arg of args) {
    if (arg instanceof AbortSignal) return arg;
    const signal = typeof arg === "object" && arg !== null ? (arg as { signal?: unknown }).signal : undefined;
    if (signal instanceof AbortSignal) return signal;
  }
}

function isThenable(value: unknown): value is Promise<unknown> {
  return (typeof value === "object" || typeof value === "function") && value !== null &&
    typeof (value as { then?: unknown }).then === "function";
}
