import type { Logger } from "../../drivers/observer.ts";
import { launchApplication, type RunningApplication } from "../../services/application.ts";
import type { ServiceSpec } from "../../services/service_spec.ts";
import type { Cast } from "../cast.ts";
import { type CastChild, type CastGroup, isTree, nameOf } from "../cast_group.ts";
import type { CastOperation } from "../cast_operation.ts";
import { type CutOff, type EngineRun, eventsPerSlice, type Life } from "../engine_run.ts";
import { failObserver, silentLogger } from "../faults/observer_fault.ts";
import type { RandomStreams } from "../random_streams.ts";
import type { Trace } from "../trace.ts";
import { VirtualClock } from "../virtual_clock.ts";
import { withWoken } from "./invariants/woken_by_hand.ts";
import { Recorder } from "./recorder.ts";
import { serviceInvariants } from "./service_invariants.ts";
import type { ServicesRecord } from "./services_record.ts";
import { simulatedService } from "./simulated_service.ts";
import { type MakeSimulatedTree, SimulatedTree } from "./simulated_tree.ts";

/** What the services engine gives. */
export interface ServicesRun extends EngineRun {
  /** What the services told and did, beyond their supervision. */
  readonly services: ServicesRecord;
}

/** How a cast is run as services. */
export interface ServicesEngineOptions {
  /** Cuts the run off when it aborts. */
  readonly signal?: AbortSignal;
  /** Gets the sentences that the application would log. */
  readonly logger?: Logger;
  /** What the services are run in. */
  readonly makeTree?: MakeSimulatedTree;
}

const plainTree: MakeSimulatedTree = (definitions, options, streams) =>
  new SimulatedTree(definitions, options, streams);

/**
 * Runs a cast as an application of services, by the code of production, on a virtual clock. The application has no limit for its start-up as a
 * whole.
 *
 * @param cast As {@linkcode asServices} has it.
 * @throws {unknown} Rejects with what an operation by hand threw, which is a fault of the supervisor.
 */
export async function servicesEngine(
  cast: Cast,
  streams: RandomStreams,
  limit: number,
  { signal, logger = silentLogger, makeTree = plainTree }: ServicesEngineOptions = {},
): Promise<ServicesRun> {
  const { scenario, root, operations, stalls, observerFaults, jumps } = cast;
  const clock = new VirtualClock();
  const recorder = new Recorder(clock);
  const lives: Life[] = [];
  const stop = new AbortController();
  const specOf = (child: CastChild): ServiceSpec => {
    if (isTree(child)) {
      const { path, policy } = child.group;
      return {
        ...policy,
        name: nameOf(path),
        ...dependence(child.group),
        ...recorder.recorded(path, {}),
        children: child.children.map(specOf),
      };
    }
    const { name, policy } = child;
    const hooks = simulatedService(
      child,
      streams.stream(`faults:${name}`),
      streams.stream(`calls:${name}`),
      (life) => lives.push(life),
    );
    return { ...policy, name: nameOf(name), ...dependence(child), ...recorder.recorded(name, hooks) };
  };
  let failure: { readonly thrown: unknown } | undefined;
  const failed = (thrown: unknown) => failure ??= { thrown };
  if (scenario.stopAtMs !== undefined) clock.sleep(scenario.stopAtMs).then(() => stop.abort());
  for (const operation of operations) {
    clock.sleep(operation.atMs).then(() => operate(app, operation)).catch(failed);
  }
  for (const { atMs, forMs } of stalls) clock.sleep(atMs).then(() => clock.stall(forMs));
  const app = launchApplication(
    root.children.map(specOf),
    {
      name: scenario.name,
      clock,
      wallClock: () => jumps.reduce((nowMs, { atMs, byMs }) => atMs <= clock.now() ? nowMs + byMs : nowMs, clock.now()),
      signal: stop.signal,
      signals: false,
      logger,
      graceMs: root.group.rules.graceMs,
      startupTimeoutMs: Infinity,
      host: recorder,
      ...budgetOf(root.group),
      onEvent: (event) => {
        recorder.hear(event);
        failObserver(observerFaults, event.atMs);
      },
    },
    (definitions, options) => makeTree(definitions, options, streams),
  );
  recorder.watch(app);
  let cutOffBy: CutOff | undefined;
  for (let left = limit; cutOffBy === undefined; left -= eventsPerSlice) {
    const { limited } = await clock.advanceTo(scenario.horizonMs, { limit: Math.min(left, eventsPerSlice) });
    if (!limited) break;
    if (left <= eventsPerSlice) cutOffBy = "limit";
    else if (signal?.aborted) cutOffBy = "signal";
  }
  if (failure !== undefined) throw failure.thrown;
  const { events, record } = recorder;
  const endedAtMs = record.over?.atMs ?? clock.now();
  const breachesOf = (trace: Trace) => {
    const judged = { ...trace, operations: withWoken(trace), ...record };
    return serviceInvariants.flatMap((invariant) => invariant.check(judged));
  };
  return { events, lives, endedAtMs, cutOffBy, report: undefined, services: record, breachesOf };
}

/** What a service says of those that it depends on, if it depends on any. */
function dependence(
  { dependsOn, onDependencyFailure }: Pick<CastGroup, "dependsOn" | "onDependencyFailure">,
): Pick<ServiceSpec, "dependsOn" | "onDependencyFailure"> {
  return dependsOn.length === 0 ? {} : { dependsOn, onDependencyFailure };
}

function budgetOf({ rules: { budget } }: CastGroup) {
  if (budget === undefined) return {};
  const { pauseMs, ...rest } = budget;
  return { budget: budget.onExhausted === "pause" ? { ...rest, pauseMs } : rest };
}

/** Does by hand what is possible now; that nobody waits for. */
async function operate(app: RunningApplication, { do: deed, path }: CastOperation): Promise<void> {
  switch (deed) {
    case "start":
      app.startService(path);
      return;
    case "stop":
      await app.stopService(path);
      return;
    case "restart":
      await app.restartService(path);
      return;
    case "add":
    case "remove":
      throw new TypeError(`Cannot do "${deed}" by hand with service "${path}"`);
    default:
      deed satisfies never;
  }
}
