import { shownFailure } from "../../core/event_sentence.ts";
import { Failure } from "../../core/failure.ts";
import { checkBoolean, checkKeys } from "../../core/option_check.ts";
import type { Deadlines } from "../deadlines.ts";
import type { ExecutionOutcome } from "../execution.ts";
import { subjectName } from "../execution_context.ts";
import type { Job, JobInfo, JobStatus } from "./job.ts";
import type { JobHost } from "./job_host.ts";
import type { ResolvedJobOptions } from "./job_options.ts";
import type { JobRegistration } from "./job_registration.ts";
import { JobRuns } from "./job_runs.ts";
import { type Timetable, timetable } from "./timetable.ts";

/** What a job lives in. */
export interface ScheduledJobTerms {
  readonly host: JobHost;
  readonly deadlines: Deadlines;
  readonly registration: JobRegistration;
  /** Is called once, when it is over. */
  readonly left: (end: JobEnd) => void;
}

/** How a job comes to its end. */
export type JobEnd = Extract<JobStatus, "done" | "cancelled" | "failed" | "stopped">;

/** The time of day is looked at so often at least, in milliseconds: it may be set, and a machine may sleep. */
const longestWaitMs = 60_000;

/** A time of day that is set back by more than this, in milliseconds, was wrong before. Cron draws the line there too. */
const correctionMs = 3 * 3_600_000;

/** A job from its scheduling to its end. */
export class ScheduledJob implements Job {
  readonly #options: ResolvedJobOptions;
  readonly #terms: ScheduledJobTerms;
  readonly #timetable: Timetable;
  readonly #runs: JobRuns;
  /** Takes back runs that wait for their jitter. */
  readonly #delayed = new Set<() => void>();
  #dueMs: number | undefined;
  /** The time of the timetable when it was looked at last. */
  #seenMs: number;
  /** What was due up to here is settled, whatever the time of day is set to. */
  #settledMs = -Infinity;
  #stopWaiting: (() => void) | undefined;
  #missed = 0;
  #lastAtMs: number | null = null;
  /** Nothing is due any more. */
  #end: JobEnd | undefined;
  /** It is over: nothing waits either. */
  #hasLeft = false;

  /**
   * Makes a job that does nothing until {@linkcode start}.
   *
   * @throws {unknown} What its calendar throws.
   * @throws {RangeError} For a calendar's answer that is not as it must be.
   */
  constructor(options: ResolvedJobOptions, terms: ScheduledJobTerms) {
    this.#options = options;
    this.#terms = terms;
    const { clock, wallClock } = terms.host;
    this.#timetable = timetable(options.schedule, clock.now(), wallClock());
    this.#dueMs = this.#timetable.firstMs;
    this.#seenMs = this.#nowMs();
    this.#runs = new JobRuns({
      ...options,
      execute: (run, signal) => this.#execute(run, signal),
      begun: () => this.#lastAtMs = Math.round(wallClock()),
      over: () => this.#leaveIfIdle(),
    }, options.paused);
  }

  get owner(): string {
    return this.#options.owner;
  }

  get instance(): string {
    return this.#options.instance;
  }

  get name(): string {
    return this.#options.name;
  }

  /** Begins to wait for what is due. */
  start(): void {
    this.#guarded(() => this.#wait());
    this.#leaveIfIdle();
  }

  get registered(): Promise<number> {
    return this.#terms.registration.known;
  }

  info(): JobInfo {
    const { owner, instance, name, tier, schedule } = this.#options;
    const { running, queued, runs, skipped } = this.#runs.counts;
    return {
      owner,
      instance,
      name,
      tier,
      schedule: schedule.text,
      status: this.#status(),
      nextAtMs: this.#nextAtMs(),
      running,
      queued: queued + this.#delayed.size,
      runs,
      skipped,
      missed: this.#missed,
      lastStatus: this.#runs.lastStatus,
      lastAtMs: this.#lastAtMs,
      registrationId: this.#terms.registration.id,
    };
  }

  pause(): void {
    if (!this.#hasLeft) this.#runs.hold();
  }

  resume(): void {
    if (this.#hasLeft || !this.#runs.isHeld) return;
    this.#runs.release();
  }

  runNow(): Promise<ExecutionOutcome<unknown>> {
    return new Promise((resolve, reject) => {
      const refusal = this.#hasLeft ? overText[this.#end!] : this.#runs.ask({ resolve, reject });
      if (refusal !== undefined) reject(new Error(`Cannot run ${this.#title} now: ${refusal}`));
    });
  }

  cancel(options: { readonly running?: boolean } = {}): Promise<boolean> {
    const action = `cancel ${this.#title}`;
    checkKeys(action, "", options, ["running"]);
    const { running = false } = options;
    checkBoolean(action, "running", running);
    this.#leave("cancelled");
    if (this.#end !== "cancelled") return Promise.resolve(false);
    if (running) {
      this.#runs.cancel(new DOMException(`Cannot go on with ${this.#title}: it was cancelled`, "AbortError"));
    }
    return this.#terms.registration.cancel();
  }

  /** Ends it, because its executor stops. */
  stop(): void {
    this.#leave("stopped");
  }

  /** Nothing is due any more, because that cannot be told; says so. */
  fail(thrown: unknown): void {
    if (this.#end !== undefined) return;
    this.#exhaustBy(thrown);
    this.#leaveIfIdle();
  }

  readonly #tick = (): void => this.#guarded(() => this.#look());

  #look(): void {
    if (this.#dueMs === undefined) return;
    const nowMs = this.#nowMs();
    const wasSetBack = nowMs < this.#seenMs;
    this.#seenMs = nowMs;
    // Written so that a time of day that is no number is not yet due.
    if (nowMs >= this.#dueMs) return this.#due(this.#dueMs, nowMs);
    if (this.#settledMs - nowMs > correctionMs) this.#begunAnew(nowMs);
    if (wasSetBack) this.#dueMs = this.#timetable.after(Math.max(this.#settledMs, nowMs));
    this.#wait();
    this.#leaveIfIdle();
  }

  /** A time of day that was wrong by so much has been put right: nothing of the wrong one counts. */
  #begunAnew(nowMs: number): void {
    this.#settledMs = nowMs;
    this.#terms.host.say("warn", `Job ${this.#title} goes by a time of day that was set back by hours: it begins anew`);
  }

  #due(dueMs: number, nowMs: number): void {
    this.#settledMs = nowMs;
    const later = this.#goOn(dueMs, nowMs);
    if (this.#runs.isHeld && !this.#timetable.isOnce) this.#runs.skip(1 + later);
    else {
      this.#missed += later;
      this.#delay();
    }
    this.#leaveIfIdle();
  }

  /** Waits for what is due next, and answers how much was missed. What a calendar is guilty of must not cost the run that is due. */
  #goOn(dueMs: number, nowMs: number): number {
    try {
      const { later, nextMs } = this.#timetable.pass(dueMs, nowMs);
      this.#dueMs = nextMs;
      this.#wait();
      return later;
    } catch (thrown) {
      this.#exhaustBy(thrown);
      return 0;
    }
  }

  /** Lets a run begin after its jitter. */
  #delay(): void {
    const { host, deadlines } = this.#terms;
    const { jitterMs } = this.#options;
    const chance = jitterMs === 0 ? 0 : host.random();
    if (!(chance > 0 && chance < 1)) return this.#begin();
    const takeBack = deadlines.set(jitterMs * chance, () => {
      this.#delayed.delete(takeBack);
      this.#begin();
      this.#leaveIfIdle();
    });
    this.#delayed.add(takeBack);
  }

  #begin(): void {
    if (!this.#runs.isHeld) this.#runs.due();
    else if (this.#timetable.isOnce) this.#runs.keep();
    else this.#runs.skip(1);
  }

  #wait(): void {
    if (this.#dueMs === undefined) return this.#exhaust("done");
    const { host: { clock }, deadlines } = this.#terms;
    const waitMs = this.#dueMs - this.#nowMs();
    if (!this.#timetable.isWall) this.#stopWaiting = deadlines.set(Math.max(0, waitMs), this.#tick);
    else {
      // Whoever waits long looks at the same moments, so that all of them share one timer.
      const mostMs = longestWaitMs - clock.now() % longestWaitMs;
      const ms = waitMs <= 0 ? 0 : Math.max(1, waitMs);
      this.#stopWaiting = deadlines.set(ms <= mostMs ? ms : mostMs, this.#tick);
    }
  }

  #execute(run: ResolvedJobOptions["run"], signal: AbortSignal): Promise<ExecutionOutcome<unknown>> {
    const { owner, instance, name, tier, timeoutMs, onError } = this.#options;
    const registrationId = this.#terms.registration.id ?? undefined;
    return this.#terms.host.execute(
      { kind: "job", owner, instance, name, tier, run, timeoutMs, onError, signal, registrationId },
    );
  }

  #exhaust(end: JobEnd): void {
    this.#end ??= end;
    this.#dueMs = undefined;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }

  #exhaustBy(thrown: unknown): void {
    this.#terms.host.say(
      "error",
      `Job ${this.#title} has ended, because its schedule has failed: ${shownFailure(new Failure(thrown))}`,
    );
    this.#exhaust("failed");
  }

  #leaveIfIdle(): void {
    if (this.#end !== undefined && this.#delayed.size === 0 && this.#runs.isIdle) this.#leave(this.#end);
  }

  #leave(end: JobEnd): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#exhaust(end);
    this.#end = end;
    for (const takeBack of this.#delayed) takeBack();
    this.#runs.skip(this.#delayed.size);
    this.#delayed.clear();
    this.#runs.clear(`Cannot run ${this.#title}: ${overText[end]}`);
    this.#terms.registration.loosen();
    this.#terms.left(end);
  }

  /** What is called by the clock may not throw: others are waiting behind it. */
  #guarded(step: () => void): void {
    if (this.#hasLeft) return;
    try {
      step();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  /** The present by the time that the timetable goes by. */
  #nowMs(): number {
    const { clock, wallClock } = this.#terms.host;
    return this.#timetable.isWall ? wallClock() : clock.now();
  }

  #nextAtMs(): number | null {
    if (this.#dueMs === undefined || this.#runs.isHeld) return null;
    const { clock, wallClock } = this.#terms.host;
    return Math.round(this.#timetable.isWall ? this.#dueMs : wallClock() + this.#dueMs - clock.now());
  }

  #status(): JobStatus {
    if (this.#hasLeft) return this.#end!;
    if (this.#runs.isHeld) return "paused";
    return this.#runs.counts.running > 0 ? "running" : "waiting";
  }

  get #title(): string {
    return `"${subjectName({ kind: "job", ...this.#options, topic: "" })}"`;
  }
}

const overText = {
  "done": "it is done",
  "cancelled": "it is cancelled",
  "failed": "its schedule has failed",
  "stopped": "its executor has stopped",
} as const satisfies Record<JobEnd, string>;
