import { Session, type SessionSummary } from "../../../src/services/sessions/session.ts";
import type { SessionOptions } from "../../../src/services/sessions/session_options.ts";
import type { SessionRow } from "../../../src/services/sessions/session_store.ts";
import { VirtualClock } from "../../../src/simulation/virtual_clock.ts";
import { FailingStore } from "./failing_store.ts";

/** The date of a test's beginning. */
export const epochMs = 1_700_000_000_000;

/** A session of application "app" in virtual time, on a store that fails as it is told to. */
export class SessionBench {
  readonly clock = new VirtualClock();
  readonly store = new FailingStore();
  readonly log: string[] = [];
  readonly stopper = new AbortController();
  session!: Session;

  static async opened(options: Partial<SessionOptions> = {}): Promise<SessionBench> {
    const bench = new SessionBench();
    bench.session = await Session.open(bench.store, bench.options(options));
    return bench;
  }

  options(options: Partial<SessionOptions> = {}): SessionOptions {
    const line = (level: string) => (message: string) => void this.log.push(`${level}: ${message}`);
    const logger = { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
    const wallClock = () => epochMs + this.clock.now();
    return { application: "app", clock: this.clock, wallClock, logger, ...options };
  }

  /** The session's row. */
  get row(): SessionRow {
    return this.store.list()[0]!;
  }

  /** Starts the heartbeat; `outcome` tells how it ended, once it has. */
  beat(): { outcome: unknown } {
    const ending: { outcome: unknown } = { outcome: undefined };
    this.session.beat(this.stopper.signal).then(() => ending.outcome = "ended", (thrown) => ending.outcome = thrown);
    return ending;
  }

  /** Finishes the session, and moves the clock for as long as that may take. */
  async finish(summary?: SessionSummary): Promise<boolean> {
    const finished = this.session.finish(summary);
    await this.clock.runUntilIdle();
    return await finished;
  }
}
