import type { Rule } from "./event.ts";
import type { Failure } from "./failure.ts";
import type { ResolvedPolicy } from "./policy.ts";
import { makeWindow, type RestartWindow } from "./restart_window.ts";

/** How many crashes a worker remembers for its report. */
const rememberedErrors = 5;

/** What only a worker that has ended at least once needs to remember; an idle worker is spared it. */
export class WorkerHistory {
  /** The worker's budget. */
  readonly window: RestartWindow;
  /** Restarts decided since the last healthy time. */
  attempts = 0;
  /** Cooldowns begun since the last healthy time. */
  cooldownsInARow = 0;
  restarts = 0;
  cooldowns = 0;
  crashes = 0;
  waitingMs = 0;
  coolingMs = 0;
  /** The step of the decision that ended it. */
  rule: Rule = "stop-requested";
  /** The latest delay, for decorrelated jitter. */
  delayMs: number | undefined = undefined;
  /** What the latest incarnation that ended by itself threw; `undefined` if it returned. */
  endedBy: Failure | undefined = undefined;
  /** Restarts without a wait since the rest of the program had its turn, and when it had. */
  restartsSincePause = 0;
  pausedAtMs: number;
  readonly #errors: Failure[] = [];

  constructor({ budget }: ResolvedPolicy, nowMs: number) {
    this.window = makeWindow(budget);
    this.pausedAtMs = nowMs;
  }

  /** Counts a crash, and remembers its error instead of the oldest one. */
  crash(error: Failure): void {
    this.#errors[this.crashes++ % rememberedErrors] = error;
  }

  /** The latest errors, the newest last. */
  get lastErrors(): readonly Failure[] {
    const oldest = this.crashes > rememberedErrors ? this.crashes % rememberedErrors : 0;
    return [...this.#errors.slice(oldest), ...this.#errors.slice(0, oldest)];
  }

  /** Starts attempts over, and the backoff with them. */
  forgiveAttempts(): void {
    this.attempts = 0;
    this.delayMs = undefined;
  }
}
