import { Deadlines } from "../deadlines.ts";
import { subjectName } from "../execution_context.ts";
import type { Job, JobOptions } from "./job.ts";
import type { JobHost } from "./job_host.ts";
import { type ResolvedJobOptions, resolveJobOptions } from "./job_options.ts";
import { JobRegistration } from "./job_registration.ts";
import { type JobEnd, ScheduledJob } from "./scheduled_job.ts";
import { StoreErrands } from "./store_errands.ts";

/** All jobs of one executor. */
export class Jobs {
  readonly #host: JobHost;
  readonly #deadlines: Deadlines;
  readonly #errands: StoreErrands;
  /** By owner, instance and name, in the order of their scheduling. */
  readonly #live = new Map<string, ScheduledJob>();
  /** Cancelled ones whose mark is not in the store yet. */
  readonly #leaving = new Map<string, JobRegistration>();

  constructor(host: JobHost) {
    this.#host = host;
    this.#deadlines = new Deadlines(host.clock, (thrown) => {
      for (const job of this.#live.values()) job.fail(thrown);
    });
    this.#errands = new StoreErrands(host);
  }

  /**
   * Executes a job whenever it is due, from now on; never within this call.
   *
   * @throws {TypeError} For a job that is not as it must be, or whose owner, instance and name another one has; the message names the field.
   * @throws {RangeError} For a number that its field cannot hold.
   * @throws {unknown} What its calendar throws.
   */
  add(options: JobOptions): Job {
    const resolved = resolveJobOptions(options);
    const { owner, instance, name } = resolved;
    const key = JSON.stringify([owner, instance, name]);
    if (this.#live.has(key)) {
      const title = subjectName({ kind: "job", owner, instance, name, topic: "" });
      throw new TypeError(`Cannot schedule "${title}": "name" must be free, and a job that is not over has it`);
    }
    const registration = this.#registration(resolved);
    const job = new ScheduledJob(resolved, {
      host: this.#host,
      deadlines: this.#deadlines,
      registration,
      left: (end) => this.#left(key, registration, end),
    });
    this.#live.set(key, job);
    this.#deadlines.resume();
    this.#leaving.get(key)?.replaced();
    registration.begin();
    job.start();
    return job;
  }

  /** Those that are not over, in the order of their scheduling. */
  list(): readonly Job[] {
    return [...this.#live.values()];
  }

  /** Ends all of them, without marking them as cancelled; runs under way go on. */
  stop(): void {
    for (const job of [...this.#live.values()]) job.stop();
    this.#errands.stop();
    this.#deadlines.rest();
  }

  #registration({ owner, instance, name, tier, schedule }: ResolvedJobOptions): JobRegistration {
    const oneShot = schedule.kind === "after" || schedule.kind === "at";
    const request = { kind: "job", owner, instance, name, tier, oneShot, schedule: schedule.text } as const;
    return new JobRegistration(this.#host, this.#errands, request);
  }

  #left(key: string, registration: JobRegistration, end: JobEnd): void {
    this.#live.delete(key);
    if (this.#live.size === 0) this.#deadlines.rest();
    if (end !== "cancelled") return;
    this.#leaving.set(key, registration);
    registration.cancel().then(() => {
      if (this.#leaving.get(key) === registration) this.#leaving.delete(key);
    });
  }
}
