import type { ExecutionStatus, ExecutionSubject } from "../execution_record.ts";
import type { ExecutionSummary } from "./execution_history.ts";
import { compareTexts } from "./text_order.ts";

/** Counts executions, one after the other, for each handler and job. It keeps a number of each. */
export class ExecutionTally {
  readonly #counts = new Map<string, SubjectCount>();

  /** Counts an execution. */
  add(subject: ExecutionSubject, status: ExecutionStatus, startedAtMs: number, durationMs: number): void {
    const key = subjectKey(subject);
    let count = this.#counts.get(key);
    if (count === undefined) this.#counts.set(key, count = new SubjectCount(subject));
    count.statuses[status]++;
    count.lastAtMs = Math.max(count.lastAtMs, startedAtMs);
    count.durations.push(durationMs);
  }

  /** What became of them: by owner, instance, kind, name and topic, in the order of their letters. */
  summaries(): ExecutionSummary[] {
    return [...this.#counts.values()].map((count) => count.summary()).sort(compareSubjects);
  }
}

/** The executions of one handler or job. */
class SubjectCount {
  readonly statuses: Record<ExecutionStatus, number> = { success: 0, error: 0, cancelled: 0, "timed-out": 0 };
  readonly durations: number[] = [];
  lastAtMs = -Infinity;
  readonly #subject: ExecutionSubject;

  constructor(subject: ExecutionSubject) {
    this.#subject = subject;
  }

  summary(): ExecutionSummary {
    const { kind, owner, instance, name, topic } = this.#subject;
    const durations = Float64Array.from(this.durations).sort();
    const executions = durations.length;
    // The nearest rank; in whole numbers, for 0.95 × 20 is a little above 19.
    const ranked = (perCent: number) => durations[Math.ceil(perCent * executions / 100) - 1]!;
    return {
      kind,
      owner,
      instance,
      name,
      topic,
      executions,
      successes: this.statuses.success,
      errors: this.statuses.error,
      cancelled: this.statuses.cancelled,
      timedOut: this.statuses["timed-out"],
      meanMs: durations.reduce((sum, duration) => sum + duration, 0) / executions,
      p50Ms: ranked(50),
      p95Ms: ranked(95),
      maxMs: ranked(100),
      lastAtMs: this.lastAtMs,
    };
  }
}

/** A text that two subjects share only if they are the same; a NUL is in no text that a store keeps. */
export function subjectKey({ kind, owner, instance, name, topic }: ExecutionSubject): string {
  return `${kind}\0${owner}\0${instance}\0${name}\0${topic}`;
}

/** Which subject comes first: by owner, instance, kind, name and topic. */
export function compareSubjects(left: ExecutionSubject, right: ExecutionSubject): number {
  return compareTexts(left.owner, right.owner) || compareTexts(left.instance, right.instance) ||
    compareTexts(left.kind, right.kind) || compareTexts(left.name, right.name) || compareTexts(left.topic, right.topic);
}
