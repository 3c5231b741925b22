import fc from "fast-check";
import type { Operation, ScenarioGroup } from "../scenario.ts";
import {
  type ChildDraft,
  childDraft,
  childOf,
  dependenceOf,
  type GroupShape,
  type NeedsDraft,
  needsDraft,
} from "./group_arbitrary.ts";
import type { KnownPaths } from "./known_paths.ts";
import { gridMs } from "./time_arbitrary.ts";

/** Something that is done by hand, before it is known who there is. */
export interface OperationDraft extends Pick<Operation, "atMs" | "do"> {
  /** Whom it is done to, counted round. */
  readonly whom: number;
  /** Who is added instead, and to which group, counted round. */
  readonly added?: { readonly child: ChildDraft; readonly group: number; readonly needs: NeedsDraft };
}

/** What is done by hand: to whom there is, or to who was added last, or that somebody is added. */
export function operationDrafts({ depth, dependencies }: GroupShape): fc.Arbitrary<OperationDraft[]> {
  const added = fc.record({
    child: childDraft({ depth: Math.min(1, depth), dependencies }),
    group: fc.nat(5),
    needs: dependencies ? needsDraft : fc.constant({ needs: [] }),
  });
  return fc.array(
    fc.record({
      atMs: gridMs,
      do: fc.constantFrom("start" as const, "stop" as const, "restart" as const, "remove" as const),
      whom: fc.nat(15),
      added: fc.option(added, { nil: undefined, freq: 2 }),
    }),
    { maxLength: 5 },
  );
}

/** The operations in a scenario. */
export function operationsOf(
  drafts: readonly OperationDraft[],
  root: ScenarioGroup,
  { paths, groups }: KnownPaths,
): Operation[] {
  const all: readonly (readonly [string | undefined, ScenarioGroup])[] = [[undefined, root], ...groups];
  const extras: string[] = [];
  return drafts.flatMap(({ atMs, do: deed, whom, added }, index): Operation[] => {
    if (added !== undefined) {
      const name = `extra${index}`;
      const [path, group] = all[added.group % all.length]!;
      const worker = { ...childOf(added.child, name, group), ...dependenceOf(added.needs, dependable(group)) };
      if (worker.count === undefined) extras.push(path === undefined ? name : `${path}/${name}`);
      return [{ atMs, do: "start", worker, ...(path === undefined ? {} : { in: path }) }];
    }
    const place = whom % (paths.length + 1);
    const path = place === paths.length ? extras.at(-1) : paths[place];
    return path === undefined ? [] : [{ atMs, do: deed, worker: path }];
  });
}

/** Whom a new child of a group may depend on. */
function dependable({ workers, dialect, strategy, startOrder, stopOrder }: ScenarioGroup): string[] {
  const isOrdered = workers.some(({ dependsOn = [] }) => dependsOn.length > 0);
  const mayBeOrdered = (dialect === undefined || isOrdered) && (strategy === undefined || strategy === "one-for-one") &&
    startOrder !== "sequential" && stopOrder !== "sequential";
  return mayBeOrdered ? workers.map(({ name }) => name) : [];
}
