// deno-lint-ignore-file no-import-prefix
import { supervise } from "../../mod.ts";
import { inFreshProcess } from "./fresh_process.ts";
import { median, ratios, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

const restarts = 200_000;
const blocks = 10;
const limit = 1.5;

/** How many restarts a variant is measured with, and its loop: a worker that fails so many times and then returns. */
interface Variant {
  readonly count: number;
  readonly run: (count: number) => Promise<unknown>;
}

/** A worker that fails `count` times and then returns: async, with a fresh error each time, as real ones do. */
function failing(count: number): () => Promise<void> {
  let failed = 0;
  // deno-lint-ignore require-await
  return async () => {
    if (failed++ < count) throw new Error("down");
  };
}

const bare = "bare loop";
const variants: Readonly<Record<string, Variant>> = {
  [bare]: {
    count: restarts,
    run: async (count) => {
      const work = failing(count);
      while (true) {
        try {
          return await work();
        } catch {
          // Again.
        }
      }
    },
  },
  "supervise()": {
    count: restarts,
    run: (count) => supervise("failing", failing(count), options),
  },
  "supervise(), worker reads signal": {
    count: restarts,
    run: (count) => {
      const work = failing(count);
      return supervise("failing", ({ signal }) => signal.aborted ? undefined : work(), options);
    },
  },
  "p-retry 9": {
    count: restarts,
    run: async (count) => {
      const { default: pRetry } = await import("npm:p-retry@9.0.0");
      return pRetry(failing(count), { retries: Infinity, minTimeout: 0, factor: 1 });
    },
  },
  "effection 4 call()": {
    count: restarts,
    run: async (count) => {
      const { call, run } = await import("npm:effection@4.1.1");
      const work = failing(count);
      return run(function* () {
        while (true) {
          try {
            return yield* call(work);
          } catch {
            // Again.
          }
        }
      });
    },
  },
  "effection 4 until()": {
    count: restarts,
    run: async (count) => {
      const { run, until } = await import("npm:effection@4.1.1");
      const work = failing(count);
      return run(function* () {
        while (true) {
          try {
            return yield* until(work());
          } catch {
            // Again.
          }
        }
      });
    },
  },
  "effection 4, a scope per restart": {
    count: 10_000,
    run: async (count) => {
      const { call, run, scoped, spawn } = await import("npm:effection@4.1.1");
      const work = failing(count);
      return run(function* () {
        while (true) {
          try {
            return yield* scoped(function* () {
              const task = yield* spawn(() => call(work));
              return yield* task;
            });
          } catch {
            // Again.
          }
        }
      });
    },
  },
  "nact 7 reset": {
    count: 100_000,
    run: async (count) => {
      const { dispatch, spawn, start } = (await import("npm:nact@7.6.2")).default;
      const work = failing(count);
      const { promise, resolve } = Promise.withResolvers<void>();
      const system = start();
      // deno-lint-ignore no-explicit-any
      const onCrash = (_message: unknown, _error: unknown, context: any) => {
        dispatch(context.self, "go on");
        return context.reset;
      };
      const actor = spawn(
        system,
        async () => {
          await work();
          resolve();
        },
        "failing",
        { onCrash },
      );
      dispatch(actor, "go");
      return promise;
    },
  },
  "effect 4 retry, Effect.fail": {
    count: 50_000,
    run: async (count) => {
      const { Effect, Schedule } = await import("npm:effect@4.1.0");
      let failed = 0;
      const work = Effect.suspend(() => failed++ < count ? Effect.fail(new Error("down")) : Effect.void);
      return Effect.runPromise(Effect.retry(work, Schedule.recurs(Infinity)));
    },
  },
  "effect 4 retry, tryPromise": {
    count: 50_000,
    run: async (count) => {
      const { Effect, Schedule } = await import("npm:effect@4.1.0");
      const work = Effect.tryPromise({ try: failing(count), catch: (thrown) => thrown });
      return Effect.runPromise(Effect.retry(work, Schedule.recurs(Infinity)));
    },
  },
  "std 1 retry": {
    count: 300,
    run: async (count) => {
      const { retry } = await import("npm:deno-std@1.4.0/async/retry.js");
      return retry(failing(count), { maxAttempts: count + 1, minTimeout: 0, multiplier: 1, jitter: 0 });
    },
  },
  "async-retry 1": {
    count: 300,
    run: async (count) => {
      const { default: retry } = await import("npm:async-retry@1.3.3");
      return retry(failing(count), { retries: count + 1, minTimeout: 0, factor: 1, randomize: false });
    },
  },
  "cockatiel 4": {
    count: 300,
    run: async (count) => {
      const { ConstantBackoff, handleAll, retry } = await import("npm:cockatiel@4.0.0");
      return retry(handleAll, { maxAttempts: Infinity, backoff: new ConstantBackoff(0) }).execute(failing(count));
    },
  },
};

const options = { backoff: { baseMs: 0 }, budget: { intensity: 1e6, periodMs: 1 }, onEvent: () => {} };

/** What one process found: µs per restart, of the variant and of the bare loop beside it. */
interface Found {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

/** What a crash and the restart after it cost, without any delay, next to a loop that catches and goes on. */
export async function measure(): Promise<Row[]> {
  const names = Object.keys(variants);
  const found = await rounds(5, names, (name) => inFreshProcess<Found>(import.meta.url, name));
  return names.map((what): Row => {
    const values = found[what]!.map(({ ours }) => median(ours));
    const toBare = found[what]!.map(({ ours, bare }) => median(ratios(ours, bare)));
    return {
      what: `crash and restart: ${what}`,
      unit: "µs",
      value: median(values),
      versus: bare,
      ratio: median(toBare),
      spread: spread(toBare),
      ...(what.startsWith("supervise") ? { limit } : {}),
    };
  });
}

/** The loop and the variant take turns, block by block, so that a slow moment of the machine strikes both. */
async function find({ count, run }: Variant): Promise<Found> {
  const found = { ours: [] as number[], bare: [] as number[] };
  for (let block = 0; block <= blocks; block++) {
    const bareUs = await microsecondsEach(restarts / blocks, variants[bare]!.run);
    const oursUs = await microsecondsEach(count / blocks, run);
    if (block === 0) continue; // The engine has not compiled everything yet.
    found.bare.push(bareUs);
    found.ours.push(oursUs);
  }
  return found;
}

async function microsecondsEach(count: number, run: Variant["run"]): Promise<number> {
  const startedMs = performance.now();
  await run(count);
  return (performance.now() - startedMs) / count * 1_000;
}

if (import.meta.main) {
  console.log(JSON.stringify(await find(variants[Deno.args[0]!]!)));
  Deno.exit();
}
