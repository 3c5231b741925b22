import { checkChoice, checkKeys, checkNumber, shown } from "../core/option_check.ts";
import { checkCounted, withDependencies } from "./cast_dependencies.ts";
import { type CastEntry, resolveEntry } from "./cast_entry.ts";
import { type CastChild, isTree } from "./cast_group.ts";
import type { CastOperation } from "./cast_operation.ts";
import type { Casting } from "./casting.ts";
import type { Operation } from "./scenario.ts";
import { checkList } from "./scenario_check.ts";

const operationFields = ["atMs", "do", "worker", "in"] as const satisfies readonly (keyof Operation)[];
const deeds = ["start", "stop", "restart", "remove"] as const satisfies readonly Operation["do"][];

/**
 * Checks what is to be done by hand, casts whom it adds, and puts it in the order of time.
 *
 * @throws {TypeError} For an unknown field or word, a path that nobody has, a name that is taken.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function resolveOperations(
  action: string,
  operations: readonly Operation[] = [],
  casting: Casting,
): CastOperation[] {
  checkList(action, "operations", operations);
  if (operations.length === 0) return [];
  const paths = new Set([...casting.members.map(({ name }) => name), ...casting.groups.map(({ path }) => path)]);
  paths.delete("");
  const added = new Map<string, CastEntry[]>();
  const resolve = (operation: Operation, index: number): CastOperation[] => {
    const field = `operations[${index}]`;
    checkKeys(action, field, operation, operationFields);
    const { atMs, do: deed, worker, in: group } = operation;
    checkNumber(action, `${field}.atMs`, atMs, { min: 0 });
    checkChoice(action, `${field}.do`, deed, deeds);
    if (typeof worker === "string") {
      checkChoice(action, `${field}.worker`, worker, [...paths]);
      if (group === undefined) return [{ atMs, do: deed, path: worker }];
      throw new TypeError(`Cannot ${action}: "${field}.in" is for a new child alone, received ${shown(group)}`);
    }
    if (deed !== "start") {
      throw new TypeError(`Cannot ${action}: "${field}.worker" must be the path of a child, received ${shown(worker)}`);
    }
    if (group !== undefined) checkGroup(action, `${field}.in`, group, casting);
    const around = casting.entriesOf(group ?? "")!;
    const others = [...around.entries, ...(added.get(group ?? "") ?? [])];
    const resolved = resolveEntry(action, `${field}.worker`, worker, around);
    const entry = withDependencies(action, [resolved], () => `${field}.worker`, others)[0]!;
    if (entry.dependsOn.length > 0) {
      const rules = around.saysStopOrder ? around.rules : { ...around.rules, stopOrder: "parallel" } as const;
      checkCounted(`${action}: in "${field}.worker"`, [...others, entry], rules);
    }
    added.set(group ?? "", [...others.slice(around.entries.length), entry]);
    return casting.add(entry, group ?? "").map((child) => {
      const path = pathOf(child);
      if (paths.has(path)) {
        throw new TypeError(`Cannot ${action}: "${field}.worker.name" is taken already, received ${shown(entry.name)}`);
      }
      for (const each of pathsIn(child)) paths.add(each);
      return { atMs, do: "add", path, child };
    });
  };
  return Array.from(operations, resolve).flat().sort((a, b) => a.atMs - b.atMs);
}

function checkGroup(action: string, field: string, group: string, { groups }: Casting): void {
  const paths = groups.map(({ path }) => path).filter((path) => path !== "");
  if (paths.length > 0) return checkChoice(action, field, group, paths);
  throw new TypeError(
    `Cannot ${action}: "${field}" must be left out where there is no group but the root, received ${shown(group)}`,
  );
}

function pathOf(child: CastChild): string {
  return isTree(child) ? child.group.path : child.name;
}

function pathsIn(child: CastChild): string[] {
  return isTree(child) ? [child.group.path, ...child.children.flatMap(pathsIn)] : [child.name];
}
