import { checkDependencies } from "../core/dependency_check.ts";
import { defaultRules, type DependencyFailureRule } from "../core/group_plan.ts";
import { checkChoice, checkKeys, checkName, checkNumber, shown } from "../core/option_check.ts";
import { type Policy, policyFields, type ResolvedPolicy, resolvePolicy } from "../core/policy.ts";
import { checkFunction } from "../drivers/driver_options.ts";
import { bindingOf, checkFinal, hooksOf, optionsOf, Resource } from "./resource.ts";
import type { ServiceRole } from "./service_info.ts";
import { isMeant, type Referable, referenceText } from "./service_reference.ts";
import {
  type AnyService,
  hookInstead,
  hookNames,
  type ServiceHooks,
  type ServiceOptions,
  type ServiceReference,
} from "./service_spec.ts";

/** A service with nothing left open. */
export interface ServiceDefinition {
  readonly name: string;
  readonly role: ServiceRole;
  readonly policy: ResolvedPolicy;
  readonly hooks: ServiceHooks;
  /** The names of siblings. */
  readonly dependsOn: readonly string[];
  readonly onDependencyFailure: DependencyFailureRule;
  readonly whenLate: "restart" | "wait";
  readonly whenUnclean: "restart" | "refuse";
  /** How long until it is late. */
  readonly startupTimeoutMs: number;
  readonly tasksGraceMs: number;
  readonly children: readonly ServiceDefinition[];
  /** The policy that it would have if it said nothing itself; its children, too, begin with that. */
  readonly inherited: ResolvedPolicy;
  /** What was given for it. */
  readonly source: AnyService;
}

const optionFields = [
  "name",
  "role",
  "dependsOn",
  "onDependencyFailure",
  "children",
  "whenLate",
  "whenUnclean",
  "tasksGraceMs",
  ...policyFields,
] as const satisfies readonly (keyof ServiceOptions)[];

const defaultStartupTimeoutMs = 30_000;

/** So many names are listed where one is not found. */
const namesShown = 8;

/** How deep services may be nested. */
const deepest = 100;

/**
 * Checks services that belong together, and all that belongs to them: nothing has been started then.
 *
 * @param prefix What stands before their names in their paths.
 * @param defaults The policy of those that say nothing else.
 * @throws {TypeError} For a service that is not as it must be, a name that is taken, a dependency that is missing, a cycle of them; the
 * message names the service and the field.
 * @throws {RangeError} For a number that its option cannot hold.
 */
export function defineServices(
  services: readonly AnyService[],
  prefix: string,
  defaults: ResolvedPolicy,
): readonly ServiceDefinition[] {
  const action = prefix === "" ? "run the application" : `run service "${prefix.slice(0, -1)}"`;
  const field = prefix === "" ? "services" : "children";
  if (!Array.isArray(services)) {
    throw new TypeError(`Cannot ${action}: "${field}" must be an array, received ${shown(services)}`);
  }
  if (services.length > 0 && prefix.split("/").length > deepest) {
    throw new RangeError(`Cannot ${action}: services may be nested ${deepest} deep, and not contain themselves`);
  }
  const named = Array.from(
    services,
    (source, index) => ({ source, options: optionsFor(action, field, index, source) }),
  );
  const counts = new Map<string, number>();
  for (const { options: { name } } of named) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [name, count] of counts) {
    if (count > 1) throw new TypeError(`Cannot ${action}: ${count} of its services have the name ${shown(name)}`);
  }
  const siblings = named.map(({ source, options: { name } }) => ({ source, name }));
  const definitions = named.map(({ source, options }) => define(source, options, siblings, prefix, defaults));
  checkSiblings(definitions, prefix);
  checkDependencies(action, definitions, { ...defaultRules, stopOrder: "parallel" });
  if (prefix === "") checkInstances(definitions, "", new Map());
  return definitions;
}

/** What a service depends on stands beside it. */
function checkSiblings(definitions: readonly ServiceDefinition[], prefix: string): void {
  const names = new Set(definitions.map(({ name }) => name));
  for (const { name, dependsOn } of definitions) {
    const missing = dependsOn.find((each) => !names.has(each));
    if (missing === undefined) continue;
    const others = [...names].filter((each) => each !== name).slice(0, namesShown);
    throw new TypeError(
      `Cannot run service "${prefix}${name}": "dependsOn" must name services beside it (${
        others.length === 0 ? "there are none" : others.map(shown).join(", ")
      }${names.size > namesShown + 1 ? " …" : ""}), received ${shown(missing)}${
        prefix === "" ? "" : `; a child starts when all that its parent depends on is ready`
      }`,
    );
  }
}

/** One instance is one service. */
function checkInstances(
  definitions: readonly ServiceDefinition[],
  prefix: string,
  paths: Map<AnyService, string>,
): void {
  for (const { name, source, children } of definitions) {
    const path = `${prefix}${name}`;
    const known = paths.get(source);
    if (source instanceof Resource && known !== undefined) {
      throw new TypeError(
        `Cannot run service "${path}": its instance is given for "${known}" too; one instance runs once`,
      );
    }
    paths.set(source, path);
    checkInstances(children, `${path}/`, paths);
  }
}

/**
 * Checks one service that joins others that run already; see {@linkcode defineServices}.
 *
 * @throws {TypeError} For one that is not as it must be, or a name that is taken.
 * @throws {RangeError} For a number that its option cannot hold.
 */
export function defineChild(
  child: AnyService,
  others: readonly ServiceDefinition[],
  prefix: string,
  defaults: ResolvedPolicy,
): ServiceDefinition {
  const action = `add a child to service "${prefix.slice(0, -1)}"`;
  const options = optionsFor(action, "children", others.length, child);
  if (others.some(({ name }) => name === options.name)) {
    throw new TypeError(`Cannot ${action}: it has a child of the name ${shown(options.name)} already`);
  }
  const definition = define(child, options, [...others, { name: options.name, source: child }], prefix, defaults);
  checkDependencies(action, [...others, definition], { ...defaultRules, stopOrder: "parallel" });
  checkInstances([definition], prefix, new Map());
  return definition;
}

function optionsFor(action: string, field: string, index: number, source: AnyService): ServiceOptions {
  if (source instanceof Resource) {
    checkFinal(source);
    const options = optionsOf(source);
    checkName(`${action}: ${field}[${index}]`, options.name);
    return options;
  }
  if (typeof source !== "object" || source === null || Array.isArray(source)) {
    throw new TypeError(
      `Cannot ${action}: "${field}[${index}]" must be a service, as an object or an instance, received ${
        shown(source)
      }`,
    );
  }
  checkName(`${action}: ${field}[${index}]`, source.name);
  return source;
}

function define(
  source: AnyService,
  options: ServiceOptions,
  siblings: readonly Referable[],
  prefix: string,
  defaults: ResolvedPolicy,
): ServiceDefinition {
  const {
    name,
    role = "required",
    onDependencyFailure = "stay",
    whenLate = "restart",
    whenUnclean = "restart",
    tasksGraceMs = 5_000,
  } = options;
  const action = `run service "${prefix}${name}"`;
  if (name.includes("/")) {
    throw new TypeError(`Cannot ${action}: "name" must not contain "/", which separates the names of a path`);
  }
  const isResource = source instanceof Resource;
  if (isResource && bindingOf(source) !== undefined) {
    throw new TypeError(`Cannot ${action}: it runs already, as "${bindingOf(source)!.path}"; one instance runs once`);
  }
  if (!isResource) {
    const given: Readonly<Record<string, unknown>> = { ...source };
    const misnamed = Object.keys(given).find((field) =>
      Object.hasOwn(hookInstead, field) && typeof given[field] === "function"
    );
    if (misnamed !== undefined) {
      throw new TypeError(
        `Cannot ${action}: "${misnamed}" is the framework's own; write the hook "${hookInstead[misnamed]}" instead`,
      );
    }
  }
  checkKeys(action, "", options, isResource ? optionFields : [...optionFields, ...hookNames]);
  checkChoice(action, "role", role, ["required", "optional"]);
  checkChoice(action, "onDependencyFailure", onDependencyFailure, ["stay", "restart"]);
  checkChoice(action, "whenLate", whenLate, ["restart", "wait"]);
  checkChoice(action, "whenUnclean", whenUnclean, ["restart", "refuse"]);
  checkNumber(action, "tasksGraceMs", tasksGraceMs, { min: 0, orInfinity: true });
  const hooks = hooksFor(action, source);
  const children = defineServices(options.children ?? [], `${prefix}${name}/`, defaults);
  const {
    startupTimeoutMs = defaults.startupTimeoutMs ?? defaultStartupTimeoutMs,
    graceMs = graceWith(children, defaults),
  } = options;
  const policy = resolvePolicy(action, {
    ...policyOf(options),
    startupTimeoutMs,
    graceMs,
  }, defaults);
  return {
    name,
    role,
    policy: {
      ...policy,
      ...(whenLate === "wait" ? { startupTimeoutMs: Infinity } : {}),
      ...(whenUnclean === "refuse" ? { nonRetryable: [...policy.nonRetryable, "RestartRefusedError"] } : {}),
    },
    hooks,
    dependsOn: dependenciesOf(action, source, options.dependsOn ?? [], siblings),
    onDependencyFailure,
    whenLate,
    whenUnclean,
    startupTimeoutMs,
    tasksGraceMs,
    children,
    inherited: defaults,
    source,
  };
}

function policyOf(options: ServiceOptions): Policy {
  return Object.fromEntries(policyFields.map((field) => [field, options[field]]));
}

/** Children stop one after the other: their parent needs time for all of them. */
function graceWith(children: readonly ServiceDefinition[], { graceMs }: ResolvedPolicy): number {
  return children.reduce((sum, { policy }) => sum + policy.graceMs, graceMs);
}

function hooksFor(action: string, source: AnyService): ServiceHooks {
  if (source instanceof Resource) return hooksOf(source);
  const hooks: Record<string, unknown> = {};
  for (const name of hookNames) {
    const hook = source[name] as ((...given: unknown[]) => unknown) | undefined;
    if (hook === undefined) continue;
    checkFunction(action, name, hook);
    hooks[name] = hook.bind(source);
  }
  return hooks;
}

function dependenciesOf(
  action: string,
  source: AnyService,
  references: readonly ServiceReference[],
  siblings: readonly Referable[],
): readonly string[] {
  if (!Array.isArray(references)) {
    throw new TypeError(`Cannot ${action}: "dependsOn" must be an array, received ${shown(references)}`);
  }
  const names = new Set<string>();
  for (const reference of references) {
    // Whether a name is there is checked for all of them together; one that depends on itself is a cycle, and told as such.
    if (typeof reference === "string") {
      names.add(reference);
      continue;
    }
    const found = siblings.filter((sibling) => sibling.source !== source && isMeant(reference, sibling));
    if (reference === source) names.add(siblings.find((sibling) => sibling.source === source)!.name);
    else if (found.length === 0) {
      throw new TypeError(`Cannot ${action}: it depends on a ${referenceText(reference)}, which is not there`);
    }
    for (const { name } of found) names.add(name);
  }
  return [...names];
}
