// deno-lint-ignore-file no-import-prefix
import { runGroup, type Worker } from "../../mod.ts";
import { inFreshProcess } from "./fresh_process.ts";
import { heapInUse } from "./heap.ts";
import { median, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

const workers = 100_000;

interface Variant {
  /** Starts `workers` idle workers, and answers once all of them run. */
  readonly start: (count: number) => void | Promise<void>;
  readonly count: number;
  /** The most bytes that a worker may take. */
  readonly limit?: number;
}

/** What the workers wait for. It is kept, as pending I/O is kept by the runtime; else it could be collected with all that waits. */
const pending: unknown[] = [];

function forever(): Promise<void> {
  const promise = new Promise<void>(() => {});
  pending.push(promise);
  return promise;
}

async function startGroup(count: number, run: Worker): Promise<void> {
  pending.push(runGroup(Array.from({ length: count }, (_, n) => [`worker-${n}`, run] as const), { signals: false }));
  while (pending.length < count + 1) await new Promise((resolve) => setTimeout(resolve));
}

const bare = "bare promise in a Set";
const variants: Readonly<Record<string, Variant>> = {
  [bare]: {
    count: workers,
    start: (count) => {
      const rejects = new Set<(reason: unknown) => void>();
      pending.push(rejects);
      const idle = (): Promise<void> =>
        new Promise((_, reject) => {
          rejects.add(reject);
        });
      for (let n = 0; n < count; n++) pending.push(idle());
    },
  },
  "supervised worker": {
    count: workers,
    start: (count) =>
      startGroup(count, async () => {
        await forever();
      }),
    limit: 1_200,
  },
  "supervised worker that reads signal": {
    count: workers,
    start: (count) =>
      startGroup(count, async ({ signal }) => {
        if (!signal.aborted) await forever();
      }),
    limit: 2_000,
  },
  "supervised worker that listens to signal": {
    count: workers,
    start: (count) =>
      startGroup(count, ({ signal }) =>
        new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => resolve(), { once: true });
          pending.push(resolve);
        })),
    limit: 2_000,
  },
  "effect 4 fiber, runFork(never)": {
    count: workers,
    start: async (count) => {
      const { Effect } = await import("npm:effect@4.1.0");
      for (let n = 0; n < count; n++) pending.push(Effect.runFork(Effect.never));
    },
  },
  "effect 4 fiber, retry(exponential) of a promise": {
    count: workers,
    start: async (count) => {
      const { Effect, Schedule } = await import("npm:effect@4.1.0");
      const work = Effect.retry(
        Effect.tryPromise({ try: forever, catch: (thrown) => thrown }),
        Schedule.exponential("1 second"),
      );
      for (let n = 0; n < count; n++) pending.push(Effect.runFork(work));
    },
  },
  "effection 4 task": {
    count: workers / 10,
    start: async (count) => {
      const { run, suspend } = await import("npm:effection@4.1.1");
      for (let n = 0; n < count; n++) pending.push(run(suspend));
    },
  },
};

/** The heap that a worker takes that runs and waits, in a crowd. */
export async function measure(): Promise<Row[]> {
  const names = Object.keys(variants);
  const values = await rounds(3, names, (name) => inFreshProcess<number>(import.meta.url, name));
  return names.map((what): Row => ({
    what: `heap per idle worker of ${variants[what]!.count}: ${what}`,
    unit: "B",
    value: median(values[what]!),
    spread: spread(values[what]!),
    ...(variants[what]!.limit === undefined ? {} : { limit: variants[what]!.limit }),
  }));
}

if (import.meta.main) {
  const { start, count } = variants[Deno.args[0]!]!;
  await start(1); // Loads and compiles what belongs to no worker.
  pending.length = 0;
  const before = heapInUse();
  await start(count);
  console.log((heapInUse() - before) / count);
  Deno.exit();
}
