import type { SupervisionEvent } from "../core/event.ts";

/**
 * What a worker is doing: up (running and ready), starting (running, not ready), waiting for its backoff, cooling down, stopping,
 * dead (given up, escalated or abandoned,
 * or stopped because another worker failed the group), done (completed or stopped), or not begun.
 */
export type Phase = "up" | "starting" | "waiting" | "cooling" | "stopping" | "dead" | "done" | "idle";

/** A stretch of one phase, in milliseconds on the run's clock: from `fromMs`, up to but not including `toMs`. */
export interface Stretch {
  /** What the worker was doing. */
  readonly phase: Phase;
  /** Its first moment. */
  readonly fromMs: number;
  /** The first moment after it. */
  readonly toMs: number;
}

/**
 * What each worker was doing at each time of a run, from its events. Stretches of no length are left out; equal neighbours are one.
 *
 * @param workers The workers' names; each gets an entry.
 * @param endMs When the run ended.
 */
export function timeline(
  workers: readonly string[],
  events: readonly SupervisionEvent[],
  endMs: number,
): ReadonlyMap<string, readonly Stretch[]> {
  const stretches = new Map<string, Stretch[]>();
  const present = new Map<string, { phase: Phase; fromMs: number }>();
  for (const worker of workers) {
    stretches.set(worker, []);
    present.set(worker, { phase: "idle", fromMs: 0 });
  }
  const close = (worker: string, toMs: number) => {
    const { phase, fromMs } = present.get(worker)!;
    const own = stretches.get(worker)!;
    const last = own.at(-1);
    if (toMs <= fromMs) return;
    if (last?.phase === phase) own[own.length - 1] = { ...last, toMs };
    else own.push({ phase, fromMs, toMs });
  };
  let failed = false;
  for (const event of events) {
    failed ||= event.type === "escalated";
    // Who was stopped because another failed the group is not done, but as dead as that one.
    const phase = failed && event.type === "finished" ? "dead" : phaseAfter(event);
    if (phase === undefined || !("worker" in event) || !present.has(event.worker)) continue;
    close(event.worker, event.atMs);
    present.set(event.worker, { phase, fromMs: event.atMs });
  }
  for (const worker of workers) close(worker, endMs);
  return stretches;
}

/** The phase that a worker is in after an event; `undefined` where it stays in the one it was in. */
export function phaseAfter(event: SupervisionEvent): Phase | undefined {
  switch (event.type) {
    case "started":
      return event.ready ? "up" : "starting";
    case "ready":
      return "up";
    case "not-ready":
      return "starting";
    case "restart-scheduled":
      return "waiting";
    case "cooldown-started":
      return "cooling";
    case "stopping":
      return "stopping";
    case "gave-up":
    case "escalated":
    case "abandoned":
      return "dead";
    case "finished":
      return "done";
    default:
      return undefined;
  }
}
