import type { Clock } from "../core/clock.ts";
import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import type { Deadlines } from "./deadlines.ts";
import type { ErrorHandler, ExecutionFailure } from "./execution.ts";
import { runInExecution, subjectName } from "./execution_context.ts";
import { WarningLimit } from "./warning_limit.ts";

/** What error handlers may take, and who is told what they do. */
export interface ErrorHandlersTerms {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** How long one may take, in milliseconds. */
  readonly limitMs: number;
  /** How many may run at once. */
  readonly most: number;
  readonly say: (level: "warn" | "error", sentence: string) => void;
}

/** How error handlers fare. */
export interface ErrorHandlerCounts {
  /** How many run now, those included whose time is over and that go on nevertheless. */
  readonly running: number;
  /** How many threw, or took too long. */
  readonly failed: number;
  /** How many were not called, because too many ran already. */
  readonly refused: number;
}

/** Error handlers, each in a task of its own that nobody waits for: a crash in one reaches nobody else, and one that hangs is let go of. */
export class ErrorHandlers {
  readonly #terms: ErrorHandlersTerms;
  readonly #refusals = new WarningLimit({ everyMs: 30_000, most: 1 });
  readonly #idle: (() => void)[] = [];
  /** Handlers that are waited for; those that are left behind are in `#running` alone. */
  #awaited = 0;
  #running = 0;
  #failed = 0;
  #refused = 0;

  constructor(terms: ErrorHandlersTerms) {
    this.#terms = terms;
  }

  /** How they fare. */
  get counts(): ErrorHandlerCounts {
    return { running: this.#running, failed: this.#failed, refused: this.#refused };
  }

  /** Resolves when none runs any more whose time is not over. */
  async settled(): Promise<void> {
    if (this.#awaited > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Calls one; never throws, and waits for nothing. */
  call(handler: ErrorHandler, { thrown, record }: Omit<ExecutionFailure, "signal">): void {
    const { clock, deadlines, limitMs, most, say } = this.#terms;
    const whose = `error handler of ${subjectName(record)}`;
    if (this.#running >= most) {
      this.#refused++;
      if (this.#refusals.allows("", clock.now())) {
        say("error", `The ${whose} is not called: ${most} run already (so far ${this.#refused} were refused)`);
      }
      return;
    }
    this.#running++;
    this.#awaited++;
    const over = new AbortController();
    let isWaitedFor = true;
    const letGo = (complaint?: string) => {
      if (!isWaitedFor) return;
      isWaitedFor = false;
      release();
      if (complaint !== undefined) {
        this.#failed++;
        say("error", `The ${whose} ${complaint}`);
      }
      if (--this.#awaited === 0) { for (const resolve of this.#idle.splice(0)) resolve(); }
    };
    const release = deadlines.set(limitMs, () => {
      letGo(`still runs after ${limitMs} ms, and is not waited for any more (${record.id})`);
      over.abort(new DOMException(`The time limit of ${limitMs} ms is over`, "TimeoutError"));
    });
    const failure: ExecutionFailure = { thrown, record, signal: over.signal };
    // In a turn of its own: a handler that blocks must not hold up who waits for the execution's outcome.
    Promise.resolve().then(() => runInExecution(record, () => handler(failure))).then(
      () => letGo(),
      (thrown) => letGo(`failed (${record.id}): ${shownFailure(new Failure(thrown))}`),
    ).finally(() => this.#running--);
  }
}
