import type { Clock } from "../core/clock.ts";
import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import { leaveBehind, type WorkerContext } from "../drivers/worker.ts";
import { type OwnedTask, type OwnedTaskOptions, OwnedTasks, type TaskBody } from "./owned_tasks.ts";
import type { ReadyResult, ReadyWaitOptions } from "./ready_wait.ts";
import type { ServiceChildren } from "./service_children.ts";
import type { DependencyChange, ServiceContext } from "./service_context.ts";
import type { ServiceEvent } from "./service_event.ts";
import type { ServicePhase } from "./service_failure.ts";
import type { ServiceNode } from "./service_node.ts";
import type { AnyService, ServiceReference } from "./service_spec.ts";
import type { TeardownCause } from "./teardown_report.ts";

/** A service whose restart rule is "always" has returned from its loop. */
export class ServeReturnedError extends Error {
  /** The class's name. */
  override readonly name = "ServeReturnedError";

  /** Says which service. */
  constructor(service: string) {
    super(`Service "${service}" returned from its loop, and its restart rule is "always"`);
  }
}

/** A run failed, its end was not clean, and its service is not to be started again over what may be left. `cause` is what failed it. */
export class RestartRefusedError extends Error {
  /** The class's name. */
  override readonly name = "RestartRefusedError";
  /** What was not clean. */
  readonly causes: readonly TeardownCause[];

  /** Says which service, and what was not clean. */
  constructor(service: string, causes: readonly TeardownCause[], cause: unknown) {
    super(`Service "${service}" is not started again: ${causes.map(({ text }) => text).join("; ")}`, { cause });
    this.causes = causes;
  }
}

/** The start of a run comes to nothing: it was asked to stop, or something of it has failed already. */
class Interruption extends Error {}

/** What a run needs of the tree that its service is in. */
export interface RunHost {
  /** Makes the group of a service's children. */
  childrenOf(node: ServiceNode): ServiceChildren;
  /** Waits for services; see {@linkcode ServiceContext.waitForReady}. */
  waitForReady(
    references: readonly ServiceReference[],
    options: ReadyWaitOptions | undefined,
    until: AbortSignal,
  ): Promise<ReadyResult>;
  /** What was given for a service that this one depends on. */
  dependency(node: ServiceNode, reference: ServiceReference): unknown;
  /** What the injected clock says. */
  now(): number;
  /** The number of the application's session, if it has one. */
  readonly sessionId: number | undefined;
  /** Told what is not part of the service's status. */
  tell(event: ServiceEvent): void;
}

/** So many promises in a row may stand between a loop and the error that it throws at once. */
const hopsToFail = 10;

/** A hook or the loop, called with the context of the run. */
type Hook = Exclude<ServicePhase, "readiness" | "children" | "tasks">;

/**
 * One run of a service, from its first hook to its last: start, loop, stop. Its supervision sees a worker whose promise settles when nothing of the
 * run is left.
 */
export class ServiceRun {
  readonly #node: ServiceNode;
  readonly #worker: WorkerContext;
  readonly #host: RunHost;
  readonly #clock: Clock;
  readonly #tasks: OwnedTasks;
  /** Aborts when the run is to end. */
  readonly #over = new AbortController();
  /** Aborts when the loop is to end. */
  readonly #loopOver = new AbortController();
  /** Aborts when nobody waits any more. */
  readonly #deadline = new AbortController();
  /** Aborts when the limit of an end by itself counts no more. */
  readonly #limit = new AbortController();
  readonly #inHooks: ServiceContext;
  readonly #inLoop: ServiceContext;
  readonly #toEnd = Promise.withResolvers<void>();
  #children: ServiceChildren | undefined;
  #loop: Promise<void> | undefined;
  #failure: { readonly thrown: unknown } | undefined;
  /** What was said of its readiness before its start was over. */
  #saidEarly: { readonly ready: boolean; readonly reason: string | undefined } | undefined;
  /** What has changed about those that it depends on, and is to be told: the last of each. */
  readonly #changes = new Map<string, DependencyChange>();
  #isTelling = false;
  #isRunning = false;
  #hasReturned = false;
  #isStopping = false;
  /** When its end takes too long, if it ends by itself. */
  #ownUntilMs = Infinity;
  #wasAsked = false;

  constructor(node: ServiceNode, worker: WorkerContext, host: RunHost) {
    this.#node = node;
    this.#worker = worker;
    this.#host = host;
    this.#clock = worker.clock;
    this.#tasks = new OwnedTasks(node.path, (task, failure, isCritical) => this.#taskFailed(task, failure, isCritical));
    this.#inHooks = this.#context(this.#over.signal);
    this.#inLoop = this.#context(this.#loopOver.signal);
  }

  /**
   * Lives the run through.
   *
   * @throws {unknown} Rejects with what failed it, once everything was torn down.
   */
  async live(): Promise<void> {
    const { signal } = this.#worker;
    const asked = () => {
      this.#wasAsked = true;
      this.#end();
    };
    if (signal.aborted) return;
    signal.addEventListener("abort", asked, { once: true });
    const started = this.#start();
    await this.#toEnd.promise;
    signal.removeEventListener("abort", asked);
    this.#isStopping = true;
    if (!this.#wasAsked && this.#failure === undefined) {
      this.#stops();
    }
    await this.#tearDownInTime(started);
    if (this.#failure === undefined) return;
    const { path, causes, definition: { whenUnclean } } = this.#node;
    if (whenUnclean === "restart" || causes.length === 0) throw this.#failure.thrown;
    throw new RestartRefusedError(path, causes, this.#failure.thrown);
  }

  /** Nobody waits for this run any more: whatever of it can be ended is. */
  force(): void {
    this.#limit.abort();
    this.#over.abort();
    this.#loopOver.abort();
    this.#deadline.abort();
    this.#tasks.cancel();
    this.#children?.endGrace();
  }

  /** Its children are being stopped: unless it ends too, because they have failed. */
  childrenStop(): void {
    if (this.#isStopping || this.#over.signal.aborted) return;
    this.#stops();
  }

  /** Tells the service of a change of one that it depends on. */
  dependencyChanged(change: DependencyChange): void {
    const { onDependencyChange } = this.#node.definition.hooks;
    if (onDependencyChange === undefined || this.#isStopping || this.#over.signal.aborted) return;
    this.#changes.delete(change.name);
    this.#changes.set(change.name, change);
    if (this.#isRunning) this.#tellChanges();
  }

  /** One after the other; what has changed again meanwhile is told as it is then. */
  #tellChanges(): void {
    const { onDependencyChange } = this.#node.definition.hooks;
    if (this.#isTelling || this.#changes.size === 0 || onDependencyChange === undefined) return;
    this.#isTelling = true;
    this.#tasks.spawn("onDependencyChange", async (signal) => {
      try {
        while (this.#changes.size > 0 && !signal.aborted) {
          const [name, change] = this.#changes.entries().next().value!;
          this.#changes.delete(name);
          await onDependencyChange(change, this.#inLoop);
        }
      } finally {
        this.#isTelling = false;
        // What has changed meanwhile is told also when this call failed.
        if (!signal.aborted) this.#tellChanges();
      }
    });
  }

  async #start(): Promise<void> {
    this.#watchLate();
    try {
      await this.#startHook("beforeStart");
      await this.#startHook("onStart");
      this.#startLoop();
      await this.#startHook("afterStart");
      await this.#letFail();
      await this.#startChildren();
      this.#throwIfOver();
      this.#isRunning = true;
      this.#node.running();
      this.#sayReady();
      this.#tellChanges();
      if (this.#hasReturned) this.#end();
    } catch (thrown) {
      if (thrown instanceof Interruption) return;
      const phase = this.#node.phase ?? "onStart";
      if (!this.#over.signal.aborted) this.#fail(thrown, phase);
      // What a hook throws because it was told to end is no failure; anything else is evidence.
      else if (!this.#isAbort(thrown)) this.#unclean("hook-failed", phase, thrown);
    }
  }

  /** Who may take longer to be ready than it should is told of when it does. */
  #watchLate(): void {
    const { whenLate, startupTimeoutMs } = this.#node.definition;
    if (whenLate === "restart" || startupTimeoutMs === Infinity) return;
    this.#clock.sleep(startupTimeoutMs, this.#over.signal).then(() => this.#node.late(startupTimeoutMs), () => {});
  }

  async #startHook(phase: Hook): Promise<void> {
    this.#throwIfOver();
    this.#node.phase = phase;
    const hook = this.#node.definition.hooks[phase];
    if (hook === undefined) return;
    await hook(this.#inHooks);
    this.#throwIfOver();
  }

  #startLoop(): void {
    const { serve } = this.#node.definition.hooks;
    if (serve === undefined) return;
    // Called at once: the loop has begun when `afterStart` is called, and one that fails at once is seen before anything else is started.
    this.#loop = settled(() => serve(this.#inLoop)).then(
      () => {
        if (this.#loopOver.signal.aborted || this.#isStopping) return;
        if (this.#node.definition.policy.restart === "always") {
          this.#fail(new ServeReturnedError(this.#node.path), "serve");
        } else if (this.#isRunning) {
          this.#end();
        } else {
          // The start goes on: what was said of its readiness counts.
          this.#hasReturned = true;
        }
      },
      (thrown) => {
        if (!this.#loopOver.signal.aborted && !this.#isStopping && !this.#wasAsked) return this.#fail(thrown, "serve");
        if (!this.#isAbort(thrown)) this.#unclean("serve-failed", "serve", thrown);
      },
    );
  }

  /** A loop or a task that fails at once is seen before anybody relies on the service. */
  async #letFail(): Promise<void> {
    const mayFail = this.#loop !== undefined || this.#tasks.pending.length > 0;
    for (let hop = 0; mayFail && hop < hopsToFail; hop++) await undefined;
    this.#throwIfOver();
  }

  async #startChildren(): Promise<void> {
    this.#node.phase = "children";
    this.#children ??= this.#host.childrenOf(this.#node);
    try {
      await this.#children.start((thrown) => this.#fail(thrown, "children"), this.#over.signal);
    } catch (thrown) {
      // What ends the wait is told already.
      this.#throwIfOver();
      throw thrown;
    }
  }

  #sayReady(): void {
    const { ready, reason } = this.#saidEarly ??
      { ready: this.#node.definition.hooks.serve === undefined, reason: undefined };
    if (ready) this.#worker.ready(reason);
  }

  async #tearDownInTime(started: Promise<void>): Promise<void> {
    const { graceMs } = this.#node.definition.policy;
    this.#ownUntilMs = this.#host.now() + graceMs;
    const done = this.#tearDown(started);
    if (this.#wasAsked) return await done;
    // Nobody else limits the end of a run that ends by itself.
    if (graceMs !== Infinity) {
      this.#clock.sleep(graceMs, this.#limit.signal).then(() => {
        const phase = this.#node.phase ?? "onStop";
        const text = `"${phase}" of service "${this.#node.path}" had not ended within its grace of ${graceMs} ms`;
        this.#node.unclean({ kind: "forced", phase, text });
        this.#leaveBehind(text);
      }, () => {});
    }
    await done;
    this.#limit.abort();
  }

  /** @param started Settles when no hook of the start goes on any more. */
  async #tearDown(started: Promise<void>): Promise<void> {
    await started;
    await this.#stopHook("beforeStop");
    this.#node.phase = "serve";
    this.#loopOver.abort();
    await this.#loop;
    await this.#stopHook("onStop");
    await this.#stopHook("afterStop");
    await this.#stopTasks();
    this.#node.phase = "children";
    const graceMs = Math.min(this.#node.graceLeftMs, Math.max(0, this.#ownUntilMs - this.#host.now()));
    const unclean = await this.#children?.stop(graceMs) ?? [];
    for (const path of unclean) {
      this.#node.unclean({
        kind: "child-unclean",
        phase: "children",
        text: `Child "${path}" of service "${this.#node.path}" was not torn down cleanly`,
      });
    }
    if (unclean.length === 0) await this.#stopHook("afterChildrenStop");
    this.#node.phase = "children";
    if (this.#children?.isLeftBehind) {
      // Whoever belongs to it still runs: it is not over, and must not be started again over that.
      this.#leaveBehind(`A child of service "${this.#node.path}" still runs`);
      await this.#children.gone();
    }
    this.#node.phase = "tasks";
    await this.#tasks.ended();
    this.#node.phase = undefined;
  }

  async #stopHook(phase: Hook): Promise<void> {
    this.#node.phase = phase;
    const hook = this.#node.definition.hooks[phase];
    if (hook === undefined) return;
    try {
      await hook(this.#inHooks);
    } catch (thrown) {
      this.#unclean("hook-failed", phase, thrown);
      this.#node.fail(thrown, phase);
      this.#failure ??= { thrown };
    }
  }

  async #stopTasks(): Promise<void> {
    this.#node.phase = "tasks";
    const { tasksGraceMs } = this.#node.definition;
    const pending = await this.#tasks.cancelAll(this.#clock, tasksGraceMs);
    if (pending.length === 0) return;
    const names = pending.map((name) => `"${name}"`).join(", ");
    const text =
      `Tasks of service "${this.#node.path}" still run ${tasksGraceMs} ms after they were cancelled: ${names}`;
    this.#node.unclean({ kind: "tasks-pending", phase: "tasks", text, pending });
  }

  /** The run has failed: the first failure counts, unless it was asked to stop before. */
  #fail(thrown: unknown, phase: ServicePhase): void {
    if (this.#failure !== undefined || this.#wasAsked || this.#isStopping) return;
    this.#failure = { thrown };
    this.#node.fail(thrown, phase);
    this.#worker.notReady("failed");
    this.#end();
  }

  #stops(): void {
    this.#node.stopping();
    this.#worker.notReady("stopping");
  }

  #end(): void {
    this.#over.abort();
    this.#toEnd.resolve();
  }

  #taskFailed(task: string, error: Failure, isCritical: boolean): void {
    const { path: service, incarnation } = this.#node;
    this.#host.tell({ type: "service-task-failed", atMs: this.#host.now(), service, incarnation, task, error });
    if (isCritical) this.#fail(error.thrown, "tasks");
  }

  #unclean(kind: "hook-failed" | "serve-failed", phase: ServicePhase, thrown: unknown): void {
    const text = `"${phase}" of service "${this.#node.path}" threw ${shownFailure(new Failure(thrown))}`;
    this.#node.unclean({ kind, phase, text });
  }

  /** The run does not end: nobody waits for it any more, and if it should have ended by itself that is a failure. */
  #leaveBehind(text: string): void {
    if (!this.#wasAsked) {
      const error = new Error(text);
      this.#node.fail(error, this.#node.phase ?? "onStop");
      this.#failure ??= { thrown: error };
    }
    leaveBehind(this.#worker);
    this.force();
  }

  #isAbort(thrown: unknown): boolean {
    return thrown === this.#loopOver.signal.reason || new Failure(thrown).name === "AbortError";
  }

  #throwIfOver(): void {
    if (this.#over.signal.aborted) throw new Interruption();
  }

  /** What is said of its readiness counts as long as the run goes on. */
  #say(ready: boolean, reason: string | undefined): void {
    if (this.#over.signal.aborted) return;
    if (!this.#isRunning) this.#saidEarly = { ready, reason };
    else if (ready) this.#worker.ready(reason);
    else this.#worker.notReady(reason);
  }

  #context(signal: AbortSignal): ServiceContext {
    const node = this.#node;
    return {
      name: node.definition.name,
      path: node.path,
      incarnation: node.runsBefore + this.#worker.incarnation,
      sessionId: this.#host.sessionId,
      clock: this.#clock,
      signal,
      deadline: this.#deadline.signal,
      ready: (reason) => this.#say(true, reason),
      notReady: (reason) => this.#say(false, reason),
      spawn: (name: string, body: TaskBody, options?: OwnedTaskOptions): OwnedTask =>
        this.#tasks.spawn(name, body, options),
      addChild: (child: AnyService) => this.#addChild(child),
      removeChild: async (name: string) => await this.#children?.remove(name) ?? "not-found",
      dependency:
        ((reference: ServiceReference) => this.#host.dependency(node, reference)) as ServiceContext["dependency"],
      waitForReady: (services, options) => this.#host.waitForReady(services, options, this.#over.signal),
    };
  }

  #addChild(child: AnyService): void {
    if (this.#isStopping || this.#over.signal.aborted) {
      throw new Error(`Cannot add a child to service "${this.#node.path}": it is stopping`);
    }
    this.#children ??= this.#host.childrenOf(this.#node);
    this.#children.add(child);
  }
}

/** What is answered or thrown, as a promise without a detour. */
function settled(act: () => unknown): Promise<unknown> {
  try {
    return Promise.resolve(act());
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}
