import {
  type ChildInfo,
  type ChildSpec,
  dialect,
  DoNotRestartError,
  EscalationError,
  group,
  type GroupEvent,
  type GroupRuleOptions,
  type RunningGroup,
  startGroup,
  type SupervisionEvent,
  type WorkerEvent,
} from "../../mod.ts";
import type { Fact, Replay } from "./observation.ts";
import { sutureWorker } from "./suture_process.ts";
import { SutureWorld } from "./suture_world.ts";
import type { SutureConfig, SutureOp, SutureService, SutureTrace } from "./trace.ts";

/** How a suture trace is replayed. */
export interface SutureSetting {
  /** Whether a stray abort or timeout ends a service quietly, as in suture 4.0.1, instead of being a crash. */
  readonly quietAborts: boolean;
}

/** How long the recordings gave `RemoveAndWait`. */
const removeWaitMs = 100;

/** Does to a tree of this library what was done to suture's, and tells what happened. */
export async function replaySuture(trace: SutureTrace, { quietAborts }: SutureSetting): Promise<Replay> {
  const { config, script, duration_ms } = trace;
  const world = new SutureWorld(config, quietAborts);
  const exit: Fact[] = [];
  let unstopped = "no report";
  const handle = startGroup(config.services.map((service) => childSpec(world, service, config)), {
    ...rulesOf(config),
    graceMs: config.timeout_ms,
    clock: world.clock,
    signals: false,
    onEvent: (event) => onEvent(world, event),
  });
  const over = (text: string): void => {
    exit.push({ text, atMs: world.clock.now() });
  };
  // Suture's report is of the stop alone; ours has those too that were removed before and still run.
  const removed = new Set(
    script.flatMap((op) => op.op === "remove" || op.op === "remove_and_wait" ? [op.service] : []),
  );
  const report = (abandoned: readonly string[]): void => {
    unstopped = abandoned.filter((name) => !removed.has(name)).toSorted().join(", ");
  };
  handle.finished.then(({ abandoned, stopReason }) => {
    over(stopReason === "terminate-tree" ? "ErrDoNotRestart" : "context.Canceled");
    report(abandoned);
  }, (error: EscalationError) => {
    if (error.rule !== "terminate-tree") throw error;
    over("ErrTerminateSupervisorTree");
    report(error.report.abandoned);
  });
  await world.clock.advance(0);
  const ops: Fact[] = [];
  for (const op of script) {
    await world.clock.advanceTo(op.at_ms);
    const answer = perform(world, handle, op, config);
    await world.clock.advance(0);
    if (op.op === "remove_and_wait") await world.clock.advance(removeWaitMs);
    ops.push({ text: `${op.op}: ${await answer}`, atMs: op.at_ms });
  }
  await world.clock.advanceTo(duration_ms);
  const final = exit.length > 0 ? [] : handle.children().filter(({ status }) => isKept(status));
  const { starts, ends, events } = world;
  return {
    observation: {
      starts,
      ends,
      events,
      ops,
      exit,
      unstopped: [{ text: unstopped }],
      final: final.map(({ name }) => ({ text: name })),
    },
    uses: new Set(),
  };
}

/** A service of suture as a child of ours; how long it may take to stop its supervisor says. */
function childSpec(world: SutureWorld, service: SutureService, { timeout_ms }: SutureConfig): ChildSpec {
  const { id, supervisor } = service;
  if (supervisor === undefined) return { name: id, run: sutureWorker(world, service), graceMs: timeout_ms };
  const services = supervisor.services.map((each) => childSpec(world, each, supervisor));
  return { name: id, run: group(services, rulesOf(supervisor)), graceMs: timeout_ms };
}

function rulesOf(config: SutureConfig): GroupRuleOptions {
  const suture = dialect("suture");
  return {
    ...suture,
    budget: {
      ...suture.budget,
      intensity: config.failure_threshold,
      periodMs: config.failure_decay_s * 1_000,
      pauseMs: config.failure_backoff_ms,
    },
    terminateTree: config.dont_propagate_termination ? "contain" : "propagate",
  };
}

async function perform(
  world: SutureWorld,
  handle: RunningGroup,
  op: SutureOp,
  config: SutureConfig,
): Promise<string> {
  switch (op.op) {
    case "end": {
      const process = world.processes.get(op.service);
      if (!process?.isAlive) return "no_such_service";
      process.end(op.how);
      return "ok";
    }
    case "stop":
      void handle.shutdown().catch(() => {});
      return "ok";
    case "add":
      handle.start(childSpec(world, op.spec, config));
      return "ok";
    case "remove":
      void handle.remove(op.service);
      return "nil";
    case "remove_and_wait":
      return await Promise.race([
        handle.remove(op.service).then(() => "nil"),
        world.clock.sleep(removeWaitMs).then(() => "ErrTimeout"),
      ]);
    default:
      return op satisfies never;
  }
}

/** Writes our events down as suture's hook would be called. */
function onEvent(world: SutureWorld, event: SupervisionEvent): void {
  if (!("worker" in event)) return onGroupEvent(world, event);
  const [supervisor, id] = ["top", ...event.worker.split("/")].slice(-2) as [string, string];
  if (world.failures.has(id)) onSupervisorEvent(world, id, event);
  switch (event.type) {
    case "restart-scheduled":
      return tellFailure(world, supervisor, id, "restarting");
    case "restart-held":
      return tellFailure(world, supervisor, id, "waiting");
    case "abandoned":
      return world.tell(`StopTimeout ${supervisor} ${id}`);
  }
}

function tellFailure(world: SutureWorld, supervisor: string, id: string, what: "restarting" | "waiting"): void {
  const count = world.failures.get(supervisor)!;
  count.record(world.clock.now());
  const type = world.ways.get(id) === "panic" ? "ServicePanic" : "ServiceTerminate";
  world.tell(`${type} ${supervisor} ${id}, ${what}`, count.count(world.clock.now()));
}

function onGroupEvent(world: SutureWorld, event: GroupEvent): void {
  const supervisor = event.group?.split("/").at(-1) ?? "top";
  if (event.type === "group-paused") return world.tell(`Backoff ${supervisor}`);
  if (event.type === "group-started") world.failures.get(supervisor)!.reset();
  if (event.type !== "group-resumed") return;
  world.failures.get(supervisor)!.reset();
  world.tell(`Resume ${supervisor}`);
}

/** Writes down the start and the end of a nested supervisor, as its own `Serve` would. */
function onSupervisorEvent(world: SutureWorld, id: string, event: WorkerEvent): void {
  switch (event.type) {
    case "started":
      world.started(id);
      return;
    case "stopped":
      return world.ended(id, `returned:${answerOf(event.error?.thrown)}`);
    case "completed":
      return world.ended(id, "returned:ErrDoNotRestart");
    case "crashed":
      return world.ended(id, "returned:ErrTerminateSupervisorTree");
  }
}

/** What a supervisor's `Serve` returns when it is stopped: what it was about to end with, if it was. */
function answerOf(thrown: unknown): string {
  if (thrown instanceof DoNotRestartError) return "ErrDoNotRestart";
  return thrown instanceof EscalationError ? "ErrTerminateSupervisorTree" : "context.Canceled";
}

function isKept(status: ChildInfo["status"]): boolean {
  return !["abandoned", "completed", "stopped", "gave-up", "escalated"].includes(status);
}
