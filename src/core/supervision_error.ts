import type { Rule } from "./event.ts";
import { shownFailure } from "./event_sentence.ts";
import type { Failure } from "./failure.ts";
import type { GroupReport } from "./report.ts";
import { ruleText } from "./rule_text.ts";

/** A worker did not become ready within its `startupTimeoutMs`: the crash of an incarnation that failed to start. */
export class StartupTimeoutError extends Error {
  /** The class's name. */
  override readonly name = "StartupTimeoutError";
  /** The worker's name, with those of the groups that it is in. */
  readonly worker: string;
  /** The limit that it missed. */
  readonly startupTimeoutMs: number;

  /**
   * Says which worker was too late.
   *
   * @param cause What the incarnation threw when it was asked to stop, if anything.
   */
  constructor(worker: string, startupTimeoutMs: number, cause?: unknown) {
    super(`Cannot start worker "${worker}": it was not ready within ${startupTimeoutMs} ms`, { cause });
    this.worker = worker;
    this.startupTimeoutMs = startupTimeoutMs;
  }

  /** What a log would want of it. */
  toJSON(): Record<string, unknown> {
    const { name, message, worker, startupTimeoutMs } = this;
    return { name, message, worker, startupTimeoutMs };
  }
}

/** A worker ended before its `minUptimeMs`: too quick to be taken for an end in good order. */
export class QuickExitError extends Error {
  /** The class's name. */
  override readonly name = "QuickExitError";
  /** The worker's name, with those of the groups that it is in. */
  readonly worker: string;
  /** How long it ran. */
  readonly ranMs: number;
  /** How long it should have run. */
  readonly minUptimeMs: number;

  /** Says which worker was too quick. */
  constructor(worker: string, ranMs: number, minUptimeMs: number) {
    super(`Worker "${worker}" ended after ${ranMs} ms, before its least uptime of ${minUptimeMs} ms`);
    this.worker = worker;
    this.ranMs = ranMs;
    this.minUptimeMs = minUptimeMs;
  }

  /** What a log would want of it. */
  toJSON(): Record<string, unknown> {
    const { name, message, worker, ranMs, minUptimeMs } = this;
    return { name, message, worker, ranMs, minUptimeMs };
  }
}

/** A worker was given up: it is dead, and its siblings live on. `cause` is what it threw last. */
export class GiveUpError extends Error {
  /** The class's name. */
  override readonly name = "GiveUpError";
  /** The worker's name, with those of the groups that it is in. */
  readonly worker: string;
  /** Which step of the decision ended it. */
  readonly rule: Rule;
  /** The latest crashes, the newest last. */
  readonly lastErrors: readonly Failure[];

  /** Says who was given up, and why. */
  constructor(worker: string, rule: Rule, lastErrors: readonly Failure[]) {
    super(`Gave up worker "${worker}": ${ruleText[rule]}${because(lastErrors.at(-1))}`, {
      cause: lastErrors.at(-1)?.thrown,
    });
    this.worker = worker;
    this.rule = rule;
    this.lastErrors = lastErrors;
    withoutStack(this);
  }

  /** What a log would want of it. */
  toJSON(): Record<string, unknown> {
    const { name, message, worker, rule, lastErrors } = this;
    return { name, message, worker, rule, lastErrors };
  }
}

/**
 * A worker's failure failed its group. `cause` is what it threw last, `report` tells what became of every worker.
 *
 * `runGroup` and `supervise` reject with it, after everything was stopped.
 */
export class EscalationError extends Error {
  /** The class's name. */
  override readonly name = "EscalationError";
  /** The worker's name, with those of the groups that it is in. */
  readonly worker: string;
  /** Which step of the decision ended it. */
  readonly rule: Rule;
  /** The latest crashes of the worker, the newest last. */
  readonly lastErrors: readonly Failure[];
  /** What became of every worker of the group. */
  readonly report: GroupReport;
  /** Where it began: the worker farthest down that failed the group that failed the group …, and what that threw. */
  readonly origin: { readonly worker: string; readonly failure: Failure | undefined };

  /**
   * Says who failed the group, and why.
   *
   * @param endedBy What its last incarnation threw, if that was no crash: a worker may end in good order once too often.
   */
  constructor(
    worker: string,
    rule: Rule,
    lastErrors: readonly Failure[],
    report: GroupReport,
    endedBy: Failure | undefined = lastErrors.at(-1),
  ) {
    super(`Worker "${worker}" failed its group: ${ruleText[rule]}${because(endedBy)}`, { cause: endedBy?.thrown });
    this.worker = worker;
    this.rule = rule;
    this.lastErrors = lastErrors;
    this.report = report;
    this.origin = originOf(endedBy) ?? { worker, failure: endedBy };
    withoutStack(this);
  }

  /** What a log would want of it. */
  toJSON(): Record<string, unknown> {
    const { name, message, worker, rule, lastErrors, report } = this;
    return { name, message, worker, rule, lastErrors, report };
  }
}

/** What came last, or, where a group failed, what it began with: one sentence, however deep the tree. */
function because(last: Failure | undefined): string {
  if (last === undefined) return "";
  const origin = originOf(last);
  if (origin === undefined) return `, last ${shownFailure(last)}`;
  const { worker, failure } = origin;
  return `, because of "${worker}"${failure === undefined ? "" : `: ${shownFailure(failure)}`}`;
}

/** Where it began, if it was a group that failed; whatever was thrown may be of a kind that cannot even be asked for its class. */
function originOf(failure: Failure | undefined): EscalationError["origin"] | undefined {
  try {
    return failure?.thrown instanceof EscalationError ? failure.thrown.origin : undefined;
  } catch {
    return undefined;
  }
}

/** Where in the supervisor a decision was made tells nobody anything: the stack that counts is that of the cause. */
function withoutStack(error: Error): void {
  Object.defineProperty(error, "stack", {
    value: `${error.name}: ${error.message}`,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}
