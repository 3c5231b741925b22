import type { RunningGroup, SupervisionEvent } from "../../mod.ts";
import { OtpMailbox } from "./otp_mailbox.ts";
import type { OtpWorld } from "./otp_world.ts";

/**
 * One of Erlang's supervisors: a group of this library, and the mailbox by which the group hears of its children's ends and of what is asked
 * of it.
 */
export class OtpSupervisor {
  readonly id: string;
  readonly #world: OtpWorld;
  readonly mailbox: OtpMailbox;
  #group: RunningGroup | undefined;
  /** Children whose present start is a restart. */
  readonly #restarts = new Set<string>();

  /** @param holdsBack Whether it reads its letters one at a time, as Erlang does. */
  constructor(world: OtpWorld, id: string, holdsBack: boolean) {
    this.id = id;
    this.#world = world;
    this.mailbox = new OtpMailbox(world.clock, holdsBack, () => this.#isQuiet);
    world.mailboxes.push(this.mailbox);
  }

  /** Its group, once it was started. */
  get group(): RunningGroup {
    return this.#group!;
  }

  /** Takes over the group that was started for it. */
  lead(group: RunningGroup): void {
    this.#group = group;
    group.finished.then(() => this.mailbox.close(), () => this.mailbox.close());
  }

  /** Takes in one event of its group, or of a group in that. */
  readonly onEvent = (event: SupervisionEvent): void => {
    if (event.type === "restart-scheduled" || (event.type === "escalated" && event.rule === "group-budget")) {
      const [supervisor, child] = lastTwo(this.id, event.worker);
      const id = this.#world.idOf(child);
      this.#world.budget.push({ text: `${supervisor} restarts ${id}`, subject: id, atMs: this.#world.nowMs });
    }
    if (event.type === "started") {
      if (event.after === "restart" || event.after === "group-restart") this.#restarts.add(event.worker);
      else this.#restarts.delete(event.worker);
    }
    this.mailbox.look();
  };

  /** Waits until it tries again to start a child; it does so only for a restart. */
  async turnToRetry(child: string, signal: AbortSignal): Promise<void> {
    if (this.#restarts.has(child)) await this.mailbox.turnToRetry(child, signal);
  }

  /** Whether nothing is being stopped or started. Between two tries to restart a child Erlang's supervisor waits for nothing. */
  get #isQuiet(): boolean {
    const { retrying } = this.mailbox;
    return this.group.children().every(({ name, status }) => {
      switch (status) {
        case "waiting":
        case "cooling":
        case "stopping":
          return false;
        case "starting":
          return retrying.has(name);
        case "idle":
        case "held":
          return retrying.size > 0;
        case "ready":
        case "unready":
        case "abandoned":
        case "completed":
        case "stopped":
        case "gave-up":
        case "escalated":
          return true;
        default:
          return status satisfies never;
      }
    });
  }
}

/** The last two names of a path below a supervisor. */
export function lastTwo(top: string, path: string): [supervisor: string, id: string] {
  const names = [top, ...path.split("/")];
  return [names.at(-2)!, names.at(-1)!];
}
