import type { EscalationError, Worker } from "../../mod.ts";
import { OtpProcess, SupervisorKilledError } from "./otp_process.ts";
import { endText, startFailure, startText } from "./otp_recorded.ts";
import type { OtpSupervisor } from "./otp_supervisor.ts";
import type { OtpWorld } from "./otp_world.ts";
import type { OtpChild } from "./trace.ts";

/** One incarnation of a nested supervisor that is a process of its own, as in Erlang: to be stopped is a letter in its mailbox. */
export class OtpSupervisorProcess extends OtpProcess {
  readonly supervisor: OtpSupervisor;
  readonly #isTransient: boolean;
  readonly #children: readonly OtpChild[];
  #isOrphan = false;

  constructor(world: OtpWorld, child: OtpChild, n: number, above: OtpSupervisor, supervisor: OtpSupervisor) {
    super(world, child, n, above);
    this.supervisor = supervisor;
    this.#isTransient = child.restart === "transient";
    this.#children = child.sup!.children;
    supervisor.group.finished.then(() => this.#finish(), (error) => this.#finish(error));
  }

  /** Ends it; when it is killed its children are left to themselves. */
  override end(reason: string, by: "self" | "supervisor", error?: Error): void {
    if (!this.isAlive) return;
    super.end(reason, by, error);
    if (reason !== "killed" || this.#isOrphan) return;
    const killed = new SupervisorKilledError(reason);
    this.supervisor.mailbox.close();
    for (const { id } of this.#children.toReversed()) {
      const process = this.world.supervisors.get(id) ?? this.world.processes.get(id);
      if (process?.isAlive) void process.outlive(killed);
    }
    void this.supervisor.group.shutdown().catch(() => {});
  }

  /** The supervisor above it was killed: it stops in order. */
  // deno-lint-ignore require-await -- as a process does it
  override async outlive(error: Error): Promise<void> {
    this.#isOrphan = true;
    this.abandonTo(error);
    this.#shutDown();
  }

  protected override async leave(limitMs: number): Promise<void> {
    this.#shutDown();
    const ended = this.ended.catch(() => {});
    await (limitMs === Infinity ? ended : Promise.race([ended, this.world.clock.sleep(limitMs)]));
  }

  #shutDown(): void {
    this.supervisor.mailbox.post(() => void this.supervisor.group.shutdown().catch(() => {}));
  }

  #finish(error?: Error): void {
    if (error !== undefined && this.#isTransient) this.world.uses.add("subtree-failure-is-abnormal");
    this.end(this.#isOrphan && !this.isAskedToStop ? "killed" : "shutdown", "supervisor", error);
  }
}

/**
 * A nested supervisor as a worker: it starts a group of its own, and lives as long as that.
 *
 * @param start Starts the group; answers it when its children were asked to start.
 */
export function otpSupervisorWorker(
  world: OtpWorld,
  child: OtpChild,
  above: OtpSupervisor,
  start: () => OtpSupervisor,
): Worker {
  const { id } = child;
  return async ({ name, signal, ready }) => {
    const n = world.nextAttempt(id);
    const place = world.order.length;
    world.record(id, startText(id, n, "ok"));
    world.starting.add(id);
    const supervisor = start();
    const failure = await whenUp(supervisor);
    world.starting.delete(id);
    if (failure !== undefined) {
      world.order[place] = { ...world.order[place]!, text: startText(id, n, "error") };
      world.record(id, endText(id, n, startFailure(failure), "supervisor"));
      await above.turnToRetry(name, signal);
      throw failure;
    }
    const process = new OtpSupervisorProcess(world, child, n, above, supervisor);
    world.supervisors.set(id, process);
    signal.addEventListener("abort", () => void process.stop());
    ready();
    await process.ended;
  };
}

/** Resolves when all children of a supervisor have been started, or with the failure of one of them. */
async function whenUp({ mailbox, group }: OtpSupervisor): Promise<EscalationError | undefined> {
  const up = Promise.withResolvers<undefined>();
  mailbox.next(() => up.resolve(undefined));
  const failed = group.finished.then(() => undefined, (error: EscalationError) => error);
  return await Promise.race([up.promise, failed]);
}
