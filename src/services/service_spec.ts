import type { DependencyFailureRule } from "../core/group_plan.ts";
import type { Policy } from "../core/policy.ts";
import type { Resource } from "./resource.ts";
import type { DependencyChange, ServiceContext } from "./service_context.ts";
import type { ServiceRole } from "./service_info.ts";

/** What a service does at each moment of its life; whatever is missing is nothing. Each may be asynchronous and is waited for. */
export interface ServiceHooks {
  /** Before anything else of a start. */
  beforeStart?(context: ServiceContext): unknown;
  /** The start: open what is needed. */
  onStart?(context: ServiceContext): unknown;
  /** After `onStart`, while the loop runs already, before the children are started. */
  afterStart?(context: ServiceContext): unknown;
  /**
   * The loop: runs until its signal aborts. To throw is to fail; to return is to be done. A service without one is ready once it has started, and stays so: work that is over one
   * day belongs into `onStart`, or into an optional service.
   */
  serve?(context: ServiceContext): unknown;
  /** Before the loop is asked to end. */
  beforeStop?(context: ServiceContext): unknown;
  /** The stop: after the loop has ended. */
  onStop?(context: ServiceContext): unknown;
  /** After `onStop`; then the tasks are cancelled and the children are stopped. */
  afterStop?(context: ServiceContext): unknown;
  /** After the children have stopped, if they did so cleanly: close what they needed. */
  afterChildrenStop?(context: ServiceContext): unknown;
  /** Tells a running service that one that it depends on has become ready, or is not any more. */
  onDependencyChange?(change: DependencyChange, context: ServiceContext): unknown;
}

/** How one service is run. A policy's times are in milliseconds; see {@linkcode Policy} for what it leaves open. */
export interface ServiceOptions extends Policy {
  /** Unique among its siblings; not empty, and without "/", which separates the names of a path. */
  readonly name: string;
  /**
   * Whether the application can do without it. Only required services count for readiness, and can fail the application.
   * @default "required"
   */
  readonly role?: ServiceRole;
  /** The siblings that must be ready before it is started, each time: by name, by object, or by class, which stands for all of that class. */
  readonly dependsOn?: readonly ServiceReference[];
  /**
   * What becomes of it when one of those fails or is restarted: it goes on and is told, or is stopped, and started again when that one is ready.
   * @default "stay"
   */
  readonly onDependencyFailure?: DependencyFailureRule;
  /** The services that belong to it: started one after the other once it has started, or by dependency, and stopped with it. */
  readonly children?: readonly AnyService[];
  /**
   * How long it may take from its start until it is ready.
   * @default 30_000
   */
  readonly startupTimeoutMs?: number;
  /**
   * What follows when it is not ready in time: that is a failed start, or it is reported and goes on.
   * @default "restart"
   */
  readonly whenLate?: "restart" | "wait";
  /**
   * What follows when a run fails and its end was not clean, because a hook of its stop threw, say: it is started again, or not, and its
   * exhaustion rule decides. Over what is known to run still nothing is ever started.
   * @default "restart"
   */
  readonly whenUnclean?: "restart" | "refuse";
  /**
   * How long its whole stop may take, before it is abandoned. With children, unless given, it is 10,000 and what theirs may take.
   * @default 10_000
   */
  readonly graceMs?: number;
  /**
   * How long its background tasks may take to end once they are cancelled, before they are reported by name.
   * @default 5_000
   */
  readonly tasksGraceMs?: number;
}

/** A service as an object: its options and its hooks. */
export interface ServiceSpec extends ServiceOptions, ServiceHooks {}

/** A service, given as an object or as an instance of a class. */
export type AnyService = ServiceSpec | Resource;

/** Names a service: by its name or path, by what was given for it, or by its class. */
// deno-lint-ignore no-explicit-any -- whatever its constructor takes
export type ServiceReference = string | AnyService | (abstract new (...parameters: any[]) => Resource);

/** The names of all hooks, in the order in which they are called. */
export const hookNames = [
  "beforeStart",
  "onStart",
  "serve",
  "afterStart",
  "beforeStop",
  "onStop",
  "afterStop",
  "afterChildrenStop",
  "onDependencyChange",
] as const satisfies readonly (keyof ServiceHooks)[];

/** What a hook is called that somebody wrote under the name of what the framework does. */
export const hookInstead: Readonly<Record<string, string>> = {
  start: "onStart",
  initialize: "onStart",
  stop: "onStop",
  shutdown: "onStop",
  restart: "onStart",
  run: "serve",
};
