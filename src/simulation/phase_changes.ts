import type { GroupStoppingEvent, SupervisionEvent, WorkerEvent } from "../core/event.ts";
import type { Phase } from "./timeline.ts";

/** A worker began to do something else, or the same anew. */
export interface PhaseChange {
  readonly atMs: number;
  readonly phase: Phase;
  /** It was told just now that it crashed, or was not ready in time; what follows from that is a change of its own. */
  readonly hasFailed?: boolean;
}

/**
 * Every change of what each worker was doing, in order; see {@linkcode PhaseWatch}.
 *
 * @param workers The workers' paths; each gets an entry.
 */
export function phaseChanges(
  workers: readonly string[],
  events: readonly SupervisionEvent[],
): ReadonlyMap<string, readonly PhaseChange[]> {
  const changes = new Map<string, PhaseChange[]>(workers.map((worker) => [worker, []]));
  const watch = new PhaseWatch(workers, (worker, change) => changes.get(worker)!.push(change));
  for (const event of events) watch.apply(event);
  return changes;
}

/**
 * Follows what each worker is doing, event by event.
 *
 * What becomes of a group becomes of those in it who did not end by themselves: while it waits they wait, when it is given up they are
 * dead. Until its end is known, who was stopped with a group that failed is dead, and who was stopped with another is stopping.
 */
export class PhaseWatch {
  readonly #phases: Map<string, Phase>;
  readonly #inGroup: ReadonlyMap<string, readonly string[]>;
  /** The groups that are being stopped, and why. */
  readonly #stopping = new Map<string, GroupStoppingEvent["reason"]>();
  readonly #changed: (worker: string, change: PhaseChange) => void;

  /**
   * @param workers The workers' paths; others are taken for groups.
   * @param changed Called with each change, in order.
   */
  constructor(workers: readonly string[], changed: (worker: string, change: PhaseChange) => void) {
    this.#phases = new Map(workers.map((worker) => [worker, "idle"]));
    this.#inGroup = workersByGroup(workers);
    this.#changed = changed;
  }

  /** Takes notice of what was told. */
  apply(event: SupervisionEvent): void {
    const stopping = this.#stopping;
    if (event.type === "crashed" || event.type === "startup-timeout") {
      const phase = this.#phases.get(event.worker);
      if (phase !== undefined) this.#changed(event.worker, { atMs: event.atMs, phase, hasFailed: true });
      return;
    }
    if (event.type === "group-started") stopping.delete(event.group ?? "");
    if (event.type === "group-stopping") stopping.set(event.group ?? "", event.reason);
    const phase = "worker" in event ? phaseAfter(event) : undefined;
    if (phase === undefined || !("worker" in event)) return;
    const { worker, atMs } = event;
    if (this.#phases.has(worker)) {
      const isStopped = event.type === "finished" && event.outcome === "stopped" && event.rule !== "dependency";
      this.#change(worker, atMs, isStopped ? phaseIfStopped(worker, stopping) : phase);
      return;
    }
    if (phase === "up" || phase === "starting" || phase === "stopping") return;
    const fate = phase === "done" && stopping.get("") === "escalation" ? "dead" : phase;
    for (const each of this.#inGroup.get(worker) ?? []) {
      const now = this.#phases.get(each)!;
      if (now === "done" || now === "idle") continue;
      // Who was given up in a group that then ended in good order was given up all the same.
      if (now === "dead" && (event.type === "finished" || (event.type === "stopped" && stopping.has("")))) continue;
      this.#change(each, atMs, fate);
    }
  }

  #change(worker: string, atMs: number, phase: Phase): void {
    this.#phases.set(worker, phase);
    this.#changed(worker, { atMs, phase });
  }
}

/** What a worker is that was stopped for good: done, if that was not for the sake of its group. */
function phaseIfStopped(worker: string, stopping: ReadonlyMap<string, GroupStoppingEvent["reason"]>): Phase {
  const reason = stopping.get("");
  // Who was stopped because another failed the group is not done, but as dead as that one.
  if (reason !== undefined) return reason === "escalation" ? "dead" : "done";
  let phase: Phase = "done";
  for (let end = worker.lastIndexOf("/"); end > 0; end = worker.lastIndexOf("/", end - 1)) {
    const reason = stopping.get(worker.slice(0, end));
    if (reason === "escalation") return "dead";
    if (reason !== undefined) phase = "stopping";
  }
  return phase;
}

/** The phase that a worker is in after an event of its own; `undefined` where it stays in the one it was in. */
function phaseAfter(event: WorkerEvent): Phase | undefined {
  switch (event.type) {
    case "started":
      return event.ready ? "up" : "starting";
    case "ready":
      return "up";
    case "not-ready":
      return "starting";
    case "restart-scheduled":
    case "restart-held":
    case "stopped":
      return "waiting";
    case "start-held":
      return "blocked";
    case "cooldown-started":
      return "cooling";
    case "stopping":
      return "stopping";
    case "gave-up":
    case "escalated":
    case "abandoned":
      return "dead";
    case "finished":
      // It wanted to be up, and never will be.
      return event.rule === "dependency" ? "dead" : "done";
    case "removed":
      return "done";
    case "healthy":
    case "crashed":
    case "completed":
    case "startup-timeout":
    case "late-exit":
    case "rule-failed":
    case "added":
      return undefined;
    default:
      return event satisfies never;
  }
}

/** The workers in each group, however deep. */
function workersByGroup(workers: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byGroup = new Map<string, string[]>();
  for (const worker of workers) {
    for (let end = worker.lastIndexOf("/"); end > 0; end = worker.lastIndexOf("/", end - 1)) {
      const group = worker.slice(0, end);
      const inGroup = byGroup.get(group);
      if (inGroup === undefined) byGroup.set(group, [worker]);
      else inGroup.push(worker);
    }
  }
  return byGroup;
}
