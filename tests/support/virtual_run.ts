import {
  type AnyGroup,
  type Backoff,
  type DriverOptions,
  type GroupChild,
  type GroupOptions,
  type GroupReport,
  runGroup,
  type RunningGroup,
  startGroup,
  supervise,
  type SuperviseOptions,
  type SupervisionEvent,
  type Worker,
  type WorkerReport,
} from "@mainstay/supervisor";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { eventHead, eventLine } from "./event_line.ts";
import { timedMarks } from "./event_marks.ts";

/** The backoff of the case tables, without chance: 1, 2, 4, 8, 16, 30, 30 … seconds. */
export const rigid: Backoff = { baseMs: 1_000, multiplier: 2, maxMs: 30_000, jitter: "none" };

/** A budget that no test spends. */
export const endless = { intensity: 1e9, periodMs: 1e9 } as const;

/** A supervision under way on a clock of its own, with everything it has told so far. */
export class VirtualRun<Report> {
  readonly clock = new VirtualClock({ settle: "promises" });
  readonly events: SupervisionEvent[] = [];
  readonly stopper = new AbortController();
  /** What it resolved with; `undefined` as long as it has not. */
  report: Report | undefined;
  /** What it rejected with; `undefined` as long as it has not. */
  error: unknown;

  constructor(start: (run: VirtualRun<Report>) => Promise<Report>) {
    start(this).then((report) => this.report = report, (error) => this.error = error);
  }

  get isOver(): boolean {
    return this.report !== undefined || this.error !== undefined;
  }

  /** Moves the clock by `ms`; 0 lets everything happen that is due now. */
  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  /** Asks to stop, and lets everything happen that follows at this instant. A worker runs only once time has been moved. */
  async stop(): Promise<void> {
    this.stopper.abort();
    await this.clock.advance(0);
  }

  /** The events of these types (all of them for none) as lines with every detail. */
  lines(...types: SupervisionEvent["type"][]): string[] {
    return this.#ofTypes(types).map(eventLine);
  }

  /** As {@linkcode lines}, without details. */
  heads(...types: SupervisionEvent["type"][]): string[] {
    return this.#ofTypes(types).map(eventHead);
  }

  /** All events, one line for each moment, in the short form of {@linkcode timedMarks}. */
  get marks(): string[] {
    return timedMarks(this.events);
  }

  /** When the events of one type happened, in milliseconds. */
  times(type: SupervisionEvent["type"]): number[] {
    return this.#ofTypes([type]).map((event) => event.atMs);
  }

  /** The delays that were decided, in milliseconds. */
  get delaysMs(): number[] {
    return this.events.filter((event) => event.type === "restart-scheduled").map((event) => event.delayMs);
  }

  /** The types of all events of one worker, in order. */
  typesOf(worker: string): string[] {
    return this.events.filter((event) => "worker" in event && event.worker === worker).map((event) => event.type);
  }

  #ofTypes(types: readonly SupervisionEvent["type"][]): SupervisionEvent[] {
    return types.length === 0 ? this.events : this.events.filter((event) => types.includes(event.type));
  }
}

/** Supervises one worker, called "w", on a virtual clock; {@linkcode rigid} backoff unless the options say otherwise. */
export function superviseVirtually(worker: Worker, options: SuperviseOptions = {}): VirtualRun<WorkerReport> {
  return new VirtualRun(({ clock, events, stopper }) =>
    supervise("w", worker, {
      backoff: rigid,
      clock,
      signal: stopper.signal,
      ...options,
      onEvent: keptIn(events, options.onEvent),
    })
  );
}

/** Runs a group on a virtual clock, without signal handlers; {@linkcode rigid} backoff unless the defaults say otherwise. */
export function runGroupVirtually(
  workers: readonly GroupChild[] | AnyGroup,
  options: GroupOptions = {},
): VirtualRun<GroupReport> {
  return new VirtualRun(({ clock, events, stopper }) =>
    runGroup(workers, {
      clock,
      signals: false,
      signal: stopper.signal,
      ...options,
      onEvent: keptIn(events, options.onEvent),
      ...defaultsOf(workers, options),
    })
  );
}

/** Starts a group with its live handle on a virtual clock; otherwise like {@linkcode runGroupVirtually}. A group is its own. */
export function startGroupVirtually(
  children: readonly GroupChild[] | AnyGroup,
  options: GroupOptions = {},
): VirtualRun<GroupReport> & { readonly group: RunningGroup } {
  let group!: RunningGroup;
  const run = new VirtualRun<GroupReport>(({ clock, events, stopper }) => {
    group = startGroup(children, {
      clock,
      signals: false,
      signal: stopper.signal,
      ...options,
      onEvent: keptIn(events, options.onEvent),
      ...defaultsOf(children, options),
    });
    return group.finished;
  });
  return Object.assign(run, { group });
}

/** What was made by `group()` or `pool()` brings its own defaults. */
function defaultsOf(
  children: readonly GroupChild[] | AnyGroup,
  { defaults }: GroupOptions,
): Pick<GroupOptions, "defaults"> {
  return "children" in children ? {} : { defaults: { backoff: rigid, ...defaults } };
}

function keptIn(events: SupervisionEvent[], onEvent: DriverOptions["onEvent"]): DriverOptions["onEvent"] {
  return (event) => {
    events.push(event);
    onEvent?.(event);
  };
}
