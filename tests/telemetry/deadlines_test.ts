import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { Deadlines } from "../../src/telemetry/deadlines.ts";
import { currentExecution, runInExecution } from "../../src/telemetry/execution_context.ts";
import { holds } from "../support/law.ts";

function bench() {
  const clock = new VirtualClock();
  const broken: unknown[] = [];
  const called: [string, number][] = [];
  const deadlines = new Deadlines(clock, (thrown) => broken.push(thrown));
  const set = (name: string, ms: number) => deadlines.set(ms, () => called.push([name, clock.now()]));
  return { clock, broken, called, deadlines, set };
}

Deno.test("Deadlines.set() calls at its time, not before", async () => {
  const { clock, called, set } = bench();
  set("a", 100);
  await clock.advance(99);
  assertEquals(called, []);
  await clock.advance(1);
  assertEquals(called, [["a", 100]]);
});

Deno.test("Deadlines.set() rounds up to a whole millisecond, and shares one sleep in it", async () => {
  const { clock, called, set } = bench();
  set("a", 10.2);
  set("b", 10.9);
  set("c", 11);
  assertEquals(clock.pending, 1);
  await clock.runUntilIdle();
  assertEquals(called, [["a", 11], ["b", 11], ["c", 11]]);
});

Deno.test("Deadlines.set() that is taken back is not called", async () => {
  const { clock, called, set, broken } = bench();
  const releases = [set("a", 10), set("b", 10), set("c", 20)];
  releases[0]!();
  releases[0]!();
  await clock.advance(15);
  releases[2]!();
  await clock.runUntilIdle();
  assertEquals([called, broken, clock.pending], [[["b", 10]], [], 0]);
});

Deno.test("Deadlines share one sleep, which ends with the first of them", async () => {
  const { clock, called, set } = bench();
  for (const ms of [30, 10, 20]) set(`${ms}`, ms);
  assertEquals(clock.pending, 1);
  await clock.runUntilIdle();
  assertEquals(called, [["10", 10], ["20", 20], ["30", 30]]);
});

Deno.test("Deadlines.rest() takes the sleep back when there is nothing to wait for, now or later", async () => {
  const { clock, called, deadlines, set } = bench();
  set("a", 10)();
  deadlines.rest();
  assertEquals(clock.pending, 0);
  const release = set("b", 10);
  set("c", 5);
  await clock.advance(5);
  assertEquals([called, clock.pending], [[["c", 5]], 1]);
  release();
  assertEquals(clock.pending, 0);
});

Deno.test("Deadlines keep the others in time when one that is due sets another", async () => {
  const { clock, called, deadlines, set } = bench();
  deadlines.set(10, () => set("late", 100));
  set("next", 20);
  await clock.runUntilIdle();
  assertEquals(called, [["next", 20], ["late", 110]]);
});

Deno.test("Deadlines keep time whatever is set and taken back, and when", async (t) => {
  const deed = fc.record({
    atMs: fc.nat(50),
    ms: fc.nat(60),
    releaseMs: fc.option(fc.nat(60)),
    sets: fc.option(fc.nat(40)),
  });
  const property = fc.asyncProperty(fc.array(deed, { maxLength: 12 }), async (deeds) => {
    const { clock, called, deadlines } = bench();
    const expected: [string, number][] = [];
    const set = (name: string, ms: number, then = () => {}) => {
      expected.push([name, clock.now() + ms]);
      return deadlines.set(ms, () => {
        called.push([name, clock.now()]);
        then();
      });
    };
    for (const [index, { atMs, ms, releaseMs, sets }] of deeds.entries()) {
      clock.sleep(atMs).then(() => {
        const name = `${index}`;
        const release = set(name, ms, sets === null ? undefined : () => set(`${name}+`, sets));
        if (releaseMs === null || releaseMs >= ms) return;
        clock.sleep(releaseMs).then(() => {
          release();
          expected.splice(expected.findIndex(([known]) => known === name), 1);
        });
      });
    }
    await clock.runUntilIdle();
    assertEquals(called.toSorted(), expected.toSorted());
    assertEquals(called.map(([, atMs]) => atMs), called.map(([, atMs]) => atMs).toSorted((a, b) => a - b));
  });
  await holds(t, property, { numRuns: 300 });
});

Deno.test("Deadlines.set() after all of a millisecond were taken back begins anew", async () => {
  const { clock, called, set } = bench();
  set("a", 10)();
  set("b", 10);
  await clock.runUntilIdle();
  assertEquals(called, [["b", 10]]);
});

Deno.test("Deadlines calls nobody who is taken back by another call of the same millisecond", async () => {
  const { clock, called, deadlines, set } = bench();
  let release = () => {};
  deadlines.set(10, () => release());
  release = set("b", 10);
  await clock.runUntilIdle();
  assertEquals([called, clock.pending], [[], 0]);
});

Deno.test("Deadlines.set() from within a call that is due takes another turn", async () => {
  const { clock, called, deadlines, set } = bench();
  deadlines.set(10, () => set("late", 0));
  await clock.runUntilIdle();
  assertEquals(called, [["late", 10]]);
});

for (
  const [how, sleep] of [
    ["rejects", () => Promise.reject(new Error("no time"))],
    ["throws", () => {
      throw new Error("no time");
    }],
  ] as const
) {
  Deno.test(`Deadlines calls at once when the clock ${how}, and says so`, async () => {
    const broken: unknown[] = [];
    const deadlines = new Deadlines({ now: () => 0, sleep }, (thrown) => broken.push(thrown));
    const called = await new Promise((resolve) => deadlines.set(1_000, () => resolve("called")));
    assertEquals([called, broken.map(String)], ["called", ["Error: no time"]]);
    assertEquals(await new Promise((resolve) => deadlines.set(2_000, () => resolve("again"))), "again");
  });
}

Deno.test("Deadlines calls outside of the execution in which the time was set", async () => {
  const { clock, deadlines } = bench();
  const seen: unknown[] = [];
  const execution = { id: "1", kind: "job", owner: "o", instance: "", name: "n", topic: "" } as const;
  runInExecution(execution, () => deadlines.set(10, () => seen.push(currentExecution())));
  await clock.runUntilIdle();
  assertEquals(seen, [undefined]);
});
