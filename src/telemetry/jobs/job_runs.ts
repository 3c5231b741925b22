import type { ExecutionContext, ExecutionOutcome } from "../execution.ts";
import type { ExecutionStatus } from "../execution_record.ts";
import type { Overlap } from "./job.ts";

type Body = (context: ExecutionContext) => unknown;

/** What runs of a job are made of. */
export interface JobRunsTerms {
  readonly overlap: Overlap;
  /** How many may wait for another one to end. */
  readonly queueLimit: number;
  /** Does it. */
  readonly run: Body;
  /** Executes a body now; rejects when it was cancelled. */
  readonly execute: (run: Body, signal: AbortSignal) => Promise<ExecutionOutcome<unknown>>;
  /** Is called when a run has begun. */
  readonly begun: () => void;
  /** Is called when a run is over and what waited for it has begun. */
  readonly over: () => void;
}

/** Somebody who asked for a run, and waits for how it ends. */
interface Caller {
  readonly resolve: (outcome: Promise<ExecutionOutcome<unknown>>) => void;
  readonly reject: (reason: Error) => void;
}

/** The runs of one job that are under way, and those that wait for them. */
export class JobRuns {
  readonly #terms: JobRunsTerms;
  /** By callers, or by the schedule, which has none. */
  readonly #queue: (Caller | undefined)[] = [];
  #running = 0;
  #begun = 0;
  #skipped = 0;
  #lastStatus: ExecutionStatus | null = null;
  #isHeld: boolean;
  /** Of the runs under way. */
  readonly #cancels = new Set<AbortController>();

  /** @param isHeld Whether what is due waits, until {@linkcode release}. */
  constructor(terms: JobRunsTerms, isHeld: boolean) {
    this.#terms = terms;
    this.#isHeld = isHeld;
  }

  /** Whether no run is begun for the schedule. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  get counts(): { readonly running: number; readonly queued: number; readonly runs: number; readonly skipped: number } {
    return { running: this.#running, queued: this.#queue.length, runs: this.#begun, skipped: this.#skipped };
  }

  /** How the run ended that ended last. */
  get lastStatus(): ExecutionStatus | null {
    return this.#lastStatus;
  }

  /** Whether none is under way, and none waits. */
  get isIdle(): boolean {
    return this.#running === 0 && this.#queue.length === 0;
  }

  /** A run is due: it begins, waits or is skipped. */
  due(): void {
    if (this.#isFree()) this.#begin(undefined);
    else if (!this.#wait(undefined)) this.#skipped++;
  }

  /** A run is due that cannot be skipped for the job's being held: it waits for the release. */
  keep(): void {
    this.#queue.push(undefined);
  }

  /** So many do not take place. */
  skip(count: number): void {
    this.#skipped += count;
  }

  /** Begins a run for a caller, or lets it wait; says why not otherwise. */
  ask(caller: Caller): string | undefined {
    if (this.#isFree()) this.#begin(caller);
    else if (!this.#wait(caller)) return this.#terms.overlap === "queue" ? "its queue is full" : "it is running";
    return undefined;
  }

  /** From now on what waits goes on waiting; callers are served all the same. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Begins what waits, as far as it may. */
  release(): void {
    this.#isHeld = false;
    this.#serve();
  }

  /** What waits does not take place: its callers are told why. */
  clear(reason: string): void {
    for (const caller of this.#queue.splice(0)) {
      this.#skipped++;
      caller?.reject(new Error(reason));
    }
  }

  /** Cancels the runs under way. */
  cancel(reason: unknown): void {
    for (const cancel of this.#cancels) cancel.abort(reason);
  }

  #isFree(): boolean {
    return this.#running === 0 || this.#terms.overlap === "allow";
  }

  #wait(caller: Caller | undefined): boolean {
    if (this.#queue.length >= this.#terms.queueLimit) return false;
    this.#queue.push(caller);
    return true;
  }

  #serve(): void {
    while (this.#isFree()) {
      const index = this.#isHeld ? this.#queue.findIndex((caller) => caller !== undefined) : 0;
      if (index === -1 || index >= this.#queue.length) return;
      this.#begin(this.#queue.splice(index, 1)[0]);
    }
  }

  #begin(caller: Caller | undefined): void {
    this.#running++;
    this.#begun++;
    this.#terms.begun();
    // One for each: a signal that many listen to costs each of them a look at all others.
    const cancel = new AbortController();
    this.#cancels.add(cancel);
    // A body may go on after its execution, and an execution that is cancelled at once has no body.
    let body: Promise<unknown> | undefined;
    const run = (context: ExecutionContext) => {
      const answer = this.#terms.run(context);
      if (!isThenable(answer)) return answer;
      // What it answers is asked for once: some begin anew each time.
      body = Promise.resolve(answer);
      return body;
    };
    const execution = this.#terms.execute(run, cancel.signal);
    const over = async (status: ExecutionStatus) => {
      this.#lastStatus = status;
      await body?.then(() => {}, () => {});
      this.#running--;
      this.#cancels.delete(cancel);
      this.#serve();
      this.#terms.over();
    };
    execution.then(({ status }) => over(status), () => over("cancelled"));
    caller?.resolve(execution);
  }
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof (answer as { then?: unknown } | null | undefined)?.then === "function";
}
