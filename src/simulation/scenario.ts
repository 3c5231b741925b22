import type { Policy } from "../core/policy.ts";
import type { BudgetLimits } from "../core/restart_budget.ts";

/** A random span of time. What is drawn is rounded to whole milliseconds. */
export type Span =
  | { readonly kind: "fixed"; readonly ms: number }
  | { readonly kind: "uniform"; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: "exponential"; readonly meanMs: number }
  | { readonly kind: "weibull"; readonly shape: number; readonly scaleMs: number };

/** The error that a simulated worker throws. */
export interface ScriptedError {
  /** Its name. */
  readonly name: string;
  /**
   * Its message.
   * @default ""
   */
  readonly message?: string;
}

/** Something that a worker does at a stated time after its start. Nothing follows "crash", "return" or "hang". */
export interface Act {
  /** Milliseconds after the incarnation's start; acts are listed in the order of their times. */
  readonly atMs: number;
  /** "hang": from now on it does nothing, and takes no notice of being asked to stop. */
  readonly do: "ready" | "not-ready" | "crash" | "return" | "hang";
  /** What "crash" throws. */
  readonly error?: ScriptedError;
  /** What "ready" and "not-ready" say. */
  readonly reason?: string;
}

/**
 * What a worker does when it is asked to stop: end at once, take no notice, end by throwing an error of its own, or end after
 * `takesMs`.
 */
export type StopBehaviour = "at-once" | "ignore" | "throw" | { readonly takesMs: number };

/** One incarnation, act by act. After the last act it goes on until it is asked to stop. */
export interface ScriptedLife {
  /** What it does, in the order of time. */
  readonly acts: readonly Act[];
  /** The behaviour's unless given. */
  readonly onStop?: StopBehaviour;
}

/** How a simulated worker behaves. An empty one runs until it is asked to stop. */
export interface Behaviour {
  /** How long an incarnation lives by itself; for ever unless given. */
  readonly life?: Span;
  /**
   * How such a life ends.
   * @default "crash"
   */
  readonly end?: "crash" | "return";
  /**
   * What it throws when it crashes.
   * @default { name: "Error", message: "crashed" }
   */
  readonly error?: ScriptedError;
  /** How long after its start it says that it is ready; it never says so unless given. */
  readonly readyAfter?: Span;
  /**
   * What it does when it is asked to stop.
   * @default "at-once"
   */
  readonly onStop?: StopBehaviour;
  /** The first incarnations, one by one. What follows them is `afterScript`. */
  readonly script?: readonly ScriptedLife[];
  /**
   * What comes after the script: lives as above, the script's last life again and again, or the script from its beginning.
   * @default "life"
   */
  readonly afterScript?: "life" | "repeat-last" | "start-over";
}

/** A policy as data: failures are told apart by their names alone. */
export interface ScenarioPolicy extends Omit<Policy, "fatal" | "nonRetryable"> {
  /** The names of errors that fail the group at once. */
  readonly fatal?: readonly string[];
  /** The names of errors that no restart can mend. */
  readonly nonRetryable?: readonly string[];
}

/** One simulated worker, or several alike. */
export interface ScenarioWorker extends ScenarioPolicy {
  /** Its name. */
  readonly name: string;
  /**
   * How many such workers there are. With 2 and more they are called `name-1`, `name-2` and so on.
   * @default 1
   */
  readonly count?: number;
  /** How it behaves; it runs until it is asked to stop unless given. */
  readonly behaviour?: Behaviour;
}

/** A time in which everything that depends on one thing fails: who runs when it begins crashes, who starts meanwhile crashes too. */
export interface Outage {
  /** Its name. */
  readonly name: string;
  /** When it begins. */
  readonly fromMs: number;
  /** The first moment at which it is over. */
  readonly toMs: number;
  /** The names of the workers that it strikes, of a `count` as a whole or of one; all unless given. */
  readonly workers?: readonly string[];
  /** What they throw. @default { name: "OutageError", message: the outage's name } */
  readonly error?: ScriptedError;
  /**
   * How long after its start a worker crashes that starts meanwhile.
   * @default 0
   */
  readonly crashAfterMs?: number;
}

/** A failure scenario as data: who works under which policy, what goes wrong, and what is expected. Times are milliseconds. */
export interface Scenario {
  /** Its name. */
  readonly name: string;
  /** What it teaches, in a sentence or two. */
  readonly description?: string;
  /** How long it runs. */
  readonly horizonMs: number;
  /** The policy of every worker that says nothing else. */
  readonly defaults?: ScenarioPolicy;
  /** The budget that all workers share. */
  readonly budget?: Partial<BudgetLimits>;
  /** Whether the group stays when every worker has ended. @default false */
  readonly keepAlive?: boolean;
  /** The workers. */
  readonly workers: readonly ScenarioWorker[];
  /** What goes wrong for many at once. */
  readonly outages?: readonly Outage[];
  /** When the group is asked to stop; never unless given. */
  readonly stopAtMs?: number;
  /**
   * What must come out, such as `"availability >= 99%"`, `"worst-recovery < 30s"`, `"give-ups == 0"`; with a worker's name and a colon
   * before it, of that worker. See {@linkcode checkExpectation}.
   */
  readonly expect?: readonly string[];
}
