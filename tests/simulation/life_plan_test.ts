import { assert, assertEquals } from "@std/assert";
import { castOf } from "../../src/simulation/cast.ts";
import { draw, planLife } from "../../src/simulation/life_plan.ts";
import { RandomStreams } from "../../src/simulation/random_streams.ts";
import type { Behaviour, Outage, Span } from "@mainstay/supervisor/simulation";

const plan = (behaviour: Behaviour, incarnation = 1, startMs = 0, outages: readonly Outage[] = []) => {
  const { members } = castOf({ name: "plan", horizonMs: 1_000, workers: [{ name: "a", behaviour }], outages });
  return planLife(members[0]!, incarnation, startMs, () => 0.5, () => 0.5);
};
const deeds = (acts: readonly { readonly atMs: number; readonly do: string }[]) =>
  acts.map((act) => [act.atMs, act.do]);

Deno.test("planLife() of an empty behaviour plans nothing", () => {
  assertEquals(plan({}), { acts: [], onStop: "at-once", strike: undefined });
});

Deno.test("planLife() plans readiness, then the end", () => {
  const { acts } = plan(
    { readyAfter: { kind: "fixed", ms: 5 }, life: { kind: "fixed", ms: 20 }, end: "return" },
    1,
    100,
  );

  assertEquals(deeds(acts), [[105, "ready"], [120, "return"]]);
});

Deno.test("planLife() of a life that ends before it is ready plans the end alone", () => {
  assertEquals(deeds(plan({ readyAfter: { kind: "fixed", ms: 30 }, life: { kind: "fixed", ms: 20 } }).acts), [[
    20,
    "crash",
  ]]);
});

for (
  const [afterScript, expected] of [
    ["life", [1, 2, 9, 9]],
    ["repeat-last", [1, 2, 2, 2]],
    ["start-over", [1, 2, 1, 2]],
  ] as const
) {
  Deno.test(`planLife() follows a script with "${afterScript}"`, () => {
    const behaviour: Behaviour = {
      script: [{ acts: [{ atMs: 1, do: "crash" }] }, { acts: [{ atMs: 2, do: "crash" }] }],
      life: { kind: "fixed", ms: 9 },
      afterScript,
    };

    assertEquals([1, 2, 3, 4].map((incarnation) => plan(behaviour, incarnation).acts[0]!.atMs), expected);
  });
}

const outage = { name: "db", fromMs: 100, toMs: 200, crashAfterMs: 7 };

for (
  const [startMs, expected] of [[99, [[100, "crash"]]], [100, [[107, "crash"]]], [199, [[206, "crash"]]], [
    200,
    [],
  ]] as const
) {
  Deno.test(`planLife() of a start at ${startMs} ms meets an outage from 100 ms until 200 ms`, () => {
    assertEquals(deeds(plan({}, 1, startMs, [outage]).acts), expected);
  });
}

Deno.test("planLife() keeps an end that comes before the outage", () => {
  assertEquals(deeds(plan({ life: { kind: "fixed", ms: 50 } }, 1, 0, [outage]).acts), [[50, "crash"]]);
});

Deno.test("planLife() throws the outage's error, with its name", () => {
  assertEquals(plan({}, 1, 0, [outage]).acts[0]!.error, { name: "OutageError", message: "db" });
});

for (
  const [span, mean] of [
    [{ kind: "uniform", minMs: 1_000, maxMs: 3_000 }, 2_000],
    [{ kind: "exponential", meanMs: 2_000 }, 2_000],
    [{ kind: "weibull", shape: 2, scaleMs: 2_000 }, 1_772.45],
    [{ kind: "weibull", shape: 0.5, scaleMs: 1_000 }, 2_000],
  ] as readonly (readonly [Span, number])[]
) {
  Deno.test(`draw() of ${JSON.stringify(span)} has the mean ${mean}`, () => {
    const random = new RandomStreams("1").stream("draw");
    const drawn = Array.from({ length: 200_000 }, () => draw(span, random));

    assert(Math.abs(drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length / mean - 1) < 0.02);
    assert(drawn.every((ms) => Number.isInteger(ms) && ms >= 0));
  });
}

Deno.test("planLife() takes an act's error that is there and undefined for one that is not given", () => {
  const behaviour: Behaviour = { script: [{ acts: [{ atMs: 1, do: "crash", error: undefined }] }] };

  assertEquals(plan(behaviour).acts[0]!.error, { name: "Error", message: "crashed" });
});
