import type { Logger } from "../../drivers/observer.ts";
import { type CutOff, eventsPerSlice } from "../../simulation/engine_run.ts";
import type { RandomStreams } from "../../simulation/random_streams.ts";
import { VirtualClock } from "../../simulation/virtual_clock.ts";
import type { ExecutionRequest } from "../execution.ts";
import type { ExecutionRecord, ExecutionStatus } from "../execution_record.ts";
import { Executor, type ExecutorParts } from "../executor.ts";
import type { ExecutorOptions } from "../executor_options.ts";
import { dropCauses, RecordQueue, type RecordQueueTerms } from "../record_queue.ts";
import { disturb } from "./disturb.ts";
import type { CastLoad, ExecutorCast } from "./executor_cast.ts";
import type { ExecutorEvent } from "./executor_event.ts";
import { heldOf } from "./held_records.ts";
import type { CountSample, ExecutorTrace, SimulatedExecution, SimulatedStop } from "./executor_trace.ts";
import { ScriptedSpills } from "./scripted_spills.ts";
import { ScriptedStore } from "./scripted_store.ts";
import { simulateBurst, type SimulatedLoadTerms, simulateLoad } from "./simulated_load.ts";
import { wallTimeMs } from "./wall_time.ts";

/** How an executor is run. */
export interface ExecutorEngineOptions {
  /** The most events of the clock. */
  readonly limit: number;
  readonly signal?: AbortSignal;
  readonly logger?: Logger;
  /** Makes what holds and counts the records: for tests of the judges. */
  readonly makeQueue?: (terms: RecordQueueTerms) => RecordQueue<ExecutionRecord>;
  /** Makes the executor: for tests of the judges. */
  readonly makeExecutor?: (options: ExecutorOptions, parts: ExecutorParts) => Executor;
}

/** What a run of an executor gives. */
export interface ExecutorRun {
  readonly trace: ExecutorTrace;
  /** What ended it before its time, if anything did. */
  readonly cutOffBy: CutOff | undefined;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** What of a queue changes its account; while all is taken out it is not settled yet, and nobody can see it. */
const changes = ["accept", "restored", "next", "written", "failed", "settle"] as const;

/** Runs a cast under the code of production, on a virtual clock, with a store that does as it is told. */
export async function executorEngine(
  cast: ExecutorCast,
  streams: RandomStreams,
  options: ExecutorEngineOptions,
): Promise<ExecutorRun> {
  const { scenario, executor: terms, load, faults, healedAtMs, wallClockJumps } = cast;
  const { limit, signal, logger = silent } = options;
  const { makeQueue = (its) => new RecordQueue(its), makeExecutor = (its, parts) => new Executor(its, parts) } =
    options;
  const clock = new VirtualClock();
  const events: ExecutorEvent[] = [];
  const executions: SimulatedExecution[] = [];
  const told: { id: string; atMs: number }[] = [];
  const samples: CountSample[] = [];
  const stops: SimulatedStop[] = [];
  const at = () => ({ atMs: clock.now() });
  const stalls = disturb(cast, {
    clock,
    tell: (event) => events.push(event),
    burst: (burst) => {
      const { atMs, load: path } = burst;
      const its = load.find((each) => pathOf(each) === path)!;
      simulateBurst(its, burst, loadTerms(its, streams.stream(`burst:${atMs}:${path}`)));
    },
  });

  const spills = new ScriptedSpills(
    () => clock.now(),
    ({ records }) => events.push({ type: "picked-up", ...at(), count: records.length }),
  );
  const store = new ScriptedStore({
    faults,
    takes: scenario.store?.takes,
    clock,
    random: streams.stream("store"),
    isPickUp: (records) => spills.holds(records),
    stopsOver: () => stops.filter(({ endedAtMs }) => endedAtMs !== undefined).length,
    healedAtMs,
    on: (what, attempt) => {
      const isLate = attempt.overdueAtMs !== undefined;
      if (what === "attempt") {
        const { ids, isPickUp } = attempt;
        events.push({ type: "attempt", ...at(), attempt: attempt.attempt, count: ids.length, isPickUp });
      } else if (attempt.isStored) {
        const refused = attempt.refused.length;
        const stored = attempt.ids.length - refused;
        events.push({ type: "answered", ...at(), attempt: attempt.attempt, stored, refused, isLate });
      } else if (!isLate) events.push({ type: "attempt-failed", ...at(), attempt: attempt.attempt, why: "failed" });
    },
    // Nobody sees that no answer comes but by waiting for it. This sleep ends between the answer's and that of whoever waits for it, as all of
    // one moment end in the order of their beginnings: it tells which of the two came first, also where both come at the end of a stall.
    pending: (attempt) => {
      clock.sleep(terms.storeTimeoutMs).then(() => {
        if (attempt.answeredAtMs !== undefined) return;
        attempt.overdueAtMs = clock.now();
        events.push({ type: "attempt-failed", ...at(), attempt: attempt.attempt, why: "no-answer" });
      });
    },
  });

  const watchedQueue = (its: RecordQueueTerms): RecordQueue<ExecutionRecord> => {
    const queue = makeQueue(its);
    const take = () => {
      const last = samples.at(-1)?.counts;
      const counts = queue.counts;
      for (const cause of dropCauses) {
        const count = counts.dropped[cause] - (last?.dropped[cause] ?? 0);
        if (count !== 0) events.push({ type: "dropped", ...at(), cause, count });
      }
      const stored = counts.stored - (last?.stored ?? 0);
      if (stored !== 0) events.push({ type: "stored", ...at(), count: stored });
      const spilled = counts.spilled - (last?.spilled ?? 0);
      if (spilled !== 0) events.push({ type: "spilled", ...at(), count: spilled });
      samples.push({ ...at(), counts, rows: store.rows.size, events: events.length });
    };
    for (const name of changes) {
      const method = queue[name] as (...args: unknown[]) => unknown;
      const value = (...args: unknown[]) => {
        const answer = method.apply(queue, args);
        take();
        return answer;
      };
      Object.assign(queue, { [name]: value });
    }
    take();
    return queue;
  };

  const { sessionFromMs } = scenario;
  const executor = makeExecutor({
    ...optionsOf(cast),
    store,
    session: sessionFromMs === undefined ? undefined : () => clock.now() >= sessionFromMs ? 1 : undefined,
    retention: false,
    onStored: ({ id }) => {
      told.push({ id, ...at() });
      events.push({ type: "told", ...at(), id });
    },
    logger,
    clock,
    random: streams.stream("executor"),
    wallClock: () => wallTimeMs(wallClockJumps, clock.now()),
  }, { makeQueue: watchedQueue, spills: terms.spill ? spills : undefined });

  let isOpen = true;
  const loadTerms = (its: CastLoad, random: () => number): SimulatedLoadTerms => ({
    clock,
    random,
    isOpen: () => isOpen,
    hangs: () => bodyHangs(cast, pathOf(its), clock.now(), streams),
    execute: (request) => statusOf(executor, request),
    began: (execution) => executions.push(execution),
    over: ({ id, load }, status) => events.push({ type: "executed", ...at(), id, load, status }),
  });
  const start = () => {
    executor.start();
    events.push({ type: "started", ...at() });
    isOpen = true;
  };
  const stop = async () => {
    const stopping: SimulatedStop = {
      ...at(),
      endedAtMs: undefined,
      endedAtSample: undefined,
      restartedAtMs: undefined,
      restartedAtSample: undefined,
    };
    stops.push(stopping);
    isOpen = false;
    events.push({ type: "stopping", ...at(), held: heldOf(samples.at(-1)) });
    await executor.stop();
    stopping.endedAtMs = clock.now();
    stopping.endedAtSample = samples.length;
    events.push({ type: "stopped", ...at(), tookMs: stopping.endedAtMs - stopping.atMs });
    const { restartAtMs } = scenario;
    if (restartAtMs === undefined) return;
    await clock.sleep(Math.max(0, restartAtMs - clock.now()));
    stopping.restartedAtMs = clock.now();
    stopping.restartedAtSample = samples.length;
    start();
  };

  start();
  let failure: { readonly thrown: unknown } | undefined;
  const failed = (thrown: unknown) => failure ??= { thrown };
  if (scenario.stopAtMs !== undefined) clock.sleep(scenario.stopAtMs).then(stop).catch(failed);
  for (const each of load) simulateLoad(each, loadTerms(each, streams.stream(`load:${pathOf(each)}`))).catch(failed);
  const cutOffBy = await advance(clock, scenario.horizonMs, limit, signal);
  if (failure !== undefined) throw failure.thrown;
  const { rows, attempts } = store;
  const { files } = spills;
  const endedAtMs = clock.now();
  return {
    trace: { cast, events, executions, attempts, rows, spills: files, told, samples, stops, stalls, endedAtMs },
    cutOffBy,
  };
}

function pathOf({ owner, name }: { readonly owner: string; readonly name: string }): string {
  return `${owner}/${name}`;
}

/** Whether a body hangs that begins now. Chance is drawn from a stream of its own, where there is a hang alone. */
function bodyHangs({ hangs }: ExecutorCast, path: string, nowMs: number, streams: RandomStreams): boolean {
  const hang = hangs.find(({ fromMs, toMs, load = path }) => load === path && fromMs <= nowMs && nowMs < toMs);
  return hang !== undefined && streams.stream(`hang:${path}`)() < hang.share;
}

function optionsOf({ executor: { spill: _, ...options } }: ExecutorCast): Omit<ExecutorOptions, "store"> {
  return options;
}

async function statusOf(executor: Executor, request: ExecutionRequest<void>): Promise<ExecutionStatus> {
  try {
    return (await executor.execute(request)).status;
  } catch {
    // Only a cancelled execution rejects.
    return "cancelled";
  }
}

async function advance(
  clock: VirtualClock,
  horizonMs: number,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<CutOff | undefined> {
  for (let left = limit;; left -= eventsPerSlice) {
    const { limited } = await clock.advanceTo(horizonMs, { limit: Math.min(left, eventsPerSlice) });
    if (!limited) return undefined;
    if (left <= eventsPerSlice) return "limit";
    if (signal?.aborted) return "signal";
  }
}
