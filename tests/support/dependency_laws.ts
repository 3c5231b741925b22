import type { ChildSpec, SupervisionEvent } from "@mainstay/supervisor";

type Spec = Pick<ChildSpec, "name" | "dependsOn" | "onDependencyFailure">;

/**
 * Watches what a group tells, and keeps what must not have happened: whoever starts finds all that it depends on ready, whoever is asked to
 * stop finds those down who go down before it, and whoever waits is told for whom.
 */
export class DependencyLaws {
  readonly broken: string[] = [];
  readonly #specs: ReadonlyMap<string, Spec>;
  readonly #prefix: string;
  readonly #path: string | undefined;
  readonly #status = new Map<string, "up" | "ready" | "late" | "stopping" | "down">();
  #isPaused = false;
  #isStopping = false;
  #graceIsOver = false;

  /** Of these children, in the group of this path; of the one at the root unless given. */
  constructor(children: readonly Spec[], path?: string) {
    this.#specs = new Map(children.map((child) => [child.name, child]));
    this.#prefix = path === undefined ? "" : `${path}/`;
    this.#path = path;
    for (const { name } of children) this.#status.set(name, "down");
  }

  /** Whether the group restarts nobody at present. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The names of those who are in the group. */
  get members(): readonly string[] {
    return [...this.#status.keys()];
  }

  /** Takes note of the next event. */
  see(event: SupervisionEvent): void {
    if (!("worker" in event)) return this.#seeGroup(event);
    const name = event.worker.slice(this.#prefix.length);
    const spec = this.#specs.get(name);
    if (spec === undefined || event.worker !== this.#prefix + name) return;
    const { type, atMs } = event;
    const { dependsOn = [] } = spec;
    switch (type) {
      case "started": {
        const missing = dependsOn.filter((each) => this.#status.get(each) !== "ready");
        if (missing.length > 0) this.broken.push(`${atMs} ${name} starts while ${missing} is not ready`);
        if (this.#isStopping) this.broken.push(`${atMs} ${name} starts while its group stops`);
        this.#status.set(name, event.ready ? "ready" : "up");
        break;
      }
      case "ready":
        this.#status.set(name, "ready");
        break;
      case "not-ready":
        this.#status.set(name, "up");
        break;
      case "startup-timeout":
        this.#status.set(name, "late");
        break;
      case "stopping": {
        const running = this.#goBefore(name);
        this.#status.set(name, "stopping");
        if (running.length > 0) this.broken.push(`${atMs} ${name} is asked to stop while ${running} still runs`);
        break;
      }
      case "crashed":
      case "completed":
      case "stopped":
      case "abandoned":
        this.#status.set(name, "down");
        break;
      case "start-held":
        if (event.dependencies.length === 0 || event.dependencies.some((each) => !dependsOn.includes(each))) {
          this.broken.push(`${atMs} ${name} waits for "${event.dependencies}"`);
        }
        break;
      case "added":
        this.#status.set(name, "down");
        break;
      case "removed":
        this.#status.delete(name);
        break;
    }
  }

  #seeGroup(event: Exclude<SupervisionEvent, { worker: string }>): void {
    if (event.type === "grace-ended") this.#graceIsOver = true;
    if (event.group !== this.#path) return;
    if (event.type === "group-paused") this.#isPaused = true;
    else if (event.type === "group-resumed") this.#isPaused = false;
    else if (event.type === "group-stopping") this.#isStopping = true;
  }

  /** Who still runs of those that go down before this one: in a stop all who depend on it, otherwise those who want to. */
  #goBefore(name: string): string[] {
    if (this.#graceIsOver || (!this.#isStopping && this.#status.get(name) === "late")) return [];
    return [...this.#specs.values()].filter(({ name: each, dependsOn = [], onDependencyFailure }) => {
      const status = this.#status.get(each);
      return dependsOn.includes(name) && status !== undefined && status !== "down" &&
        (this.#isStopping || onDependencyFailure === "restart");
    }).map(({ name: each }) => each);
  }
}
