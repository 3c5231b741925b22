import { assertEquals, assertRejects } from "@std/assert";
import type { Clock } from "@mainstay/supervisor";
import { shrinkCase, type ShrinkOptions } from "../../../src/simulation/campaign/shrink.ts";
import type { RunFailure, Subject, SubjectRun } from "../../../src/simulation/campaign/subject.ts";

/** A case is a list of numbers; it fails while the numbers that matter are in it. */
type Numbers = readonly number[];

interface World {
  readonly fails?: (of: Numbers) => readonly Partial<RunFailure>[];
  readonly run?: (of: Numbers, limit: number) => Partial<SubjectRun<Numbers>["outcome"]>;
  readonly noiseless?: (of: Numbers) => Numbers;
}

const broken = { name: "broken", kind: "invariant" } as const;

function world({ fails, run, noiseless }: World) {
  const ran: string[] = [];
  const subject = {
    run: (of: Numbers, _seed: string, { limit }: { limit: number }) => {
      ran.push(of.join(" "));
      const outcome = {
        failures: fails?.(of) ?? [],
        eventCount: 0,
        hash: "same",
        cutOffBy: undefined,
        ...run?.(of, limit),
      };
      return Promise.resolve({ outcome, events: [], result: of } as unknown as SubjectRun<Numbers>);
    },
    simpler: (of: Numbers) => of.map((_, index) => of.toSpliced(index, 1)),
    withoutNoise: (of: Numbers) => noiseless?.(of) ?? of,
  } as unknown as Subject<Numbers, Numbers>;
  const shrink = async (of: Numbers, options: Partial<ShrinkOptions> = {}) => {
    const first = await subject.run(of, "1", { limit: options.limit ?? 1_000 });
    ran.length = 0;
    const shrunk = await shrinkCase(subject, of, first, {
      seed: "1",
      failure: broken,
      limitMs: 1_000,
      limit: 1_000,
      clock: still,
      ...options,
    });
    assertEquals(shrunk.runs, ran.length);
    assertEquals(shrunk.run.result, shrunk.of);
    return shrunk.of;
  };
  return { ran, shrink };
}

const still: Clock = { now: () => 0, sleep: () => Promise.resolve() };
const withBoth = (of: Numbers) => of.includes(3) && of.includes(7) ? [broken] : [];

Deno.test("shrinkCase() takes away all that does not matter", async () => {
  const { shrink } = world({ fails: withBoth });
  assertEquals(await shrink([1, 2, 3, 4, 5, 6, 7, 8]), [3, 7]);
});

Deno.test("shrinkCase() runs no case twice", async () => {
  const { ran, shrink } = world({ fails: (of) => of.filter((each) => each === 1).length > 1 ? [broken] : [] });
  await shrink([1, 1, 1, 2, 2, 2]);
  assertEquals(ran.length > 5, true);
  assertEquals(new Set(ran).size, ran.length);
});

Deno.test("shrinkCase() tries again, at the end, what did not fail before", async () => {
  // 1 can go when 2 has gone.
  const { shrink } = world({ fails: (of) => of.includes(3) && (of.includes(1) || !of.includes(2)) ? [broken] : [] });
  assertEquals(await shrink([1, 2, 3]), [3]);
});

Deno.test("shrinkCase() keeps the failure's name and its kind", async () => {
  const { shrink } = world({
    fails: (of) => of.length === 3 ? [broken] : [{ ...broken, name: "other" }, { ...broken, kind: "recovery" }],
  });
  assertEquals(await shrink([1, 2, 3]), [1, 2, 3]);
});

Deno.test("shrinkCase() passes over cases that are not valid", async () => {
  const { shrink } = world({
    fails: (of) => {
      if (of.includes(2)) return [broken];
      throw of.includes(1) ? new TypeError("no case") : new RangeError("no case");
    },
  });
  assertEquals(await shrink([1, 2, 3]), [2]);
});

Deno.test("shrinkCase() rejects with any other error of a run", async () => {
  const { shrink } = world({
    fails: (of) => {
      if (of.length === 3) return [broken];
      throw new Error("out of order");
    },
  });
  await assertRejects(() => shrink([1, 2, 3]), Error, "out of order");
});

for (const limitMs of [0, 1, 2, 3]) {
  Deno.test(`shrinkCase() ends after ${limitMs} ms with the smallest case so far`, async () => {
    let nowMs = 0;
    const { shrink } = world({ fails: () => [broken], run: () => (nowMs++, {}) });
    const clock = { now: () => nowMs - 1, sleep: () => Promise.resolve() };
    assertEquals((await shrink([1, 2, 3, 4, 5], { clock, limitMs })).length, 5 - limitMs);
  });
}

Deno.test("shrinkCase() ends when its signal aborts with the smallest case so far", async () => {
  const stop = new AbortController();
  const { shrink } = world({
    fails: () => [broken],
    run: (of) => {
      if (of.length === 3) stop.abort();
      return {};
    },
  });
  assertEquals(await shrink([1, 2, 3, 4, 5], { signal: stop.signal }), [3, 4, 5]);
});

Deno.test("shrinkCase() takes no run for one that was cut off by the signal", async () => {
  const stop = new AbortController();
  const { shrink } = world({
    fails: () => [broken],
    run: (of) => {
      if (of.length > 3) return {};
      stop.abort();
      return { cutOffBy: "signal" };
    },
  });
  assertEquals(await shrink([1, 2, 3, 4, 5], { signal: stop.signal }), [2, 3, 4, 5]);
});

Deno.test("shrinkCase() gives others their turn", async () => {
  let nowMs = 0;
  let turns = 0;
  const { ran, shrink } = world({ fails: () => [broken], run: () => (nowMs += 10, {}) });
  await shrink([1, 2, 3, 4], {
    clock: { now: () => nowMs, sleep: (ms) => (turns += ms === 0 ? 1 : 0, Promise.resolve()) },
  });
  assertEquals([turns > 2, turns <= ran.length + 1], [true, true]);
});

Deno.test("shrinkCase() has no use for a case that does far more than the smallest one", async () => {
  // Without 1 there is no end of it; the whole case does no more than it tells.
  const endless = (of: Numbers, limit: number) =>
    of.includes(1) ? {} : { cutOffBy: "limit" as const, eventCount: limit };
  const limits: number[] = [];
  const { shrink } = world({
    fails: () => [broken],
    run: (of, limit) => (limits.push(limit), endless(of, limit)),
  });
  assertEquals(await shrink([1, 2, 3], { limit: 1_000_000 }), [1]);
  assertEquals(Math.max(...limits.slice(1)), 1_200);
});

for (const [told, left] of [[200, 1], [201, 2]] as const) {
  Deno.test(`shrinkCase() of a case that tells nothing takes ${left === 1 ? "one" : "none"} that tells ${told} events`, async () => {
    const { shrink } = world({
      fails: (of) => of.length > 0 ? [broken] : [],
      run: (of) => ({ eventCount: of.length === 2 ? 0 : told }),
    });
    assertEquals((await shrink([1, 2])).length, left);
  });
}

Deno.test("shrinkCase() allows a case that does much and tells little as much as it does", async () => {
  const busy = (_of: Numbers, limit: number) => limit < 50_000 ? { cutOffBy: "limit" as const } : {};
  const { shrink } = world({ fails: (of) => of.includes(2) ? [broken] : [], run: busy });
  const of = [1, 2, 3];
  assertEquals(await shrink(of, { limit: 1_000_000 }), of.slice(1, 2));
});

Deno.test("shrinkCase() of what is not deterministic compares two runs", async () => {
  let count = 0;
  const { shrink } = world({ run: (of) => ({ hash: of.includes(2) ? `other ${count++}` : "same" }) });
  assertEquals(await shrink([1, 2, 3], { failure: { name: "determinism", kind: "determinism" } }), [2]);
});

Deno.test("shrinkCase() of what is not deterministic sees what hangs on noise", async () => {
  const { shrink } = world({
    run: (of) => ({ hash: of.includes(2) ? "noisy" : "quiet" }),
    noiseless: (of) => of.filter((each) => each !== 2),
  });
  assertEquals(await shrink([1, 2, 3], { failure: { name: "determinism", kind: "determinism" } }), [2]);
});

/** A case of a supervision as shrinking sees it: it fails by an expectation that it names. */
interface Faulty {
  readonly expect: readonly string[];
  readonly size: number;
  readonly faults?: readonly string[];
  readonly outages?: readonly string[];
}

async function shrunkFaulty(of: Faulty, simpler: (of: Faulty) => readonly Faulty[], fails: (of: Faulty) => boolean) {
  let count = 0;
  const seen: (readonly string[])[] = [];
  const run = (one: Faulty) => {
    count++;
    const failures = fails(one) ? one.expect.map((name) => ({ name, kind: "expectation" })) : [];
    return Promise.resolve(
      { outcome: { failures, eventCount: 0, hash: "", cutOffBy: undefined }, result: one } as unknown as SubjectRun<
        Faulty
      >,
    );
  };
  const subject = {
    run,
    simpler: (one: Faulty, { outcome }: SubjectRun<Faulty>) => {
      seen.push(outcome.failures.map(({ name }) => name));
      return simpler(one);
    },
    withoutNoise: (one: Faulty) => one,
  } as unknown as Subject<Faulty, Faulty>;
  const failure = { name: of.expect[0]!, kind: "expectation" } as const;
  const first = await run(of);
  count = 0;
  const shrunk = await shrinkCase(subject, of, first, { seed: "1", failure, limitMs: 1, limit: 9, clock: still });
  assertEquals(shrunk.runs, count);
  return { of: shrunk.of, seen };
}

const smaller = (of: Faulty): Faulty[] => [
  { ...of, faults: [], outages: [] },
  ...(of.size === 0 ? [] : [{ ...of, size: of.size - 1 }]),
  { ...of, faults: of.faults?.slice(1) },
];

Deno.test("shrinkCase() keeps a fault if it takes one to miss an expectation", async () => {
  const of = { expect: ["x"], size: 4, faults: ["a", "b"], outages: [] };
  // A case that is too small fails by itself: that is another reason.
  const shrunk = await shrunkFaulty(of, smaller, ({ size, faults }) => size < 2 || faults?.includes("b") === true);
  assertEquals(shrunk.of, { expect: ["x"], size: 2, faults: ["b"], outages: [] });
});

Deno.test("shrinkCase() takes all faults away if an expectation is missed without them too", async () => {
  const of = { expect: ["x"], size: 4, faults: ["a", "b"], outages: ["c"] };
  assertEquals((await shrunkFaulty(of, smaller, ({ size }) => size > 0)).of, {
    expect: ["x"],
    size: 1,
    faults: [],
    outages: [],
  });
});

Deno.test("shrinkCase() knows an expectation by its place when its worker has another name, and asks about it alone", async () => {
  const of = { expect: ["dyn-1: crashes == 0", "up > 1"], size: 1 };
  const renamed = { expect: ["dyn: crashes == 0", "up > 1"], size: 1 };
  const { of: small, seen } = await shrunkFaulty(
    of,
    (one) => one === of ? [{ ...of, expect: ["up > 1"] }, renamed] : one.size === 1 ? [{ ...one, size: 0 }] : [],
    () => true,
  );
  assertEquals(small, { ...renamed, size: 0 });
  assertEquals(seen[0], ["dyn-1: crashes == 0"]);
  assertEquals(new Set(seen.slice(1).flat()), new Set(["dyn: crashes == 0"]));
});

Deno.test("shrinkCase() refuses what it cannot work on, and names it", async () => {
  const subject = {
    run: () => Promise.reject(new Error("no run is made")),
    simpler: () => [],
    withoutNoise: (of: Numbers) => of,
  } as unknown as Subject<Numbers, Numbers>;
  const run = { outcome: { failures: [broken], eventCount: 0 } } as unknown as SubjectRun<Numbers>;
  const terms = { seed: "1", failure: broken, limitMs: 1, limit: 9 };
  const wrong = [
    [undefined, run, terms, '"subject" must be an object with run(), received undefined'],
    [subject, undefined, terms, '"run" must be an object, received undefined'],
    [subject, {}, terms, '"run.outcome" must be an object, received undefined'],
    [subject, run, undefined, '"options" must be an object, received undefined'],
    [subject, run, {}, "expected a whole number"],
    [subject, run, { ...terms, foo: 1 }, 'unknown option "foo", known are seed, failure'],
    [subject, run, { ...terms, failure: undefined }, '"failure" must be an object, received undefined'],
    [subject, run, { ...terms, failure: { name: "x", kind: "no" } }, '"failure.kind" must be one of "invariant"'],
    [
      subject,
      run,
      { ...terms, limitMs: "x" },
      '"limitMs" must be a finite number of at least 0, or Infinity, received "x"',
    ],
    [subject, run, { ...terms, limit: 0 }, '"limit" must be a whole number of at least 1, received 0'],
    [subject, run, { ...terms, signal: 1 }, '"signal" must be an object with addEventListener(), received 1'],
    [
      subject,
      run,
      { ...terms, failure: { name: "nope", kind: "expectation" } },
      '"failure" must be one that the run has, received expectation "nope"',
    ],
  ] as const;
  for (const [subject, run, terms, message] of wrong) {
    await assertRejects(() => shrinkCase(subject as never, [1], run as never, terms as never), Error, message);
  }
});
