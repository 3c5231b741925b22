// deno-lint-ignore-file no-import-prefix
import { supervise } from "../../mod.ts";
import { inFreshProcess } from "./fresh_process.ts";
import { heapInUse } from "./heap.ts";
import { median, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

const warmUp = 20_000;

/** How many restarts a variant is measured over, and its loop: it runs `work` again and again until it returns. */
interface Variant {
  readonly count: number;
  readonly run: (work: () => Promise<void>) => Promise<unknown>;
  /** The most bytes that it may keep per restart. */
  readonly limit?: number;
}

const options = { backoff: { baseMs: 0 }, budget: { intensity: 1e6, periodMs: 1 }, onEvent: () => {} };

const variants: Readonly<Record<string, Variant>> = {
  "supervise()": {
    count: 1_000_000,
    run: (work) => supervise("failing", work, options),
    limit: 2,
  },
  "supervise(), worker reads signal": {
    count: 1_000_000,
    run: (work) => supervise("failing", ({ signal }) => signal.aborted ? undefined : work(), options),
    limit: 2,
  },
  "effect 4 retry, tryPromise": {
    count: 50_000,
    run: async (work) => {
      const { Effect, Schedule } = await import("npm:effect@4.1.0");
      const effect = Effect.tryPromise({ try: work, catch: (thrown) => thrown });
      return Effect.runPromise(Effect.retry(effect, Schedule.recurs(Infinity)));
    },
  },
};

/** What a loop that goes on keeps of each restart, when all garbage is collected. */
export async function measure(): Promise<Row[]> {
  const names = Object.keys(variants);
  const values = await rounds(3, names, (name) => inFreshProcess<number>(import.meta.url, name));
  return names.map((what): Row => ({
    what: `heap kept per restart: ${what}`,
    unit: "B",
    value: median(values[what]!),
    spread: spread(values[what]!),
    ...(variants[what]!.limit === undefined ? {} : { limit: variants[what]!.limit }),
  }));
}

if (import.meta.main) {
  const { count, run } = variants[Deno.args[0]!]!;
  let failed = 0;
  let before = 0;
  let after = 0;
  // deno-lint-ignore require-await
  await run(async () => {
    if (failed === warmUp) before = heapInUse();
    if (failed === warmUp + count) {
      after = heapInUse();
      return;
    }
    failed++;
    throw new Error("down");
  });
  console.log((after - before) / count);
  Deno.exit();
}
