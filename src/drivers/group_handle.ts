import type { GroupSupervision } from "../core/group_supervision.ts";
import { checkName, shown } from "../core/option_check.ts";
import type { GroupReport } from "../core/report.ts";
import type { Supervision } from "../core/supervision.ts";
import type { WorkerStatus } from "../core/worker_status.ts";
import type { GroupDriver } from "./group_driver.ts";
import { type ChildSpec, resolveChild } from "./group_spec.ts";
import type { WorkerContext } from "./worker.ts";

/** What a child is doing. */
export interface ChildInfo {
  /** Its name. */
  readonly name: string;
  /** Its name, with those of the groups that it is in before it. */
  readonly path: string;
  /** What it is. */
  readonly kind: "worker" | "group";
  /** Where it is: "waiting" for its delay, "cooling" down, "held" until its group starts it, and so on. */
  readonly status: WorkerStatus;
  /** How often it was started. */
  readonly incarnation: number;
  /** Whether its end may end the group. */
  readonly significant: boolean;
}

/** How many children a group has. */
export interface ChildCounts {
  /** All of them, ended ones too. */
  readonly children: number;
  /** Those with a running incarnation. */
  readonly active: number;
  /** Those that wait to be started again: in a delay, in a cooldown, held. */
  readonly restarting: number;
  /** Those that are workers. */
  readonly workers: number;
  /** Those that are groups. */
  readonly groups: number;
}

/**
 * A running group. Everything may be asked at any moment, again and again: what is so already is answered and changes nothing. A handle of a
 * group inside another one is of its present incarnation; when that is over it answers "closed".
 */
export interface GroupHandle {
  /**
   * Adds a child and starts it, or starts one again that has ended: by its name as it is, by a spec with that name anew.
   *
   * @returns "running" when a child of that name runs or is about to, "leaving" when it is being stopped or was abandoned and still runs, "full"
   * when the group holds its `maxChildren`, "closed" when it is over or stopping.
   * @throws {TypeError} For a name that no child has, a wrong spec, or in a pool.
   */
  start(child: ChildSpec | string): "started" | "running" | "leaving" | "full" | "closed";
  /**
   * Adds one more child to a pool.
   *
   * @returns Its name; "full" when the group holds its `maxChildren`, "closed" when it is over or stopping.
   * @throws {TypeError} In a group that is no pool.
   */
  spawn(item?: unknown): string;
  /** Stops a child for good and waits until it has: it stays in the group, as stopped, and can be started again. */
  stop(name: string): Promise<"stopped" | "abandoned" | "not-running" | "not-found">;
  /**
   * Stops a child if it runs and starts it again; it is charged nothing and waits for no delay, and if it had ended or cools down it finds a
   * fresh budget. While its group restarts or stops that goes on as it is.
   */
  restart(name: string): Promise<"restarted" | "abandoned" | "not-found" | "closed">;
  /**
   * Stops a child if it runs and takes it out of the group; should it be added again, its incarnations are numbered from 1. Who is abandoned
   * leaves too, and stays in the report as long as it runs.
   */
  remove(name: string): Promise<"removed" | "abandoned" | "not-found" | "closed">;
  /** What each child is doing, in start order. */
  children(): readonly ChildInfo[];
  /** How many children there are, and how many of them are up. */
  counts(): ChildCounts;
  /** The handle of a child that is a group, of its present incarnation; `undefined` when it has none. */
  group(name: string): GroupHandle | undefined;
}

/** The handle of a group that {@linkcode startGroup} started. */
export interface RunningGroup extends GroupHandle {
  /** Becomes the report when the group is over; rejects with an `EscalationError` when it failed. */
  readonly finished: Promise<GroupReport>;
  /** Asks the group to stop and waits for its end; rejects like {@linkcode RunningGroup.finished}. */
  shutdown(): Promise<GroupReport>;
}

/** {@linkcode GroupHandle} over a driver. */
export class LiveGroup implements GroupHandle {
  readonly #driver: GroupDriver;
  readonly #group: GroupSupervision;

  constructor(driver: GroupDriver, group: GroupSupervision) {
    this.#driver = driver;
    this.#group = group;
  }

  start(child: ChildSpec | string): ReturnType<GroupHandle["start"]> {
    const plan = this.#driver.planOf(this.#group);
    if (plan.template !== undefined) {
      throw new TypeError("Cannot start a child by its spec in a pool: use spawn(item)");
    }
    if (typeof child === "string") {
      const known = this.#group.child(child);
      if (known === undefined) throw new TypeError(`Cannot start worker ${shown(child)}: the group has no such child`);
      if (!this.#isOpen) return "closed";
      if (!known.hasEnded) return known.stopsForGood ? "leaving" : "running";
      if (known.isLeftBehind) return "leaving";
      this.#driver.tell((nowMs) => known.restart(nowMs));
      return "started";
    }
    const member = resolveChild("start a child", "child", child, plan);
    if (!this.#isOpen) return "closed";
    const known = this.#group.child(member.name);
    if (known !== undefined) {
      if (!known.hasEnded) return known.stopsForGood ? "leaving" : "running";
      if (known.isLeftBehind) return "leaving";
    } else if (this.#group.hasRemainsOf(member.name)) {
      return "leaving";
    } else if (this.#isFull) {
      return "full";
    }
    this.#driver.tell((nowMs) => {
      if (known !== undefined) this.#group.remove(known, nowMs);
      this.#group.add(member, nowMs);
    });
    return "started";
  }

  spawn(item?: unknown): string {
    const plan = this.#driver.planOf(this.#group);
    if (plan.template === undefined) {
      throw new TypeError("Cannot spawn a child in a group that is no pool: use start(spec)");
    }
    if (!this.#isOpen) return "closed";
    if (this.#isFull) return "full";
    const { run, policy } = plan.template;
    const name = `${plan.template.name}-${++plan.template.spawned}`;
    const member = { name, policy, random: plan.random, run: (context: WorkerContext) => run(context, item) };
    this.#driver.tell((nowMs) => this.#group.add(member, nowMs));
    return name;
  }

  async stop(name: string): ReturnType<GroupHandle["stop"]> {
    const child = this.#find("stop", name);
    if (child === undefined) return "not-found";
    if (child.isLeftBehind) return "abandoned";
    if (child.hasEnded) return "not-running";
    this.#driver.tell((nowMs) => child.stop(nowMs));
    await this.#driver.settled(child);
    return child.isLeftBehind ? "abandoned" : "stopped";
  }

  async restart(name: string): ReturnType<GroupHandle["restart"]> {
    const child = this.#find("restart", name);
    if (child === undefined) return "not-found";
    if (child.isLeftBehind) return "abandoned";
    if (!this.#isOpen) return "closed";
    this.#driver.tell((nowMs) => child.restart(nowMs));
    await this.#driver.settled(child);
    if (child.isLeftBehind) return "abandoned";
    if (this.#group.child(name) !== child) return "not-found";
    return child.hasEnded && !this.#isOpen ? "closed" : "restarted";
  }

  async remove(name: string): ReturnType<GroupHandle["remove"]> {
    const child = this.#find("remove", name);
    if (child === undefined) return "not-found";
    if (this.#driver.isOver || this.#group.isFinished) return "closed";
    this.#driver.tell((nowMs) => {
      this.#group.remove(child, nowMs);
      child.stop(nowMs);
    });
    await this.#driver.settled(child);
    return child.isLeftBehind ? "abandoned" : "removed";
  }

  children(): readonly ChildInfo[] {
    return this.#group.workers.map(({ name, path, member, status, incarnation }) => ({
      name,
      path,
      kind: member.group === undefined ? "worker" : "group",
      status,
      incarnation,
      significant: member.significant === true,
    }));
  }

  counts(): ChildCounts {
    const counts = { children: 0, active: 0, restarting: 0, workers: 0, groups: 0 };
    for (const { member, status, isUp } of this.#group.workers) {
      counts.children++;
      if (isUp || status === "stopping") counts.active++;
      if (status === "waiting" || status === "cooling" || status === "held") counts.restarting++;
      if (member.group === undefined) counts.workers++;
      else counts.groups++;
    }
    return counts;
  }

  group(name: string): GroupHandle | undefined {
    const child = this.#find("find the group", name);
    const group = child && this.#group.groupOf(child);
    return group === undefined || group.isFinished ? undefined : this.#driver.handle(group);
  }

  get #isOpen(): boolean {
    return !this.#driver.isOver && !this.#group.isStopping;
  }

  get #isFull(): boolean {
    return this.#group.size >= this.#group.rules.maxChildren;
  }

  #find(what: string, name: string): Supervision | undefined {
    checkName(`${what} a child`, name);
    return this.#group.child(name);
  }
}
