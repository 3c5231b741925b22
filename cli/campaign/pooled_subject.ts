import type { Subject, SubjectRun } from "../../src/simulation/campaign/subject.ts";

/** A seed that is to be run. */
export interface PooledSeed {
  readonly seed: string;
  /** Whether the run is compared with one that is made here, for which it takes its events. */
  readonly isCompared: boolean;
}

/** Who runs the case that a seed comes to, somewhere else. */
export interface SeedRunner<Result> {
  /** How many of them it can run at a time. */
  readonly jobs: number;
  /** Draws the seed's case and runs it so many times, from the second time on without its noise. */
  runs(of: PooledSeed, times: number): Promise<readonly SubjectRun<Result>[]>;
}

interface Awaited<Case, Result> {
  /** The case, when the campaign has drawn it. */
  of?: Case;
  /** The same without noise, when the campaign has asked for that: what a second run is made of. */
  bare?: Case;
  /** How many of its runs were handed out. */
  taken: number;
  readonly runs: Promise<readonly SubjectRun<Result>[]>;
}

/** How many seeds ahead of the campaign are in work for each job, so that none has to wait for it. */
const aheadOfEach = 3;

/**
 * The same subject, with the runs of its seeds made elsewhere ahead of time. Whoever runs it gets them in the order in which it asks, so that
 * what comes of them is what would come without: seeds, failures, order, and where it ends. All other cases, such as those of shrinking, are
 * run here.
 *
 * @param seeds The seeds that will be asked for, in that order; those beyond them are run here too.
 * @param times How often each of them will be run.
 */
export function pooledSubject<Case, Result>(
  subject: Subject<Case, Result>,
  runner: SeedRunner<Result>,
  seeds: Iterator<PooledSeed>,
  times: number,
): Subject<Case, Result> {
  const awaited = new Map<string, Awaited<Case, Result>>();
  const fill = () => {
    while (awaited.size < runner.jobs * aheadOfEach) {
      const { value: of, done } = seeds.next();
      if (done === true) return;
      const runs = runner.runs(of, times);
      // Whoever asks for it hears of a failure; nobody asks after the campaign has ended early.
      runs.catch(() => {});
      awaited.set(of.seed, { taken: 0, runs });
    }
  };
  return {
    ...subject,
    draw(seed) {
      const of = subject.draw(seed);
      // Runs of earlier seeds that were left over will not be asked for any more.
      for (const earlier of awaited.keys()) {
        if (earlier === seed) break;
        if (awaited.get(earlier)!.of !== undefined) awaited.delete(earlier);
      }
      fill();
      const entry = awaited.get(seed);
      if (entry !== undefined) entry.of = of;
      return of;
    },
    withoutNoise(of) {
      const bare = subject.withoutNoise(of);
      for (const entry of awaited.values()) if (entry.of === of) entry.bare = bare;
      return bare;
    },
    async run(of, seed, options) {
      const entry = awaited.get(seed);
      const expected = entry?.taken === 0 ? entry.of : entry?.bare;
      if (entry === undefined || expected !== of || entry.taken === times) return await subject.run(of, seed, options);
      const index = entry.taken++;
      const runs = await unlessAborted(entry.runs, options.signal);
      // Cut off, the campaign wants what an aborted run gives, not what comes of a whole one.
      return runs?.[index] ?? await subject.run(of, seed, options);
    },
  };
}

async function unlessAborted<Value>(
  value: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | undefined> {
  if (signal === undefined) return await value;
  if (signal.aborted) return undefined;
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const onAbort = () => resolve(undefined);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([value, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
