// deno-lint-ignore-file no-import-prefix
import { runGroup } from "../../mod.ts";
import { inFreshProcess } from "./fresh_process.ts";
import { median, ratios, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

const workers = 100_000;

/** What it took, in µs per worker. */
interface Found {
  readonly start: number;
  readonly stop: number;
}

/** Starts and stops a crowd of idle workers: one after the other unless said otherwise. */
type Variant = (count: number) => Promise<Found>;

async function supervised(count: number, stopOrder?: "parallel"): Promise<Found> {
  const stop = new AbortController();
  let running = 0;
  const allRun = Promise.withResolvers<void>();
  const run = ({ signal }: { signal: AbortSignal }) =>
    new Promise<void>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      if (++running === count) allRun.resolve();
    });
  const workers = Array.from({ length: count }, (_, n) => [`worker-${n}`, run] as const);
  const startedMs = performance.now();
  const group = runGroup(workers, {
    signals: false,
    signal: stop.signal,
    ...(stopOrder === undefined ? {} : { stopOrder }),
  });
  await allRun.promise;
  const runningMs = performance.now();
  stop.abort();
  await group;
  return perWorker(count, startedMs, runningMs);
}

async function effectFibers(count: number): Promise<Found> {
  const { Effect, Fiber } = await import("npm:effect@4.1.0");
  let running = 0;
  const allRun = Promise.withResolvers<void>();
  // What a worker of ours does: it waits for a promise that gives in when it is interrupted.
  const idle = Effect.callback<void>(() => {
    if (++running === count) allRun.resolve();
    return Effect.void;
  });
  const startedMs = performance.now();
  const parent = Effect.runFork(
    Effect.gen(function* () {
      const fibers = [];
      for (let n = 0; n < count; n++) fibers.push(yield* Effect.forkChild(idle));
      yield* Fiber.awaitAll(fibers);
    }),
  );
  await allRun.promise;
  const runningMs = performance.now();
  await Effect.runPromise(Fiber.interrupt(parent));
  return perWorker(count, startedMs, runningMs);
}

async function effectRetryFibers(count: number): Promise<Found> {
  const { Effect, Fiber, Schedule } = await import("npm:effect@4.1.0");
  let running = 0;
  const allRun = Promise.withResolvers<void>();
  const idle = Effect.retry(
    Effect.callback<void, Error>(() => {
      if (++running === count) allRun.resolve();
      return Effect.void;
    }),
    Schedule.exponential("1 second"),
  );
  const startedMs = performance.now();
  const fibers = Array.from({ length: count }, () => Effect.runFork(idle));
  await allRun.promise;
  const runningMs = performance.now();
  await Effect.runPromise(Fiber.interruptAll(fibers));
  return perWorker(count, startedMs, runningMs);
}

function perWorker(count: number, startedMs: number, runningMs: number): Found {
  return { start: (runningMs - startedMs) / count * 1_000, stop: (performance.now() - runningMs) / count * 1_000 };
}

const ours = "runGroup(), workers listen to signal";
const peer = "effect 4 fibers of one parent";
const variants: Readonly<Record<string, Variant>> = {
  [ours]: (count) => supervised(count),
  "runGroup(), the same, stopped in parallel": (count) => supervised(count, "parallel"),
  [peer]: effectFibers,
  "effect 4 fibers with retry(exponential)": effectRetryFibers,
};

/** What one process found, crowd by crowd. */
interface Series {
  readonly half: readonly Found[];
  readonly full: readonly Found[];
}

/** What it costs to start and to stop a worker of a large group, and whether that grows with the group. */
export async function measure(): Promise<Row[]> {
  const names = Object.keys(variants);
  const series = await rounds(5, names, (name) => inFreshProcess<Series>(import.meta.url, name));
  return (["start", "stop"] as const).flatMap((phase) => {
    const each = (name: string, crowd: keyof Series) =>
      series[name]!.map((found) => median(found[crowd].map((times) => times[phase])));
    const rows = names.map((what): Row => {
      const toPeer = ratios(each(what, "full"), each(peer, "full"));
      return {
        what: `${phase} of a worker of ${workers}: ${what}`,
        unit: "µs",
        value: median(each(what, "full")),
        versus: peer,
        ratio: median(toPeer),
        spread: spread(toPeer),
        ...(what === ours ? { limit: 1 } : {}),
      };
    });
    const growth = ratios(each(ours, "full"), each(ours, "half")).map((ratio) => 2 * ratio);
    return [...rows, {
      what: `${phase} of a group of ${workers}: ${ours}`,
      unit: "µs",
      value: median(each(ours, "full")) * workers,
      versus: `a group of ${workers / 2}`,
      ratio: median(growth),
      spread: spread(growth),
      limit: 2.2,
    }];
  });
}

if (import.meta.main) {
  const variant = variants[Deno.args[0]!]!;
  const { gc } = globalThis as unknown as { gc: () => void };
  await variant(workers / 10); // The engine compiles first.
  const found = { half: [] as Found[], full: [] as Found[] };
  for (let block = 0; block < 3; block++) {
    for (const crowd of ["half", "full"] as const) {
      gc();
      found[crowd].push(await variant(crowd === "half" ? workers / 2 : workers));
    }
  }
  console.log(JSON.stringify(found));
  Deno.exit();
}
