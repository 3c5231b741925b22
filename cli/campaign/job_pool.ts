import type { SubjectRun } from "../../src/simulation/campaign/subject.ts";
import type { RunResult } from "../report/run_result.ts";
import { UsageError } from "../usage_error.ts";
import type { JobAnswer, JobOrder, JobRun } from "./job_message.ts";
import type { PooledSeed, SeedRunner } from "./pooled_subject.ts";
import type { SubjectSpec } from "./subject_of.ts";

/** Something that a job has been asked for. */
interface Asked {
  readonly order: JobOrder;
  resolve(runs: readonly SubjectRun<RunResult>[]): void;
  reject(reason: Error): void;
}

/** Threads of this process that run seeds, as many at a time as there are jobs. They all end with {@linkcode JobPool.dispose}. */
export class JobPool implements SeedRunner<RunResult> {
  readonly #workers: readonly Worker[];
  readonly #idle: Worker[];
  readonly #busy = new Map<Worker, Asked>();
  readonly #queue: Asked[] = [];
  /** Those that have answered. */
  readonly #begun = new WeakSet<Worker>();
  /** Why no thread can be asked any more: one could not begin, or failed in another way than those that it answers for. */
  #broken: Error | undefined;

  /** @param jobs How many threads. The program must be allowed to read its own files, which each of them does anew. */
  constructor(jobs: number) {
    const url = new URL("./job_worker.ts", import.meta.url);
    this.#workers = Array.from({ length: jobs }, () => this.#begin(url));
    this.#idle = [...this.#workers];
  }

  /** How many threads. */
  get jobs(): number {
    return this.#workers.length;
  }

  /** What is run from now on. */
  use(spec: SubjectSpec, limit: number, wantsEvents: boolean): void {
    this.#queue.length = 0;
    for (const worker of this.#workers) {
      worker.postMessage({ kind: "subject", spec, limit, wantsEvents } satisfies JobOrder);
    }
  }

  /** Draws the seed's case and runs it so many times, as soon as a thread is free. */
  runs({ seed, isCompared }: PooledSeed, times: number): Promise<readonly SubjectRun<RunResult>[]> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const { promise, resolve, reject } = Promise.withResolvers<readonly SubjectRun<RunResult>[]>();
    this.#queue.push({ order: { kind: "seed", seed, times, isCompared }, resolve, reject });
    this.#next();
    return promise;
  }

  /** Ends all threads, whatever they do. */
  dispose(): void {
    for (const worker of this.#workers) worker.terminate();
    this.#queue.length = 0;
    this.#idle.length = 0;
  }

  #begin(url: URL): Worker {
    const worker = new Worker(url, { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<JobAnswer>) => this.#answered(worker, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#broken = this.#begun.has(worker)
        ? failedThread(event.message, this.#busy.get(worker))
        : brokenThread(event.message);
      for (const asked of [...this.#busy.values(), ...this.#queue.splice(0)]) asked.reject(this.#broken);
      this.#busy.clear();
    };
    return worker;
  }

  #next(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      const worker = this.#idle.shift()!;
      const asked = this.#queue.shift()!;
      this.#busy.set(worker, asked);
      worker.postMessage(asked.order);
    }
  }

  #answered(worker: Worker, answer: JobAnswer): void {
    this.#begun.add(worker);
    const asked = this.#busy.get(worker);
    if (asked === undefined) return;
    this.#busy.delete(worker);
    this.#idle.push(worker);
    if (answer.kind === "runs") asked.resolve(answer.runs.map(subjectRun));
    else {
      const fault = new Error(answer.message);
      if (answer.stack !== undefined) fault.stack = answer.stack;
      asked.reject(fault);
    }
    this.#next();
  }
}

/** The run as whoever ran it had it. Its events are read when somebody asks for them. */
function subjectRun({ outcome, events: text, result }: JobRun): SubjectRun<RunResult> {
  let events: SubjectRun<RunResult>["events"] | undefined;
  const read = () => events ??= JSON.parse(text) as SubjectRun<RunResult>["events"];
  Object.defineProperty(result, "events", { get: read, enumerable: true });
  return {
    outcome,
    get events() {
      return read();
    },
    result,
  };
}

function failedThread(message: string, asked: Asked | undefined): Error {
  const seed = asked?.order.kind === "seed" ? `, with seed ${asked.order.seed}` : "";
  return new Error(`A thread failed${seed}: ${message}`);
}

function brokenThread(message: string): Error {
  return /^Requires \w+ access/.test(message)
    ? new UsageError(`Cannot use --jobs: a thread of the program cannot begin. ${message}`)
    : new Error(`Cannot begin a thread: ${message}`);
}
