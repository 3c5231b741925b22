import { assertEquals, assertRejects } from "@std/assert";
import { type PooledSeed, pooledSubject, type SeedRunner } from "../../../cli/campaign/pooled_subject.ts";
import { runCampaign } from "../../../src/simulation/campaign/campaign.ts";
import type { Subject, SubjectRun } from "../../../src/simulation/campaign/subject.ts";

interface Case {
  readonly seed: string;
  readonly noise: boolean;
}

/** A subject whose run of seed 4 fails; `ran` tells where its runs were made. */
function subjectOf(ran: string[]): Subject<Case, null> {
  return {
    about: {
      scenario: "fake",
      digest: "0123456789abcdef",
      kind: "supervision",
      engine: "real",
      horizonMs: 10,
      expect: [],
      figures: {},
      samples: {},
      points: [],
    },
    kind: "supervision",
    engine: "real",
    draw: (seed) => ({ seed, noise: seed === "3" }),
    run: (of, seed) => {
      ran.push(`${seed}${of.noise ? " with noise" : ""}`);
      return Promise.resolve(runOf(seed));
    },
    simpler: () => [],
    size: () => ({ faults: 0, workers: 1, horizonMs: 10 }),
    withoutNoise: (of) => of.noise ? { ...of, noise: false } : of,
  };
}

function runOf(seed: string): SubjectRun<null> {
  const fails = seed === "4";
  return {
    outcome: {
      seed,
      verdict: fails ? "broken" : "held",
      failures: fails ? [{ name: "law", kind: "invariant", message: "broken", atMs: 5 }] : [],
      cutOffBy: undefined,
      hash: seed.padStart(16, "0"),
      endedAtMs: 10,
      eventCount: 1,
      faults: {},
      coverage: {},
      figures: {},
      samples: {},
      upCurve: [],
    },
    events: [{ atMs: Number(seed), type: "seen" }],
    result: null,
  };
}

/** Answers what it was asked last first, once nobody asks any more. */
class LateRunner implements SeedRunner<null> {
  readonly jobs = 2;
  readonly asked: string[] = [];
  #waiting: (() => void)[] = [];

  runs({ seed }: PooledSeed, times: number): Promise<readonly SubjectRun<null>[]> {
    this.asked.push(seed);
    const { promise, resolve } = Promise.withResolvers<readonly SubjectRun<null>[]>();
    this.#waiting.push(() => resolve(Array.from({ length: times }, () => runOf(seed))));
    queueMicrotask(() => {
      for (const answer of this.#waiting.splice(0).reverse()) answer();
    });
    return promise;
  }
}

const seeds = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ seed: String(index + 1), isCompared: false })).values();

Deno.test("pooledSubject() comes to what its subject comes to, whatever the order of the answers", async () => {
  for (const options of [{}, { failFast: true }, { maxFailures: 1 }, { determinismShare: 1 }, { shrink: false }]) {
    const alone = await runCampaign(subjectOf([]), { runs: 9, ...options });
    const runner = new LateRunner();
    const pooled = pooledSubject(subjectOf([]), runner, seeds(9), options.determinismShare === 1 ? 2 : 1);
    const order: string[] = [];
    const together = await runCampaign(pooled, {
      runs: 9,
      ...options,
      onRun: ({ outcome }) => void order.push(outcome.seed),
    });
    assertEquals(together, alone);
    assertEquals(order, alone.seeds);
  }
});

Deno.test("pooledSubject() runs here what is no seed's case, and nothing else", async () => {
  const ran: string[] = [];
  const runner = new LateRunner();
  await runCampaign(pooledSubject(subjectOf(ran), runner, seeds(5), 1), {
    runs: 5,
    determinismShare: 0,
    shrink: false,
  });
  assertEquals([ran, runner.asked], [[], ["1", "2", "3", "4", "5"]]);
  await runCampaign(pooledSubject(subjectOf(ran), runner, seeds(5), 1), {
    runs: 5,
    determinismShare: 1,
    shrink: false,
  });
  // Each second run was not asked for: it is made here, without noise.
  assertEquals(ran, ["1", "2", "3", "4", "5"]);
});

Deno.test("pooledSubject() asks only a few seeds ahead", async () => {
  const runner = new LateRunner();
  const pooled = pooledSubject(subjectOf([]), runner, seeds(1_000), 1);
  await runCampaign(pooled, { runs: 1_000, failFast: true, determinismShare: 0, shrink: false });
  assertEquals(runner.asked.length <= 4 + 2 * 3, true, String(runner.asked));
});

Deno.test("pooledSubject() hands on what went wrong where a seed was run", async () => {
  const runner: SeedRunner<null> = { jobs: 1, runs: () => Promise.reject(new Error("thread is gone")) };
  const pooled = pooledSubject(subjectOf([]), runner, seeds(3), 1);
  await assertRejects(() => runCampaign(pooled, { runs: 3 }), Error, "thread is gone");
});

Deno.test("pooledSubject() waits for no answer once it is cut off", async () => {
  const ran: string[] = [];
  const runner: SeedRunner<null> = { jobs: 1, runs: () => new Promise(() => {}) };
  const pooled = pooledSubject(subjectOf(ran), runner, seeds(3), 1);
  const controller = new AbortController();
  const running = runCampaign(pooled, { runs: 3, signal: controller.signal });
  controller.abort();
  await running;
  assertEquals(ran[0], "1");
});
