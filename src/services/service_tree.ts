import type { Clock } from "../core/clock.ts";
import type { SupervisionEvent } from "../core/event.ts";
import { shown } from "../core/option_check.ts";
import type { ChildInfo, GroupHandle } from "../drivers/group_handle.ts";
import type { ChildSpec } from "../drivers/group_spec.ts";
import type { Observer } from "../drivers/observer.ts";
import { type ReadyResult, type ReadyWaitOptions, waitForReady } from "./ready_wait.ts";
import { bind, type Binding, bindingOf, Resource } from "./resource.ts";
import { type ChildrenHost, ServiceChildren } from "./service_children.ts";
import type { ServiceDefinition } from "./service_definition.ts";
import type { ApplicationEvent, ServiceEvent } from "./service_event.ts";
import type { ServiceInfo } from "./service_info.ts";
import { type NodeHost, ServiceNode, type SupervisionCounts } from "./service_node.ts";
import { type RunHost, ServiceRun } from "./service_run.ts";
import { DependencyNews } from "./dependency_news.ts";
import { RequiredServices } from "./required_services.ts";
import { isMeant, referenceText } from "./service_reference.ts";
import type { ServiceReference } from "./service_spec.ts";
import type { TeardownCause } from "./teardown_report.ts";

/** So many causes are kept of those that have left. */
const keptCauses = 64;

/** What a tree of services is given. */
export interface TreeOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly isStrict: boolean;
  readonly observer: Observer<ApplicationEvent>;
  readonly warn: (message: string) => void;
  /** Aborts when the stop of all was requested. */
  readonly stopping: AbortSignal;
  /** The number of the application's session, if it has one. */
  readonly sessionId?: () => number | undefined;
  /** Told when an illegal move was about to happen in strict mode. */
  readonly broke: (thrown: unknown) => void;
}

/**
 * All services of an application: it observes their supervision directly, keeps what each of them is, and only then tells others. Nothing that is
 * decided depends on whether anybody listens.
 */
export class ServiceTree implements NodeHost, RunHost, ChildrenHost {
  readonly clock: Clock;
  readonly random: () => number;
  readonly isStrict: boolean;
  /** The services that belong to nobody, in the order in which they were given. */
  readonly roots: readonly ServiceNode[];
  readonly #options: TreeOptions;
  readonly #byPath = new Map<string, ServiceNode>();
  readonly #bound = new Map<Resource, Binding>();
  readonly #groups = new Map<ServiceNode, ServiceChildren>();
  /** Those that the application cannot do without. */
  readonly required = new RequiredServices();
  readonly #news = new DependencyNews();
  /** What was not clean about those that are part of the tree no more, the latest. */
  #causesOfLeft: readonly TeardownCause[] = [];
  readonly #listeners = new Set<() => void>();
  #root: GroupHandle | undefined;
  #isOver = false;
  #nowMs = 0;

  constructor(definitions: readonly ServiceDefinition[], options: TreeOptions) {
    this.clock = options.clock;
    this.random = options.random;
    this.isStrict = options.isStrict;
    this.#options = options;
    this.roots = definitions.map((definition) => new ServiceNode(definition, undefined, this));
  }

  /** Part of {@linkcode RunHost}. */
  get sessionId(): number | undefined {
    return this.#options.sessionId?.();
  }

  /** All services, those that belong to others too. */
  get nodes(): readonly ServiceNode[] {
    return [...this.#byPath.values()];
  }

  /** The same of the runs before, and of those that have left. */
  get formerCauses(): readonly TeardownCause[] {
    return [...this.#causesOfLeft, ...this.nodes.flatMap(({ formerCauses }) => formerCauses)];
  }

  /** The paths of those that were abandoned and still run. */
  get leftBehind(): readonly string[] {
    return this.nodes.filter(({ isLeftBehind }) => isLeftBehind).map(({ path }) => path);
  }

  /** What was not clean, of every service's last run. */
  get causes(): readonly TeardownCause[] {
    return this.nodes.flatMap(({ causes }) => causes);
  }

  /** Gives it the handle of the group that the services are run in. */
  runsIn(root: GroupHandle): void {
    this.#root = root;
  }

  /** Calls back whenever anything has changed; answers how to end that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every service at this instant. */
  info(): readonly ServiceInfo[] {
    const counts = new Map<ServiceNode, SupervisionCounts>();
    const count = (nodes: readonly ServiceNode[], handle: GroupHandle | undefined) => {
      const byName = new Map(childrenOf(handle).map((child) => [child.name, child]));
      for (const node of nodes) {
        const child = byName.get(node.definition.name);
        if (child !== undefined) counts.set(node, child);
        count(node.children, this.#groups.get(node)?.handle);
      }
    };
    count(this.roots, this.#root);
    const countsOf = (node: ServiceNode) => counts.get(node) ?? { restarts: 0, budgetUsed: 0 };
    return this.roots.map((node) => node.info(countsOf));
  }

  /** The service of this path. */
  node(path: string): ServiceNode | undefined {
    return this.#byPath.get(path);
  }

  /** The live handle of the group that a service is in; `undefined` while its parent does not run. */
  groupOf(node: ServiceNode): GroupHandle | undefined {
    return node.parent === undefined ? this.#root : this.#groups.get(node.parent)?.handle;
  }

  /** Starts a service by hand, and those that had waited for it in vain. */
  start(node: ServiceNode): ReturnType<GroupHandle["start"]> {
    const group = this.groupOf(node);
    if (group === undefined) return "closed";
    const answer = group.start(node.definition.name);
    this.#wake(node, group);
    return answer;
  }

  /** Stops a service by hand. */
  async stop(node: ServiceNode): ReturnType<GroupHandle["stop"]> {
    node.stopByHand();
    return await this.groupOf(node)?.stop(node.definition.name) ?? "not-running";
  }

  /** Restarts a service by hand, and starts those that had waited for it in vain. */
  async restart(node: ServiceNode): ReturnType<GroupHandle["restart"]> {
    const group = this.groupOf(node);
    if (group === undefined) return "closed";
    const answer = group.restart(node.definition.name);
    this.#wake(node, group);
    return await answer;
  }

  /** Resolves when all groups of children are over: those of a service that was abandoned end a moment after it. */
  async settled(): Promise<void> {
    await Promise.all([...this.#groups.values()].map(({ finished }) => finished));
  }

  /** The application is over: nothing is told any more, and all instances that were given may be run again. */
  release(): void {
    this.#isOver = true;
    for (const [resource, binding] of this.#bound) this.#unbind(resource, binding);
    this.#bound.clear();
  }

  /** Part of {@linkcode ChildrenHost}. */
  specOf(node: ServiceNode): ChildSpec {
    const { name, policy, role, dependsOn, onDependencyFailure } = node.definition;
    return {
      ...policy,
      name,
      ...(role === "optional" ? { optional: true } : {}),
      ...(dependsOn.length > 0 ? { dependsOn, onDependencyFailure } : {}),
      run: (worker) => {
        const run = new ServiceRun(node, worker, this);
        node.run = run;
        return run.live().finally(() => node.gone(run));
      },
    };
  }

  /** Part of {@linkcode ChildrenHost}: what is told of a service's children; of the services at the root if there is no parent. */
  observe(event: SupervisionEvent, parent?: ServiceNode): void {
    const node = "worker" in event ? this.#byPath.get(pathUnder(parent, event.worker)) : undefined;
    const told = parent === undefined ? event : under(parent, event, node);
    if (!("worker" in told)) {
      this.#options.observer.tell(told);
      // Whose children are stopped, be it because one of them failed them all, is no service any more.
      if (event.type === "group-stopping" && event.group === undefined) parent?.run?.childrenStop();
      return;
    }
    const follows = node?.observe(told) ?? [];
    this.#options.observer.tell(told);
    for (const each of follows) this.#options.observer.tell(each);
    if (told.type === "abandoned") node?.run?.force();
  }

  /** Part of {@linkcode NodeHost} and of {@linkcode RunHost}: of a clock that throws, which fails the application, the last time. */
  now(): number {
    try {
      this.#nowMs = this.clock.now();
    } catch {
      // Who supervises sees it too, and gives up.
    }
    return this.#nowMs;
  }

  /** Part of {@linkcode NodeHost} and of {@linkcode RunHost}. */
  tell(event: ServiceEvent): void {
    if (!this.#isOver) this.#options.observer.tell(event);
  }

  /** Part of {@linkcode NodeHost}. */
  broke(thrown: unknown): void {
    this.#options.broke(thrown);
  }

  /** Part of {@linkcode NodeHost}. */
  warn(message: string): void {
    this.#options.warn(message);
  }

  /** Part of {@linkcode NodeHost}. */
  joined(node: ServiceNode): void {
    const { definition: { source }, path } = node;
    this.#byPath.set(path, node);
    this.required.add(node);
    this.#news.add(node);
    if (!(source instanceof Resource)) return;
    const binding: Binding = {
      path,
      get status() {
        return node.status;
      },
      get isReady() {
        return node.isReady;
      },
      get lastFailure() {
        return node.lastFailure;
      },
      info: () => node.info((each) => this.#countsOf(each)),
      start: () => this.start(node),
      stop: () => this.stop(node),
      restart: () => this.restart(node),
      whenReady: (options) => this.waitForReady([source], options),
    };
    this.#bound.set(source, binding);
    bind(source, binding);
  }

  /** Part of {@linkcode NodeHost}. */
  left(node: ServiceNode): void {
    const { definition: { source }, path } = node;
    this.#byPath.delete(path);
    this.#causesOfLeft = [...this.#causesOfLeft, ...node.formerCauses, ...node.causes].slice(-keptCauses);
    this.#groups.delete(node);
    this.required.remove(node);
    this.#news.remove(node);
    if (source instanceof Resource) {
      const binding = this.#bound.get(source);
      this.#bound.delete(source);
      if (binding !== undefined) this.#unbind(source, binding);
    }
    for (const listener of [...this.#listeners]) listener();
  }

  /** Part of {@linkcode NodeHost}. */
  changed(node: ServiceNode): void {
    this.#news.look(node);
    this.required.look(node);
    if (this.#listeners.size > 0) { for (const listener of [...this.#listeners]) listener(); }
  }

  /** Part of {@linkcode RunHost}. */
  childrenOf(node: ServiceNode): ServiceChildren {
    const children = new ServiceChildren(node, this);
    this.#groups.set(node, children);
    return children;
  }

  /** Part of {@linkcode RunHost}. */
  async waitForReady(
    references: readonly ServiceReference[],
    options: ReadyWaitOptions = {},
    until?: AbortSignal,
  ): Promise<ReadyResult> {
    if (!Array.isArray(references)) {
      throw new TypeError(`Cannot wait for services: "services" must be an array, received ${shown(references)}`);
    }
    const members = references.flatMap((reference) => this.#find("wait for services", reference));
    return await waitForReady(members, this.clock, this.#options.stopping, options, until);
  }

  /** Part of {@linkcode RunHost}. */
  dependency(node: ServiceNode, reference: ServiceReference): unknown {
    const siblings = node.parent === undefined ? this.roots : node.parent.children;
    const needed = siblings.filter(({ definition }) => node.definition.dependsOn.includes(definition.name));
    const found = needed.find((sibling) => isMeant(reference, sibling.definition));
    if (found !== undefined) return found.definition.source;
    throw new TypeError(`Service "${node.path}" does not depend on ${referenceText(reference)}`);
  }

  /** Somebody else may run the instance by now. */
  #unbind(resource: Resource, binding: Binding): void {
    if (bindingOf(resource) === binding) bind(resource, undefined);
  }

  /** Those that ended because this one had are wanted again, and so on. */
  #wake(node: ServiceNode, group: GroupHandle): void {
    const siblings = node.parent === undefined ? this.roots : node.parent.children;
    const woken = new Set([node.definition.name]);
    for (const name of woken) {
      for (const { waitedInVain, definition } of siblings) {
        if (!waitedInVain || !definition.dependsOn.includes(name)) continue;
        group.start(definition.name);
        woken.add(definition.name);
      }
    }
  }

  #countsOf(node: ServiceNode): SupervisionCounts {
    const child = childrenOf(this.groupOf(node)).find(({ name }) => name === node.definition.name);
    return child ?? { restarts: 0, budgetUsed: 0 };
  }

  #find(action: string, reference: ServiceReference): readonly ServiceNode[] {
    const found = typeof reference === "string"
      ? [this.#byPath.get(reference)].filter((node) => node !== undefined)
      : this.nodes.filter((node) => isMeant(reference, node.definition));
    if (found.length > 0) return found;
    throw new TypeError(`Cannot ${action}: there is no ${referenceText(reference)}`);
  }
}

/** What a group knows of its children; nothing if the clock throws by which budgets are counted. */
function childrenOf(handle: GroupHandle | undefined): readonly ChildInfo[] {
  try {
    return handle?.children() ?? [];
  } catch {
    return [];
  }
}

/** An event of a service's children as it is told of the whole tree: with their paths, their runs numbered through. */
function under(parent: ServiceNode, event: SupervisionEvent, node: ServiceNode | undefined): SupervisionEvent {
  if ("worker" in event) {
    const incarnation = event.incarnation === 0 ? 0 : (node?.runsBefore ?? 0) + event.incarnation;
    return { ...event, worker: pathUnder(parent, event.worker), incarnation };
  }
  const group = event.group === undefined ? parent.path : pathUnder(parent, event.group);
  return event.type === "group-restarting"
    ? { ...event, group, trigger: pathUnder(parent, event.trigger) }
    : { ...event, group };
}

function pathUnder(parent: ServiceNode | undefined, name: string): string {
  return parent === undefined ? name : `${parent.path}/${name}`;
}
