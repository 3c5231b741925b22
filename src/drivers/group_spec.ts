import {
  type AutoShutdown,
  defaultRules,
  type DependencyFailureRule,
  type GroupMember,
  type GroupPlan,
  type GroupRules,
  type Order,
  type Strategy,
} from "../core/group_plan.ts";
import { checkBoolean, checkChoice, checkKeys, checkName, checkNumber, shown } from "../core/option_check.ts";
import { checkDependencies, checkDependsOn } from "../core/dependency_check.ts";
import { type GroupBudget, resolveGroupBudget } from "../core/group_budget.ts";
import { type Policy, policyFields, type ResolvedPolicy, resolvePolicy } from "../core/policy.ts";
import { checkFunction } from "./driver_options.ts";
import type { Worker, WorkerContext } from "./worker.ts";

/** One child of a group, with what its policy says other than the group's defaults. */
export interface ChildSpec extends Policy {
  /** Unique within its group; not empty, and without "/", which separates the names of a path. */
  readonly name: string;
  /** What is supervised: a worker, or a group of its own made by {@linkcode group} or {@linkcode pool}. */
  readonly run: Worker | AnyGroup;
  /**
   * Whether its end may end the group; see `autoShutdown`. A child that is always restarted cannot be significant.
   * @default false
   */
  readonly significant?: boolean;
  /**
   * Whether the group can do without it: it goes on when this one fails for good, by a fatal error or by its policy, and nobody waits for
   * its start.
   * @default false
   */
  readonly optional?: boolean;
  /**
   * The names of children of the same group that must be ready before this one is started, each time. It stops before they do. Whoever
   * waits for one that has ended for good is stopped. Only in a group with the strategy "one-for-one".
   */
  readonly dependsOn?: readonly string[];
  /**
   * What becomes of it when one of those fails or is restarted: it goes on, or is stopped, and started again when that one is ready.
   * @default "stay"
   */
  readonly onDependencyFailure?: DependencyFailureRule;
  /** Chance for this child alone; the group's unless given. */
  readonly random?: () => number;
}

/** A child of a group, at length or as `[name, run]`. */
export type GroupChild = ChildSpec | readonly [name: string, run: ChildSpec["run"]];

/** How the children of a group are supervised together. */
export interface GroupRuleOptions {
  /**
   * Who is restarted with a child that crashed: nobody else, all, or those that were started after it. They are stopped last first,
   * and started again in start order when the delay of the one that crashed is over; only that one is charged.
   * @default "one-for-one"
   */
  readonly strategy?: Strategy;
  /** The policy of every child that says nothing else; what it leaves open is that of the group around it. */
  readonly defaults?: Policy;
  /**
   * A budget that all children share, asked after the child's own: when it is spent the group fails, or pauses. None unless given; what a
   * given one leaves out is 5 restarts in 300,000 ms.
   */
  readonly budget?: GroupBudget;
  /**
   * Whether the group ends, in good order, when any or when all of its significant children have ended by themselves and are not restarted.
   * @default "never"
   */
  readonly autoShutdown?: AutoShutdown;
  /** Whether a child is started only when the one before it is ready. "parallel" unless the strategy asks for an order. */
  readonly startOrder?: Order;
  /**
   * Whether a child is asked to stop only when the one started after it has stopped. In parallel all are asked at once. "sequential" unless
   * children depend on each other: then each one is asked when all who depend on it have stopped, and nothing else can be asked for.
   */
  readonly stopOrder?: Order;
  /**
   * What it means that a child's first start fails: a crash like another, or the failure of the group.
   * @default "restart"
   */
  readonly onStartFailure?: "restart" | "fail";
  /**
   * Whether an error that terminates the tree climbs on to the group around this one, or ends just this one.
   * @default "propagate"
   */
  readonly terminateTree?: "propagate" | "contain";
  /** The most children that the group takes; no limit unless given. */
  readonly maxChildren?: number;
  /**
   * Whether the group stays when every child has ended, until it is asked to stop.
   * @default false
   */
  readonly keepAlive?: boolean;
}

/** The names of all {@linkcode GroupRuleOptions}. */
export const groupRuleFields = [
  "strategy",
  "defaults",
  "budget",
  "autoShutdown",
  "startOrder",
  "stopOrder",
  "onStartFailure",
  "terminateTree",
  "maxChildren",
  "keepAlive",
] as const satisfies readonly (keyof GroupRuleOptions)[];

/** What a pool starts again and again: a child whose worker is given something to work on. */
export interface PoolTemplate<Item> extends Policy {
  /** The first part of its children's names: `conn` makes `conn-1`, `conn-2` and so on. */
  readonly name: string;
  /** What is supervised. */
  readonly run: (context: WorkerContext, item: Item) => unknown;
}

/** A group as a child of another one. Made by {@linkcode group} or {@linkcode pool}; every incarnation of it starts its children afresh. */
export class Group<Item = unknown> {
  /** Its children, in start order. */
  readonly children: readonly GroupChild[];
  /** How they are supervised. */
  readonly options: GroupRuleOptions;
  /** What it starts again and again, if it is a pool. */
  readonly template: PoolTemplate<Item> | undefined;

  /** Not checked before it runs; use {@linkcode group} or {@linkcode pool}. */
  constructor(
    children: readonly GroupChild[],
    options: GroupRuleOptions,
    template: PoolTemplate<Item> | undefined,
  ) {
    this.children = children;
    this.options = options;
    this.template = template;
  }
}

/** A group, and whatever its items are if it is a pool. */
// deno-lint-ignore no-explicit-any -- a pool takes its items, and no others
export type AnyGroup = Group<any>;

/**
 * A group that is itself a child: `{ name: "db", run: group([…]) }`. It is up when all its children are, it stops as one, and when it
 * fails, because of its budget or of a child that escalates, that is a crash for the group around it, with the chain of causes.
 *
 * Without a `graceMs` of its own its stop takes as long as those of its children. What is wrong with it is said when it is run.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { group, runGroup } from "@mainstay/supervisor";
 *
 * const report = await runGroup([
 *   { name: "db", run: group([["reader", () => {}], ["writer", () => {}]], { strategy: "one-for-all" }) },
 *   ["clock", () => {}],
 * ]);
 * assertEquals(report.workers.map(({ name, outcome }) => `${name} ${outcome}`), ["db completed", "clock completed"]);
 * assertEquals(report.workers[0]!.group?.workers.map(({ name }) => name), ["reader", "writer"]);
 * ```
 */
export function group(children: readonly GroupChild[], options: GroupRuleOptions = {}): Group {
  return new Group(children, options, undefined);
}

/**
 * A group of alike children that come and go, by the thousand: it starts empty, {@linkcode GroupHandle.spawn} adds one, and whoever has
 * ended is forgotten, but for the sums in the report. It stays while it is empty, and stops all at once unless told otherwise.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pool, startGroup, type WorkerContext } from "@mainstay/supervisor";
 *
 * const serve = ({ clock, signal }: WorkerContext, port: number) => clock.sleep(port, signal);
 * const connections = startGroup(pool({ name: "conn", run: serve }), { signals: false });
 * assertEquals([connections.spawn(7001), connections.spawn(7002)], ["conn-1", "conn-2"]);
 * assertEquals(connections.counts().active, 2);
 * const report = await connections.shutdown();
 * assertEquals(report.removed?.stopped, 2);
 * ```
 */
export function pool<Item = void>(template: PoolTemplate<Item>, options: GroupRuleOptions = {}): Group<Item> {
  if (typeof template !== "object" || template === null) {
    throw new TypeError(`Cannot make a pool: "template" must be { name, run }, received ${shown(template)}`);
  }
  return new Group<Item>([], { keepAlive: true, stopOrder: "parallel", ...options }, template);
}

/** One child as the driver takes it. */
export interface DrivenChild extends GroupMember {
  /** Its worker; none for a group. */
  readonly run: Worker | undefined;
  readonly group?: DrivenGroup;
}

/** A group as the driver takes it, with what a child needs that is added later. */
export interface DrivenGroup extends GroupPlan, Inherited {
  readonly members: readonly DrivenChild[];
  readonly template: DrivenTemplate | undefined;
  /** Whether its stop order was asked for; otherwise it changes when a first child joins that depends on another. */
  readonly saysStopOrder: boolean;
}

/** What a group hands down to its children. */
export interface Inherited {
  /** What stands before their names in their paths: nothing at the root, `db/` in a group of that name. */
  readonly prefix: string;
  readonly defaults: ResolvedPolicy;
  readonly random: () => number;
}

/** What a pool starts again and again, as the driver takes it. */
export interface DrivenTemplate {
  readonly name: string;
  readonly run: (context: WorkerContext, item: unknown) => unknown;
  readonly policy: ResolvedPolicy;
  /** How many were spawned in the whole life of the process: no name comes twice. */
  spawned: number;
}

/** A longer path is cut in a message. */
const longestShown = 200;

/** How deep groups may be nested: what is asked of one is asked of the next inside it, and the stack has an end. */
const deepest = 500;

/**
 * Checks a group and all that is in it, and fills in what it leaves open.
 *
 * @param inherited The policy of the group around it, and its chance.
 * @throws {TypeError} For an empty or repeated name, a child that is no function and no group, an unknown option, an option of the wrong type, a
 * significant child where that cannot mean anything.
 * @throws {RangeError} For a number that its option cannot hold.
 */
export function resolveGroup(
  action: string,
  { children, options, template }: AnyGroup,
  { prefix, random, ...inherited }: Omit<Inherited, "defaults"> & Partial<Inherited>,
): DrivenGroup {
  if (prefix.split("/").length > deepest) {
    throw new RangeError(`Cannot ${action}: groups may be nested ${deepest} deep, and not contain themselves`);
  }
  if (!Array.isArray(children)) {
    throw new TypeError(`Cannot ${action}: "workers" must be an array, received ${shown(children)}`);
  }
  const isOrdered = children.some((child) => dependenciesOf(child).length > 0);
  const rules = resolveRules(action, options, template !== undefined, isOrdered);
  if (options.defaults !== undefined) checkKeys(action, "defaults", options.defaults, policyFields);
  const defaults = resolvePolicy(`${action} with its "defaults"`, options.defaults ?? {}, inherited.defaults);
  const alike = { rules, defaults, random, prefix, saysStopOrder: options.stopOrder !== undefined };
  const group = { ...alike, template: template && resolveTemplate(action, template, alike) };
  const names = new Set<string>();
  // `from` visits the holes of a list too.
  const members = Array.from(children, (child, index) => {
    const member = resolveChild(action, `workers[${index}]`, child, group);
    if (names.has(member.name)) {
      throw new TypeError(
        `Cannot supervise worker "${prefix}${member.name}": another worker of the group has this "name" already`,
      );
    }
    names.add(member.name);
    return member;
  });
  if (members.length > rules.maxChildren) {
    throw new RangeError(
      `Cannot ${action}: "maxChildren" must be at least the number of its workers (${members.length}), received ${rules.maxChildren}`,
    );
  }
  checkDependencies(action, members, rules);
  return { ...group, members };
}

/** What a child depends on, whatever else is wrong with it. */
function dependenciesOf(child: GroupChild): readonly unknown[] {
  const dependsOn = (child as Partial<ChildSpec> | null | undefined)?.dependsOn;
  return Array.isArray(dependsOn) ? dependsOn : [];
}

function resolveTemplate(
  action: string,
  template: PoolTemplate<unknown>,
  group: Omit<DrivenGroup, "members" | "template">,
): DrivenTemplate {
  checkKeys(action, "pool", template, ["name", "run", ...policyFields]);
  const { name, run } = template;
  const { policy } = resolveChild(action, "pool", { ...template, run: run as Worker }, group);
  return { name, run, policy, spawned: 0 };
}

const childFields = [
  "name",
  "run",
  "significant",
  "optional",
  "dependsOn",
  "onDependencyFailure",
  "random",
  ...policyFields,
];

/** Checks one child; see {@linkcode resolveGroup}. */
export function resolveChild(
  groupAction: string,
  field: string,
  child: GroupChild,
  group: Omit<DrivenGroup, "members" | "template">,
): DrivenChild {
  const spec = specOf(groupAction, field, child);
  const {
    name,
    run,
    random = group.random,
    significant = false,
    optional = false,
    dependsOn = [],
    onDependencyFailure = "stay",
  } = spec;
  checkName(`${groupAction}: ${field}`, name);
  const action = `supervise worker "${group.prefix}${name}"`;
  if (name.includes("/")) {
    throw new TypeError(`Cannot ${action}: "name" must not contain "/", which separates the names of a path`);
  }
  checkKeys(action, "", spec, childFields);
  checkFunction(action, "random", random);
  checkBoolean(action, "significant", significant);
  checkBoolean(action, "optional", optional);
  checkDependsOn(action, "dependsOn", dependsOn);
  checkChoice(action, "onDependencyFailure", onDependencyFailure, ["stay", "restart"]);
  const isGroup = run instanceof Group;
  if (!isGroup) checkFunction(action, "run", run);
  const policy = resolvePolicy(action, isGroup ? groupPolicy(spec) : spec, group.defaults);
  if (significant && group.rules.autoShutdown === "never") {
    throw new TypeError(`Cannot ${action}: "significant" must be false in a group whose "autoShutdown" is "never"`);
  }
  if (significant && policy.restart === "always") {
    throw new TypeError(`Cannot ${action}: "significant" must be false for a worker that is always restarted`);
  }
  const common = {
    name,
    policy,
    random,
    // Most have none of these: what is not there costs no memory.
    ...(significant ? { significant } : {}),
    ...(optional ? { optional } : {}),
    ...(dependsOn.length > 0 ? { dependsOn: [...dependsOn], onDependencyFailure } : {}),
  };
  if (!isGroup) return { ...common, run };
  return { ...common, run: undefined, group: resolveNested(`${group.prefix}${name}`, run, random, group.defaults) };
}

/** A group is up when its children are, and its stop is theirs: unless it says so itself it has no limits of its own for them. */
export function groupPolicy(policy: Policy): Policy {
  const { graceMs = Infinity, startupTimeoutMs = Infinity } = policy;
  return { ...policy, graceMs, startupTimeoutMs };
}

/** Checks a group that is a child; see {@linkcode resolveGroup}. */
export function resolveNested(
  path: string,
  run: AnyGroup,
  random: () => number,
  defaults: ResolvedPolicy | undefined,
): DrivenGroup {
  const shown = path.length > longestShown ? `${path.slice(0, longestShown)}…` : path;
  return resolveGroup(`run the group "${shown}"`, run, { defaults, random, prefix: `${path}/` });
}

function specOf(action: string, field: string, child: GroupChild): ChildSpec {
  if (Array.isArray(child)) {
    const [name, run, ...rest] = child as readonly [string, Worker, ...unknown[]];
    if (rest.length === 0) return { name, run };
    throw new TypeError(
      `Cannot ${action}: "${field}" must be [name, run] with nothing after it; a policy goes into { name, run, … }`,
    );
  }
  if (typeof child === "object" && child !== null) return child as ChildSpec;
  throw new TypeError(`Cannot ${action}: "${field}" must be { name, run } or [name, run], received ${shown(child)}`);
}

/**
 * Checks how a group is supervised, and fills in what that leaves open; see {@linkcode resolveGroup}.
 *
 * @param isOrdered Whether children depend on each other.
 */
export function resolveRules(
  action: string,
  options: GroupRuleOptions,
  isPool: boolean,
  isOrdered = false,
): GroupRules {
  checkKeys(action, "", options, groupRuleFields);
  const {
    strategy = defaultRules.strategy,
    autoShutdown = defaultRules.autoShutdown,
    startOrder = strategy === "one-for-one" ? "parallel" : "sequential",
    stopOrder = isOrdered ? "parallel" : defaultRules.stopOrder,
    onStartFailure = defaultRules.onStartFailure,
    terminateTree = defaultRules.terminateTree,
    maxChildren = defaultRules.maxChildren,
    keepAlive = defaultRules.keepAlive,
  } = options;
  checkChoice(action, "strategy", strategy, ["one-for-one", "one-for-all", "rest-for-one"]);
  checkChoice(action, "autoShutdown", autoShutdown, ["never", "any-significant", "all-significant"]);
  checkChoice(action, "startOrder", startOrder, ["sequential", "parallel"]);
  checkChoice(action, "stopOrder", stopOrder, ["sequential", "parallel"]);
  checkChoice(action, "onStartFailure", onStartFailure, ["restart", "fail"]);
  checkChoice(action, "terminateTree", terminateTree, ["propagate", "contain"]);
  checkNumber(action, "maxChildren", maxChildren, { min: 0, integer: true, orInfinity: true });
  checkBoolean(action, "keepAlive", keepAlive);
  if (strategy !== "one-for-one" && startOrder === "parallel") {
    throw new TypeError(`Cannot ${action}: "startOrder" must be "sequential" under the strategy "${strategy}"`);
  }
  return {
    ...defaultRules,
    budget: resolveGroupBudget(action, options.budget),
    strategy,
    autoShutdown,
    startOrder,
    stopOrder,
    onStartFailure,
    terminateTree,
    maxChildren,
    keepAlive,
    isPool,
  };
}
