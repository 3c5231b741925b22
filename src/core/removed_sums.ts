import type { RemovedReport, WorkerReport } from "./report.ts";

type Sums = { -readonly [Sum in keyof RemovedReport]: number };

/** Sums over the children that left a group. */
export class RemovedSums implements Sums {
  children = 0;
  completed = 0;
  stopped = 0;
  gaveUp = 0;
  abandoned = 0;
  crashes = 0;
  restarts = 0;

  /** Counts one that leaves. */
  count({ outcome, crashes, restarts }: WorkerReport): void {
    this.children++;
    if (outcome === "completed") this.completed++;
    else if (outcome === "stopped") this.stopped++;
    else if (outcome === "abandoned") this.abandoned++;
    else this.gaveUp++;
    this.crashes += crashes;
    this.restarts += restarts;
  }
}
