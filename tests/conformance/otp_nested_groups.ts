import { EscalationError, type SupervisionEvent } from "../../mod.ts";
import { SupervisorKilledError } from "./otp_process.ts";
import { endText, startFailure, startText } from "./otp_recorded.ts";
import { lastTwo } from "./otp_supervisor.ts";
import type { OtpWorld } from "./otp_world.ts";
import type { OtpChild, OtpConfig } from "./trace.ts";

/** A nested supervisor, in its present incarnation. */
interface Running {
  readonly n: number;
  /** Where its start stands in the world's order: it is rewritten if the start fails in the end. */
  readonly place: number;
  isReady: boolean;
}

/** Watches the groups in a tree of this library by their events, and writes them down as Erlang's supervisors would be. */
export class OtpNestedGroups {
  readonly #world: OtpWorld;
  readonly #specs = new Map<string, OtpChild>();
  /** Which supervisor each of them is in. */
  readonly #above = new Map<string, string>();
  readonly #running = new Map<string, Running>();

  constructor(world: OtpWorld, { children }: OtpConfig) {
    this.#world = world;
    this.learn("top", children);
  }

  /** Takes in which of a supervisor's children are supervisors, and theirs. */
  learn(above: string, children: readonly OtpChild[]): void {
    for (const child of children) {
      if (child.sup === undefined) continue;
      this.#specs.set(child.id, child);
      this.#above.set(child.id, above);
      this.learn(child.id, child.sup.children);
    }
  }

  /** Whether a nested supervisor runs. */
  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Takes in one event of the tree. */
  readonly onEvent = (event: SupervisionEvent): void => {
    if (!("worker" in event)) return;
    const [, id] = lastTwo("top", event.worker);
    if (!this.#specs.has(id)) return;
    switch (event.type) {
      case "started":
        return this.#begin(id);
      case "ready":
        return this.#up(id);
      case "stopping":
        return this.#limit(id);
      case "crashed":
        return this.#end(id, event.error.thrown);
      case "completed":
        return this.#end(id, event.reason?.thrown);
      case "stopped":
        return this.#end(id, event.error?.thrown);
    }
  };

  /** Kills a supervisor as `exit(Pid, kill)` does: it is gone at once, and its children die with it. */
  kill(id: string, by: "self" | "supervisor"): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    const { children } = this.#specs.get(id)!.sup!;
    this.#running.delete(id);
    this.#world.uses.add("no-kill");
    this.#world.kill(id);
    this.#world.record(id, endText(id, running.n, "killed", by));
    for (const { id: child, on_shutdown } of children.toReversed()) {
      const process = this.#world.processes.get(child);
      if (on_shutdown === undefined) process?.end("killed", "supervisor", new SupervisorKilledError(id));
    }
  }

  #begin(id: string): void {
    const n = this.#world.nextAttempt(id);
    this.#world.revive(id);
    this.#running.set(id, { n, place: this.#world.order.length, isReady: false });
    this.#world.record(id, startText(id, n, "ok"));
  }

  #up(id: string): void {
    const running = this.#running.get(id);
    if (running !== undefined) running.isReady = true;
  }

  #end(id: string, thrown: unknown): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    const { n, place, isReady } = running;
    this.#running.delete(id);
    if (isReady || !(thrown instanceof EscalationError) || thrown.rule !== "start-failure") {
      return this.#world.record(id, endText(id, n, this.#diesByLink(id) ? "killed" : "shutdown", "supervisor"));
    }
    this.#world.order[place] = { ...this.#world.order[place]!, text: startText(id, n, "error") };
    this.#world.record(id, endText(id, n, startFailure(thrown), "supervisor"));
  }

  /** A supervisor with a limit for its stop is killed when it is over; ours is given up and goes on stopping. */
  #limit(id: string): void {
    const { shutdown } = this.#specs.get(id)!;
    const limitMs = shutdown === "brutal_kill" ? 0 : shutdown;
    if (limitMs === "infinity" || this.#diesByLink(id)) return;
    if (limitMs === 0) return this.kill(id, "supervisor");
    const running = this.#running.get(id);
    void this.#world.clock.sleep(limitMs).then(() => {
      if (this.#running.get(id) === running) this.kill(id, "supervisor");
    });
  }

  /** The supervisor that it is in was killed: nobody waits for it, and it stops in order. */
  #diesByLink(id: string): boolean {
    return this.#world.isKilled(this.#above.get(id)!);
  }
}
