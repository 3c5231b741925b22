import type { Clock } from "../core/clock.ts";
import type { StopReason, SupervisionEvent } from "../core/event.ts";
import { Failure } from "../core/failure.ts";
import { type GroupMember, type GroupRules, GroupSupervision } from "../core/group_supervision.ts";
import type { GroupReport } from "../core/report.ts";
import type { Supervision } from "../core/supervision.ts";
import { EscalationError } from "../core/supervision_error.ts";
import { onAbort } from "./abort_fan_out.ts";
import { Alarm } from "./alarm.ts";
import type { Observer } from "./observer.ts";
import { Incarnation, type Listener, type Worker } from "./worker.ts";

/** One worker as the driver takes it. */
export interface DrivenWorker extends GroupMember {
  readonly run: Worker;
}

const soon = Promise.resolve();

/** Why a worker's signal aborts when it is asked to stop; made at the first stop, because an exception is dear. */
let stopRequested: DOMException | undefined;

/**
 * Makes a group's decisions come true: runs what is started, aborts what must stop, waits for what is due, and tells the decision
 * core what it sees. It decides nothing itself.
 */
export class GroupDriver {
  readonly clock: Clock;
  readonly #group: GroupSupervision;
  readonly #slots: readonly Slot[];
  readonly #observer: Observer;
  readonly #asked: Slot[] = [];
  readonly #told = (event: SupervisionEvent, subject: Supervision | undefined) => this.#obey(event, subject);
  /** Most workers end as soon as they are asked to stop: only who does not by the next pause costs a timer for its grace. */
  readonly #pause: Alarm;
  #isOver = false;
  #resolve!: (report: GroupReport) => void;
  #reject!: (error: unknown) => void;

  constructor(workers: readonly DrivenWorker[], rules: GroupRules, clock: Clock, observer: Observer) {
    this.clock = clock;
    this.#observer = observer;
    this.#pause = new Alarm(clock, () => {
      for (const slot of this.#asked.splice(0)) slot.watch();
    }, (thrown) => this.broke(thrown));
    this.#group = new GroupSupervision(workers, rules);
    this.#slots = workers.map(({ run }, index) => new Slot(this, this.#group.workers[index]!, run));
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

  /** Asks the group to stop. */
  stop(reason: StopReason): void {
    this.tell((nowMs) => this.#group.requestStop(reason, nowMs));
  }

  /** Waits no longer for what is still stopping. */
  endGrace(): void {
    this.tell((nowMs) => this.#group.endGrace(nowMs));
  }

  /** Whether the group has come to its end, so that nothing may happen any more. */
  get isOver(): boolean {
    return this.#isOver;
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
    this.#isOver = true;
    this.#pause.clear();
    for (const slot of this.#slots) slot.close();
    const report = this.#group.report();
    const { culprit } = this.#group;
    if (culprit === undefined) return this.#resolve(report);
    const { rule, lastErrors } = report.workers[culprit.index]!;
    this.#reject(new EscalationError(culprit.name, rule, lastErrors, report));
  }

  /** An injected clock or `random` threw: everything is aborted, and the group rejects with that. */
  broke(thrown: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#pause.clear();
    for (const slot of this.#slots) {
      slot.abort(thrown);
      slot.close();
    }
    this.#reject(thrown);
  }

  #obey(event: SupervisionEvent, subject: Supervision | undefined): void {
    const { type, atMs } = event;
    const incarnation = subject?.incarnation;
    this.#observer.tell(event);
    if (subject === undefined) return;
    const slot = this.#slots[subject.index]!;
    if (type === "started") slot.launch(incarnation!);
    if (type !== "stopping") return slot.watch();
    slot.abort(stopRequested ??= stopReason());
    slot.close();
    this.#asked.push(slot);
    this.#pause.set(atMs, false);
  }
}

/** One worker: its supervision, its present incarnation, its deadline. */
class Slot implements Listener {
  readonly #driver: GroupDriver;
  readonly #supervision: Supervision;
  readonly #run: Worker;
  #incarnation: Incarnation | undefined;
  #alarm: Alarm | undefined;

  constructor(driver: GroupDriver, supervision: Supervision, run: Worker) {
    this.#driver = driver;
    this.#supervision = supervision;
    this.#run = run;
  }

  get name(): string {
    return this.#supervision.name;
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

  /**
   * Runs an incarnation that was started, one promise hop later: from the top of an empty stack, because what an error costs grows
   * with the stack that it captures.
   */
  launch(number: number): void {
    soon.then(() => this.#begin(number));
  }

  #begin(number: number): void {
    if (this.#driver.isOver) return;
    if (!this.#supervision.isRunning(number)) return this.#exit(number, undefined);
    const incarnation = new Incarnation(this, number);
    this.#incarnation = incarnation;
    try {
      Promise.resolve(this.#run(incarnation)).then(
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
