import type { DialectName } from "../core/dialect.ts";
import type { AutoShutdown, DependencyFailureRule, Order, Strategy } from "../core/group_plan.ts";
import type { GroupBudget } from "../core/group_budget.ts";
import type { Policy } from "../core/policy.ts";
import type { Chaos, Recovery } from "./faults/chaos.ts";
import type { Fault } from "./faults/fault.ts";

/** A random span of time. What is drawn is rounded to whole milliseconds. */
export type Span =
  | { readonly kind: "fixed"; readonly ms: number }
  | { readonly kind: "uniform"; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: "exponential"; readonly meanMs: number }
  | { readonly kind: "weibull"; readonly shape: number; readonly scaleMs: number };

/** The error that a simulated worker throws. */
export interface ScriptedError {
  /**
   * Its name. "ShutdownError", "DoNotRestartError" and "TerminateTreeError" are the errors of these names that the library exports, with
   * all that they mean.
   */
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
export interface ScenarioPolicy extends Omit<Policy, "fatal" | "nonRetryable" | "clean"> {
  /** The names of errors that fail the group at once. */
  readonly fatal?: readonly string[];
  /** The names of errors that no restart can mend. */
  readonly nonRetryable?: readonly string[];
  /** The names of errors that are no crash but an orderly end. */
  readonly clean?: readonly string[];
}

/** One child of a group, or several alike: a simulated worker, or a group of its own. */
export interface ScenarioWorker extends ScenarioPolicy {
  /** Its name, without "/", which separates the names of a path: the worker "writer" of the group "db" is `db/writer`. */
  readonly name: string;
  /**
   * How many such children there are. With 2 and more they are called `name-1`, `name-2` and so on.
   * @default 1
   */
  readonly count?: number;
  /**
   * Whether its end may end its group; see `autoShutdown`.
   * @default false
   */
  readonly significant?: boolean;
  /**
   * The names of children of the same group that must be ready before it is started, each time; it stops before they do. The name of
   * several alike without a number stands for all of them. Of several alike each depends on the same ones. Only in a group with the strategy
   * "one-for-one" that starts and stops in parallel, but for this.
   */
  readonly dependsOn?: readonly string[];
  /**
   * What becomes of it when one of those fails or is restarted: it goes on, or is stopped, and started again when that one is ready.
   * @default "stay"
   */
  readonly onDependencyFailure?: DependencyFailureRule;
  /** How it behaves; it runs until it is asked to stop unless given. A group has none. */
  readonly behaviour?: Behaviour;
  /**
   * What it consists of, if it is a group. The policy is then the group's as a child: it has no `graceMs` and no `startupTimeoutMs` unless
   * they stand here, whatever the defaults say.
   */
  readonly group?: ScenarioGroup;
}

/** The children of a group and how they are supervised together; every field means what it means in the library's own groups. */
export interface ScenarioGroup {
  /** The children, in start order. */
  readonly workers: readonly ScenarioWorker[];
  /**
   * The supervisor that the group behaves like: its options are the base under those that are given here, field by field, also of
   * `defaults` and `budget`. What it leaves open is, as always, that of the group around it. See {@linkcode DialectName}.
   */
  readonly dialect?: DialectName;
  /**
   * Who is restarted with a child that crashed.
   * @default "one-for-one"
   */
  readonly strategy?: Strategy;
  /** The policy of every child that says nothing else; what it leaves open is that of the group around it. */
  readonly defaults?: ScenarioPolicy;
  /** The budget that all children share. */
  readonly budget?: GroupBudget;
  /**
   * Whether the group ends when any or when all of its significant children have ended.
   * @default "never"
   */
  readonly autoShutdown?: AutoShutdown;
  /** Whether a child is started only when the one before it is ready. "parallel" unless the strategy asks for an order. */
  readonly startOrder?: Order;
  /**
   * Whether a child is asked to stop only when the one started after it has stopped. "sequential" unless children depend on each other:
   * then each one is asked when all who depend on it have stopped.
   */
  readonly stopOrder?: Order;
  /**
   * What it means that a child's first start fails: a crash like another, or the failure of the group.
   * @default "restart"
   */
  readonly onStartFailure?: "restart" | "fail";
  /**
   * Whether an error that terminates the tree climbs on to the group around this one.
   * @default "propagate"
   */
  readonly terminateTree?: "propagate" | "contain";
  /** The most children that the group takes; no limit unless given. */
  readonly maxChildren?: number;
  /**
   * Whether the group stays when every child has ended.
   * @default false
   */
  readonly keepAlive?: boolean;
}

/** Something that is done by hand at a stated time. What is not possible then does nothing, as in the library's own handles. */
export interface Operation {
  /** When; at one instant in the order of the list. */
  readonly atMs: number;
  /** What. Who is restarted is charged nothing; who is removed leaves its group, until that starts afresh. */
  readonly do: "start" | "stop" | "restart" | "remove";
  /** The path of the child, such as `db/writer`; or, for "start" alone, a new child, as in `workers`. */
  readonly worker: string | ScenarioWorker;
  /** The path of the group that a new child joins; the root unless given. */
  readonly in?: string;
}

/** A time in which everything that depends on one thing fails: who runs when it begins crashes, who starts meanwhile crashes too. */
export interface Outage {
  /** Its name. */
  readonly name: string;
  /** When it begins. */
  readonly fromMs: number;
  /** The first moment at which it is over. */
  readonly toMs: number;
  /**
   * The paths of the workers that it strikes; all unless given. The path of a group stands for all workers in it, the name of several alike
   * without a number for each of them.
   */
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
export interface Scenario extends ScenarioGroup {
  /** Its name. */
  readonly name: string;
  /** What it teaches, in a sentence or two. */
  readonly description?: string;
  /** How long it runs. */
  readonly horizonMs: number;
  /** How long the whole stop may take, whatever the graces of the children; no limit unless given. */
  readonly graceMs?: number;
  /** What goes wrong for many at once. */
  readonly outages?: readonly Outage[];
  /** What else goes wrong, one by one. */
  readonly faults?: readonly Fault[];
  /** What a campaign may draw for each seed, besides the faults above. A single run takes no notice of it. */
  readonly chaos?: Chaos;
  /** When everything heals, and how soon everybody must be up then; never unless given. */
  readonly recovery?: Recovery;
  /** What is done by hand. */
  readonly operations?: readonly Operation[];
  /** When the group is asked to stop; never unless given. */
  readonly stopAtMs?: number;
  /**
   * What must come out, such as `"availability >= 99%"`, `"worst-recovery < 30s"`, `"give-ups == 0"`; with a worker's path and a colon
   * before it, of that worker. See {@linkcode checkExpectation}.
   */
  readonly expect?: readonly string[];
}
