import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import type { Fact } from "./observation.ts";
import type { OtpMailbox } from "./otp_mailbox.ts";
import type { OtpProcess } from "./otp_process.ts";
import type { OtpSupervisorProcess } from "./otp_supervisor_process.ts";

/** What a replay of an OTP trace sees: a clock, the processes that were started, and what became of them, in order. */
export class OtpWorld {
  readonly clock = new VirtualClock({ settle: "promises" });
  /** Starts and ends. A start that fails later is rewritten. */
  readonly order: Fact[] = [];
  /** Which restarts were charged to whose budget. */
  readonly budget: Fact[] = [];
  /** The newest process of each child. */
  readonly processes = new Map<string, OtpProcess>();
  /** The newest process of each nested supervisor, where supervisors are processes. */
  readonly supervisors = new Map<string, OtpSupervisorProcess>();
  /** Nested supervisors that are starting their children, where supervisors are processes. */
  readonly starting = new Set<string>();
  /** Every mailbox that there was. */
  readonly mailboxes: OtpMailbox[] = [];
  /** The deliberate differences that the replay made use of. */
  readonly uses = new Set<string>();
  /** The children of a pool by the names that it gave them. */
  readonly names = new Map<string, string>();
  readonly #attempts = new Map<string, number>();
  readonly #lives = new Map<string, number>();
  readonly #killed = new Set<string>();
  readonly #zeroMs: number;

  /** @param zeroMs Where the clock stands at the trace's zero. */
  constructor(zeroMs: number) {
    this.#zeroMs = zeroMs;
  }

  /** On the trace's own clock. */
  get nowMs(): number {
    return this.clock.now() - this.#zeroMs;
  }

  /** Moves on to a time of the trace, and lets everything happen that is due. */
  async advanceTo(atMs: number): Promise<void> {
    await this.clock.advanceTo(this.#zeroMs + atMs);
  }

  /** Lets everything happen that follows at this instant. */
  async settle(): Promise<void> {
    await this.clock.advance(0);
  }

  /** Writes down what happened now. */
  record(subject: string, text: string): void {
    this.order.push({ subject, text, atMs: this.nowMs });
  }

  /** What a trace calls the child that has this name here. */
  idOf(name: string): string {
    return this.names.get(name) ?? name;
  }

  /** Which start of a child this is, from 1. */
  nextAttempt(id: string): number {
    const n = (this.#attempts.get(id) ?? 0) + 1;
    this.#attempts.set(id, n);
    return n;
  }

  /** How often a child has lived before. */
  nextLife(id: string): number {
    const before = this.#lives.get(id) ?? 0;
    this.#lives.set(id, before + 1);
    return before;
  }

  /** How often a child was started, failed starts included. */
  attempts(id: string): number {
    return this.#attempts.get(id) ?? 0;
  }

  /** Whether a child's process runs. */
  isAlive(id: string): boolean {
    return this.processes.get(id)?.isAlive ?? false;
  }

  /** A supervisor was killed: its children do not get the chance to stop in order. */
  kill(supervisor: string): void {
    this.#killed.add(supervisor);
  }

  /** Whether the present incarnation of a supervisor was killed. */
  isKilled(supervisor: string): boolean {
    return this.#killed.has(supervisor);
  }

  /** A killed supervisor begins anew. */
  revive(supervisor: string): void {
    this.#killed.delete(supervisor);
  }
}
