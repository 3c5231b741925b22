import { checkKeys, checkName, shown } from "../core/option_check.ts";
import { defaultRules, type GroupRules } from "../core/group_plan.ts";
import { defaultPolicy, type Policy, policyFields, resolvePolicy } from "../core/policy.ts";
import type { WorkerReport } from "../core/report.ts";
import { checkFunction, driverFields, type DriverOptions, resolveDriverOptions } from "./driver_options.ts";
import { GroupDriver } from "./group_driver.ts";
import { type AnyGroup, Group, groupPolicy, resolveNested } from "./group_spec.ts";
import type { Worker } from "./worker.ts";

/** How one worker is supervised: its policy, and where time, chance and observers come from. */
export interface SuperviseOptions extends Policy, DriverOptions {}

/** One worker on its own shares no budget, tells of no group, and is over when the worker is. */
const alone: GroupRules = { ...defaultRules, tellsOfItself: false };

/**
 * Keeps one worker running: starts it again after each crash, with backoff, inside its budget, until it completes, is given
 * up, or `signal` stops it.
 *
 * A group may be given in the worker's place: then that is started again when it fails. It handles no signals of the process;
 * {@linkcode runGroup} does.
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
export async function supervise(
  name: string,
  worker: Worker | AnyGroup,
  options: SuperviseOptions = {},
): Promise<WorkerReport> {
  const action = `supervise worker ${shown(name)}`;
  checkName(action, name);
  const isGroup = worker instanceof Group;
  if (!isGroup) checkFunction(action, "worker", worker);
  checkKeys(action, "", options, [...policyFields, ...driverFields]);
  const policy = resolvePolicy(action, isGroup ? groupPolicy(options) : options);
  const { clock, random, signal, observer } = resolveDriverOptions(action, options);
  const run = isGroup ? undefined : worker;
  const group = isGroup ? resolveNested(name, worker, random, undefined) : undefined;
  const members = [group === undefined ? { name, policy, random, run } : { name, policy, random, run, group }];
  const plan = {
    members,
    rules: alone,
    defaults: defaultPolicy,
    random,
    template: undefined,
    saysStopOrder: false,
    prefix: "",
  };
  const driver = new GroupDriver(plan, clock, observer);
  const report = await driver.run(signal);
  return report.workers[0]!;
}
