import type { WorkerEvent } from "../core/event.ts";
import type { CastMember } from "./cast_member.ts";
import type { WorkerMetrics } from "./metrics.ts";
import type { PhaseChange } from "./phase_changes.ts";
import type { Phase } from "./timeline.ts";

const hourMs = 3_600_000;

/** What was measured of one worker. */
export interface Measured {
  readonly metrics: WorkerMetrics;
  /** How long it was on duty and not up. */
  readonly downMs: number;
  /** The time of all recoveries that are over. */
  readonly recoveredMs: number;
  /** How long the recovery has taken that is not over; `null` where there is none. */
  readonly openMs: number | null;
}

/** Measures one worker event by event, and keeps none of them. */
export class WorkerMeter {
  readonly #member: Pick<CastMember, "name" | "policy">;
  readonly #recovered: (ms: number) => void;
  readonly #spentMs: Record<Phase, number> = {
    up: 0,
    starting: 0,
    waiting: 0,
    blocked: 0,
    cooling: 0,
    stopping: 0,
    dead: 0,
    done: 0,
    idle: 0,
  };
  readonly #counts: Partial<Record<WorkerEvent["type"], number>> = {};
  #used = 0;
  #phase: Phase = "idle";
  #sinceMs = 0;
  #wasUp = false;
  #downSinceMs: number | undefined;
  #recoveries = 0;
  #recoveredMs = 0;
  #worstMs = 0;

  /** @param recovered Called with how long each recovery took. */
  constructor(member: Pick<CastMember, "name" | "policy">, recovered: (ms: number) => void = () => {}) {
    this.#member = member;
    this.#recovered = recovered;
  }

  /** Takes notice of what was told of it. */
  count(event: WorkerEvent): void {
    this.#counts[event.type] = (this.#counts[event.type] ?? 0) + 1;
    if (event.type === "restart-scheduled" && event.budgetUsed > this.#used) this.#used = event.budgetUsed;
  }

  /** Takes notice of what it does now; for changes while it is on duty alone. */
  change({ atMs, phase, hasFailed }: PhaseChange): void {
    // Who is up goes down with what follows; who is not yet has to recover from its first failure on.
    if (hasFailed) {
      if (phase !== "up") this.#downSinceMs ??= atMs;
      return;
    }
    this.#spentMs[this.#phase] += atMs - this.#sinceMs;
    this.#sinceMs = atMs;
    this.#phase = phase;
    if (phase === "up") {
      if (this.#downSinceMs !== undefined) this.#recover(atMs - this.#downSinceMs);
      this.#downSinceMs = undefined;
      this.#wasUp = true;
    } else if (this.#wasUp) {
      if (phase !== "done") this.#downSinceMs ??= atMs;
      this.#wasUp = false;
    }
    if (phase === "done") this.#downSinceMs = undefined;
  }

  /** What it comes to when its duty ends at that time. */
  measured(dutyEndMs: number): Measured {
    const { name: worker, policy } = this.#member;
    const spent = { ...this.#spentMs };
    spent[this.#phase] += Math.max(0, dutyEndMs - this.#sinceMs);
    const waitingMs = spent.waiting + spent.blocked;
    const downMs = spent.starting + waitingMs + spent.cooling + spent.stopping + spent.dead;
    const onDutyMs = spent.up + downMs;
    const count = (type: WorkerEvent["type"]) => this.#counts[type] ?? 0;
    const restarts = count("restart-scheduled");
    const sinceMs = this.#downSinceMs;
    const openMs = sinceMs === undefined || sinceMs === dutyEndMs ? null : dutyEndMs - sinceMs;
    return {
      downMs,
      recoveredMs: this.#recoveredMs,
      openMs,
      metrics: {
        worker,
        availability: share(spent.up, onDutyMs),
        starts: count("started"),
        restarts,
        restartsPerHour: onDutyMs === 0 ? 0 : restarts / (onDutyMs / hourMs),
        crashes: count("crashed"),
        cooldowns: count("cooldown-started"),
        giveUps: count("gave-up") + count("escalated"),
        abandoned: count("abandoned"),
        recoveries: this.#recoveries,
        meanRecoveryMs: this.#recoveries === 0 ? null : this.#recoveredMs / this.#recoveries,
        worstRecoveryMs: this.#recoveries === 0 && openMs === null ? null : Math.max(this.#worstMs, openMs ?? 0),
        upMs: spent.up,
        startingMs: spent.starting,
        waitingMs,
        coolingMs: spent.cooling,
        stoppingMs: spent.stopping,
        deadMs: spent.dead,
        policyShare: share(waitingMs + spent.cooling, downMs),
        budgetHeadroom: policy.budget.intensity - this.#used,
      },
    };
  }

  #recover(ms: number): void {
    this.#recoveries++;
    this.#recoveredMs += ms;
    this.#worstMs = Math.max(this.#worstMs, ms);
    this.#recovered(ms);
  }
}

/** A part of a whole, from 0 to 1; `null` of nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
