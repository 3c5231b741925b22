import type { SupervisionEvent } from "../core/event.ts";
import { eventLevel, eventSentence, shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import { shown } from "../core/option_check.ts";
import type { GroupReport } from "../core/report.ts";
import { EscalationError } from "../core/supervision_error.ts";
import type { GroupDriver } from "../drivers/group_driver.ts";
import type { GroupHandle } from "../drivers/group_handle.ts";
import { logLine } from "../drivers/log_line.ts";
import { type Logger, Observer } from "../drivers/observer.ts";
import { handleStopSignals } from "../drivers/stop_signals.ts";
import { launchGroup } from "../drivers/start_group.ts";
import {
  type ApplicationOptions,
  resolveApplicationOptions,
  type ResolvedApplicationOptions,
} from "./application_options.ts";
import { ApplicationHost } from "./application_host.ts";
import { ApplicationSession } from "./application_session.ts";
import type { ApplicationOutcome, ApplicationReport } from "./application_report.ts";
import type { ReadyResult, ReadyWaitOptions } from "./ready_wait.ts";
import { hopeless, waitForReady } from "./ready_wait.ts";
import { defineServices, type ServiceDefinition } from "./service_definition.ts";
import { type ApplicationEvent, serviceEventLevel, serviceEventSentence } from "./service_event.ts";
import type { ApplicationInfo, ApplicationStatus, ServiceInfo } from "./service_info.ts";
import type { AnyService, ServiceReference } from "./service_spec.ts";
import type { ServiceNode } from "./service_node.ts";
import { ServiceTree, type TreeOptions } from "./service_tree.ts";
import { StartUpError } from "./start_up_error.ts";
import { teardownReport } from "./teardown_report.ts";

/** An application that runs. */
export interface RunningApplication {
  /** Becomes the report when it is over; never rejects. */
  readonly finished: Promise<ApplicationReport>;
  /** What came of its start-up: all required services were ready, or why they were not. Never rejects. */
  readonly startUp: Promise<ReadyResult>;
  /** It at this instant; see {@linkcode healthHandler}. */
  info(): ApplicationInfo;
  /**
   * Asks it to stop, in good order, and waits for its end. Asked again it waits for the same end. A service may ask for it, and must not wait: it
   * would wait for itself.
   */
  stop(): Promise<ApplicationReport>;
  /** Waits until services are ready, or cannot become so. */
  waitForReady(services: readonly ServiceReference[], options?: ReadyWaitOptions): Promise<ReadyResult>;
  /**
   * Starts a service again that was stopped or lost, by its path, and those that had waited for it in vain.
   *
   * @returns "closed" while that what it belongs to does not run; see {@linkcode GroupHandle.start}.
   * @throws {TypeError} For a path that no service has.
   */
  startService(path: string): ReturnType<GroupHandle["start"]>;
  /**
   * Stops a service by its path, those that go down with it before it. A hook or the loop of the service itself must not wait for that: it would
   * wait for itself.
   *
   * @throws {TypeError} Rejects for a path that no service has.
   */
  stopService(path: string): ReturnType<GroupHandle["stop"]>;
  /**
   * Stops a service and starts it again, by its path; charged nothing. A hook or the loop of the service itself, or of one that goes down with it, must
   * not wait for that.
   *
   * @throws {TypeError} Rejects for a path that no service has.
   */
  restartService(path: string): ReturnType<GroupHandle["restart"]>;
}

/**
 * Runs services until they have ended, the application is stopped, or it fails: checks how they are wired, starts each one when all that it depends on
 * is ready, keeps them running, stops them in reverse.
 *
 * It does not end the process: give {@linkcode ApplicationReport.exitCode} to `Deno.exit`.
 *
 * @throws {TypeError} Rejects for a service or an option that is not as it must be, before anything was started.
 * @throws {RangeError} Rejects for a number that its option cannot hold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runApplication } from "@mainstay/supervisor/services";
 *
 * const report = await runApplication([
 *   { name: "db", nonRetryable: "AuthError", onExhausted: "give-up", onStart: () => { throw Object.assign(new Error("token expired"), { name: "AuthError" }); } },
 *   { name: "api", dependsOn: ["db"], serve: ({ ready }) => ready() },
 * ]);
 * assertEquals([report.exitCode, report.reason], [1, "start-up failed: db: AuthError: token expired; api: waiting for db"]);
 * ```
 */
// deno-lint-ignore require-await -- so that wrong options reject
export async function runApplication(
  services: readonly AnyService[],
  options: ApplicationOptions = {},
): Promise<ApplicationReport> {
  return startApplication(services, options).finished;
}

/**
 * Starts an application and hands out its live handle; see {@linkcode runApplication}.
 *
 * @throws {TypeError} For a service or an option that is not as it must be, before anything was started.
 * @throws {RangeError} For a number that its option cannot hold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { healthHandler, startApplication } from "@mainstay/supervisor/services";
 *
 * const app = startApplication([{ name: "clock", onStart: () => {} }], { signals: false });
 * await app.startUp;
 * assertEquals(healthHandler(app)(new Request("http://localhost/readyz")).status, 200);
 * assertEquals((await app.stop()).exitCode, 0);
 * ```
 */
export function startApplication(
  services: readonly AnyService[],
  options: ApplicationOptions = {},
): RunningApplication {
  return launchApplication(services, options, (definitions, given) => new ServiceTree(definitions, given));
}

/** Makes the tree of an application's services. */
export type MakeTree = (definitions: readonly ServiceDefinition[], options: TreeOptions) => ServiceTree;

/** The same as {@linkcode startApplication} with a tree of one's own, as a simulation has. */
export function launchApplication(
  services: readonly AnyService[],
  options: ApplicationOptions,
  makeTree: MakeTree,
): RunningApplication {
  const resolved = resolveApplicationOptions(options);
  const definitions = defineServices(services, "", resolved.defaults);
  return new Application(definitions, resolved, makeTree);
}

/** So many paths are listed where one is not found. */
const pathsShown = 8;

/** {@linkcode RunningApplication} over a tree of services. */
class Application implements RunningApplication {
  readonly finished: Promise<ApplicationReport>;
  readonly startUp: Promise<ReadyResult>;
  readonly #options: ResolvedApplicationOptions;
  readonly #tree: ServiceTree;
  readonly #startedAtMs: number;
  readonly #stopping = new AbortController();
  readonly #session: ApplicationSession;
  readonly #host: ApplicationHost;
  readonly #over = new AbortController();
  /** Resolves when the services are being started, or never will be. */
  readonly #launched = Promise.withResolvers<void>();
  readonly #started = Promise.withResolvers<ReadyResult>();
  #driver: GroupDriver | undefined;
  #failed: { readonly reason: string; readonly error: unknown } | undefined;
  #isOver = false;

  constructor(definitions: readonly ServiceDefinition[], options: ResolvedApplicationOptions, makeTree: MakeTree) {
    this.#options = options;
    this.#startedAtMs = options.clock.now();
    this.#tree = makeTree(definitions, {
      ...options,
      isStrict: options.strict,
      observer: new Observer<ApplicationEvent>(options.onEvent, options.logger, words),
      warn: (message) => this.#warn(message),
      stopping: this.#stopping.signal,
      sessionId: () => this.#session.id,
      broke: (thrown) => this.#fail(new Failure(thrown).message, thrown),
    });
    this.#session = new ApplicationSession(options);
    this.#host = new ApplicationHost(options.host, options.clock, (message) => this.#warn(message));
    if (this.#host.isThere) this.#tree.onChange(() => this.#tellHost());
    this.startUp = this.#started.promise;
    this.finished = this.#run();
  }

  info(): ApplicationInfo {
    const nowMs = this.#tree.now();
    return {
      name: this.#options.name,
      status: this.#status,
      nowMs,
      uptimeMs: nowMs - this.#startedAtMs,
      ...(this.#failed === undefined ? {} : { fatalReason: this.#failed.reason }),
      ...(this.#session.id === undefined ? {} : { sessionId: this.#session.id }),
      services: this.#tree.info(),
      drops: this.#drops(),
    };
  }

  stop(): Promise<ApplicationReport> {
    this.#requestStop();
    return this.finished;
  }

  waitForReady(services: readonly ServiceReference[], options?: ReadyWaitOptions): Promise<ReadyResult> {
    return this.#tree.waitForReady(services, options);
  }

  startService(path: string): ReturnType<GroupHandle["start"]> {
    return this.#tree.start(this.#node("start", path));
  }

  async stopService(path: string): ReturnType<GroupHandle["stop"]> {
    const node = this.#node("stop", path);
    if (this.#driver === undefined) await this.#launched.promise;
    return await this.#tree.stop(node);
  }

  async restartService(path: string): ReturnType<GroupHandle["restart"]> {
    const node = this.#node("restart", path);
    if (this.#driver === undefined) await this.#launched.promise;
    return await this.#tree.restart(node);
  }

  get #status(): ApplicationStatus {
    if (this.#isOver) return "stopped";
    if (this.#stopping.signal.aborted) return "stopping";
    if (this.#tree.required.areReady) return "ok";
    return this.#tree.required.wereReady ? "degraded" : "starting";
  }

  async #run(): Promise<ApplicationReport> {
    const { signal } = this.#options;
    // Whoever started it holds its handle before anything happens.
    await undefined;
    if (signal?.aborted) this.#requestStop();
    signal?.addEventListener("abort", () => this.#requestStop(), { signal: this.#over.signal });
    const release = this.#options.signals
      ? handleStopSignals(() => this.#requestStop("signal"), () => this.#driver?.endGrace())
      : undefined;
    await this.#session.open(this.#stopRequested()).catch((thrown) =>
      this.#fail(`start-up failed: its session could not be opened: ${sentenceOf(thrown)}`, thrown)
    );
    const report = await this.#runServices();
    await this.#tree.settled();
    this.#over.abort();
    this.#isOver = true;
    const services = deepFrozen(this.#tree.info());
    const teardown = teardownReport(this.#tree.causes, this.#tree.formerCauses, this.#tree.leftBehind);
    if (report?.outcome === "ended") this.#lookForLost();
    const failed = this.#failed;
    const unclean = teardown.clean ? undefined : `the stop was not clean: ${textOf(teardown)}`;
    const reason = failed?.reason ?? (teardown.abandoned.length > 0 ? unclean : undefined);
    await this.#session.finish(reason ?? unclean, this.#drops());
    await this.#host.close();
    release?.();
    this.#tree.release();
    const outcome: ApplicationOutcome = failed !== undefined
      ? "failed"
      : report?.outcome === "ended"
      ? "ended"
      : "stopped";
    return Object.freeze({
      name: this.#options.name,
      outcome,
      exitCode: reason === undefined ? 0 : 1,
      ...(reason === undefined ? {} : { reason }),
      ...(failed === undefined ? {} : { error: failed.error }),
      durationMs: this.#tree.now() - this.#startedAtMs,
      services,
      teardown,
      ...(this.#session.id === undefined ? {} : { sessionId: this.#session.id }),
    });
  }

  #stopRequested(): Promise<undefined> {
    const { signal } = this.#stopping;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(undefined);
      signal.addEventListener("abort", () => resolve(undefined), { signal: this.#over.signal });
    });
  }

  async #runServices(): Promise<GroupReport | undefined> {
    const { clock, random, signal, graceMs, budget } = this.#options;
    if (this.#stopping.signal.aborted) {
      this.#launched.resolve();
      this.#started.resolve(this.#failed === undefined ? await this.#ready() : hopeless(this.#failed.reason));
      return undefined;
    }
    const { driver, finished } = launchGroup(this.#tree.roots.map((node) => this.#tree.specOf(node)), {
      clock,
      random,
      signals: false,
      graceMs,
      stopOrder: "parallel",
      ...(signal === undefined ? {} : { signal }),
      ...(budget === undefined ? {} : { budget }),
      onEvent: (event) => this.#observe(event),
    }, false);
    this.#driver = driver;
    // Somebody may have asked for that in the very first events.
    if (this.#stopping.signal.aborted) driver.stop("abort");
    this.#tree.runsIn(driver.handle());
    this.#launched.resolve();
    this.#host.beat(this.#over.signal);
    const starting = this.#startUp().catch((thrown) => {
      this.#fail(sentenceOf(thrown), thrown);
      this.#started.resolve(hopeless(sentenceOf(thrown)));
    });
    const report = await finished.catch((thrown) => {
      this.#fail(reasonOf(thrown), thrown);
      return thrown instanceof EscalationError ? thrown.report : undefined;
    });
    this.#requestStop();
    await starting;
    return report;
  }

  async #startUp(): Promise<void> {
    const { name } = this.#options;
    const result = await this.#ready();
    if (result.ready) {
      this.#host.ready();
    } else if (result.outcome !== "stopped") {
      const outcome = result.outcome as "hopeless" | "timeout";
      const unready = this.#tree.info().filter(({ ready }) => !ready);
      const error = new StartUpError(name, outcome, result.reasons, unready);
      this.#fail(`start-up failed: ${result.reasons.join("; ")}`, error);
    }
    const failed = this.#failed;
    this.#started.resolve(result.ready || failed === undefined ? result : hopeless(failed.reason, result));
  }

  #ready(): Promise<ReadyResult> {
    const { clock, startupTimeoutMs } = this.#options;
    return waitForReady(this.#tree.nodes.filter(({ counts }) => counts), clock, this.#stopping.signal, {
      timeoutMs: startupTimeoutMs,
    });
  }

  #observe(event: SupervisionEvent): void {
    // The first reason counts, and is known before the others are stopped because of it.
    if (event.type === "escalated" && this.#tree.node(event.worker)?.counts === true) {
      if (this.#failed === undefined) this.#failsFor(crashText(event.worker, event.error), event.error?.thrown);
    }
    if (event.type === "group-stopping" && event.group === undefined) this.#nowStopping();
    this.#tree.observe(event);
  }

  #fail(reason: string, error: unknown): void {
    if (this.#failed === undefined) this.#failsFor(reason, error);
    // Only its own escalation makes it fail before it has come to its end.
    else if (error instanceof EscalationError) this.#failed = { ...this.#failed, error };
    this.#requestStop();
  }

  /** @param isAll Whether the error says all that the reason does, so that the session keeps it, with its stack. */
  #failsFor(reason: string, error: unknown, isAll = true): void {
    this.#failed = { reason, error };
    if (isAll && error !== undefined) this.#session.crashed(error);
    this.#log("error", `Application "${this.#options.name}" fails: ${reason}`);
  }

  /** All services have ended by themselves: if a required one of them was lost, that is a failure. */
  #lookForLost(): void {
    const lost = this.#tree.nodes.filter(({ counts, isLost }) => counts && isLost);
    if (lost.length === 0) return;
    const reason = lost.map(({ plight }) => plight).join("; ");
    if (this.#failed === undefined) {
      this.#failsFor(`required services were lost: ${reason}`, lost[0]!.lastFailure?.thrown, false);
    }
  }

  #requestStop(reason: "abort" | "signal" = "abort"): void {
    this.#nowStopping();
    this.#driver?.stop(reason);
  }

  #nowStopping(): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    if (this.#isOver) return;
    this.#host.stopping();
    this.#tellHost();
  }

  #tellHost(): void {
    const { ready, all } = this.#tree.required;
    this.#host.status(`${this.#status}: ${ready} of ${all} required services are ready`);
  }

  #drops(): Readonly<Record<string, number>> {
    try {
      const drops: unknown = this.#options.drops();
      if (typeof drops !== "object" || drops === null) throw new TypeError(`it answered ${shown(drops)}`);
      return drops as Readonly<Record<string, number>>;
    } catch (thrown) {
      this.#warn(`The application's "drops" threw: ${sentenceOf(thrown)}`);
      return {};
    }
  }

  #node(action: string, path: string): ServiceNode {
    const node = this.#tree.node(path);
    if (node !== undefined) return node;
    const paths = this.#tree.nodes.map((each) => each.path);
    const known = paths.slice(0, pathsShown).map(shown).join(", ");
    throw new TypeError(
      `Cannot ${action} service ${shown(path)}: there is no such service; there are ${known || "none"}${
        paths.length > pathsShown ? " …" : ""
      }`,
    );
  }

  #warn(message: string): void {
    this.#log("warn", message);
  }

  /** What a person must know is said on the console if there is no logger: to end without a word helps nobody. */
  #log(level: "warn" | "error", message: string): void {
    logLine(this.#options.logger ?? console, level, message);
  }
}

const words = {
  level: (event: ApplicationEvent): keyof Logger | undefined =>
    isOfService(event) ? serviceEventLevel(event) : eventLevel(event),
  sentence: (event: ApplicationEvent): string =>
    isOfService(event) ? serviceEventSentence(event) : eventSentence(event),
};

function isOfService(event: ApplicationEvent): event is Exclude<ApplicationEvent, SupervisionEvent> {
  return "service" in event;
}

function crashText(service: string, error: Failure | undefined): string {
  return `service "${service}" crashed${error === undefined ? "" : `: ${shownFailure(error)}`}`;
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof EscalationError)) return sentenceOf(thrown);
  return crashText(thrown.worker, thrown.lastErrors.at(-1));
}

function sentenceOf(thrown: unknown): string {
  return shownFailure(new Failure(thrown));
}

function textOf({ causes, abandoned }: ApplicationReport["teardown"]): string {
  const untold = abandoned.filter((path) => !causes.some(({ service, kind }) => service === path && kind === "forced"));
  return [...causes.map(({ text }) => text), ...untold.map((path) => `service "${path}" still runs`)].join("; ");
}

function deepFrozen(services: readonly ServiceInfo[]): readonly ServiceInfo[] {
  for (const service of services) {
    deepFrozen(service.children);
    Object.freeze(service);
  }
  return Object.freeze(services);
}
