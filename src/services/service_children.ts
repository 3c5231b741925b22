import type { SupervisionEvent } from "../core/event.ts";
import type { Clock } from "../core/clock.ts";
import { EscalationError } from "../core/supervision_error.ts";
import type { GroupDriver } from "../drivers/group_driver.ts";
import type { GroupHandle } from "../drivers/group_handle.ts";
import type { ChildSpec } from "../drivers/group_spec.ts";
import { launchGroup } from "../drivers/start_group.ts";
import { type Waitable, waitForReady } from "./ready_wait.ts";
import { defineChild } from "./service_definition.ts";
import type { ServiceNode } from "./service_node.ts";
import type { AnyService } from "./service_spec.ts";

/** What the group of a service's children needs of the tree. */
export interface ChildrenHost {
  readonly clock: Clock;
  readonly random: () => number;
  /** A service as its supervision takes it. */
  specOf(node: ServiceNode): ChildSpec;
  /** Told what the supervision of a service's children tells. */
  observe(event: SupervisionEvent, parent: ServiceNode): void;
}

/** The children of a service did not become ready, and will not. */
export class ChildrenError extends Error {
  /** The class's name. */
  override readonly name = "ChildrenError";
  /** Why, child by child. */
  readonly reasons: readonly string[];

  /** Says whose children, and what is wrong with each. */
  constructor(service: string, reasons: readonly string[]) {
    super(`Cannot start the children of service "${service}": ${reasons.join("; ")}`);
    this.reasons = reasons;
  }
}

/** The services that belong to one run of a service: a group of their own, which lives as long as the run. */
export class ServiceChildren {
  readonly #parent: ServiceNode;
  readonly #host: ChildrenHost;
  #driver: GroupDriver | undefined;
  /** Whether they depend on each other, instead of being started one after the other. */
  #isOrdered = false;
  #finished: Promise<readonly string[]> | undefined;
  #failed: ((thrown: unknown) => void) | undefined;

  constructor(parent: ServiceNode, host: ChildrenHost) {
    this.#parent = parent;
    this.#host = host;
    parent.renewChildren();
  }

  /** The live handle of the group, if there is one. */
  get handle(): GroupHandle | undefined {
    return this.#driver?.handle();
  }

  /**
   * Adds a service; it is started with the others, or at once if they were.
   *
   * @throws {TypeError} For one that is not as it must be, or a name that is taken.
   */
  add(child: AnyService): void {
    const { children, definition, path } = this.#parent;
    const others = children.map((each) => each.definition);
    const defined = defineChild(child, others, `${path}/`, definition.inherited);
    if (this.#driver !== undefined && !this.#isOrdered && defined.dependsOn.length > 0) {
      throw new TypeError(
        `Cannot run service "${path}/${defined.name}": "dependsOn" must be empty, because those that it joins were started one after the other`,
      );
    }
    const node = this.#parent.add(defined);
    if (this.#failed === undefined) return;
    if (this.#driver === undefined) this.#launch(this.#failed);
    else this.#driver.handle().start(this.#host.specOf(node));
  }

  /**
   * Stops one that was added and forgets it.
   *
   * @throws {TypeError} Rejects for one that was not added.
   */
  async remove(name: string): ReturnType<GroupHandle["remove"]> {
    const node = this.#parent.children.find(({ definition }) => definition.name === name);
    if (node === undefined) return "not-found";
    if (this.#parent.definition.children.includes(node.definition)) {
      throw new TypeError(
        `Cannot remove service "${node.path}": it was not added, but belongs to "${this.#parent.path}"`,
      );
    }
    node.isLeaving = true;
    const answer = await this.#driver?.handle().remove(name) ?? "removed";
    this.#forget(node);
    return answer;
  }

  /** Who still runs is forgotten when that is over. */
  #forget(node: ServiceNode): void {
    if (!node.isLeftBehind) return this.#parent.forget(node);
    const wait = node.onChange(() => {
      if (node.isLeftBehind) return;
      wait();
      this.#parent.forget(node);
    });
  }

  /**
   * Starts those that there are, one after the other or by dependency, and waits until the required ones are ready.
   *
   * @param failed Told what fails the group as a whole.
   * @throws {ChildrenError} Rejects when one of them cannot become ready any more.
   */
  async start(failed: (thrown: unknown) => void, signal: AbortSignal): Promise<void> {
    this.#failed = failed;
    const { children, path } = this.#parent;
    if (children.length === 0) return;
    this.#launch(failed);
    const required = children.filter(({ definition }) => definition.role === "required").map(inThisRun);
    const { ready, reasons } = await waitForReady(required, this.#host.clock, undefined, {
      timeoutMs: Infinity,
      signal,
    });
    if (!ready) throw new ChildrenError(path, reasons);
  }

  /**
   * Stops them all, the last one first; answers the paths of those that were not clean.
   *
   * @param graceMs How long that may take; who comes later keeps a share of it.
   */
  async stop(graceMs: number): Promise<readonly string[]> {
    this.#driver?.stop("abort", graceMs);
    const abandoned = await this.#finished ?? [];
    const unclean = this.#parent.children.filter(({ causes }) => causes.length > 0).map(({ path }) => path);
    return [...new Set([...unclean, ...abandoned])];
  }

  /** Resolves when the group is over, if there is one; who was abandoned may still run then. */
  get finished(): Promise<unknown> {
    return this.#finished ?? Promise.resolve();
  }

  /** Whether one of them was abandoned and still runs. */
  get isLeftBehind(): boolean {
    return this.#parent.children.some(({ isLeftBehind }) => isLeftBehind);
  }

  /** Resolves when none of them runs any more. */
  async gone(): Promise<void> {
    for (const child of this.#parent.children) {
      while (child.isLeftBehind) {
        await new Promise<void>((resolve) => {
          const forget = child.onChange(() => {
            forget();
            resolve();
          });
        });
      }
    }
  }

  /** Waits no longer for those that are still stopping. */
  endGrace(): void {
    this.#driver?.stop("abort");
    this.#driver?.endGrace();
  }

  #launch(failed: (thrown: unknown) => void): void {
    const { children, path } = this.#parent;
    const { clock, random } = this.#host;
    this.#isOrdered = children.some(({ definition }) => definition.dependsOn.length > 0);
    const { driver, finished } = launchGroup(
      children.map((child) => this.#host.specOf(child)),
      {
        clock,
        random,
        signals: false,
        keepAlive: true,
        ...(this.#isOrdered ? {} : { startOrder: "sequential" }),
        onEvent: (event) => this.#host.observe(event, this.#parent),
      },
      true,
      true,
    );
    this.#driver = driver;
    this.#finished = finished.then(
      (report) => report.abandoned.map((child) => `${path}/${child}`),
      (thrown) => {
        failed(thrown);
        return thrown instanceof EscalationError ? thrown.report.abandoned.map((child) => `${path}/${child}`) : [];
      },
    );
  }
}

/**
 * A child as its parent waits for it: one that is being removed is waited for no longer, one that has ended is hopeless, whatever may come of
 * the parent's failing because of that.
 */
function inThisRun(node: ServiceNode): Waitable {
  return {
    get isReady() {
      return node.isReady || node.isLeaving;
    },
    get losses() {
      return node.losses;
    },
    get plight() {
      return node.plight;
    },
    isHopeless: (untilMs) => !node.isLeaving && (node.hasEnded || node.isHopeless(untilMs)),
    onChange: (listener) => node.onChange(listener),
  };
}
