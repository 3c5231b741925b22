import { checkKeys, shown } from "../core/option_check.ts";
import { type Policy, policyFields, resolvePolicy } from "../core/policy.ts";
import type { WorkerReport } from "../core/report.ts";
import { checkFunction, driverFields, type DriverOptions, resolveDriverOptions } from "./driver_options.ts";
import { GroupDriver } from "./group_driver.ts";
import type { Worker } from "./worker.ts";

/** How one worker is supervised: its policy, and where time, chance and observers come from. */
export interface SuperviseOptions extends Policy, DriverOptions {}

/** One worker on its own shares no budget, tells of no group, and is over when the worker is. */
const alone = { budget: undefined, keepAlive: false, tellsOfItself: false } as const;

/**
 * Keeps one worker running: starts it again after each crash, with backoff, inside its budget, until it completes, is given
 * up, or `signal` stops it.
 *
 * It handles no signals of the process; {@linkcode runGroup} does.
 *
 * @returns What became of the worker. A worker that was given up is in the report too, with `outcome: "gave-up"` and the reason
 * in `error`.
 * @throws {EscalationError} Rejects when the worker's failure is `fatal`, or its exhaustion rule says `"escalate"`.
 * @throws {TypeError} For an empty name, a worker that is no function, an unknown option, an option of the wrong type.
 * @throws {RangeError} For a number that its option cannot hold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { supervise } from "@mainstay/supervisor";
 *
 * const report = await supervise("greeter", ({ incarnation }) => {
 *   if (incarnation < 3) throw new Error("not yet");
 * }, { backoff: { baseMs: 1 } });
 * assertEquals([report.outcome, report.starts, report.restarts], ["completed", 3, 2]);
 * ```
 */
export async function supervise(name: string, worker: Worker, options: SuperviseOptions = {}): Promise<WorkerReport> {
  const action = `supervise worker ${shown(name)}`;
  checkName(action, name);
  checkFunction(action, "worker", worker);
  checkKeys(action, "", options, [...policyFields, ...driverFields]);
  const policy = resolvePolicy(action, options);
  const { clock, random, signal, observer } = resolveDriverOptions(action, options);
  const driver = new GroupDriver([{ name, policy, random, run: worker }], alone, clock, observer);
  const report = await driver.run(signal);
  return report.workers[0]!;
}

/**
 * Throws unless `name` is a text that is not empty.
 *
 * @throws {TypeError} `Cannot <action>: "name" must be …`.
 */
export function checkName(action: string, name: unknown): asserts name is string {
  if (typeof name === "string" && name !== "") return;
  throw new TypeError(`Cannot ${action}: "name" must be a text that is not empty, received ${shown(name)}`);
}
