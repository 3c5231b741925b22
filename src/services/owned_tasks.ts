import type { Clock } from "../core/clock.ts";
import { Failure } from "../core/failure.ts";
import { checkName } from "../core/option_check.ts";
import { checkFunction } from "../drivers/driver_options.ts";

/** What a background task does; its signal aborts when it is cancelled. */
export type TaskBody = (signal: AbortSignal) => unknown;

/** How a background task is run. */
export interface OwnedTaskOptions {
  /**
   * Whether its failure fails the service, instead of only being reported.
   * @default false
   */
  readonly critical?: boolean;
}

/** A background task that a service owns. */
export interface OwnedTask {
  /** Its name. */
  readonly name: string;
  /** Resolves when it has ended, however; never rejects. */
  readonly ended: Promise<void>;
  /** Aborts its signal. */
  cancel(): void;
}

/** The background tasks of one run of a service: tracked by name, cancelled and waited for together. */
export class OwnedTasks {
  readonly #service: string;
  readonly #failed: (task: string, failure: Failure, isCritical: boolean) => void;
  readonly #running = new Map<OwnedTask, AbortController>();
  #isSealed = false;

  /** @param failed Told what a task threw, unless it did so because it was cancelled. */
  constructor(service: string, failed: (task: string, failure: Failure, isCritical: boolean) => void) {
    this.#service = service;
    this.#failed = failed;
  }

  /** The names of those that have not ended. */
  get pending(): readonly string[] {
    return [...this.#running.keys()].map(({ name }) => name);
  }

  /**
   * Starts one.
   *
   * @throws {TypeError} For a name that is empty, or a body that is no function.
   * @throws {Error} When no more are taken.
   */
  spawn(name: string, body: TaskBody, { critical = false }: OwnedTaskOptions = {}): OwnedTask {
    const action = `start a task of service "${this.#service}"`;
    checkName(action, name);
    checkFunction(action, "body", body);
    if (this.#isSealed) throw new Error(`Cannot start task "${name}" of service "${this.#service}": it is stopping`);
    const controller = new AbortController();
    // From the top of an empty stack, and never in the midst of its caller.
    const ended = Promise.resolve().then(() => body(controller.signal)).then(
      () => {},
      (thrown) => {
        const failure = new Failure(thrown);
        if (controller.signal.aborted && (thrown === controller.signal.reason || failure.name === "AbortError")) return;
        this.#failed(name, failure, critical);
      },
    ).finally(() => this.#running.delete(task));
    const task: OwnedTask = { name, ended, cancel: () => controller.abort() };
    this.#running.set(task, controller);
    return task;
  }

  /** Takes no more, and cancels all. */
  cancel(): void {
    this.#isSealed = true;
    for (const controller of this.#running.values()) controller.abort();
  }

  /** Takes no more, cancels all, and waits for them: answers the names of those that have not ended by the limit. */
  async cancelAll(clock: Clock, limitMs: number): Promise<readonly string[]> {
    this.cancel();
    if (this.#running.size === 0) return [];
    const over = new AbortController();
    await Promise.race([this.ended(), clock.sleep(limitMs, over.signal).catch(() => {})]);
    over.abort();
    return this.pending;
  }

  /** Resolves when all have ended. */
  async ended(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running.keys()].map(({ ended }) => ended));
  }
}
