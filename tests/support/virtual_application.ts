import {
  type AnyService,
  type ApplicationEvent,
  type ApplicationOptions,
  type ApplicationReport,
  type RunningApplication,
  type ServiceContext,
  type ServiceInfo,
  startApplication,
} from "@mainstay/supervisor/services";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { rigid } from "./virtual_run.ts";

/** An application under way on a clock of its own, with everything it has told so far. */
export class VirtualApplication {
  readonly clock = new VirtualClock({ settle: "promises" });
  readonly events: ApplicationEvent[] = [];
  readonly warnings: string[] = [];
  readonly app: RunningApplication;
  /** What became of it; `undefined` as long as it runs. */
  report: ApplicationReport | undefined;

  constructor(services: readonly AnyService[], options: ApplicationOptions = {}) {
    const quiet = () => {};
    this.app = startApplication(services, {
      clock: this.clock,
      random: () => 0.5,
      signals: false,
      strict: true,
      logger: { debug: quiet, info: quiet, warn: (message) => this.warnings.push(message), error: quiet },
      ...options,
      defaults: { backoff: rigid, ...options.defaults },
      onEvent: (event) => {
        this.events.push(event);
        options.onEvent?.(event);
      },
    });
    this.app.finished.then((report) => this.report = report);
  }

  /** Moves the clock by `ms`; 0 lets everything happen that is due now. */
  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  /** Asks it to stop, and lets everything happen that follows within `ms`. */
  async stop(ms = 0): Promise<ApplicationReport | undefined> {
    this.app.stop();
    await this.clock.advance(ms);
    return this.report;
  }

  /** A service at this instant, by its path. */
  info(path: string): ServiceInfo {
    const [first, ...rest] = path.split("/");
    let found = this.app.info().services.find(({ name }) => name === first)!;
    for (const name of rest) found = found.children.find((child) => child.name === name)!;
    return found;
  }

  /** Every change of status, in order: `0 db#1 running`; of one service if its path is given. */
  statuses(path?: string): string[] {
    return this.events.flatMap((event) => {
      if (event.type !== "service-status" || (path !== undefined && event.service !== path)) return [];
      return [`${event.atMs} ${event.service}#${event.incarnation} ${event.status}`];
    });
  }

  /** Every change of status or readiness, in order, the latter with its reason: `0 db#1 running`, `5 db#1 ready (connected)`. */
  states(path?: string): string[] {
    return this.events.flatMap((event) => {
      if (event.type !== "service-status" && event.type !== "service-readiness") return [];
      if (path !== undefined && event.service !== path) return [];
      const who = `${event.atMs} ${event.service}#${event.incarnation}`;
      if (event.type === "service-status") return [`${who} ${event.status}`];
      return [`${who} ${event.ready ? "ready" : "not ready"}${event.reason === undefined ? "" : ` (${event.reason})`}`];
    });
  }

  /** The events of one type. */
  ofType<Type extends ApplicationEvent["type"]>(type: Type): Extract<ApplicationEvent, { type: Type }>[] {
    return this.events.filter((event) => event.type === type) as Extract<ApplicationEvent, { type: Type }>[];
  }
}

/** A loop that is ready at once and runs until it is asked to end. */
export async function serving({ ready, clock, signal }: ServiceContext): Promise<void> {
  ready();
  await clock.sleep(Infinity, signal);
}

/** A promise that never settles: what does not end when it is asked to. */
export function endless(): Promise<never> {
  return new Promise(() => {});
}
