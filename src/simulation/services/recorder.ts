import type { SupervisionEvent } from "../../core/event.ts";
import type { RunningApplication } from "../../services/application.ts";
import type { ApplicationReport } from "../../services/application_report.ts";
import type { HostNotifier } from "../../services/host/systemd_notifier.ts";
import type { ApplicationStatus } from "../../services/service_info.ts";
import type { ServiceContext } from "../../services/service_context.ts";
import type { ApplicationEvent } from "../../services/service_event.ts";
import type { ServiceHooks } from "../../services/service_spec.ts";
import type { VirtualClock } from "../virtual_clock.ts";
import {
  type ApplicationState,
  type Deed,
  type ServicesRecord,
  type SimulatedHook,
  simulatedHooks,
  type StartUp,
} from "./services_record.ts";

/** Writes down what an application tells, says of itself, and does. For the application it is the host's own supervisor. */
export class Recorder implements HostNotifier {
  /** Nobody watches whether it lives. */
  readonly watchdogMs = undefined;
  /** What its supervision tells. */
  readonly events: SupervisionEvent[] = [];
  readonly #clock: VirtualClock;
  readonly #told: ApplicationEvent[] = [];
  readonly #deeds: Deed[] = [];
  readonly #states: ApplicationState[] = [];
  #app: RunningApplication | undefined;
  #startUp: StartUp | undefined;
  #report: ApplicationReport | undefined;
  #over: ServicesRecord["over"];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** All that was written down so far. */
  get record(): ServicesRecord {
    return {
      told: this.#told,
      deeds: this.#deeds,
      states: this.#states,
      startUp: this.#startUp,
      services: this.#report?.services ?? this.#app?.info().services ?? [],
      application: this.#report,
      over: this.#over,
    };
  }

  /** Watches an application. */
  watch(app: RunningApplication): void {
    this.#app = app;
    app.startUp.then(({ outcome }) => {
      this.#startUp = { atMs: this.#clock.now(), outcome };
    });
    app.finished.then((report) => {
      this.#report = report;
      this.#over = { atMs: this.#clock.now(), told: this.#told.length };
    });
  }

  /** Takes notice of what is told. */
  hear(event: ApplicationEvent): void {
    this.#told.push(event);
    if (!("service" in event)) this.events.push(event);
  }

  /** Part of {@linkcode HostNotifier}: takes notice of what the application says of itself. */
  status(text: string): void {
    const status = text.slice(0, text.indexOf(":")) as ApplicationStatus;
    if (this.#states.at(-1)?.status === status) return;
    this.#states.push({ atMs: this.#clock.now(), status });
  }

  /** Part of {@linkcode HostNotifier}; what came of the start-up says more. */
  ready(): void {}

  /** Part of {@linkcode HostNotifier}; the status says it too. */
  stopping(): void {}

  /** Part of {@linkcode HostNotifier}. */
  alive(): void {}

  /** Part of {@linkcode HostNotifier}. */
  async close(): Promise<void> {}

  /** The same hooks, and all that a run calls besides, with each call written down. */
  recorded(service: string, hooks: ServiceHooks): ServiceHooks {
    const names = simulatedHooks.filter((hook) => hook !== "serve" || hooks.serve !== undefined);
    return Object.fromEntries(names.map((hook) => [hook, this.#recorded(service, hook, hooks[hook])]));
  }

  #recorded(service: string, hook: SimulatedHook, act: ((context: ServiceContext) => unknown) | undefined) {
    return (context: ServiceContext): unknown => {
      const { incarnation } = context;
      const note = (is: Deed["is"]) =>
        this.#deeds.push({ atMs: this.#clock.now(), service, incarnation, hook, is, told: this.#told.length });
      note("called");
      try {
        const acting = act?.(context);
        if (!(acting instanceof Promise)) {
          note("returned");
          return acting;
        }
        return acting.then(() => note("returned"), (thrown) => {
          note("threw");
          throw thrown;
        });
      } catch (thrown) {
        note("threw");
        throw thrown;
      }
    };
  }
}
