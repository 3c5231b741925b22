import { assert, assertEquals, assertRejects } from "@std/assert";
import { VirtualClock } from "@mainstay/supervisor/simulation";
import { runCampaign } from "../../../src/simulation/campaign/campaign.ts";
import type { CampaignOptions } from "../../../src/simulation/campaign/campaign_options.ts";
import { supervisionAbout } from "../../../src/simulation/campaign/supervision_about.ts";
import { curveBins, type RunFailure, type Subject } from "../../../src/simulation/campaign/subject.ts";

/** A case is a list of numbers; it fails when one of them is a bad one. */
interface Numbers {
  readonly numbers: readonly number[];
}

const scenario = { name: "numbers", horizonMs: 1_000, workers: [{ name: "a" }] };

interface Trap {
  /** Who fails, by the number. */
  readonly fails?: (number: number) => string | undefined;
  /** What it costs to run. */
  readonly onRun?: (run: number) => void;
  /** Whether the second run of a case is another one. */
  readonly flickers?: boolean;
}

function numbersSubject({ fails = () => undefined, onRun = () => {}, flickers = false }: Trap = {}) {
  let runs = 0;
  const ran: string[] = [];
  const subject: Subject<Numbers> = {
    about: supervisionAbout(scenario, "policy"),
    kind: "supervision",
    engine: "policy",
    draw: (seed) => ({ numbers: Array.from({ length: 10 }, (_, index) => Number(seed) * 10 + index) }),
    run: ({ numbers }, seed) => {
      onRun(++runs);
      ran.push(seed);
      const failures = numbers.flatMap((number): RunFailure[] => {
        const name = fails(number);
        return name === undefined ? [] : [{ name, kind: "invariant", message: `${number} is bad`, atMs: number }];
      });
      const shift = flickers && runs % 2 === 0 ? 1 : 0;
      const events = numbers.map((number, index) => ({ atMs: number + (index === 3 ? shift : 0), type: "number" }));
      return Promise.resolve({
        outcome: {
          seed,
          verdict: failures.length > 0 ? "broken" as const : "held" as const,
          failures,
          cutOffBy: undefined,
          hash: JSON.stringify(events),
          endedAtMs: 1_000,
          eventCount: events.length,
          faults: {},
          coverage: {},
          figures: {},
          samples: {},
          upCurve: new Array(curveBins).fill(1),
        },
        events,
        result: undefined,
      });
    },
    simpler: ({ numbers }) => numbers.map((_, index) => ({ numbers: numbers.toSpliced(index, 1) })),
    size: ({ numbers }) => ({ faults: numbers.length, workers: 1, horizonMs: 1_000 }),
    withoutNoise: (of) => of,
  };
  return { subject, ran };
}

const threes = (number: number) => number % 100 === 33 ? "no-threes" : undefined;
const plain: CampaignOptions = { determinismShare: 0 };

Deno.test("runCampaign() runs one seed after the other", async () => {
  const { subject, ran } = numbersSubject();
  const result = await runCampaign(subject, { ...plain, runs: 5, seed: "0x9" });

  assertEquals(ran, ["9", "10", "11", "12", "13"]);
  assertEquals([result.runs, result.wanted, result.endedBy, result.firstSeed], [5, 5, "runs", "9"]);
  assertEquals(result.verdicts.held, 5);
});

Deno.test("runCampaign() of shards runs each seed once", async () => {
  const ran = await Promise.all([1, 2, 3].map(async (index) => {
    const { subject, ran } = numbersSubject();
    await runCampaign(subject, { ...plain, runs: 7, shard: { index, of: 3 } });
    return ran;
  }));

  assertEquals(ran, [["1", "4", "7"], ["2", "5"], ["3", "6"]]);
});

Deno.test("runCampaign() shrinks what fails, and keeps it with all that it takes to run it again", async () => {
  const { subject } = numbersSubject({ fails: threes });
  const { failures, verdicts, failed } = await runCampaign(subject, {
    ...plain,
    runs: 20,
    versions: { mainstay: "0.0.0" },
  });

  assertEquals([verdicts.broken, verdicts.held, failed.map(({ seed }) => seed)], [2, 18, ["3", "13"]]);
  const [{ seed, capsule, minimal }] = failures as [typeof failures[0]];
  assertEquals([seed, capsule.seed, capsule.versions], ["3", "3", { mainstay: "0.0.0" }]);
  assertEquals((capsule.scenario as Numbers).numbers.length, 10);
  assertEquals(minimal!.scenario, { numbers: [33] });
  assertEquals(minimal!.failures.map(({ name }) => name), ["no-threes"]);
  assertEquals([minimal!.shrunk!.from.faults, minimal!.shrunk!.to.faults], [10, 1]);
});

Deno.test("runCampaign() leaves a failure as it was where it is not to be shrunk", async () => {
  const { subject } = numbersSubject({ fails: threes });
  const { failures } = await runCampaign(subject, { ...plain, runs: 4, shrink: false });

  assertEquals(failures.map(({ minimal }) => minimal), [undefined]);
});

for (
  const [options, runs, endedBy] of [
    [{ failFast: true }, 3, "fail-fast"],
    [{ maxFailures: 2 }, 13, "max-failures"],
    [{}, 100, "runs"],
  ] as const
) {
  Deno.test(`runCampaign() with ${JSON.stringify(options)} ends by ${endedBy} after ${runs} runs`, async () => {
    const { subject } = numbersSubject({ fails: threes });
    const result = await runCampaign(subject, { ...plain, ...options, shrink: false });

    assertEquals([result.runs, result.endedBy], [runs, endedBy]);
  });
}

Deno.test("runCampaign() begins no run after its time budget", async () => {
  const clock = new VirtualClock();
  const { subject } = numbersSubject({ onRun: () => clock.stall(30) });
  const result = await runCampaign(subject, { ...plain, timeBudgetMs: 100, clock });

  assertEquals([result.runs, result.wanted, result.endedBy], [4, null, "time-budget"]);
});

Deno.test("runCampaign() gives what was finished when it is cut off", async () => {
  const stop = new AbortController();
  const { subject } = numbersSubject({ onRun: (run) => run === 3 && stop.abort() });
  const result = await runCampaign(subject, { ...plain, signal: stop.signal });

  assertEquals([result.runs, result.endedBy], [3, "signal"]);
});

for (
  const [share, expected] of [
    [0, []],
    [0.25, ["1", "5", "9"]],
    [1, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]],
  ] as const
) {
  Deno.test(`runCampaign() runs a share of ${share} of the seeds twice`, async () => {
    const { subject, ran } = numbersSubject();
    const { determinism } = await runCampaign(subject, { runs: 10, determinismShare: share });

    const twice = ran.filter((seed, index) => ran.indexOf(seed) !== index);
    assertEquals(twice, [...expected]);
    assertEquals(determinism, { checked: expected.length, differing: 0 });
  });
}

Deno.test("runCampaign() tells the first event in which two runs of one seed differ", async () => {
  const { subject } = numbersSubject({ flickers: true });
  const { failures, verdicts, determinism } = await runCampaign(subject, { runs: 2, determinismShare: 1 });

  assertEquals([verdicts.nondeterministic, determinism], [2, { checked: 2, differing: 2 }]);
  assertEquals(failures[0]!.capsule.failures, [{
    name: "determinism",
    kind: "determinism",
    message: 'event 4 was {"atMs":13,"type":"number"} the first time, and {"atMs":14,"type":"number"} the second',
    atMs: 13,
  }]);
  assertEquals(failures[0]!.minimal, undefined);
});

Deno.test("runCampaign() keeps one failure of each cause, and no more than asked for", async () => {
  const { subject } = numbersSubject({
    fails: (number) => number === 207 ? "rare" : number % 10 === 0 ? "often" : undefined,
  });
  const { failures, verdicts } = await runCampaign(subject, { ...plain, runs: 50, keptFailures: 2, shrink: false });

  assertEquals(verdicts.broken, 50);
  const kept = failures.map(({ seed, capsule }) => `${seed} ${capsule.failures[0]!.name}`);
  assertEquals(kept, ["1 often", "20 rare"]);
});

Deno.test("runCampaign() tells of each run, in order", async () => {
  const told: string[] = [];
  const { subject } = numbersSubject();
  await runCampaign(subject, {
    ...plain,
    runs: 3,
    onRun: ({ outcome }, index) => told.push(`${index} ${outcome.seed}`),
  });

  assertEquals(told, ["0 1", "1 2", "2 3"]);
});

for (
  const [options, problem] of [
    [{ runs: 0 }, '"runs" must be a whole number of at least 1, or Infinity'],
    [{ shard: { index: 3, of: 2 } }, '"shard.index" must be at most 2'],
    [{ shard: { index: 0, of: 2 } }, '"shard.index" must be a whole number of at least 1'],
    [{ determinismShare: 1.5 }, '"determinismShare" must be at most 1'],
    [{ timeBudgetMs: 0 }, '"timeBudgetMs" must be a finite number above 0'],
    [{ seed: "x" }, "Cannot read the seed"],
    [{ rnus: 3 }, 'unknown option "rnus"'],
    [{ failFast: 1 }, '"failFast" must be true or false'],
  ] as const
) {
  Deno.test(`runCampaign() refuses ${JSON.stringify(options)}`, async () => {
    const { message } = await assertRejects(() =>
      runCampaign(numbersSubject().subject, options as unknown as CampaignOptions)
    ) as Error;

    assert(message.includes(problem), message);
  });
}

for (
  const [options, problem] of [
    [{ signal: 3 }, '"signal" must be an object with addEventListener()'],
    [{ clock: {} }, '"clock" must be an object with now()'],
    [{ onRun: 3 }, '"onRun" must be a function'],
    [{ onShrink: "x" }, '"onShrink" must be a function'],
    [{ versions: 3 }, '"versions" must be an object'],
    [{ versions: [] }, '"versions" must be an object, received an array'],
    [{ versions: { deno: 2 } }, '"versions.deno" must be a text, received 2'],
  ] as const
) {
  Deno.test(`runCampaign() refuses ${Object.keys(options)} of the wrong kind`, async () => {
    const { message } = await assertRejects(() =>
      runCampaign(numbersSubject().subject, options as unknown as CampaignOptions)
    ) as Error;

    assert(message.includes(problem), message);
  });
}

Deno.test("runCampaign() that is cut off before a failure is shrunk leaves it as it was, and says so", async () => {
  const stop = new AbortController();
  const { subject } = numbersSubject({ fails: threes });
  const { failures, endedBy } = await runCampaign(subject, {
    ...plain,
    runs: 14,
    signal: stop.signal,
    onShrink: () => stop.abort(),
  });

  assertEquals([endedBy, failures.map(({ minimal }) => minimal !== undefined)], ["signal", [true, false]]);
});

Deno.test("runCampaign() refuses what is no subject, and names what it lacks", async () => {
  const { subject } = numbersSubject();
  const wrong = [
    [undefined, '"subject" must be an object with draw(), received undefined'],
    [scenario, '"subject" must be an object with draw(), received an object'],
    [{ ...subject, size: 1 }, '"subject" must be an object with size()'],
    [{ ...subject, about: undefined }, '"subject.about" must be an object, received undefined'],
    [{ ...subject, about: {} }, '"subject.about.figures" must be an object'],
  ] as const;
  for (const [subject, problem] of wrong) {
    await assertRejects(() => runCampaign(subject as never), TypeError, `Cannot run the campaign: ${problem}`);
  }
});

for (const part of ["draw", "run", "simpler"] as const) {
  Deno.test(`runCampaign() names the seed in which ${part}() throws, and what it threw`, async () => {
    const { subject } = numbersSubject({ fails: threes });
    const bug = new RangeError("a bug of its own");
    const throwing = (...[of, seed]: unknown[]): never | unknown => {
      if (part === "simpler" || seed === "3" || of === "3") throw bug;
      return (subject[part] as (...args: unknown[]) => unknown)(of, seed);
    };
    const error = await assertRejects(() => runCampaign({ ...subject, [part]: throwing }, plain), Error);

    assertEquals([error.message, error.cause], ["Cannot run the campaign with seed 3: a bug of its own", bug]);
  });
}

Deno.test("runCampaign() refuses a run that says what nobody would see", async () => {
  const { subject } = numbersSubject();
  const run: typeof subject.run = async (...args) => {
    const run = await subject.run(...args);
    return { ...run, outcome: { ...run.outcome, figures: { other: 4 } } };
  };
  await assertRejects(
    () => runCampaign({ ...subject, run }, plain),
    TypeError,
    'Cannot count the run of seed 1: "figures" must have no name',
  );
});

Deno.test("runCampaign() leaves a failure as it was that does not come again", async () => {
  let runs = 0;
  const { subject } = numbersSubject({
    fails: (number) => runs === 3 ? threes(number) : undefined,
    onRun: (run) => runs = run,
  });
  const { failures } = await runCampaign(subject, { ...plain, runs: 3 });

  assertEquals(failures.map(({ seed, minimal }) => [seed, minimal]), [["3", undefined]]);
});
