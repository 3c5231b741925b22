import { DoNotRestartError, TerminateTreeError, type Worker } from "../../mod.ts";
import type { SutureService } from "./trace.ts";
import type { SutureWorld } from "./suture_world.ts";

/** One run of a service: it lives until a script, its own lifetime or its supervisor ends it. */
export class SutureProcess {
  isAlive = true;
  readonly ended: Promise<void>;
  readonly #world: SutureWorld;
  readonly #service: SutureService;
  readonly #n: number;
  readonly #settle: PromiseWithResolvers<void>;

  constructor(world: SutureWorld, service: SutureService, n: number) {
    this.#world = world;
    this.#service = service;
    this.#n = n;
    this.#settle = Promise.withResolvers();
    this.ended = this.#settle.promise;
  }

  /** Ends it in one of suture's ways, unless it has ended already. */
  end(how: string): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#world.ended(this.#service.id, how, this.#n);
    const error = errorOf(how, this.#world.quietAborts);
    if (error === undefined) this.#settle.resolve();
    else this.#settle.reject(error);
  }

  /** Its context is cancelled. */
  async stop(): Promise<void> {
    const { on_stop, stop_ms = 0 } = this.#service;
    if (on_stop === "ignore") return;
    if (on_stop === "slow") await this.#world.clock.sleep(stop_ms);
    this.end("stopped");
  }
}

/** A service as a worker. */
export function sutureWorker(world: SutureWorld, service: SutureService): Worker {
  const { id, lifetimes = [] } = service;
  return async ({ signal, clock, ready }) => {
    const n = world.started(id);
    const process = new SutureProcess(world, service, n);
    world.processes.set(id, process);
    signal.addEventListener("abort", () => void process.stop());
    ready();
    const life = lifetimes[n - 1];
    if (life !== undefined) clock.sleep(life.after_ms, signal).then(() => process.end(life.how), () => {});
    await process.ended;
  };
}

/** What an end is to a supervisor of ours; `undefined` for one without an error. */
function errorOf(how: string, quietAborts: boolean): Error | undefined {
  switch (how) {
    case "nil":
    case "stopped":
      return undefined;
    case "do_not_restart":
      return new DoNotRestartError(how);
    case "do_not_restart_wrapped":
      return new Error(how, { cause: new DoNotRestartError(how) });
    case "terminate_tree":
      return new TerminateTreeError(how);
    case "terminate_tree_wrapped":
      return new Error(how, { cause: new TerminateTreeError(how) });
    case "canceled":
      return quietAborts ? new DoNotRestartError(how) : new DOMException(how, "AbortError");
    case "deadline":
      return quietAborts ? new DoNotRestartError(how) : new DOMException(how, "TimeoutError");
    default:
      return new Error(how);
  }
}
