import type { Clock } from "../core/clock.ts";
import type { GroupHandle } from "../drivers/group_handle.ts";
import type { OwnedTask, OwnedTaskOptions, TaskBody } from "./owned_tasks.ts";
import type { ReadyResult, ReadyWaitOptions } from "./ready_wait.ts";
import type { AnyService, ServiceReference } from "./service_spec.ts";

/** What the hooks and the loop of a service are given, for one run of it. Its parts may be taken apart (`({ signal, ready }) => …`). */
export interface ServiceContext {
  /** The service's name. */
  readonly name: string;
  /** Its name, with those of its parents before it: `api/cache`. */
  readonly path: string;
  /** Which run of the service this is, from 1. */
  readonly incarnation: number;
  /** The number of the application's present run in its session store; `undefined` without one. */
  readonly sessionId: number | undefined;
  /** The clock that the service is supervised by: sleep on it, and tests in virtual time take no time. */
  readonly clock: Clock;
  /**
   * Aborts when this run is to end: for the hooks of the start as soon as the stop is requested or the run has failed, for `serve` after
   * `beforeStop`. In the hooks of the stop it is aborted already. (A task has a signal of its own, which aborts after `afterStop`.)
   */
  readonly signal: AbortSignal;
  /** Aborts when the grace is over: from then on nobody waits for the hooks of the stop. */
  readonly deadline: AbortSignal;
  /** Says that the service is ready to do its work; before its start is over that is remembered until then. */
  readonly ready: (reason?: string) => void;
  /** Says that the service is, for now, not ready any more. */
  readonly notReady: (reason?: string) => void;
  /**
   * Runs something in the background that belongs to the service: its signal aborts when the service stops, and it is waited for. What it
   * throws is reported.
   *
   * @throws {TypeError} For a name that is empty, or a body that is no function.
   * @throws {Error} When the service is stopping already.
   */
  readonly spawn: (name: string, body: TaskBody, options?: OwnedTaskOptions) => OwnedTask;
  /**
   * Adds a service that belongs to this run of the service: it is started after `afterStart`, or at once if that is over.
   *
   * @throws {TypeError} For a service that is not as it must be, or a name that is taken.
   * @throws {Error} When the service is stopping already.
   */
  readonly addChild: (child: AnyService) => void;
  /**
   * Stops a service that was added by `addChild` and forgets it.
   *
   * @returns "removed", "abandoned" when it still runs, "not-found", or "closed" when all children are over.
   * @throws {TypeError} Rejects for one that was not added in this run.
   */
  readonly removeChild: (name: string) => ReturnType<GroupHandle["remove"]>;
  /**
   * What was given for a service that this one depends on: its instance, or its object.
   *
   * @throws {TypeError} For one that it does not depend on.
   */
  readonly dependency: DependencyLookup;
  /** Waits until services are ready; by path, by object, or by class. */
  readonly waitForReady: (services: readonly ServiceReference[], options?: ReadyWaitOptions) => Promise<ReadyResult>;
}

/** Finds what was given for a dependency. */
export interface DependencyLookup {
  /** By its class. */
  // deno-lint-ignore no-explicit-any -- whatever its constructor takes
  <Instance>(type: abstract new (...parameters: any[]) => Instance): Instance;
  /** By its name. */
  (name: string): unknown;
}

/** What changed about a service that another one depends on. */
export interface DependencyChange {
  /** Its name. */
  readonly name: string;
  /** Whether it is ready now. */
  readonly ready: boolean;
  /** Why. */
  readonly reason?: string;
}
