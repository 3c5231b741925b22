import { DoNotRestartError, ShutdownError, type Worker } from "../../mod.ts";
import { endText, startText } from "./otp_recorded.ts";
import type { OtpSupervisor } from "./otp_supervisor.ts";
import type { OtpWorld } from "./otp_world.ts";
import type { OtpChild } from "./trace.ts";

/** Fails a group as a whole: what a kill of a supervisor is here. */
export class SupervisorKilledError extends Error {}

/** One incarnation of a child: it lives until a script, its own lifetime or its supervisor ends it. */
export class OtpProcess {
  isAlive = true;
  /** Settles when it has ended, as its supervisor sees it: with the letter that says so. */
  readonly ended: Promise<void>;
  protected readonly world: OtpWorld;
  readonly #child: OtpChild;
  readonly #n: number;
  readonly #supervisor: OtpSupervisor;
  readonly #settle: PromiseWithResolvers<void>;
  /** When it was asked to stop. */
  #askedAtMs: number | undefined;
  #isOrphan = false;
  #letter = (): void => {};

  constructor(world: OtpWorld, child: OtpChild, n: number, supervisor: OtpSupervisor) {
    this.world = world;
    this.#child = child;
    this.#n = n;
    this.#supervisor = supervisor;
    this.#settle = Promise.withResolvers();
    this.ended = this.#settle.promise;
  }

  /** Ends it for a reason, unless it has ended already. */
  end(reason: string, by: "self" | "supervisor", error = errorOf(reason, by)): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    const { id } = this.#child;
    this.world.record(id, endText(id, this.#n, reason, by));
    this.#letter = () => error === undefined ? this.#settle.resolve() : this.#settle.reject(error);
    if (this.isAskedToStop) this.#letter();
    else this.#supervisor.mailbox.post(this.#letter);
  }

  /** Its supervisor asks it to stop. Erlang kills who takes too long; a promise has nobody to kill it, so it plays that itself. */
  async stop(): Promise<void> {
    if (!this.isAlive) return this.#supervisor.mailbox.take(this.#letter);
    if (this.#isOrphan) return;
    this.#askedAtMs = this.world.nowMs;
    const { shutdown } = this.#child;
    if (shutdown !== "brutal_kill") await this.leave(shutdown === "infinity" ? Infinity : shutdown);
    if (!this.isAlive || this.#isOrphan) return;
    this.world.uses.add("no-kill");
    this.end("killed", "supervisor");
  }

  /** Its supervisor was killed, and nobody waits for it any more: it dies of that, unless it traps exits. */
  async outlive(error: Error): Promise<void> {
    const { on_shutdown: manner } = this.#child;
    if (manner === undefined) return this.end("killed", "supervisor", error);
    this.abandonTo(error);
    if (manner.mode !== "trap") return;
    const sinceAskedMs = this.world.nowMs - (this.#askedAtMs ?? this.world.nowMs);
    await this.world.clock.sleep(Math.max(0, manner.delay_ms - sinceAskedMs));
    this.end(manner.reason, "supervisor");
  }

  protected get isAskedToStop(): boolean {
    return this.#askedAtMs !== undefined;
  }

  /** To the group that it was in it has ended, though it lives. */
  protected abandonTo(error: Error): void {
    this.#isOrphan = true;
    this.#settle.reject(error);
  }

  /** Ends as it is asked to, or comes back when its time is over. */
  protected async leave(limitMs: number): Promise<void> {
    const { on_shutdown: manner } = this.#child;
    if (manner === undefined) return this.end("shutdown", "supervisor");
    const isInTime = manner.mode === "trap" && manner.delay_ms <= limitMs;
    const sleepMs = isInTime ? manner.delay_ms : limitMs;
    if (sleepMs > 0) await this.world.clock.sleep(sleepMs);
    if (isInTime) this.end(manner.reason, "supervisor");
  }
}

/** A child as a worker: starts as it is told to, and then lives. */
export function otpWorker(world: OtpWorld, child: OtpChild, supervisor: OtpSupervisor): Worker {
  const { id, lifetimes = [] } = child;
  return async ({ name, signal, clock, ready }) => {
    const n = world.nextAttempt(id);
    const outcome = startOutcome(child, n);
    if (Array.isArray(outcome)) await clock.sleep(outcome[1], signal);
    const result = Array.isArray(outcome) ? "ok" : outcome;
    world.record(id, startText(id, n, result));
    if (result === "ignore") throw new DoNotRestartError("ignore");
    if (result !== "ok") {
      await supervisor.turnToRetry(name, signal);
      throw new Error(result === "exception" ? "start_exception" : "start_failed");
    }
    const process = new OtpProcess(world, child, n, supervisor);
    world.processes.set(id, process);
    signal.addEventListener("abort", () => {
      if (world.isKilled(supervisor.id) && child.on_shutdown === undefined) process.end("killed", "supervisor");
      else void process.stop();
    });
    ready();
    const life = lifetimes[world.nextLife(id)];
    // Who ignores that it is asked to stop goes on with its life.
    const ifNotStopped = child.on_shutdown?.mode === "ignore" ? undefined : signal;
    if (life !== undefined) clock.sleep(life[0], ifNotStopped).then(() => process.end(life[1], "self"), () => {});
    await process.ended;
  };
}

/** What the n-th start gives; after the list "ok", and "forever" repeats the one before it. */
function startOutcome({ start = [] }: OtpChild, n: number): Exclude<NonNullable<OtpChild["start"]>[number], "forever"> {
  const outcome = n >= start.length && start.at(-1) === "forever" ? start.at(-2) : start[n - 1];
  return outcome === undefined || outcome === "forever" ? "ok" : outcome;
}

/** What an end is to a supervisor of ours; `undefined` for one without an error. */
function errorOf(reason: string, by: "self" | "supervisor"): Error | undefined {
  if (reason === "normal" || by === "supervisor" && reason === "shutdown") return undefined;
  if (/^(shutdown$|\{shutdown,)/.test(reason)) return new ShutdownError(reason);
  return new Error(reason);
}
