import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import { shown } from "../core/option_check.ts";
import { systemClock } from "../drivers/clock.ts";
import { logLine } from "../drivers/log_line.ts";
import type { ServiceOptions, ServiceSpec } from "../services/service_spec.ts";
import type { Awaitable } from "../services/sessions/session_store.ts";
import { withinLimit } from "../services/sessions/time_limit.ts";
import { Deadlines } from "./deadlines.ts";
import { type ErrorHandlerCounts, ErrorHandlers } from "./error_handlers.ts";
import { checkFilled, checkId, checkRequest, type ExecutionOutcome, type ExecutionRequest } from "./execution.ts";
import { outsideExecutions, subjectName } from "./execution_context.ts";
import { ExecutionIds } from "./execution_id.ts";
import type { ExecutionRecord } from "./execution_record.ts";
import type { Reconciled } from "./execution_store.ts";
import { type ExecutorOptions, type ResolvedExecutorOptions, resolveExecutorOptions } from "./executor_options.ts";
import { FailureLog } from "./failure_log.ts";
import type { Job, JobOptions } from "./jobs/job.ts";
import { Jobs } from "./jobs/jobs.ts";
import { cancelled, type Outcome, success, thrownOutcome, timedOutByLimit } from "./outcome.ts";
import { type DropCounts, type RecordCounts, RecordQueue, type RecordQueueTerms } from "./record_queue.ts";
import { RecordWriter } from "./record_writer.ts";
import { checkRegistration, type RegistrationRequest } from "./registration.ts";
import { retain } from "./retention.ts";
import { type Ending, RunningExecution } from "./running_execution.ts";
import { SpillFolder } from "./spill_folder.ts";
import { pickUpSpills } from "./spill_pick_up.ts";
import { storedTeller } from "./stored_teller.ts";

/** By the system's clock, the rest of the program has a turn this often at least, in milliseconds. */
const turnEveryMs = 10;

/** How an executor fares. */
export interface ExecutorInfo {
  /** Executions that are not over. */
  readonly running: number;
  /** Bodies that go on though their execution is over: it was cancelled, or its time was. */
  readonly leftBehind: number;
  /** What became of all records so far. */
  readonly records: RecordCounts;
  /** How error handlers fare. */
  readonly errorHandlers: ErrorHandlerCounts;
}

/** Parts of an executor that a simulation replaces; nobody else needs to. */
export interface ExecutorParts {
  /** Makes what holds and counts the records. */
  readonly makeQueue?: (terms: RecordQueueTerms) => RecordQueue<ExecutionRecord>;
  /** Where records are left that could not be stored, instead of in a folder. */
  readonly spills?: Pick<SpillFolder, "write" | "pickUp">;
}

/**
 * Executes handlers and jobs, and writes down how each one ended, whatever fails in between.
 *
 * It works from the moment it is made. {@linkcode start} adds what goes on in the background: records that an earlier run could not write down
 * are brought to the store, and what is old is deleted.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Executor, MemoryExecutionStore } from "@mainstay/supervisor/telemetry";
 *
 * const store = new MemoryExecutionStore();
 * const executor = new Executor({ store });
 * const outcome = await executor.execute({
 *   kind: "handler",
 *   owner: "orders",
 *   name: "placed",
 *   run: () => "confirmed",
 * });
 * assertEquals(outcome.status === "success" && outcome.value, "confirmed");
 *
 * await executor.stop();
 * assertEquals(store.executions().map(({ id, owner, status }) => [id, owner, status]), [[outcome.id, "orders", "success"]]);
 * ```
 */
export class Executor {
  readonly #options: ResolvedExecutorOptions;
  readonly #ids: ExecutionIds;
  readonly #deadlines: Deadlines;
  readonly #errorHandlers: ErrorHandlers;
  readonly #writer: RecordWriter;
  readonly #jobs: Jobs;
  readonly #spills: ExecutorParts["spills"];
  readonly #failures: FailureLog;
  readonly #running = new Set<RunningExecution<unknown>>();
  readonly #frameworkOwners = new Set<string>();
  readonly #restored = new Map<string, number>();
  #leftBehind = 0;
  #background: { readonly end: AbortController; readonly done: Promise<unknown> } | undefined;
  /** From the first word of a stop on until the next start. */
  #stopping: Promise<void> | undefined;
  #isStopping = false;
  /** When the rest of the program had a turn last. */
  #turnMs = 0;
  /** Jobs that ended with the last stop. */
  #jobsEnded = 0;
  /** That of the application that it is a service of. */
  #ownSessionId: number | undefined;

  /**
   * Makes an executor.
   *
   * @param parts What a simulation puts in the place of its own parts.
   * @throws {TypeError} For an unknown option, or one that is not what it must be; the message names it.
   * @throws {RangeError} For a number that its option cannot hold.
   */
  constructor(options: ExecutorOptions, parts: ExecutorParts = {}) {
    this.#options = resolveExecutorOptions(options);
    const { clock, random, wallClock, onStored, logger, spillFolder } = this.#options;
    const { makeQueue = (terms) => new RecordQueue(terms) } = parts;
    this.#spills = parts.spills ?? (spillFolder === undefined ? undefined : new SpillFolder(spillFolder));
    const say = (level: "debug" | "info" | "warn" | "error", sentence: string) => logLine(logger, level, sentence);
    this.#ids = new ExecutionIds(wallClock, random);
    this.#deadlines = new Deadlines(
      clock,
      (thrown) => say("error", `The executor's clock has failed: ${shownFailure(new Failure(thrown))}`),
    );
    this.#errorHandlers = new ErrorHandlers({
      clock,
      deadlines: this.#deadlines,
      limitMs: this.#options.errorHandlerMs,
      most: this.#options.errorHandlersAtOnce,
      say,
    });
    this.#failures = new FailureLog(logger, clock);
    this.#writer = new RecordWriter({
      ...this.#options,
      queue: makeQueue(this.#options),
      onStored: storedTeller(onStored, logger),
      say,
    });
    this.#jobs = new Jobs({
      clock,
      wallClock,
      random,
      execute: (request) => this.execute(request),
      register: (registration) => this.register(registration),
      cancelRegistration: (id) =>
        this.#ask("cancel a registration", () => this.#options.store.cancel(id, this.#nowMs())),
      say,
    });
  }

  /** How it fares now. */
  info(): ExecutorInfo {
    return {
      running: this.#running.size,
      leftBehind: this.#leftBehind,
      records: this.#writer.counts,
      errorHandlers: this.#errorHandlers.counts,
    };
  }

  /** How many records were lost so far, by cause: what an application takes as its `drops`. */
  drops(): DropCounts {
    return this.#writer.counts.dropped;
  }

  /**
   * Executes it now, and records how it ended, once. An error or a time-out is an outcome like another; only a cancelled execution rejects.
   *
   * When its time is over, or its signal aborts, the execution ends at once, and the body's signal aborts: nobody waits for a body that goes on.
   * What the body throws after that is not heard. After {@linkcode stop} it is executed all the same, but its record is lost, and counted.
   *
   * @throws {TypeError} The promise rejects for a request that is not as it must be; nothing is executed or recorded then.
   * @throws {RangeError} The promise rejects for a number that its field cannot hold.
   * @throws {unknown} The promise rejects with the signal's reason when it was cancelled.
   */
  execute<T>(request: ExecutionRequest<T>): Promise<ExecutionOutcome<T>> {
    return new Promise((resolve, reject) => {
      checkRequest(request);
      const { clock } = this.#options;
      const { timeoutMs, onError } = request;
      const running = new RunningExecution<T>(request, this.#ids.next(), this.#nowMs(), clock.now());
      this.#running.add(running as RunningExecution<unknown>);
      running.run(request, this.#deadlines, (ending) => {
        try {
          this.#running.delete(running as RunningExecution<unknown>);
          const nowMs = clock.now();
          const outcome = this.#outcome(ending, running.tier);
          const record = running.record(nowMs, outcome, this.#sessionId());
          this.#writer.accept(record, nowMs);
          if (ending.how === "returned") {
            const { id, durationMs } = record;
            return this.#tellOutcome(nowMs, () => resolve({ id, durationMs, status: "success", value: ending.value }));
          }
          if (running.isLeftBehind) this.#leaveBehind(running);
          if (ending.how === "cancelled") return reject(ending.thrown);
          this.#handle({ timeoutMs, onError }, record, ending.thrown);
          this.#tellOutcome(nowMs, () => resolve(failedOutcome(record, ending.thrown)));
        } catch (thrown) {
          // An injected clock that fails must not leave anybody waiting.
          reject(thrown);
        }
      });
    });
  }

  /**
   * Makes a handler or a job known in the store, and answers its row's id, which is the same in every run of the application: give it to
   * {@linkcode execute} as `registrationId`.
   *
   * @throws {TypeError} The promise rejects for a registration that is not as it must be; the message names the field.
   * @throws {unknown} The promise rejects with what the store throws, or when it takes too long; it may be tried again.
   */
  async register(registration: RegistrationRequest): Promise<number> {
    const checked = checkRegistration(registration);
    if (checked.tier === "framework") this.#frameworkOwners.add(checked.owner);
    return await this.#ask(
      `register "${subjectName(checked)}"`,
      () => this.#options.store.register(checked, this.#nowMs()),
    );
  }

  /**
   * Says which registrations of an owner are live, besides its scheduled jobs, which are so anyway and are waited for until they are registered.
   * Of the others, those that were never executed are deleted (one-shot ones also if that was in an earlier session), and those that were are
   * marked as retired. What belongs to the framework is left alone, with a warning.
   *
   * @param live The ids of its handlers that are live, and of jobs that it executes by itself.
   * @throws {TypeError} The promise rejects for an owner that is no text or empty, and ids that are no list.
   * @throws {RangeError} The promise rejects for an id that is no whole number above 0.
   * @throws {unknown} The promise rejects with what the store throws, or when it takes too long: nothing is changed then.
   */
  async reconcile(owner: string, live: readonly number[]): Promise<Reconciled> {
    const action = "reconcile registrations";
    checkFilled(action, "owner", owner);
    if (!Array.isArray(live)) throw new TypeError(`Cannot ${action}: "live" must be a list, received ${shown(live)}`);
    for (const [index, id] of live.entries()) checkId(action, `live[${index}]`, id);
    if (this.#frameworkOwners.has(owner)) {
      this.#say("warn", `The registrations of "${owner}" belong to the framework, and are not reconciled`);
      return { deleted: 0, retired: 0 };
    }
    const jobs = this.jobs().filter((job) => job.owner === owner);
    return await this.#ask(`reconcile registrations of "${owner}"`, async () => {
      const all = [...live, ...await Promise.all(jobs.map(({ registered }) => registered))];
      const reconciliation = { owner, live: all, sessionId: this.#sessionId(), atMs: this.#nowMs() };
      return await this.#options.store.reconcile(reconciliation);
    });
  }

  /**
   * Executes a job whenever it is due, from now on until it is cancelled or the executor stops. It is registered in the background.
   *
   * @throws {TypeError} For a job that is not as it must be, or whose owner, instance and name another one has; the message names the field.
   * @throws {RangeError} For a number that its field cannot hold.
   * @throws {Error} When the executor has stopped.
   * @throws {unknown} What a calendar of one's own throws.
   */
  schedule(job: JobOptions): Job {
    if (this.#stopping !== undefined) {
      throw new Error(`Cannot schedule "${job?.owner}/${job?.name}": the executor has stopped`);
    }
    return outsideExecutions(() => this.#jobs.add(job));
  }

  /** The jobs that are scheduled and not cancelled, in the order of their scheduling. */
  jobs(): readonly Job[] {
    return this.#jobs.list();
  }

  /**
   * Brings records that an earlier run left in the spill folder to the store, and deletes what is old, from now on, in the background. After
   * {@linkcode stop} it works again, without the jobs of before, which are to be scheduled again. Started already: nothing.
   *
   * @throws {Error} While it stops.
   */
  start(): void {
    if (this.#isStopping) throw new Error("Cannot start the executor: it stops");
    if (this.#background !== undefined) return;
    this.#stopping = undefined;
    if (this.#jobsEnded > 0) {
      this.#say(
        "warn",
        `${this.#jobsEnded} jobs ended when the executor stopped: whoever they belong to schedules them again`,
      );
    }
    this.#jobsEnded = 0;
    this.#writer.open();
    this.#deadlines.resume();
    const end = new AbortController();
    // In a turn of its own: what it calls may ask for the stop, which must find it.
    const done = Promise.resolve().then(() => outsideExecutions(() => this.#runBackground(end.signal)));
    this.#background = { end, done };
  }

  async #runBackground(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { retention } = this.#options;
    const say = this.#say;
    const tasks: Promise<unknown>[] = [];
    if (retention !== undefined) tasks.push(retain({ ...this.#options, retention, say }, signal));
    if (this.#spills !== undefined) {
      const restore = (records: readonly ExecutionRecord[]) => this.#writer.restore(records);
      const terms = { ...this.#options, folder: this.#spills, restore, restored: this.#restored, say };
      tasks.push(pickUpSpills(terms, signal));
    }
    await Promise.all(tasks);
  }

  /**
   * Writes down at once what is held, without waiting for more to write with it.
   *
   * @returns Resolves when nothing is held any more: all of it is stored, or lost. While the store fails that takes as long as it takes.
   */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /**
   * Ends everything within the limit `stopMs`: jobs are executed no more, executions that are not over are cancelled, and what is held is written
   * down, as far as possible. What could not be is lost, and counted, or left in the spill folder. Stopped already: waits for that.
   *
   * Call it when whoever executes has stopped, and before the store is closed.
   */
  stop(): Promise<void> {
    if (this.#stopping === undefined) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      // Known before anybody is told: what is cancelled may ask for the stop too.
      this.#stopping = promise;
      outsideExecutions(() => this.#stop()).then(resolve, reject);
    }
    return this.#stopping;
  }

  /**
   * This executor as a service: it starts with the application, and stops after all services that depend on it. Its records belong to the
   * application's session, if it has one and the executor has no option `session`. When it is started again, whoever schedules jobs is to do it
   * again too: let such services depend on it with `onDependencyFailure: "restart"`.
   *
   * @param options Its name, which is "executor" unless given, and other options of a service.
   */
  service(options: Partial<ServiceOptions> = {}): ServiceSpec {
    return {
      ...options,
      name: options.name ?? "executor",
      graceMs: options.graceMs ?? this.#options.stopMs + 5_000,
      onStart: ({ sessionId }) => {
        this.#ownSessionId = sessionId;
        this.start();
      },
      onStop: () => this.stop(),
    };
  }

  async #stop(): Promise<void> {
    const { clock, stopMs } = this.#options;
    const endMs = clock.now() + stopMs;
    this.#isStopping = true;
    this.#jobsEnded = this.jobs().length;
    this.#jobs.stop();
    const background = this.#background;
    background?.end.abort();
    for (const running of [...this.#running]) {
      running.cancel(new DOMException(`Cannot go on with "${subjectName(running)}": the executor stops`, "AbortError"));
    }
    if (this.#leftBehind > 0) {
      this.#say(
        "warn",
        `${this.#leftBehind} bodies go on though their execution is over: they do not heed their signal`,
      );
    }
    const others = Promise.all([background?.done, this.#errorHandlers.settled()]);
    await this.#writer.stop(stopMs, (records) => this.#spilled(records));
    const leftMs = Math.max(0, endMs - clock.now());
    await withinLimit(clock, leftMs, "wait for error handlers", () => others).catch(() => {});
    this.#deadlines.rest();
    this.#background = undefined;
    this.#isStopping = false;
  }

  /** Leaves records where the next start finds them; answers whether they are safe there. */
  #spilled(records: readonly ExecutionRecord[]): boolean {
    if (this.#spills === undefined) return false;
    try {
      const path = this.#spills.write(records);
      this.#say("warn", `${records.length} executions could not be written down, and are left in "${path}"`);
      return true;
    } catch (thrown) {
      this.#say("error", shownFailure(new Failure(thrown)));
      return false;
    }
  }

  /** A loop that executes and never waits for anything else would keep the whole program waiting, stores and time limits too. */
  #tellOutcome(nowMs: number, tell: () => void): void {
    if (this.#options.clock !== systemClock || nowMs - this.#turnMs < turnEveryMs) return tell();
    this.#turnMs = nowMs;
    systemClock.sleep(0).then(tell);
  }

  #leaveBehind(running: { onBodyOver(call: () => void): void }): void {
    this.#leftBehind++;
    running.onBodyOver(() => this.#leftBehind--);
  }

  /** Tells of an execution that failed or timed out. */
  #handle(
    request: Pick<ExecutionRequest<unknown>, "timeoutMs" | "onError">,
    record: ExecutionRecord,
    thrown: unknown,
  ): void {
    this.#failures.tell(record, request.timeoutMs);
    const handler = request.onError ?? this.#options.onError;
    if (handler !== undefined) this.#errorHandlers.call(handler, { thrown, record });
  }

  #outcome(ending: Ending<unknown>, tier: ExecutionRecord["tier"]): Outcome {
    switch (ending.how) {
      case "returned":
        return success;
      case "cancelled":
        return cancelled;
      case "limit":
        return timedOutByLimit;
      case "threw":
        return thrownOutcome(ending.thrown, tier, {
          ...this.#options,
          report: (thrown) => this.#say("warn", `A rule about errors has thrown: ${shownFailure(new Failure(thrown))}`),
        });
      default:
        return ending satisfies never;
    }
  }

  /** The present session, if it is known; the writer looks again, and complains. */
  #sessionId(): number | null {
    try {
      return this.#options.session === undefined ? this.#ownSessionId ?? null : this.#options.session() ?? null;
    } catch {
      return null;
    }
  }

  #ask<T>(action: string, question: () => Awaitable<T>): Promise<T> {
    const { clock, storeTimeoutMs } = this.#options;
    return withinLimit(clock, storeTimeoutMs, action, async () => await question());
  }

  #nowMs(): number {
    return Math.round(this.#options.wallClock());
  }

  readonly #say = (level: "debug" | "info" | "warn" | "error", sentence: string): void => {
    logLine(this.#options.logger, level, sentence);
  };
}

function failedOutcome(
  { id, durationMs, timedOutBy }: ExecutionRecord,
  error: unknown,
): Exclude<ExecutionOutcome<never>, { readonly status: "success" }> {
  return timedOutBy === null
    ? { id, durationMs, status: "error", error }
    : { id, durationMs, status: "timed-out", error, timedOutBy };
}
