import type { SupervisionEvent } from "../core/event.ts";
import type { GroupRules } from "../core/group_plan.ts";
import type { GroupReport } from "../core/report.ts";
import { EscalationError } from "../core/supervision_error.ts";
import type { GroupHandle } from "../drivers/group_handle.ts";
import { type ChildSpec, group, type GroupRuleOptions } from "../drivers/group_spec.ts";
import type { Logger } from "../drivers/observer.ts";
import { launchGroup } from "../drivers/start_group.ts";
import type { Cast } from "./cast.ts";
import { type CastChild, type CastGroup, dependenciesOf, groupPathOf, isTree, nameOf } from "./cast_group.ts";
import type { CastOperation } from "./cast_operation.ts";
import { type CutOff, endOf, type EngineRun, eventsPerSlice, type Life, type Listener } from "./engine_run.ts";
import { failObserver, silentLogger } from "./faults/observer_fault.ts";
import type { RandomStreams } from "./random_streams.ts";
import { simulatedWorker } from "./simulated_worker.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** Runs a cast under the code of production: a group on a virtual clock, with workers that live as they are told. */
export async function realEngine(
  cast: Cast,
  streams: RandomStreams,
  limit: number,
  signal?: AbortSignal,
  logger?: Logger,
  listener?: Listener,
): Promise<EngineRun> {
  const { scenario, root, operations, stalls, observerFaults } = cast;
  const clock = new VirtualClock();
  const events: SupervisionEvent[] = [];
  const lives: Life[] = [];
  let last: SupervisionEvent | undefined;
  const stop = new AbortController();
  const specOf = (child: CastChild): ChildSpec => {
    if (isTree(child)) {
      const { path, policy, rules, significant } = child.group;
      const random = streams.stream(`jitter:${path}`);
      return {
        ...policy,
        name: nameOf(path),
        significant,
        ...dependence(child.group),
        random,
        run: group(child.children.map(specOf), optionsOf(rules)),
      };
    }
    const { name, policy, significant } = child;
    const run = simulatedWorker(
      child,
      streams.stream(`faults:${name}`),
      streams.stream(`calls:${name}`),
      listener === undefined ? (life) => lives.push(life) : () => {},
    );
    const random = streams.stream(`jitter:${name}`);
    return { ...policy, name: nameOf(name), significant, ...dependence(child), run, random };
  };
  if (scenario.stopAtMs !== undefined) clock.sleep(scenario.stopAtMs).then(() => stop.abort());
  for (const operation of operations) {
    clock.sleep(operation.atMs).then(() => operate(driver.handle(), operation, specOf));
  }
  for (const { atMs, forMs } of stalls) clock.sleep(atMs).then(() => clock.stall(forMs));
  let report: GroupReport | undefined;
  let failure: unknown;
  const { driver, finished } = launchGroup(root.children.map(specOf), {
    ...optionsOf(root.group.rules),
    clock,
    signal: stop.signal,
    signals: false,
    graceMs: root.group.rules.graceMs,
    onEvent: (event) => {
      last = event;
      if (listener === undefined) events.push(event);
      else listener(event);
      failObserver(observerFaults, event.atMs);
    },
    logger: logger ?? (observerFaults.length > 0 ? silentLogger : undefined),
  }, false);
  finished.then((ended) => report = ended, (thrown) => {
    if (thrown instanceof EscalationError) report = thrown.report;
    else failure = thrown;
  });
  let cutOffBy: CutOff | undefined;
  for (let left = limit; cutOffBy === undefined; left -= eventsPerSlice) {
    const { limited } = await clock.advanceTo(scenario.horizonMs, { limit: Math.min(left, eventsPerSlice) });
    if (!limited) break;
    if (left <= eventsPerSlice) cutOffBy = "limit";
    else if (signal?.aborted) cutOffBy = "signal";
  }
  if (failure !== undefined) throw failure;
  return { events, lives, endedAtMs: endOf(last, clock.now()), cutOffBy, report };
}

/** What a child says of those that it depends on, if it depends on any. */
function dependence(
  { dependsOn, onDependencyFailure }: Pick<CastGroup, "dependsOn" | "onDependencyFailure">,
): Pick<ChildSpec, "dependsOn" | "onDependencyFailure"> {
  return dependsOn.length === 0 ? {} : { dependsOn, onDependencyFailure };
}

/** Rules in the words in which they are asked for. */
function optionsOf(rules: GroupRules): GroupRuleOptions {
  const { strategy, autoShutdown, startOrder, stopOrder, onStartFailure, terminateTree, maxChildren, keepAlive } =
    rules;
  const options = {
    strategy,
    autoShutdown,
    startOrder,
    // Not asked for it may change, when somebody joins who depends on another; that it does not where it is, was checked.
    ...(stopOrder === "sequential" ? {} : { stopOrder }),
    onStartFailure,
    terminateTree,
    maxChildren,
    keepAlive,
  };
  if (rules.budget === undefined) return options;
  const { pauseMs, ...budget } = rules.budget;
  return { ...options, budget: budget.onExhausted === "pause" ? { ...budget, pauseMs } : budget };
}

/** Does by hand what is possible now. */
function operate(root: GroupHandle, operation: CastOperation, specOf: (child: CastChild) => ChildSpec): void {
  const { do: deed, path, child } = operation;
  let handle: GroupHandle | undefined = root;
  for (const name of groupPathOf(path).split("/")) if (name !== "") handle = handle?.group(name);
  if (handle === undefined) return;
  const name = nameOf(path);
  switch (deed) {
    case "add": {
      const names = new Set(handle.children().map((each) => each.name));
      // To depend on somebody who has left is an error of whoever calls, and here nobody could know.
      if (dependenciesOf(child!).every((each) => names.has(each))) handle.start(specOf(child!));
      return;
    }
    case "start":
      // A name that no child has is an error of whoever calls, and here that child may be gone.
      if (handle.children().some((each) => each.name === name)) handle.start(name);
      return;
    case "stop":
    case "restart":
    case "remove":
      handle[deed](name);
      return;
    default:
      deed satisfies never;
  }
}
