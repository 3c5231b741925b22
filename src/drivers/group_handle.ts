import type { GroupSupervision } from "../core/group_supervision.ts";
import { checkCycle, checkMember } from "../core/dependency_check.ts";
import { checkName, shown } from "../core/option_check.ts";
import type { GroupReport } from "../core/report.ts";
import type { Supervision } from "../core/supervision.ts";
import type { WorkerStatus } from "../core/worker_status.ts";
import type { GroupDriver } from "./group_driver.ts";
import { type GroupChild, resolveChild } from "./group_spec.ts";
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
  /** How many restarts were decided. */
  readonly restarts: number;
  /** How much of its budget is used now. */
  readonly budgetUsed: number;
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
 * group inside another one is of its present incarnation; when that is over it answers "closed". Children that were added by hand are gone
 * when their group is started anew.
 *
 * A worker that stops, restarts or removes itself is answered "stopping" at once; it must not wait for the end of a group that it is in, which
 * waits for the worker.
 */
export interface GroupHandle<Item = unknown> {
  /**
   * Adds a child and starts it, or starts one again that has ended: by its name as it is, by a spec with that name anew.
   *
   * @returns "running" when a child of that name runs or is about to, "leaving" when it is being stopped or was abandoned and still runs, "full"
   * when the group holds its `maxChildren`, "closed" when it is over or stopping.
   * @throws {TypeError} For a name that no child has, a wrong spec, or in a pool.
   */
  start(child: GroupChild | string): "started" | "running" | "leaving" | "full" | "closed";
  /**
   * Adds one more child to a pool.
   *
   * @returns Its name; "full" when the group holds its `maxChildren`, "closed" when it is over or stopping.
   * @throws {TypeError} In a group that is no pool.
   */
  spawn(...item: unknown extends Item ? [item?: unknown] : [item: Item]): string;
  /**
   * Stops a child and waits until it has: it stays in the group, as stopped, until somebody starts it again, or the group starts it anew with
   * another one, as its strategy says.
   */
  stop(name: string): Promise<"stopped" | "stopping" | "abandoned" | "not-running" | "not-found">;
  /**
   * Stops a child if it runs and starts it again; it is charged nothing and waits for no delay, and if it had ended or cools down it finds a
   * fresh budget. While its group restarts or stops that goes on as it is.
   *
   * @returns "waiting" when it is down until its turn in its group has come, "failed" when it failed to start and is not tried again, "stopped" when
   * somebody stopped it meanwhile.
   */
  restart(
    name: string,
  ): Promise<
    "restarted" | "waiting" | "failed" | "stopping" | "stopped" | "abandoned" | "not-found" | "closed"
  >;
  /**
   * Stops a child if it runs and takes it out of the group; should it be added again, its incarnations are numbered from 1. Who is abandoned
   * leaves too, and stays in the report as long as it runs.
   */
  remove(name: string): Promise<"removed" | "stopping" | "abandoned" | "not-found" | "closed">;
  /** What each child is doing, in start order. */
  children(): readonly ChildInfo[];
  /** How many children there are, and how many of them are up. */
  counts(): ChildCounts;
  /** The handle of a child that is a group, of its present incarnation; `undefined` when it has none. */
  group(name: string): GroupHandle | undefined;
}

/** The handle of a group that {@linkcode startGroup} started. */
export interface RunningGroup<Item = unknown> extends GroupHandle<Item> {
  /** Becomes the report when the group is over; rejects with an `EscalationError` when it failed. */
  readonly finished: Promise<GroupReport>;
  /** Asks the group to stop and waits for its end; rejects like {@linkcode RunningGroup.finished}. */
  shutdown(): Promise<GroupReport>;
}

/** {@linkcode GroupHandle} over a driver. */
export class LiveGroup implements GroupHandle {
  readonly #driver: GroupDriver;
  readonly #group: GroupSupervision;
  readonly #caller: Supervision | undefined;

  /** Of a group, and of the worker in it whose handle it is, if it is one's. */
  constructor(driver: GroupDriver, group: GroupSupervision, caller: Supervision | undefined) {
    this.#driver = driver;
    this.#group = group;
    this.#caller = caller;
  }

  start(child: GroupChild | string): ReturnType<GroupHandle["start"]> {
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
      return this.#driver.isOver ? "closed" : "started";
    }
    const member = resolveChild("start a child", "child", child, plan);
    if (!this.#isOpen) return "closed";
    if (member.dependsOn !== undefined) {
      const rules = plan.saysStopOrder ? plan.rules : { ...plan.rules, stopOrder: "parallel" } as const;
      checkMember("start a child", member, rules, (name) => this.#group.child(name) !== undefined);
      // Who is new closes a circle only where somebody waits for one of its name.
      if (this.#group.isNeeded(member.name)) {
        const others = this.#group.workers.filter(({ name }) => name !== member.name).map((each) => each.member);
        checkCycle("start a child", [...others, member]);
      }
    }
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
    return this.#driver.isOver ? "closed" : "started";
  }

  spawn(...[item]: [item?: unknown]): string {
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
    return this.#driver.isOver ? "closed" : name;
  }

  async stop(name: string): ReturnType<GroupHandle["stop"]> {
    const child = this.#find("stop", name);
    if (child === undefined) return "not-found";
    if (child.isLeftBehind) return "abandoned";
    if (child.hasEnded) return "not-running";
    this.#driver.tell((nowMs) => child.stop(nowMs));
    if (child === this.#caller) return "stopping";
    await this.#driver.settled(child);
    return child.isLeftBehind ? "abandoned" : "stopped";
  }

  async restart(name: string): ReturnType<GroupHandle["restart"]> {
    const child = this.#find("restart", name);
    if (child === undefined) return "not-found";
    if (child.isLeftBehind) return "abandoned";
    if (!this.#isOpen) return "closed";
    this.#driver.tell((nowMs) => child.restart(nowMs));
    if (child === this.#caller) return "stopping";
    await this.#driver.settled(child);
    if (child.isLeftBehind) return "abandoned";
    if (this.#group.child(name) !== child) return "not-found";
    if (child.isUp) return "restarted";
    if (!child.hasEnded) return "waiting";
    if (!this.#isOpen) return "closed";
    return child.report().rule === "start-failure" ? "failed" : "stopped";
  }

  async remove(name: string): ReturnType<GroupHandle["remove"]> {
    const child = this.#find("remove", name);
    if (child === undefined) return "not-found";
    if (this.#driver.isOver || this.#group.isFinished) return "closed";
    this.#driver.tell((nowMs) => {
      this.#group.remove(child, nowMs);
      child.stop(nowMs);
    });
    if (child === this.#caller) return "stopping";
    await this.#driver.settled(child);
    return child.isLeftBehind ? "abandoned" : "removed";
  }

  children(): readonly ChildInfo[] {
    const nowMs = this.#driver.clock.now();
    return this.#group.workers.map((child) => ({
      name: child.name,
      path: child.path,
      kind: child.member.group === undefined ? "worker" : "group",
      status: child.status,
      incarnation: child.incarnation,
      significant: child.member.significant === true,
      restarts: child.restarts,
      budgetUsed: child.budgetUsed(nowMs),
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
