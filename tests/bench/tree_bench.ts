import { type Group, group, type GroupChild, startGroup } from "../../mod.ts";
import { inFreshProcess } from "./fresh_process.ts";
import { median, ratios, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

/** Answers how long the part that counts took, in ms, for so many children, or so deep a tree. */
type Task = (size: number) => Promise<number>;

const listens = ({ signal }: { signal: AbortSignal }) =>
  new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

/** One crash in a one-for-all group: all are stopped and started again. */
async function restartGroup(size: number): Promise<number> {
  const crash = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  let starts = 0;
  const counted = (context: { signal: AbortSignal }) => {
    if (++starts === 2 * size) again.resolve();
    return listens(context);
  };
  const first = ({ incarnation }: { incarnation: number }) =>
    incarnation === 1 ? crash.promise : new Promise<void>(() => {});
  const children: GroupChild[] = [["first", first]];
  for (let n = 0; n < size; n++) children.push([`worker-${n}`, counted]);
  const running = startGroup(children, {
    strategy: "one-for-all",
    signals: false,
    graceMs: 0,
    defaults: { backoff: { baseMs: 0, maxMs: 0, jitter: "none" }, restart: "always" },
  });
  await new Promise((resolve) => setTimeout(resolve));
  const startedMs = performance.now();
  crash.reject(new Error("crash"));
  await again.promise;
  const tookMs = performance.now() - startedMs;
  await running.shutdown();
  return tookMs;
}

/** Adds so many children one by one to a running group, and removes them again, in the order in which they came. */
async function addAndRemove(size: number): Promise<number> {
  const running = startGroup([], { signals: false });
  const startedMs = performance.now();
  for (let n = 0; n < size; n++) running.start({ name: `worker-${n}`, run: listens });
  const removed: Promise<string>[] = [];
  for (let n = 0; n < size; n++) removed.push(running.remove(`worker-${n}`));
  const answers = new Set(await Promise.all(removed));
  const tookMs = performance.now() - startedMs;
  if (answers.size !== 1 || !answers.has("removed")) throw new Error(`removed: ${[...answers]}`);
  await running.shutdown();
  return tookMs;
}

/** Starts and stops a tree that is so deep, with a worker beside the group on each level; a hundred times. */
async function deepTree(depth: number): Promise<number> {
  const startedMs = performance.now();
  for (let time = 0; time < 100; time++) {
    let tree: Group = group([["leaf", listens]]);
    for (let level = 1; level < depth; level++) tree = group([["worker", listens], ["deeper", tree]]);
    const running = startGroup(tree, { signals: false });
    await running.shutdown();
  }
  return performance.now() - startedMs;
}

const tasks: Readonly<Record<string, { readonly task: Task; readonly what: string; readonly size: number }>> = {
  restart: { task: restartGroup, what: "restart of a one-for-all group of", size: 20_000 },
  dynamic: { task: addAndRemove, what: "start() and remove() of dynamic children:", size: 100_000 },
  depth: { task: deepTree, what: "100 starts and stops of a tree of depth", size: 100 },
};

/** What one process found: pairs of half the size and the full size, in ms. */
interface Series {
  readonly half: readonly number[];
  readonly full: readonly number[];
}

/** Whether groups, children that come and go, and deep trees cost no more than in proportion to their size. */
export async function measure(): Promise<Row[]> {
  const names = Object.keys(tasks);
  const series = await rounds(5, names, (name) => inFreshProcess<Series>(import.meta.url, name));
  return names.map((name): Row => {
    const { what, size } = tasks[name]!;
    const full = series[name]!.map((found) => median(found.full));
    const growth = ratios(full, series[name]!.map((found) => median(found.half)));
    return {
      what: `${what} ${size}`,
      unit: "ms",
      value: median(full),
      versus: `${size / 2}`,
      ratio: median(growth),
      spread: spread(growth),
      limit: 2.2,
    };
  });
}

if (import.meta.main) {
  const { task, size } = tasks[Deno.args[0]!]!;
  const { gc } = globalThis as unknown as { gc: () => void };
  await task(size / 10); // The engine compiles first.
  const found = { half: [] as number[], full: [] as number[] };
  for (let block = 0; block < 5; block++) {
    for (const part of ["half", "full"] as const) {
      gc();
      found[part].push(await task(part === "half" ? size / 2 : size));
    }
  }
  console.log(JSON.stringify(found));
  Deno.exit();
}
