import { shown } from "../core/option_check.ts";
import type { GroupHandle } from "../drivers/group_handle.ts";
import type { ServiceFailure } from "./service_failure.ts";
import type { ServiceInfo } from "./service_info.ts";
import type { ReadyResult, ReadyWaitOptions } from "./ready_wait.ts";
import type { DependencyChange, ServiceContext } from "./service_context.ts";
import { type AnyService, hookInstead, hookNames, type ServiceHooks, type ServiceOptions } from "./service_spec.ts";
import type { ServiceStatus } from "./service_status.ts";

/** What a resource is bound to while its application runs. */
export interface Binding {
  /** Its path. */
  readonly path: string;
  /** Where it is. */
  readonly status: ServiceStatus;
  /** Whether it is ready. */
  readonly isReady: boolean;
  /** Its last failure. */
  readonly lastFailure: ServiceFailure | undefined;
  /** It at this instant. */
  info(): ServiceInfo;
  /** See {@linkcode Resource.start}. */
  start(): ReturnType<GroupHandle["start"]>;
  /** See {@linkcode Resource.stop}. */
  stop(): ReturnType<GroupHandle["stop"]>;
  /** See {@linkcode Resource.restart}. */
  restart(): ReturnType<GroupHandle["restart"]>;
  /** See {@linkcode Resource.whenReady}. */
  whenReady(options?: ReadyWaitOptions): Promise<ReadyResult>;
}

/** What the framework alone does; a subclass writes the hooks. */
const finalNames = [
  "name",
  "path",
  "status",
  "isReady",
  "lastFailure",
  "info",
  "addChild",
  "start",
  "stop",
  "restart",
  "whenReady",
  "initialize",
  "shutdown",
] as const;

const hooksInLowerCase = new Map(hookNames.map((name) => [name.toLowerCase(), name]));

/** Opens a resource to the framework: its hooks are protected, and it is bound when it is run. */
export let hooksOf: (resource: Resource) => ServiceHooks;
/** Binds a resource to what runs it; `undefined` sets it free. */
export let bind: (resource: Resource, binding: Binding | undefined) => void;
/** What a resource is bound to. */
export let bindingOf: (resource: Resource) => Binding | undefined;
/** The options of a resource, with the children that were added to it. */
export let optionsOf: (resource: Resource) => ServiceOptions;
/**
 * Throws if a resource has something of its own under the name of what the framework does.
 *
 * @throws {TypeError} The message names the hook to write instead.
 */
export let checkFinal: (resource: Resource) => void;

/**
 * Something that is opened and closed: a part of an application that has hooks and no loop. Subclass it, write the hooks, and give an
 * instance to an application. Every restart is of the same instance, so what `onStop` closes `onStart` must open.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Resource, runApplication } from "@mainstay/supervisor/services";
 *
 * const seen: string[] = [];
 * class Database extends Resource {
 *   protected override onStart() {
 *     seen.push("open");
 *   }
 *   protected override onStop() {
 *     seen.push("close");
 *   }
 * }
 * const work = { name: "work", dependsOn: [Database], serve: () => void seen.push("work") };
 * const stop = new AbortController();
 * const running = runApplication([new Database(), { ...work, onStop: () => stop.abort() }], { signal: stop.signal });
 * assertEquals((await running).exitCode, 0);
 * assertEquals(seen, ["open", "work", "close"]);
 * ```
 */
export abstract class Resource {
  readonly #options: ServiceOptions;
  readonly #children: AnyService[];
  #binding: Binding | undefined;
  /** How the last application that ran it left it. */
  #last: Pick<Binding, "status" | "lastFailure"> = { status: "not-started", lastFailure: undefined };

  /**
   * Takes the options of the service; its name is that of its class unless given.
   *
   * @throws {TypeError} When the class overrides what the framework does; the message names the hook to write instead.
   */
  constructor(options: Partial<ServiceOptions> = {}) {
    const { children = [], name = new.target.name, ...rest } = options;
    if (!Array.isArray(children)) {
      throw new TypeError(
        `Cannot make service "${name}": "children" must be an array of services, received ${shown(children)}`,
      );
    }
    this.#options = { ...rest, name };
    this.#children = [...children];
    Resource.#checkClass(this);
  }

  static {
    hooksOf = (resource) =>
      Object.fromEntries(hookNames.flatMap((name) => {
        const hook = (resource as unknown as ServiceHooks)[name] as ((...given: unknown[]) => unknown) | undefined;
        return typeof hook === "function" ? [[name, hook.bind(resource)]] : [];
      }));
    bind = (resource, binding) => {
      if (resource.#binding !== undefined) {
        const { status, lastFailure } = resource.#binding;
        resource.#last = { status, lastFailure };
      }
      resource.#binding = binding;
    };
    bindingOf = (resource) => resource.#binding;
    optionsOf = (resource) => ({ ...resource.#options, children: resource.#children });
    checkFinal = (resource) => {
      const own = finalNames.find((name) => Object.hasOwn(resource, name));
      if (own !== undefined) throw new TypeError(Resource.#refusal(resource, own));
    };
  }

  static #checkClass(resource: Resource): void {
    for (
      let prototype = Object.getPrototypeOf(resource);
      prototype !== null && prototype !== Resource.prototype;
      prototype = Object.getPrototypeOf(prototype)
    ) {
      const own = finalNames.find((name) => Object.hasOwn(prototype, name));
      if (own !== undefined) throw new TypeError(Resource.#refusal(resource, own));
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const hook = hooksInLowerCase.get(name.toLowerCase());
        if (hook === undefined || hook === name) continue;
        throw new TypeError(`Cannot make service "${resource.constructor.name}": "${name}" is no hook; "${hook}" is`);
      }
    }
    if ("serve" in resource && !(resource instanceof Service)) {
      throw new TypeError(`Cannot make service "${resource.constructor.name}": with "serve" it must extend Service`);
    }
  }

  static #refusal(resource: Resource, name: string): string {
    const hook = hookInstead[name];
    return `Cannot make service "${resource.constructor.name}": "${name}" is the framework's own` +
      (hook === undefined ? "" : `; write the hook "${hook}" instead`);
  }

  /** Its name. */
  get name(): string {
    return this.#options.name;
  }

  /** Its name, with those of its parents before it; just its name as long as no application runs it. */
  get path(): string {
    return this.#binding?.path ?? this.name;
  }

  /** Where it is. */
  get status(): ServiceStatus {
    return (this.#binding ?? this.#last).status;
  }

  /** Whether it is ready to do its work. */
  get isReady(): boolean {
    return this.#binding?.isReady ?? false;
  }

  /** Its last failure, through every restart. */
  get lastFailure(): ServiceFailure | undefined {
    return (this.#binding ?? this.#last).lastFailure;
  }

  /**
   * It at this instant.
   *
   * @throws {Error} As long as no application has run it.
   */
  info(): ServiceInfo {
    return this.#bound("ask for").info();
  }

  /**
   * Adds a service that belongs to it, before it is run.
   *
   * @throws {Error} When it runs: use `addChild` of its context there.
   */
  addChild(child: AnyService): this {
    if (this.#binding !== undefined) {
      throw new Error(`Cannot add a child to service "${this.path}": it runs already; use addChild() of its context`);
    }
    this.#children.push(child);
    return this;
  }

  /**
   * Starts it again after it was stopped or lost, and those that had waited for it in vain.
   *
   * @returns What the group's handle answers: "started", "running", "leaving" while it still stops, or "closed".
   * @throws {Error} As long as no application runs it.
   */
  start(): ReturnType<GroupHandle["start"]> {
    return this.#bound("start").start();
  }

  /**
   * Stops it and waits until it has. Its own hooks must not wait for that.
   *
   * @returns What the group's handle answers: "stopped", "abandoned" or "not-running".
   * @throws {Error} Rejects as long as no application runs it.
   */
  async stop(): ReturnType<GroupHandle["stop"]> {
    return await this.#bound("stop").stop();
  }

  /**
   * Stops it and starts it again, free of charge. Its own hooks must not wait for that.
   *
   * @returns What the group's handle answers: "restarted", "waiting" and so on.
   * @throws {Error} Rejects as long as no application runs it.
   */
  async restart(): ReturnType<GroupHandle["restart"]> {
    return await this.#bound("restart").restart();
  }

  /**
   * Waits until it is ready, or cannot become so.
   *
   * @throws {Error} Rejects as long as no application runs it.
   */
  async whenReady(options?: ReadyWaitOptions): Promise<ReadyResult> {
    return await this.#bound("wait for").whenReady(options);
  }

  #bound(action: string): Binding {
    if (this.#binding !== undefined) return this.#binding;
    throw new Error(`Cannot ${action} service "${this.name}": no application runs it`);
  }

  /** Before anything else of a start. */
  protected beforeStart?(context: ServiceContext): unknown;
  /** The start: open what is needed. */
  protected onStart?(context: ServiceContext): unknown;
  /** After `onStart`, while the loop runs already, before the children are started. */
  protected afterStart?(context: ServiceContext): unknown;
  /** Before the loop is asked to end. */
  protected beforeStop?(context: ServiceContext): unknown;
  /** The stop: after the loop has ended. */
  protected onStop?(context: ServiceContext): unknown;
  /** After `onStop`; then the tasks are cancelled and the children are stopped. */
  protected afterStop?(context: ServiceContext): unknown;
  /** After the children have stopped, if they did so cleanly: close what they needed. */
  protected afterChildrenStop?(context: ServiceContext): unknown;
  /** Tells a running service that one that it depends on has become ready, or is not any more. */
  protected onDependencyChange?(change: DependencyChange, context: ServiceContext): unknown;
}

/** A {@linkcode Resource} with a loop. It is ready when its loop says so. */
export abstract class Service extends Resource {
  /** The loop: runs until `signal` aborts. To throw is to fail; to return is to be done. */
  protected abstract serve(context: ServiceContext): unknown;
}
