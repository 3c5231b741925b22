import {
  type AnyService,
  type ApplicationEvent,
  type ApplicationOptions,
  type ApplicationReport,
  type RunningApplication,
  type ServiceInfo,
  startApplication,
} from "@mainstay/supervisor/services";
import { VirtualClock } from "@mainstay/supervisor/simulation";
import { rigid } from "./virtual_run.ts";

/** The date at which applications begin here. */
export const epochMs = 1_700_000_000_000;

/**
 * An application from its start to its report in virtual time, strict and without signal handlers, with everything that it has told. Its services
 * have the {@linkcode rigid} backoff unless they say otherwise.
 */
export class ApplicationRun {
  readonly clock = new VirtualClock({ settle: "promises" });
  readonly events: ApplicationEvent[] = [];
  /** What its logger was told: `warn: …`. */
  readonly log: string[] = [];
  readonly app: RunningApplication;
  /** What became of it; `undefined` as long as it is not over. */
  report: ApplicationReport | undefined;
  /** What it rejected with, which it never should. */
  error: unknown;

  constructor(services: readonly AnyService[], options: ApplicationOptions = {}) {
    const line = (level: string) => (message: string) => void this.log.push(`${level}: ${message}`);
    this.app = startApplication(services, {
      signals: false,
      strict: true,
      clock: this.clock,
      wallClock: () => epochMs + this.clock.now(),
      logger: { debug: () => {}, info: () => {}, warn: line("warn"), error: line("error") },
      ...options,
      defaults: { backoff: rigid, ...options.defaults },
      onEvent: (event) => {
        this.events.push(event);
        options.onEvent?.(event);
      },
    });
    this.app.finished.then((report) => this.report = report, (thrown) => this.error = thrown);
  }

  /** One that has been running for so many milliseconds; 0 lets everything happen that is due at its start. */
  static async after(
    ms: number,
    services: readonly AnyService[],
    options: ApplicationOptions = {},
  ): Promise<ApplicationRun> {
    const run = new ApplicationRun(services, options);
    await run.clock.advance(ms);
    return run;
  }

  /** Asks it to stop, and moves time until it has. */
  async stopped(limitMs = 3_600_000): Promise<ApplicationReport> {
    this.app.stop();
    return await this.over(limitMs);
  }

  /** Moves time until it is over. */
  async over(limitMs = 3_600_000): Promise<ApplicationReport> {
    const untilMs = this.clock.now() + limitMs;
    await this.clock.advance(0);
    while (this.report === undefined && this.error === undefined && this.clock.now() < untilMs) {
      await this.clock.advance(Math.min(1_000, untilMs - this.clock.now()));
    }
    if (this.report !== undefined) return this.report;
    throw this.error ?? new Error(`The application is not over after ${limitMs} ms`);
  }

  /** A service at this instant, by its path. */
  service(path: string): ServiceInfo {
    let found: ServiceInfo | undefined;
    for (const name of path.split("/")) {
      const among: readonly ServiceInfo[] = found?.children ?? this.app.info().services;
      found = among.find((each) => each.name === name);
      if (found === undefined) throw new Error(`There is no service "${path}"`);
    }
    return found!;
  }

  /** The statuses that services had, in order: `0 db starting`. Of one service, without its name, if its path is given. */
  statuses(path?: string): string[] {
    return this.#moves(path).map(({ atMs, service, status }) =>
      path === undefined ? `${atMs} ${service} ${status}` : `${atMs} ${status}`
    );
  }

  /** When a service was started, in milliseconds. */
  starts(path: string): number[] {
    return this.#moves(path).filter(({ status }) => status === "starting").map(({ atMs }) => atMs);
  }

  /** The events of these types about a service. */
  of(path: string, ...types: ApplicationEvent["type"][]): ApplicationEvent[] {
    return this.events.filter((event) =>
      types.includes(event.type) &&
      ("service" in event ? event.service === path : "worker" in event && event.worker === path)
    );
  }

  #moves(path: string | undefined) {
    return this.events.filter((event) => event.type === "service-status")
      .filter(({ service }) => path === undefined || service === path);
  }
}
