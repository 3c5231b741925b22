import { ChildList } from "./child_list.ts";
import { DependencyOrder } from "./dependency_order.ts";
import type { GroupEvent, GroupOutcome, Rule, StopReason, SupervisionEvent } from "./event.ts";
import { Failure } from "./failure.ts";
import type { GroupMember, GroupPlan, GroupRules } from "./group_plan.ts";
import { Outbox, type Told } from "./outbox.ts";
import type { GroupReport } from "./report.ts";
import { RemovedSums } from "./removed_sums.ts";
import { makeWindow, type RestartWindow } from "./restart_window.ts";
import { DoNotRestartError } from "./sentinel.ts";
import { Supervision } from "./supervision.ts";
import { EscalationError } from "./supervision_error.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * How often a child was started, and if it is a group, each child of that. Incarnations are numbered through when a group
 * starts anew, so that no two of one child are taken for each other; a child that was removed and added again is another one.
 */
interface Starts {
  readonly incarnation: number;
  readonly inside: ReadonlyMap<string, Starts> | undefined;
}

/** Where a group is inside another one: which of its children it is, and which incarnation of that. */
export interface Place {
  readonly group: GroupSupervision;
  readonly child: Supervision;
  readonly incarnation: number;
}

/**
 * The decisions of a group: its children's {@linkcode Supervision}s, who is restarted with whom, the budget they share, in which order
 * they start and stop. Pure like them. A child may be a group itself; the whole tree is one such structure, without a promise.
 *
 * Nothing is told while a decision is being made: events are kept, and handed out by {@linkcode drain} afterwards, in order. So
 * an observer that calls back finds the group in one piece.
 */
export class GroupSupervision implements Surroundings {
  readonly rules: GroupRules;
  readonly groupWindow: RestartWindow | undefined;
  /** Its path; `undefined` at the root. */
  readonly path: string | undefined;
  /** What the one who obeys keeps for it. */
  seat: unknown = undefined;
  readonly #place: Place | undefined;
  readonly #root: GroupSupervision;
  readonly #outbox: Outbox;
  readonly #children = new ChildList();
  /** The present incarnations of those children that are groups. */
  readonly #groups = new Map<Supervision, GroupSupervision>();
  #live = 0;
  #startedAtMs = 0;
  #finishedAtMs = 0;
  #status: "idle" | "running" | "stopping" | "finished" = "idle";
  #stopReason: StopReason | undefined;
  #culprit: Supervision | undefined;
  #failure: Failure | undefined;
  #report: GroupReport | undefined;
  #dueMs = Infinity;
  #isPaused = false;
  #graceIsOver = false;
  /** Whoever comes before this place in start order is up, or not wanted; beyond the last one nobody is being started. */
  #cursor = Infinity;
  #isAdvancing = false;
  /** The child whose restart the group restarts with. */
  #trigger: Supervision | undefined;
  /** Which children must end before the group goes on, and down to which place they were asked to. */
  readonly #awaited = new Set<Supervision>();
  #askedDownTo = 0;
  #isUp = false;
  /** Whoever comes before this place has been up, or is not wanted. */
  #upTo = 0;
  /** Who depends on whom, if anybody does. */
  #order: DependencyOrder | undefined;
  /** Of whom there is news for those who depend on them. */
  readonly #news: Supervision[] = [];
  #isPassingOn = false;
  /** Children that ended while something of theirs still runs. */
  readonly #remains = new Set<Supervision>();
  /** Children that are to leave the group, or have left it while they still run. */
  readonly #leaving = new Set<Supervision>();
  /** How often its children were started in its former incarnations. */
  readonly #before: ReadonlyMap<string, Starts> | undefined = undefined;
  /** Those of its first children that have left; they are back in its next incarnation. */
  readonly #startsOfRemoved = new Map<string, Starts>();
  readonly #members: readonly GroupMember[];
  readonly #removed = new RemovedSums();

  constructor(members: readonly GroupMember[], rules: GroupRules, place?: Place) {
    this.rules = rules;
    this.#place = place;
    this.#root = place === undefined ? this : place.group.#root;
    this.#outbox = place === undefined ? new Outbox() : this.#root.#outbox;
    this.path = place?.child.path;
    this.groupWindow = rules.budget && makeWindow(rules.budget);
    if (place !== undefined) this.#before = place.group.#startsIn(place.child);
    this.#members = members;
    for (const member of members) this.#add(member);
  }

  /** Makes the decision core of one child. */
  protected supervise(member: GroupMember, index: number, path: string): Supervision {
    return new Supervision(member, index, path, this);
  }

  /** Makes the decision core of a child that is a group, for one of its incarnations. */
  protected nest(plan: GroupPlan, place: Place): GroupSupervision {
    return new GroupSupervision(plan.members, plan.rules, place);
  }

  /** The child of another group that it is, if it is one. */
  get asChild(): Supervision | undefined {
    return this.#place?.child;
  }

  /** The children, in start order. */
  get workers(): readonly Supervision[] {
    return [...this.#children];
  }

  /** The child of this name. */
  child(name: string): Supervision | undefined {
    return this.#children.named(name);
  }

  /** Whether a child depends on one of this name. */
  isNeeded(name: string): boolean {
    return this.#order?.isNeeded(name) === true;
  }

  /** Whether a child of this name has left the group and still runs. */
  hasRemainsOf(name: string): boolean {
    for (const child of this.#remains) if (child.name === name && this.#leaving.has(child)) return true;
    return false;
  }

  /** The present incarnation of a child that is a group. */
  groupOf(child: Supervision): GroupSupervision | undefined {
    return this.#groups.get(child);
  }

  /** How many children it has. */
  get size(): number {
    return this.#children.size;
  }

  /** Whether the group is over. */
  get isFinished(): boolean {
    return this.#status === "finished";
  }

  /** Whether stop was requested, by whomever, so that nothing may be started. */
  get isStopping(): boolean {
    return this.#status === "stopping" || this.#status === "finished";
  }

  /** Part of {@linkcode Surroundings}. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The worker whose failure failed the group. */
  get culprit(): Supervision | undefined {
    return this.#culprit;
  }

  /** What the group fails with, if it fails, once it is over. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** When `onDue` must be called, on the injected clock; Infinity for never. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** A group's deadlines are never late. */
  get dueIsLazy(): boolean {
    return false;
  }

  /** Starts the children, in order; an empty group is over at once. */
  begin(nowMs: number): void {
    if (this.#status !== "idle") return;
    this.#startedAtMs = nowMs;
    this.#status = "running";
    this.#tellOfGroup({ type: "group-started", atMs: nowMs, group: this.path, workers: this.size });
    this.#cursor = 0;
    this.#advance(nowMs);
    this.#finishIfDone(nowMs);
  }

  /**
   * Asks every child to stop, the last one first. The first reason stays. Before {@linkcode begin} nothing is started at all.
   *
   * @param graceMs How long the whole stop of the group at the root may take.
   */
  requestStop(reason: StopReason, nowMs: number, graceMs: number = this.rules.graceMs): void {
    if (this.isStopping) return;
    if (this.#status === "idle") {
      this.#startedAtMs = nowMs;
      this.#tellOfGroup({ type: "group-started", atMs: nowMs, group: this.path, workers: this.size });
    }
    this.#status = "stopping";
    this.#stopReason = reason;
    this.#trigger = undefined;
    this.#isPaused = false;
    if (this.#place === undefined) this.#dueMs = nowMs + graceMs;
    else this.#dueMs = Infinity;
    this.#tellOfGroup({ type: "group-stopping", atMs: nowMs, group: this.path, reason });
    this.#doom("stop", 0, nowMs);
    this.#finishIfDone(nowMs);
  }

  /** Ends the grace of all: who was asked to stop and still runs is abandoned now, who was not asked yet must end at once. */
  endGrace(nowMs: number): void {
    if (this.#status !== "stopping" || this.#graceIsOver) return;
    this.#graceIsOver = true;
    this.#dueMs = Infinity;
    this.#tellOfGroup({ type: "grace-ended", atMs: nowMs, group: this.path });
    for (let i = this.#children.length - 1; i >= 0; i--) {
      const child = this.#children.at(i);
      if (child === undefined) continue;
      if (child.isUp) child.askToStop(nowMs, 0);
      else child.abandon(nowMs);
    }
  }

  /** The time is {@linkcode dueMs} or later: a pause is over, or the group's grace. */
  onDue(nowMs: number): void {
    this.#dueMs = Infinity;
    if (this.#status === "stopping") return this.endGrace(nowMs);
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.groupWindow?.reset();
    this.#tellOfGroup({ type: "group-resumed", atMs: nowMs, group: this.path });
    if (this.rules.strategy === "one-for-one") { for (const child of this.workers) this.#resume(child, nowMs); }
    this.#advance(nowMs);
  }

  /** Adds a child and starts it as soon as its turn has come; answers the child. */
  add(member: GroupMember, nowMs: number): Supervision {
    const child = this.#add(member);
    this.tell({ type: "added", atMs: nowMs, worker: child.path, incarnation: 0 }, child);
    if (this.#status === "running" && this.#cursor > child.index && this.#awaited.size === 0) {
      this.#begin(child, "manual", nowMs);
    }
    return child;
  }

  /** Takes a child out of the group, once it has ended. Whoever has not must be asked to stop. */
  remove(child: Supervision, nowMs: number): void {
    this.#leaving.add(child);
    if (child.hasEnded) this.#drop(child, nowMs);
  }

  /**
   * Hands out what has been kept, oldest first, until nothing is left. Called again from within `told` it returns at once: the
   * outer call goes on with whatever came to pass.
   *
   * @returns Whether this was the outer call.
   */
  drain(told: Told): boolean {
    return this.#outbox.drain(told);
  }

  /** What became of the group and of each child; once it is over that does not change. */
  report(): GroupReport {
    return this.isFinished ? this.#report ??= this.#reportNow() : this.#reportNow();
  }

  #reportNow(): GroupReport {
    const workers: GroupReport["workers"][number][] = [];
    const abandoned: string[] = [];
    for (const child of this.#children) {
      const own = child.report();
      const report = { ...own, starts: own.starts - this.#startsBefore(child) };
      const group = this.#groups.get(child)?.report();
      workers.push(group === undefined ? report : { ...report, group });
      if (group !== undefined && group.abandoned.length > 0) abandoned.push(...group.abandoned);
      else if (report.abandonedSinceMs !== undefined) abandoned.push(child.path);
    }
    for (const child of this.#remains) if (this.#leaving.has(child)) abandoned.push(child.path);
    return {
      outcome: this.#outcome(),
      ...(this.#stopReason === undefined ? {} : { stopReason: this.#stopReason }),
      durationMs: this.#finishedAtMs - this.#startedAtMs,
      workers,
      abandoned,
      ...(this.#removed.children > 0 ? { removed: { ...this.#removed } } : {}),
    };
  }

  /** Part of {@linkcode Surroundings}. */
  tell(event: SupervisionEvent, subject: Supervision | GroupSupervision): void {
    if (this.#root.#status === "finished") return;
    this.#outbox.put(event, subject);
  }

  /** Part of {@linkcode Surroundings}: a child that is a group starts its own children. */
  started(subject: Supervision, nowMs: number): void {
    this.#order?.waitsNoMore(subject);
    const plan = subject.member.group;
    if (plan === undefined) return;
    const group = this.nest(plan, { group: this, child: subject, incarnation: subject.incarnation });
    this.#groups.set(subject, group);
    group.begin(nowMs);
  }

  /** Part of {@linkcode Surroundings}: the next one may start. */
  up(subject: Supervision, nowMs: number): void {
    if (this.#order !== undefined) this.#passOn(subject, nowMs);
    if (this.#cursor !== Infinity) this.#advance(nowMs);
    else if (!this.#isUp) this.#upIfAllAre(nowMs);
  }

  /** Part of {@linkcode Surroundings}. */
  askedToStop(subject: Supervision, nowMs: number): void {
    if (subject.member.group !== undefined) this.#groups.get(subject)?.requestStop("parent", nowMs);
  }

  /** Part of {@linkcode Surroundings}: whoever is to be started anew with it is stopped before it. */
  asksLater(subject: Supervision, nowMs: number): boolean {
    if (this.#order === undefined) return false;
    if (this.#order.isFalling(subject)) return true;
    if (this.isStopping || this.#order.fallingWith(subject).length === 0) return false;
    this.#order.fell(subject);
    this.#failed(subject, nowMs);
    if (this.#order.isNext(subject)) this.#ask(subject, nowMs);
    return true;
  }

  /** Part of {@linkcode Surroundings}: a group's own children must end at once then, and with them the group. */
  endsAtOnce(subject: Supervision, nowMs: number): boolean {
    const group = this.#groups.get(subject);
    if (group === undefined || group.isFinished) return false;
    group.endGrace(nowMs);
    return true;
  }

  /** Part of {@linkcode Surroundings}: whoever must be started anew with this one is stopped. */
  restarts(subject: Supervision, nowMs: number): void {
    const { strategy } = this.rules;
    if (this.#order !== undefined) this.#failed(subject, nowMs);
    if (strategy === "one-for-one" || this.isStopping) return;
    const from = strategy === "one-for-all" ? 0 : subject.index;
    this.#trigger = subject;
    this.#cursor = Math.min(this.#cursor, from);
    this.#tellOfGroup({ type: "group-restarting", atMs: nowMs, group: this.path, trigger: subject.path, strategy });
    this.#doom("hold", from, nowMs);
    this.#advance(nowMs);
  }

  /** Part of {@linkcode Surroundings}. */
  admits(subject: Supervision, byHand: boolean): boolean {
    return this.#status === "running" && this.rules.strategy === "one-for-one" && (byHand || !this.#isPaused) &&
      this.#order?.isFulfilled(subject) !== false;
  }

  /** Part of {@linkcode Surroundings}. */
  awaits(subject: Supervision): boolean {
    if (this.#awaited.has(subject) || this.#leaving.has(subject)) return true;
    return this.#order?.isFalling(subject) === true && (this.isStopping || subject.isToBeHeld);
  }

  /** Part of {@linkcode Surroundings}. */
  down(subject: Supervision, nowMs: number): void {
    if (this.#order !== undefined) this.#isDown(subject, nowMs);
  }

  /** Part of {@linkcode Surroundings}. */
  held(subject: Supervision, nowMs: number): void {
    this.#isDown(subject, nowMs);
    if (this.#order !== undefined) return this.#resume(subject, nowMs);
    // One that comes by itself: by hand, or after it had been abandoned.
    if (this.rules.strategy !== "one-for-one") this.#cursor = Math.min(this.#cursor, subject.index);
    this.#advance(nowMs);
  }

  /** Part of {@linkcode Surroundings}: the pause starts anew with each failure that finds the budget spent. */
  pauses(_subject: Supervision, nowMs: number): void {
    const { pauseMs } = this.rules.budget!;
    this.#isPaused = true;
    this.#dueMs = nowMs + pauseMs;
    this.#tellOfGroup({ type: "group-paused", atMs: nowMs, group: this.path, pauseMs, untilMs: this.#dueMs });
  }

  /** Part of {@linkcode Surroundings}. */
  ended(subject: Supervision, nowMs: number): void {
    this.#live--;
    if (subject.isLeftBehind) this.#remains.add(subject);
    const endsGroup = subject.member.significant === true && subject.endedByItself && this.#endsWithIt(subject);
    if (this.#leaving.has(subject) || (this.rules.isPool && subject.status !== "abandoned")) this.#drop(subject, nowMs);
    if (endsGroup) this.requestStop("auto-shutdown", nowMs);
    this.#isDown(subject, nowMs);
    if (this.#order !== undefined) {
      this.#order.waitsNoMore(subject);
      this.#failed(subject, nowMs);
      this.#passOn(subject, nowMs);
    }
    if (this.#cursor !== Infinity) this.#advance(nowMs);
    else if (!this.#isUp) this.#upIfAllAre(nowMs);
    this.#finishIfDone(nowMs);
  }

  /** Part of {@linkcode Surroundings}. */
  revives(subject: Supervision): boolean {
    if (this.isStopping || this.#leaving.has(subject)) return false;
    this.#remains.delete(subject);
    this.#live++;
    return true;
  }

  /** Part of {@linkcode Surroundings}. */
  gone(subject: Supervision, nowMs: number): void {
    this.#remains.delete(subject);
    this.#leaving.delete(subject);
    if (this.rules.isPool) this.#drop(subject, nowMs);
    if (this.#order !== undefined) this.#passOn(subject, nowMs);
    if (this.#status === "finished" && this.#remains.size === 0) this.#leave(nowMs);
  }

  /** Part of {@linkcode Surroundings}. */
  failed(subject: Supervision, rule: Rule, nowMs: number): void {
    if (subject.member.optional === true) return;
    if (rule === "terminate-tree" && this.rules.terminateTree === "contain") {
      return this.requestStop("terminate-tree", nowMs);
    }
    this.#culprit ??= subject;
    this.requestStop("escalation", nowMs);
  }

  #add(member: GroupMember): Supervision {
    const path = this.path === undefined ? member.name : `${this.path}/${member.name}`;
    const child = this.supervise(member, this.#children.length, path);
    child.countFrom(this.#startsBefore(child));
    this.#children.add(child);
    if (member.dependsOn !== undefined && this.#order === undefined) {
      this.#order = new DependencyOrder(this.#children);
      for (const each of this.#children) this.#order.add(each);
    } else {
      this.#order?.add(child);
    }
    this.#live++;
    return child;
  }

  /** What there was inside of a child that is a group, in its present incarnation and those before. */
  #startsIn(child: Supervision): ReadonlyMap<string, Starts> | undefined {
    const group = this.#groups.get(child);
    return group === undefined ? this.#before?.get(child.name)?.inside : group.#starts();
  }

  #startsBefore(child: Supervision): number {
    return this.#before?.get(child.name)?.incarnation ?? 0;
  }

  #starts(): ReadonlyMap<string, Starts> {
    const starts = new Map(this.#startsOfRemoved);
    for (const child of this.#children) {
      starts.set(child.name, { incarnation: child.incarnation, inside: this.#startsIn(child) });
    }
    return starts;
  }

  #drop(child: Supervision, nowMs: number): void {
    if (!this.#children.remove(child)) return;
    if (this.#place !== undefined && this.#members.includes(child.member)) {
      this.#startsOfRemoved.set(child.name, { incarnation: child.incarnation, inside: this.#startsIn(child) });
    }
    this.#groups.delete(child);
    this.#removed.count(child.report());
    if (!child.isLeftBehind) this.#leaving.delete(child);
    this.tell({ type: "removed", atMs: nowMs, worker: child.path, incarnation: child.incarnation }, child);
    if (this.#trigger === child) this.#trigger = undefined;
    // Nobody must move up while places are being counted.
    if (this.#status === "running" && this.#cursor === Infinity && this.#awaited.size === 0) {
      this.#children.tidy();
      this.#upTo = 0;
    }
    if (this.#order !== undefined) {
      for (const next of this.#order.remove(child)) if (!this.#graceIsOver) this.#ask(next, nowMs);
      this.#passOn(child, nowMs);
    }
    if (this.#status === "running") this.#finishIfDone(nowMs);
  }

  /** Whether the end of this significant child is the end of the group. */
  #endsWithIt(subject: Supervision): boolean {
    if (this.isStopping || this.rules.autoShutdown === "never") return false;
    if (this.rules.autoShutdown === "any-significant") return true;
    for (const child of this.#children) {
      if (child !== subject && child.member.significant === true && !child.hasEnded) return false;
    }
    return true;
  }

  /**
   * Orders what becomes of the children from a place on, and asks the running ones to stop in the group's order. Whoever ends by itself
   * meanwhile meets the same fate.
   */
  #doom(fate: "stop" | "hold", from: number, nowMs: number): void {
    if (this.#order !== undefined) return this.#fell(this.#children, fate, nowMs);
    const inTurn = this.rules.stopOrder === "sequential" || fate === "hold";
    for (let i = this.#children.length - 1; i >= from; i--) {
      const child = this.#children.at(i);
      if (child === undefined || child === this.#trigger) continue;
      if (child.doom(fate, nowMs)) this.#awaited.add(child);
      if (!inTurn && child.isUp) child.askToStop(nowMs);
    }
    this.#askedDownTo = this.#children.length;
    if (inTurn) this.#askNext(nowMs);
  }

  /** Asks the last child that must end and was not asked yet, once whoever was asked before has ended. */
  #askNext(nowMs: number): void {
    const inParallel = this.rules.stopOrder === "parallel";
    while (this.#askedDownTo > 0 && this.#awaited.size > 0) {
      const child = this.#children.at(this.#askedDownTo - 1);
      if (child !== undefined && this.#awaited.has(child)) {
        if (child.isUp) this.#askInTurn(child, nowMs);
        if (!inParallel) return;
      }
      this.#askedDownTo--;
    }
  }

  #askInTurn(child: Supervision, nowMs: number): void {
    if (!this.rules.sharesGrace || !this.isStopping) return child.askToStop(nowMs);
    const shareMs = Math.floor(Math.max(0, this.#dueMs - nowMs) / this.#awaited.size);
    child.askToStop(nowMs, Math.min(child.policy.graceMs, shareMs));
  }

  /** A child is down: if the group waited for that, it goes on. */
  #isDown(child: Supervision, nowMs: number): void {
    if (this.#order !== undefined && !this.#graceIsOver) {
      for (const next of this.#order.landed(child)) this.#ask(next, nowMs);
    }
    if (!this.#awaited.delete(child)) return;
    if (!this.#graceIsOver) this.#askNext(nowMs);
  }

  /** Starts whoever is to be started, in order, as far as it goes now. */
  #advance(nowMs: number): void {
    if (this.#status !== "running" || this.#isAdvancing || this.#awaited.size > 0) return;
    // A pause is for restarts alone; but where children restart together, nobody starts while one must not.
    if (this.#isPaused && this.rules.strategy !== "one-for-one") return;
    const status = this.#trigger?.status;
    if (status === "waiting" || status === "cooling") return;
    this.#trigger = undefined;
    this.#isAdvancing = true;
    const inTurn = this.rules.startOrder === "sequential" || this.rules.strategy !== "one-for-one";
    while (this.#cursor < this.#children.length && this.#status === "running") {
      const child = this.#children.at(this.#cursor);
      if (child?.status === "idle") this.#begin(child, "first", nowMs);
      else if (child?.status === "held" && !this.#isPaused) this.#resume(child, nowMs);
      if (inTurn && child !== undefined && isWaitedFor(child)) break;
      this.#cursor++;
    }
    this.#isAdvancing = false;
    if (this.#cursor < this.#children.length || this.#status !== "running") return;
    this.#cursor = Infinity;
    this.#upIfAllAre(nowMs);
  }

  #begin(child: Supervision, after: "first" | "manual", nowMs: number): void {
    if (this.#order === undefined || this.#order.isFulfilled(child)) return child.begin(nowMs, after);
    child.hold(after, nowMs);
    this.#resume(child, nowMs);
  }

  /**
   * Starts a child that is held, unless it has to wait for others; if one of those has ended, the wait has too.
   *
   * @param news The one of those of whom there is news, if it is one; there may be many, and the others were looked at before.
   */
  #resume(child: Supervision, nowMs: number, news?: Supervision): void {
    const order = this.#order;
    if (order === undefined || child.status !== "held") return child.resume(nowMs);
    if (this.#status !== "running") return;
    if (news === undefined ? order.isLost(child) : order.isGone(news.name)) return child.waitInVain(nowMs);
    if (!order.isFulfilled(child)) {
      if (order.waits(child)) child.waitFor(order.awaitedBy(child), nowMs);
    } else if (!this.#isPaused || !child.startsAgain) {
      child.resume(nowMs);
    }
  }

  /** Lets those who wait for a child know that it is ready, or has ended; then those who wait for them, and so on. */
  #passOn(subject: Supervision, nowMs: number): void {
    this.#news.push(subject);
    if (this.#isPassingOn) return;
    this.#isPassingOn = true;
    for (let next = this.#news.pop(); next !== undefined; next = this.#news.pop()) {
      for (const dependent of [...this.#order!.dependentsOf(next)]) {
        if (dependent.status !== "held") continue;
        if (this.#order!.isWatching(dependent, next) || this.#order!.isGone(next.name)) {
          this.#resume(dependent, nowMs, next);
        }
      }
    }
    this.#isPassingOn = false;
  }

  /** A child has failed or ended: whoever wants to be started anew with it is stopped. */
  #failed(subject: Supervision, nowMs: number): void {
    if (this.isStopping) return;
    const others = this.#order!.fallingWith(subject).filter((each) => !this.#order!.isFalling(each));
    if (!others.every(({ stopsForGood }) => stopsForGood)) {
      const { path: group } = this;
      this.#tellOfGroup({
        type: "group-restarting",
        atMs: nowMs,
        group,
        trigger: subject.path,
        strategy: "dependents",
      });
    }
    this.#fell(others, "hold", nowMs);
  }

  /** Orders that children end, those who depend on others before them. */
  #fell(children: Iterable<Supervision>, fate: "stop" | "hold", nowMs: number): void {
    const doomed = [...children].filter((child) => child.doom(fate, nowMs));
    for (const child of doomed) this.#order!.fell(child);
    for (const child of doomed.reverse()) if (this.#order!.isNext(child)) this.#ask(child, nowMs);
  }

  /** Asks a child to stop. Where the whole stop has a limit, each wave that is still to come keeps its share of what is left. */
  #ask(child: Supervision, nowMs: number): void {
    if (!child.isUp) return;
    if (!this.isStopping) return child.askToStop(nowMs);
    const around = this.#place?.child;
    const untilMs = around === undefined ? this.#dueMs : around.status === "stopping" ? around.dueMs : Infinity;
    const shareMs = Math.floor(Math.max(0, untilMs - nowMs) / (this.#order!.levelOf(child) + 1));
    child.askToStop(nowMs, Math.min(child.policy.graceMs, shareMs));
  }

  /** A group is up when none of its children is still on its way for the first time. */
  #upIfAllAre(nowMs: number): void {
    if (this.#isUp || this.#place === undefined || this.#status !== "running") return;
    for (; this.#upTo < this.#children.length; this.#upTo++) {
      const child = this.#children.at(this.#upTo);
      if (child !== undefined && isWaitedFor(child)) return;
    }
    this.#isUp = true;
    this.#place.child.onReady(this.#place.incarnation, undefined, nowMs);
  }

  #finishIfDone(nowMs: number): void {
    if (this.#live > 0 || this.isFinished || this.#status === "idle") return;
    if (this.#status === "running" && this.rules.keepAlive) return;
    this.#finishedAtMs = nowMs;
    this.#dueMs = Infinity;
    this.#tellOfGroup({ type: "group-finished", atMs: nowMs, group: this.path, outcome: this.#outcome() });
    this.#status = "finished";
    if (this.#culprit !== undefined) {
      const { path, endedBy } = this.#culprit;
      const { rule, lastErrors } = this.#culprit.report();
      this.#failure = new Failure(new EscalationError(path, rule, lastErrors, this.report(), endedBy));
    }
    if (this.#place === undefined) return;
    if (this.#remains.size === 0) return this.#leave(nowMs);
    const { child, incarnation } = this.#place;
    this.#outbox.later(() => child.onRemains(incarnation, nowMs));
  }

  /** Nothing of the group runs any more: for the group around it, this incarnation ends now. */
  #leave(nowMs: number): void {
    if (this.#place === undefined) return;
    const { child, incarnation } = this.#place;
    const end = this.#stopReason === "terminate-tree"
      ? new Failure(new DoNotRestartError(`Group "${this.path}" was terminated from within`))
      : this.#failure;
    this.#outbox.later(() => child.onExit(incarnation, end, nowMs));
  }

  #outcome(): GroupOutcome {
    if (this.#culprit !== undefined) return "failed";
    return this.#stopReason === undefined ? "ended" : "stopped";
  }

  #tellOfGroup(event: GroupEvent): void {
    if (this.rules.tellsOfItself) this.tell(event, this);
  }
}

/** Whether a child is wanted and not up yet, and the group cannot do without it. */
function isWaitedFor(child: Supervision): boolean {
  const { status } = child;
  if (child.member.optional === true) return false;
  return status === "starting" || status === "idle" || status === "waiting" || status === "held" ||
    (status === "cooling") || (status === "stopping" && !child.stopsForGood);
}
