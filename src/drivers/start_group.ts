import { checkBoolean, checkKeys, checkNumber } from "../core/option_check.ts";
import type { GroupReport } from "../core/report.ts";
import { driverFields, type DriverOptions, resolveDriverOptions } from "./driver_options.ts";
import { GroupDriver } from "./group_driver.ts";
import type { RunningGroup } from "./group_handle.ts";
import {
  type AnyGroup,
  Group,
  type GroupChild,
  groupRuleFields,
  type GroupRuleOptions,
  resolveGroup,
} from "./group_spec.ts";
import { handleStopSignals } from "./stop_signals.ts";

/** How a group at the root is run. */
export interface GroupOptions extends GroupRuleOptions, DriverOptions {
  /**
   * Whether SIGINT and SIGTERM stop the group; a second one ends the grace at once. The group then holds the process open
   * until it returns.
   * @default true
   */
  readonly signals?: boolean;
  /**
   * How long the whole stop may take, whatever the graces of its children: when it is over, whoever was not asked yet is, and must end at
   * once. No limit unless given.
   */
  readonly graceMs?: number;
}

/**
 * Starts a group and hands out its live handle, by which children come and go.
 *
 * The group stays when it is empty (`keepAlive` is true unless said otherwise), until {@linkcode RunningGroup.shutdown}, its `signal`, or a
 * signal of the process. When it fails and nobody waits for {@linkcode RunningGroup.finished}, that ends the process, as any rejection that
 * nobody handles does. A {@linkcode pool} or {@linkcode group} may be given in place of the children; its own options are the group's then.
 *
 * @throws {TypeError} For an empty or repeated name, a child that is no function and no group, an unknown option, an option of the wrong type.
 * @throws {RangeError} For a number that its option cannot hold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { startGroup } from "@mainstay/supervisor";
 *
 * const pollers = startGroup([], { signals: false });
 * const started = pollers.start({ name: "feed", run: ({ clock, signal }) => clock.sleep(60_000, signal) });
 * assertEquals([started, pollers.counts().active], ["started", 1]);
 * assertEquals(await pollers.remove("feed"), "removed");
 * assertEquals((await pollers.shutdown()).outcome, "stopped");
 * ```
 */
export function startGroup<Item = unknown>(
  children: readonly GroupChild[] | Group<Item>,
  options: GroupOptions = {},
): RunningGroup<Item> {
  checkKeys("run the group", "", options, optionFields);
  const { driver, finished } = launchGroup(
    children,
    children instanceof Group ? options : { keepAlive: true, ...options },
    true,
  );
  const shutdown = () => {
    driver.stop("abort");
    return finished;
  };
  return Object.assign(driver.handle(), { finished, shutdown });
}

const optionFields = ["signals", "graceMs", ...groupRuleFields, ...driverFields];

/**
 * Checks a group and sets it going.
 *
 * @param isOpen Whether somebody outside can add children; without, a group that begins empty is over at once.
 * @param sharesGrace Whether children that are stopped in turn keep a share each of what the whole stop may take.
 */
export function launchGroup(
  children: readonly GroupChild[] | AnyGroup,
  options: GroupOptions,
  isOpen: boolean,
  sharesGrace = false,
): { readonly driver: GroupDriver; readonly finished: Promise<GroupReport> } {
  const action = "run the group";
  checkKeys(action, "", options, optionFields);
  const { signals = true, graceMs = Infinity } = options;
  checkBoolean(action, "signals", signals);
  checkNumber(action, "graceMs", graceMs, { min: 0, orInfinity: true });
  const { clock, random, signal, observer } = resolveDriverOptions(action, options);
  const ruled = groupRuleFields.find((field) => options[field] !== undefined);
  if (children instanceof Group && ruled !== undefined) {
    throw new TypeError(`Cannot ${action}: "${ruled}" must be said to group() or pool(), which made the group`);
  }
  const group = children instanceof Group ? children : new Group(children, ruleOptions(options), undefined);
  const plan = resolveGroup(action, group, { random, prefix: "" });
  const keepAlive = plan.rules.keepAlive && (isOpen || plan.members.length > 0);
  const driver = new GroupDriver(
    { ...plan, rules: { ...plan.rules, keepAlive, graceMs, sharesGrace } },
    clock,
    observer,
  );
  const isSignalled = signals && !signal?.aborted && (plan.members.length > 0 || keepAlive);
  // Not awaited here: what this function holds, the workers' specs among it, would live as long as the group.
  return { driver, finished: isSignalled ? runSignalled(driver, signal) : driver.run(signal) };
}

async function runSignalled(driver: GroupDriver, signal: AbortSignal | undefined): Promise<GroupReport> {
  const release = handleStopSignals(() => driver.stop("signal"), () => driver.endGrace());
  try {
    return await driver.run(signal);
  } finally {
    release();
  }
}

function ruleOptions(options: GroupOptions): GroupRuleOptions {
  return Object.fromEntries(groupRuleFields.map((field) => [field, options[field]]));
}
