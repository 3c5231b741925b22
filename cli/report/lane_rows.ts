import type { Scenario } from "../../src/simulation/scenario.ts";

/** What one line of the lanes is about: a worker, several alike as a crowd, or how many more there are that are not shown. */
export type LaneRow =
  | { readonly kind: "worker"; readonly worker: string }
  | { readonly kind: "crowd"; readonly name: string; readonly workers: readonly string[] }
  | { readonly kind: "more"; readonly count: number };

const mostLanes = 24;
const lanesPerCrowd = 3;

/**
 * Which lines the lanes have. As long as there are few workers, each has its own; of many, those that are counted out of one entry
 * become a crowd with its first few members, and of the others the first are shown.
 */
export function laneRows({ workers }: Pick<Scenario, "workers">, all = false): LaneRow[] {
  const entries = workers.map(({ name, count = 1 }) => ({
    name,
    members: count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`),
  }));
  const total = entries.reduce((sum, { members }) => sum + members.length, 0);
  if (all || total <= mostLanes) {
    return entries.flatMap(({ members }) => members.map((worker): LaneRow => ({ kind: "worker", worker })));
  }
  const rows: LaneRow[] = [];
  let shown = 0;
  let hidden = 0;
  for (const { name, members } of entries) {
    if (shown >= mostLanes) {
      hidden += members.length;
      continue;
    }
    if (members.length > 1) rows.push({ kind: "crowd", name, workers: members });
    const first = members.length > lanesPerCrowd + 1 ? members.slice(0, lanesPerCrowd) : members;
    rows.push(...first.map((worker): LaneRow => ({ kind: "worker", worker })));
    shown += first.length;
    if (first.length < members.length) rows.push({ kind: "more", count: members.length - first.length });
  }
  if (hidden > 0) rows.push({ kind: "more", count: hidden });
  return rows;
}
