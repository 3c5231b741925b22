import type { Clock } from "../core/clock.ts";
import type { StopReason, SupervisionEvent } from "../core/event.ts";
import { Failure } from "../core/failure.ts";
import { GroupSupervision } from "../core/group_supervision.ts";
import type { Subject } from "../core/outbox.ts";
import type { GroupReport } from "../core/report.ts";
import type { Supervision } from "../core/supervision.ts";
import { onAbort } from "./abort_fan_out.ts";
import { Alarm } from "./alarm.ts";
import { type GroupHandle, LiveGroup } from "./group_handle.ts";
import type { DrivenChild, DrivenGroup } from "./group_spec.ts";
import type { Observer } from "./observer.ts";
import { Incarnation, type Listener, type Worker } from "./worker.ts";

const soon = Promise.resolve();

const startsWithoutTurn = 1_024;
const millisecondsWithoutTurn = 5;

/** Why a worker's signal aborts when it is asked to stop; made at the first stop, because an exception is dear. */
let stopRequested: DOMException | undefined;

/**
 * Makes the decisions of a group, and of the groups in it, come true: runs what is started, aborts what must stop, waits for what is due, and
 * tells the decision core what it sees. It decides nothing itself.
 */
export class GroupDriver {
  readonly clock: Clock;
  readonly #group: GroupSupervision;
  readonly #plan: DrivenGroup;
  readonly #observer: Observer;
  readonly #asked: Slot[] = [];
  readonly #told = (event: SupervisionEvent, subject: Subject) => this.#obey(event, subject);
  /** Most workers end as soon as they are asked to stop: only who does not by the next pause costs a timer for its grace. */
  readonly #pause: Alarm;
  /** Who wants to know when a child is down for good, or gone. */
  readonly #waiting = new Map<Supervision, (() => void)[]>();
  /** How many children were started by hand since the rest of the program had its turn, since when, and who waits for it. */
  #byHand = 0;
  #byHandSinceMs = 0;
  readonly #afterTurn: (() => void)[] = [];
  #isOver = false;
  #resolve!: (report: GroupReport) => void;
  #reject!: (error: unknown) => void;

  constructor(plan: DrivenGroup, clock: Clock, observer: Observer) {
    this.clock = clock;
    this.#plan = plan;
    this.#observer = observer;
    this.#pause = new Alarm(clock, () => {
      for (const slot of this.#asked.splice(0)) slot.watch();
    }, (thrown) => this.broke(thrown));
    this.#group = new GroupSupervision(plan.members, plan.rules);
  }

  /**
   * Runs the group to its end.
   *
   * @param signal Stops the group when it aborts.
   * @throws {EscalationError} Rejects when a worker's failure failed the group, once everything was stopped.
   * @throws {unknown} Rejects with what an injected clock or `random` threw, after everything was aborted: without them there is
   * nothing to go by.
   */
  run(signal: AbortSignal | undefined): Promise<GroupReport> {
    return new Promise((resolve, reject) => {
      let forget: (() => void) | undefined;
      this.#resolve = (report) => {
        forget?.();
        resolve(report);
      };
      this.#reject = (error) => {
        forget?.();
        reject(error);
      };
      if (signal?.aborted) return this.stop("abort");
      if (signal !== undefined) forget = onAbort(signal, () => this.stop("abort"));
      this.tell((nowMs) => this.#group.begin(nowMs));
    });
  }

  /**
   * Asks the group to stop.
   *
   * @param graceMs How long all of that may take; what its rules say unless given.
   */
  stop(reason: StopReason, graceMs?: number): void {
    this.tell((nowMs) => this.#group.requestStop(reason, nowMs, graceMs));
  }

  /** Waits no longer for what is still stopping. */
  endGrace(): void {
    this.tell((nowMs) => this.#group.endGrace(nowMs));
  }

  /** Whether the group has come to its end, so that nothing may happen any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The live handle of a group in this tree; the one at the root unless given. */
  handle(group: GroupSupervision = this.#group, caller?: Supervision): GroupHandle {
    return new LiveGroup(this, group, caller);
  }

  /** What a group in this tree is made of. */
  planOf(group: GroupSupervision): DrivenGroup {
    const child = group.asChild;
    return child === undefined ? this.#plan : (child.member as DrivenChild).group!;
  }

  /** Resolves when nothing of this child is being stopped any more. */
  settled(child: Supervision): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isOver || !child.isGoingDown) return resolve();
      const waiting = this.#waiting.get(child);
      if (waiting === undefined) this.#waiting.set(child, [resolve]);
      else waiting.push(resolve);
    });
  }

  /** Tells the core what was seen, and hands out what it decided. */
  tell(what: (nowMs: number) => void): void {
    if (this.#isOver) return;
    try {
      what(this.clock.now());
      if (!this.#group.drain(this.#told) || !this.#group.isFinished) return;
    } catch (thrown) {
      return this.broke(thrown);
    }
    this.#end((slot) => slot.close());
    const { failure } = this.#group;
    if (failure === undefined) this.#resolve(this.#group.report());
    else this.#reject(failure.thrown);
  }

  /** An injected clock or `random` threw: everything is aborted, and the group rejects with that. */
  broke(thrown: unknown): void {
    if (this.#isOver) return;
    this.#end((slot) => {
      slot.abort(thrown);
      slot.close();
    });
    this.#reject(thrown);
  }

  #end(part: (slot: Slot) => void): void {
    this.#isOver = true;
    this.#pause.clear();
    closeAll(this.#group, part);
    for (const waiting of this.#waiting.values()) for (const resolve of waiting) resolve();
    this.#waiting.clear();
  }

  #obey(event: SupervisionEvent, subject: Subject): void {
    // Read before the observer is told: it may be one that changes what it is given.
    const { type, atMs } = event;
    const started = event.type === "started"
      ? { incarnation: event.incarnation, byHand: event.after === "manual" }
      : undefined;
    this.#observer.tell(event);
    if (subject instanceof GroupSupervision) return this.#watchGroup(subject);
    const slot = (subject.seat ??= new Slot(this, subject)) as Slot;
    if (started?.byHand) this.#launchByHand(slot, started.incarnation);
    else if (started !== undefined) slot.launch(started.incarnation);
    if (type === "removed") slot.close();
    if (this.#waiting.size > 0 && type !== "stopping") this.#notify(subject);
    if (type !== "stopping") return slot.watch();
    slot.abort(stopRequested ??= stopReason());
    slot.close();
    this.#asked.push(slot);
    this.#pause.set(atMs, false);
  }

  /**
   * Who starts children by hand in a loop, such as a worker that restarts itself, must not keep the rest of the program from its turn either: after
   * so many starts, or so long, the next one waits for a turn.
   */
  #launchByHand(slot: Slot, incarnation: number): void {
    const nowMs = this.clock.now();
    if (this.#byHand === 0) {
      this.#byHandSinceMs = nowMs;
      this.clock.sleep(0).then(() => {
        this.#byHand = 0;
        for (const launch of this.#afterTurn.splice(0)) launch();
      }).catch((thrown) => this.broke(thrown));
    }
    if (++this.#byHand <= startsWithoutTurn && nowMs - this.#byHandSinceMs < millisecondsWithoutTurn) {
      return slot.launch(incarnation);
    }
    this.#afterTurn.push(() => slot.launch(incarnation));
  }

  #watchGroup(group: GroupSupervision): void {
    if (group.dueMs === Infinity && group.seat === undefined) return;
    const alarm = (group.seat ??= new Alarm(
      this.clock,
      (nowMs) => this.tell(() => group.onDue(nowMs)),
      (thrown) => this.broke(thrown),
    )) as Alarm;
    alarm.set(group.dueMs, false);
  }

  #notify(child: Supervision): void {
    if (child.isGoingDown) return;
    const waiting = this.#waiting.get(child);
    if (waiting === undefined) return;
    this.#waiting.delete(child);
    for (const resolve of waiting) resolve();
  }
}

/** Takes leave of everything in a tree: no timer stays behind. */
function closeAll(group: GroupSupervision, part: (slot: Slot) => void): void {
  (group.seat as Alarm | undefined)?.clear();
  for (const child of group.workers) {
    if (child.seat !== undefined) part(child.seat as Slot);
    const nested = group.groupOf(child);
    if (nested !== undefined) closeAll(nested, part);
  }
}

/** One worker: its supervision, its present incarnation, its deadline. */
class Slot implements Listener {
  readonly #driver: GroupDriver;
  readonly #supervision: Supervision;
  #incarnation: Incarnation | undefined;
  #alarm: Alarm | undefined;

  constructor(driver: GroupDriver, supervision: Supervision) {
    this.#driver = driver;
    this.#supervision = supervision;
  }

  get name(): string {
    return this.#supervision.name;
  }

  get path(): string {
    return this.#supervision.path;
  }

  get group(): GroupHandle {
    return this.#driver.handle(this.#supervision.around as GroupSupervision, this.#supervision);
  }

  get clock(): Clock {
    return this.#driver.clock;
  }

  ready(incarnation: number, reason: string | undefined): void {
    this.#driver.tell((nowMs) => this.#supervision.onReady(incarnation, reason, nowMs));
  }

  notReady(incarnation: number, reason: string | undefined): void {
    this.#driver.tell((nowMs) => this.#supervision.onNotReady(incarnation, reason, nowMs));
  }

  leftBehind(incarnation: number): void {
    this.#driver.tell((nowMs) => this.#supervision.onRemains(incarnation, nowMs));
  }

  /**
   * Runs an incarnation that was started, one promise hop later: from the top of an empty stack, because what an error costs grows
   * with the stack that it captures.
   */
  launch(number: number): void {
    const { run } = this.#supervision.member as DrivenChild;
    // A group starts by itself.
    if (run !== undefined) soon.then(() => this.#begin(run, number));
  }

  #begin(run: Worker, number: number): void {
    if (this.#driver.isOver) return;
    if (!this.#supervision.isRunning(number)) return this.#exit(number, undefined);
    const incarnation = new Incarnation(this, number);
    this.#incarnation = incarnation;
    try {
      Promise.resolve(run(incarnation)).then(
        () => this.#exited(incarnation, undefined),
        (thrown) => this.#threw(incarnation, thrown),
      );
    } catch (thrown) {
      // As late as a rejection would be seen, so that who throws at once ends no earlier than who returns at once.
      soon.then(() => this.#threw(incarnation, thrown));
    }
  }

  abort(reason: unknown): void {
    this.#incarnation?.abort(reason);
  }

  /** Sets the alarm to whatever is due next. */
  watch(): void {
    const { dueMs } = this.#supervision;
    if (this.#alarm === undefined) {
      if (dueMs === Infinity) return;
      this.#alarm = new Alarm(
        this.clock,
        (nowMs) => this.#driver.tell(() => this.#supervision.onDue(nowMs)),
        (thrown) => this.#driver.broke(thrown),
      );
    }
    this.#alarm.set(dueMs, this.#supervision.dueIsLazy);
  }

  close(): void {
    this.#alarm?.clear();
  }

  #threw(incarnation: Incarnation, thrown: unknown): void {
    const { abortReason } = incarnation;
    const obeyed = abortReason !== undefined && thrown === abortReason;
    this.#exited(incarnation, obeyed ? undefined : new Failure(thrown));
  }

  #exited(incarnation: Incarnation, failure: Failure | undefined): void {
    incarnation.end();
    this.#exit(incarnation.incarnation, failure);
  }

  #exit(number: number, failure: Failure | undefined): void {
    this.#driver.tell((nowMs) => this.#supervision.onExit(number, failure, nowMs));
  }
}

function stopReason(): DOMException {
  return new DOMException("The worker is asked to stop", "AbortError");
}
