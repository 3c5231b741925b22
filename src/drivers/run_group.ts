import { checkKeys, shown } from "../core/option_check.ts";
import { type Policy, policyFields, type ResolvedPolicy, resolvePolicy } from "../core/policy.ts";
import type { GroupReport } from "../core/report.ts";
import { type BudgetLimits, checkBudgetLimits, defaultBudgetLimits } from "../core/restart_budget.ts";
import { checkFunction, driverFields, type DriverOptions, resolveDriverOptions } from "./driver_options.ts";
import { type DrivenWorker, GroupDriver } from "./group_driver.ts";
import { handleStopSignals } from "./stop_signals.ts";
import { checkName } from "./supervise.ts";
import type { Worker } from "./worker.ts";

/** One worker of a group, with what its policy says other than the group's defaults. */
export interface WorkerSpec extends Policy {
  /** Unique within its group, and not empty. */
  readonly name: string;
  /** What is supervised. */
  readonly run: Worker;
  /** Chance for this worker alone; the group's unless given. */
  readonly random?: () => number;
}

/** A worker of a group, at length or as `[name, run]`. */
export type GroupWorker = WorkerSpec | readonly [name: string, run: Worker];

/** How a group is supervised. */
export interface GroupOptions extends DriverOptions {
  /** The policy of every worker that says nothing else. */
  readonly defaults?: Policy;
  /**
   * A budget that all workers share, asked after the worker's own: when it is spent the group fails. None unless given; what a
   * given one leaves out is 5 restarts in 300,000 ms.
   */
  readonly budget?: Partial<BudgetLimits>;
  /**
   * Whether SIGINT and SIGTERM stop the group; a second one ends the grace at once. The group then holds the process open
   * until it returns.
   * @default true
   */
  readonly signals?: boolean;
  /**
   * Whether the group waits for a stop when every worker has ended.
   * @default false
   */
  readonly keepAlive?: boolean;
}

/**
 * Keeps a group of workers running, each in its own restart loop: the crash of one never touches another. Returns when every
 * worker has ended, or when it was asked to stop and all have stopped or were abandoned.
 *
 * `run_group` is the same function.
 *
 * @throws {EscalationError} Rejects when a worker's failure failed the group: it was fatal, its exhaustion rule says
 * `"escalate"`, or the group's budget is spent. Everything else is stopped first.
 * @throws {TypeError} For an empty or repeated name, a worker that is no function, an unknown option, an option of the wrong type.
 * @throws {RangeError} For a number that its option cannot hold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runGroup } from "@mainstay/supervisor";
 *
 * const stop = new AbortController();
 * const report = await runGroup([
 *   { name: "steady", run: ({ clock, signal }) => clock.sleep(60_000, signal) },
 *   { name: "hasty", run: () => stop.abort() },
 * ], { signal: stop.signal });
 * assertEquals(report.outcome, "stopped");
 * assertEquals(report.workers.map((worker) => worker.outcome), ["stopped", "stopped"]);
 * ```
 */
// deno-lint-ignore require-await -- wrong options must reject like everything else, not throw
export async function runGroup(workers: readonly GroupWorker[], options: GroupOptions = {}): Promise<GroupReport> {
  const action = "run the group";
  if (!Array.isArray(workers)) {
    throw new TypeError(`Cannot ${action}: "workers" must be an array, received ${shown(workers)}`);
  }
  checkKeys(action, "", options, ["defaults", "budget", "signals", "keepAlive", ...driverFields]);
  const { signals = true, keepAlive = false } = options;
  checkBoolean(action, "signals", signals);
  checkBoolean(action, "keepAlive", keepAlive);
  const budget = resolveGroupBudget(action, options.budget);
  if (options.defaults !== undefined) checkKeys(action, "defaults", options.defaults, policyFields);
  const defaults = resolvePolicy(`${action} with its "defaults"`, options.defaults ?? {});
  const { clock, random, signal, observer } = resolveDriverOptions(action, options);
  const driven = resolveWorkers(workers, defaults, random);
  const driver = new GroupDriver(driven, { budget, keepAlive, tellsOfItself: true }, clock, observer);
  // Not awaited here: what this function holds, the workers' specs among it, would live as long as the group.
  return signals && driven.length > 0 && !signal?.aborted ? runSignalled(driver, signal) : driver.run(signal);
}

async function runSignalled(driver: GroupDriver, signal: AbortSignal | undefined): Promise<GroupReport> {
  const release = handleStopSignals(() => driver.stop("signal"), () => driver.endGrace());
  try {
    return await driver.run(signal);
  } finally {
    release();
  }
}

const workerFields = ["name", "run", "random", ...policyFields];

function resolveWorkers(
  workers: readonly GroupWorker[],
  defaults: ResolvedPolicy,
  groupRandom: () => number,
): DrivenWorker[] {
  const names = new Set<string>();
  // `from` visits the holes of a list too.
  return Array.from(workers, (worker, index) => {
    const spec = specOf(worker, index);
    const { name, run, random = groupRandom } = spec;
    if (typeof name !== "string" || name === "") checkName(`run the group: workers[${index}]`, name);
    const action = `supervise worker "${name}"`;
    if (names.has(name)) throw new TypeError(`Cannot ${action}: another worker of the group has this "name" already`);
    names.add(name);
    checkKeys(action, "", spec, workerFields);
    checkFunction(action, "run", run);
    checkFunction(action, "random", random);
    return { name, run, random, policy: resolvePolicy(action, spec, defaults) };
  });
}

function specOf(worker: GroupWorker, index: number): WorkerSpec {
  if (Array.isArray(worker)) {
    const [name, run, ...rest] = worker as readonly [string, Worker, ...unknown[]];
    if (rest.length === 0) return { name, run };
    throw new TypeError(
      `Cannot run the group: "workers[${index}]" must be [name, run] with nothing after it; a policy goes into { name, run, … }`,
    );
  }
  if (typeof worker === "object" && worker !== null) return worker as WorkerSpec;
  throw new TypeError(
    `Cannot run the group: "workers[${index}]" must be { name, run } or [name, run], received ${shown(worker)}`,
  );
}

function resolveGroupBudget(action: string, options: Partial<BudgetLimits> | undefined): BudgetLimits | undefined {
  if (options === undefined) return undefined;
  checkKeys(action, "budget", options, ["intensity", "periodMs"]);
  const { intensity = defaultBudgetLimits.intensity, periodMs = defaultBudgetLimits.periodMs } = options;
  checkBudgetLimits(action, "budget.", { intensity, periodMs });
  return { intensity, periodMs };
}

function checkBoolean(action: string, field: string, value: unknown): void {
  if (typeof value === "boolean") return;
  throw new TypeError(`Cannot ${action}: "${field}" must be true or false, received ${shown(value)}`);
}
