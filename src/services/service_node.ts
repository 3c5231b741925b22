import type { Rule, WorkerEvent } from "../core/event.ts";
import { StartupTimeoutError } from "../core/supervision_error.ts";
import { ReadinessLatch } from "./readiness_latch.ts";
import type { Waitable } from "./ready_wait.ts";
import type { ServiceDefinition } from "./service_definition.ts";
import type { ServiceEvent } from "./service_event.ts";
import { ServiceFailure, type ServicePhase } from "./service_failure.ts";
import type { ServiceInfo } from "./service_info.ts";
import type { ServiceRun } from "./service_run.ts";
import type { ServiceStatus } from "./service_status.ts";
import { StatusMachine } from "./status_machine.ts";
import { statusMoves } from "./status_moves.ts";
import { type OwnCause, TeardownLog } from "./teardown_log.ts";
import type { TeardownCause } from "./teardown_report.ts";

/** What a node needs of the tree that it is in. */
export interface NodeHost {
  /** Whether an illegal move of a status throws. */
  readonly isStrict: boolean;
  /** The services that belong to nobody. */
  readonly roots: readonly ServiceNode[];
  /** What the injected clock says. */
  now(): number;
  /** Told each event, after what it tells of is so. */
  tell(event: ServiceEvent): void;
  /** Told of an illegal move in strict mode. */
  broke(thrown: unknown): void;
  /** Told what a person should see. */
  warn(message: string): void;
  /** Told that a service is part of the tree from now on. */
  joined(node: ServiceNode): void;
  /** Told that a service is part of the tree no more. */
  left(node: ServiceNode): void;
  /** Told that something about a service has changed. */
  changed(node: ServiceNode): void;
}

/** What its supervision knows of a service beyond what it tells. */
export interface SupervisionCounts {
  readonly restarts: number;
  readonly budgetUsed: number;
}

/** One service as its application sees it, through all its runs: its status, its readiness, its last failure. */
export class ServiceNode implements Waitable {
  readonly definition: ServiceDefinition;
  readonly path: string;
  readonly parent: ServiceNode | undefined;
  /** The services that belong to it, in start order. */
  readonly children: ServiceNode[] = [];
  /** Its present run, or the last one. */
  run: ServiceRun | undefined;
  /** Whether it is being removed from the service that it belongs to. */
  isLeaving = false;
  /** What its present run is doing. */
  phase: ServicePhase | undefined;
  readonly #host: NodeHost;
  readonly #machine: StatusMachine;
  readonly #listeners = new Set<() => void>();
  readonly #readiness = new ReadinessLatch();
  readonly #teardown: TeardownLog;
  #incarnation = 0;
  #failures = 0;
  #lastFailure: ServiceFailure | undefined;
  #retryAtMs: number | undefined;
  #sinceMs: number;
  #waitingFor: readonly string[] = [];
  #hasEnded = false;
  /** The rule that it is finished by. */
  #endedBy: Rule | undefined;
  #isLeftBehind = false;
  /** How many runs there were before those of its parent's present run. */
  #runsBefore = 0;
  #abandonedIn: number | undefined;
  #isStoppedByHand = false;

  constructor(definition: ServiceDefinition, parent: ServiceNode | undefined, host: NodeHost) {
    this.definition = definition;
    this.parent = parent;
    this.path = parent === undefined ? definition.name : `${parent.path}/${definition.name}`;
    this.#host = host;
    this.#teardown = new TeardownLog(this.path);
    this.#sinceMs = host.now();
    this.#machine = new StatusMachine(this.path, host.isStrict, (message) => host.warn(message));
    host.joined(this);
    for (const child of definition.children) this.add(child);
  }

  /** Adds a service that belongs to it. */
  add(definition: ServiceDefinition): ServiceNode {
    const child = new ServiceNode(definition, this, this.#host);
    this.children.push(child);
    return child;
  }

  /** Begins a new run: those that were added in the last one are gone, the others may become ready again. */
  renewChildren(): void {
    for (const child of this.children.splice(0)) {
      if (!this.definition.children.includes(child.definition)) {
        child.#leave();
        continue;
      }
      child.#hasEnded = false;
      child.#runsBefore = child.#incarnation;
      this.children.push(child);
    }
  }

  /** Lets go of one that was added. */
  forget(child: ServiceNode): void {
    const place = this.children.indexOf(child);
    if (place < 0) return;
    this.children.splice(place, 1);
    child.#leave();
  }

  get status(): ServiceStatus {
    return this.#machine.status;
  }

  get isReady(): boolean {
    return this.#readiness.isReady;
  }

  get losses(): number {
    return this.#readiness.losses;
  }

  get incarnation(): number {
    return this.#incarnation;
  }

  /** How many runs there were before those of its parent's present run: they are numbered through. */
  get runsBefore(): number {
    return this.#runsBefore;
  }

  /** Whether it has ended because one that it waited for had. */
  get waitedInVain(): boolean {
    return this.#hasEnded && this.#endedBy === "dependency";
  }

  /** Whether it has come to an end in its parent's present run, so that it is not started again by itself. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Whether a run of it that was abandoned still goes on. */
  get isLeftBehind(): boolean {
    return this.#isLeftBehind;
  }

  get lastFailure(): ServiceFailure | undefined {
    return this.#lastFailure;
  }

  /** What was not clean about the end of the last run. */
  get causes(): readonly TeardownCause[] {
    return this.#teardown.causes;
  }

  /** The same of the runs before it, the latest ones. */
  get formerCauses(): readonly TeardownCause[] {
    return this.#teardown.former;
  }

  /** How much of the grace is left that its present run was given. */
  get graceLeftMs(): number {
    return this.#teardown.leftMs(this.#host.now());
  }

  /** Whether it is gone for good, and not because it was asked to stop or was done. Who was abandoned and is not gone yet is lost in any case. */
  get isLost(): boolean {
    const wasAbandoned = this.#abandonedIn !== undefined && (this.#isLeftBehind || !this.#isMeantToBeDown);
    return this.status === "dead" || this.status === "failed" || wasAbandoned;
  }

  /** Whether it counts for the application: it is required, and so is whatever it belongs to. */
  get counts(): boolean {
    return this.definition.role === "required" && this.parent?.counts !== false;
  }

  /** Why it is ready, or why not; `undefined` if there is nothing to say. */
  get reason(): string | undefined {
    const isWaiting = !this.isReady && this.#waitingFor.length > 0;
    return isWaiting ? `waiting for ${this.#waitingFor.join(", ")}` : this.#readiness.reason;
  }

  get plight(): string {
    return `${this.path}: ${this.#why()}`;
  }

  isHopeless(untilMs: number): boolean {
    if ((this.#retryAtMs ?? -Infinity) > untilMs) return true;
    if (!this.#hasEnded) return false;
    // Should what it belongs to be started again, it is too; and it will be if it fails because of this one.
    return this.parent === undefined || this.parent.status === "running" || this.parent.isHopeless(untilMs);
  }

  onChange(listener: () => void): () => void {
    // A listener of its own each time, so that the same function may be given twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Its supervision told this: answers what follows from that, which is so already. */
  observe(event: WorkerEvent): readonly ServiceEvent[] {
    switch (event.type) {
      case "started":
        this.#incarnation = event.incarnation;
        this.#retryAtMs = undefined;
        this.#waitingFor = [];
        this.#hasEnded = false;
        this.#isLeftBehind = false;
        this.#readiness.lose(undefined);
        this.#teardown.begin();
        this.#abandonedIn = undefined;
        this.#isStoppedByHand = false;
        break;
      case "start-held":
        this.#hasEnded = false;
        this.#retryAtMs = undefined;
        this.#waitingFor = event.dependencies;
        break;
      case "restart-scheduled":
        this.#hasEnded = false;
        this.#retryAtMs = event.atMs + event.delayMs;
        break;
      case "restart-held":
        this.#hasEnded = false;
        break;
      case "cooldown-started":
        this.#hasEnded = false;
        this.#retryAtMs = event.retryAtMs;
        break;
      case "startup-timeout":
        this.#keep(this.#tooLate(event.startupTimeoutMs), "readiness", event.atMs);
        break;
      case "crashed":
        // Whoever ran it knows better what it was doing.
        this.#keep(event.error.thrown, "serve", event.atMs);
        break;
      case "stopping":
        this.#teardown.stops(event.atMs, event.graceMs);
        break;
      case "finished":
      case "gave-up":
      case "escalated":
      case "abandoned":
      case "removed":
        this.#hasEnded = true;
        if (event.type === "abandoned") {
          this.#isLeftBehind = true;
          this.#abandonedIn = this.#incarnation;
        }
        this.#retryAtMs = undefined;
        this.#endedBy = event.type === "finished" ? event.rule : undefined;
        this.#waitingFor = this.waitedInVain ? this.#waitingFor : [];
        break;
      default:
    }
    const forced = event.type === "abandoned"
      ? this.#teardown.force(this.phase ?? "serve", this.#incarnation)
      : undefined;
    const moves = statusMoves(this.status, event);
    const told = moves.flatMap((to) => this.#move(to, event.atMs, event.type === "abandoned"));
    if (event.type === "abandoned") this.#readiness.lose("abandoned: it still runs");
    if (event.type === "ready") told.push(...this.#become(true, event.reason, event.atMs));
    if (event.type === "not-ready") told.push(...this.#become(false, event.reason, event.atMs));
    this.#notify();
    return forced === undefined ? told : [this.#uncleanEvent(forced, event.atMs), ...told];
  }

  /** Somebody stops it by hand. */
  stopByHand(): void {
    this.#isStoppedByHand = true;
  }

  /** Its start is over. */
  running(): void {
    this.phase = undefined;
    this.#tell(this.#move("running", this.#host.now()));
  }

  /** Its loop has returned. */
  stopping(): void {
    this.#tell(this.#move("stopping", this.#host.now()));
  }

  /** Something of the present run failed; of one that nobody waits for any more it changes no status. */
  fail(thrown: unknown, phase: ServicePhase): void {
    const nowMs = this.#host.now();
    this.#keep(thrown, phase, nowMs);
    this.#tell(this.#isUp || this.status === "stopping" ? this.#move("failed", nowMs) : []);
  }

  /** It is not ready, and should be by now. */
  late(afterMs: number): void {
    if (this.isReady || !this.#isUp) return;
    const reason = `not ready ${afterMs} ms after its start`;
    this.#readiness.lose(reason);
    this.#host.warn(`Service "${this.path}" is ${reason}`);
    this.#tell([this.#readinessEvent(this.#host.now())]);
  }

  /** A run has really ended, be it long after it was abandoned. */
  gone(run: ServiceRun): void {
    if (this.run !== run || !this.#isLeftBehind) return;
    this.#isLeftBehind = false;
    this.#readiness.lose(this.status);
    this.#notify();
  }

  /** Something about the end of the present run is not clean. */
  unclean(cause: OwnCause): void {
    this.#tell([this.#uncleanEvent(this.#teardown.add(cause, this.#incarnation), this.#host.now())]);
  }

  /** It at this instant. */
  info(countsOf: (node: ServiceNode) => SupervisionCounts): ServiceInfo {
    const { definition: { name, role, policy, dependsOn }, path, status, reason } = this;
    const { restarts, budgetUsed } = countsOf(this);
    const { intensity } = policy.budget;
    return {
      name,
      path,
      role,
      status,
      ready: this.isReady,
      ...(reason === undefined ? {} : { reason }),
      ...(this.#retryAtMs === undefined ? {} : { retryAtMs: this.#retryAtMs }),
      incarnation: this.#incarnation,
      restarts,
      failures: this.#failures,
      budget: { intensity, left: Math.max(0, intensity - budgetUsed) },
      ...(this.#lastFailure === undefined ? {} : { lastFailure: this.#lastFailure }),
      dependsOn,
      children: this.children.map((child) => child.info(countsOf)),
    };
  }

  /** Whether somebody has stopped it, or what it belongs to, by hand. */
  get #isMeantToBeDown(): boolean {
    return this.#isStoppedByHand || (this.parent !== undefined && this.parent.#isMeantToBeDown);
  }

  get #isUp(): boolean {
    return this.status === "starting" || this.status === "running";
  }

  #leave(): void {
    for (const child of this.children) child.#leave();
    this.#host.left(this);
  }

  #why(): string {
    if (this.#waitingFor.length > 0) {
      return `waiting for ${this.#waitingFor.map((name) => this.#awaited(name)).join(", ")}`;
    }
    const { status } = this;
    if (this.#lastFailure !== undefined && status !== "running") return this.#lastFailure.text;
    const doing = this.phase === undefined ? "" : ` (${this.phase})`;
    const spent = this.#isUp ? ` for ${Math.round(this.#host.now() - this.#sinceMs)} ms` : "";
    if (status === "stopped" && this.#incarnation > 0 && this.#endedBy !== "stop-requested") {
      return this.#readiness.readyIn === this.#incarnation
        ? "ended before the others were ready"
        : "ended before it was ready";
    }
    const { reason } = this.#readiness;
    const said = reason === undefined || reason === status ? "" : `: ${reason}`;
    return status === "running" ? `running${spent}, not ready${said}` : `${status}${doing}${spent}${said}`;
  }

  #uncleanEvent(cause: TeardownCause, atMs: number): ServiceEvent {
    return { type: "service-unclean", atMs, service: this.path, incarnation: this.#incarnation, cause };
  }

  /** One that it waits for; what became of it, if nobody else is going to say. */
  #awaited(name: string): string {
    const siblings = this.parent === undefined ? this.#host.roots : this.parent.children;
    const needed = siblings.find(({ definition }) => definition.name === name);
    if (needed === undefined || needed.counts || needed.lastFailure === undefined) return name;
    return `${name} (${needed.lastFailure.text})`;
  }

  /** What it did until it was too late. */
  #tooLate(startupTimeoutMs: number): StartupTimeoutError {
    const error = new StartupTimeoutError(this.path, startupTimeoutMs);
    const doing = this.phase === undefined ? "its loop has not said ready()" : `"${this.phase}" has not ended`;
    error.message = `Cannot start service "${this.path}": it was not ready within ${startupTimeoutMs} ms; ${doing}`;
    return error;
  }

  /** The first failure of a run is the one that counts. */
  #keep(thrown: unknown, phase: ServicePhase, atMs: number): void {
    if (this.#lastFailure?.incarnation === this.#incarnation) return;
    this.#failures++;
    this.#lastFailure = new ServiceFailure(thrown, phase, this.#incarnation, atMs);
  }

  #move(status: ServiceStatus, atMs: number, isForced = false): ServiceEvent[] {
    const { path: service, incarnation } = this;
    try {
      if (!this.#machine.move(status, isForced)) return [];
    } catch (thrown) {
      this.#host.broke(thrown);
      return [];
    }
    this.#sinceMs = atMs;
    // Its readiness goes with its status.
    if (status !== "running") this.#readiness.lose(status === "starting" ? undefined : status);
    const isFailed = status === "failed" || status === "crashed" || status === "cooling" || status === "dead";
    const { reason } = this;
    return [{
      type: "service-status",
      atMs,
      service,
      incarnation,
      status,
      previous: this.#machine.previous,
      ready: this.isReady,
      ...(reason === undefined ? {} : { reason }),
      ...(isFailed && this.#lastFailure !== undefined ? { failure: this.#lastFailure } : {}),
      ...(this.#retryAtMs === undefined ? {} : { retryAtMs: this.#retryAtMs }),
    }];
  }

  #become(ready: boolean, reason: string | undefined, atMs: number): readonly ServiceEvent[] {
    // What a run says that has failed already, or was asked to stop, changes nothing.
    if (!this.#isUp || !this.#readiness.become(ready, reason, this.#incarnation)) return [];
    return [this.#readinessEvent(atMs)];
  }

  #readinessEvent(atMs: number): ServiceEvent {
    const { path: service, incarnation, status, isReady: ready } = this;
    const { reason } = this.#readiness;
    const said = reason === undefined ? {} : { reason };
    return { type: "service-readiness", atMs, service, incarnation, status, ready, ...said };
  }

  #tell(events: readonly ServiceEvent[]): void {
    this.#notify();
    for (const event of events) this.#host.tell(event);
  }

  #notify(): void {
    this.#host.changed(this);
    if (this.#listeners.size > 0) { for (const listener of [...this.#listeners]) listener(); }
  }
}
