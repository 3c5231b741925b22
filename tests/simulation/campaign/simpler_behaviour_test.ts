import { assertEquals } from "@std/assert";
import { type Behaviour, type Scenario, simulate } from "@mainstay/supervisor/simulation";
import { withSimplerBehaviour } from "../../../src/simulation/campaign/simpler_behaviour.ts";

function scenarioOf(behaviour: Behaviour): Scenario {
  return {
    name: "behaviour",
    horizonMs: 10_000,
    defaults: { backoff: { baseMs: 100, multiplier: 1, jitter: "none" } },
    workers: [{ name: "a", behaviour }],
  };
}

async function simplerOf(behaviour: Behaviour): Promise<(Behaviour | undefined)[]> {
  const scenario = scenarioOf(behaviour);
  const { events } = await simulate(scenario, { engine: "policy" });
  return [...withSimplerBehaviour(scenario, events)].map(({ workers }) => workers[0]!.behaviour);
}

const crashAt = (atMs: number) => ({ acts: [{ atMs, do: "crash" as const }] });

Deno.test("withSimplerBehaviour() leaves a behaviour out first", async () => {
  assertEquals(await simplerOf({ onStop: "ignore" }), [undefined]);
});

Deno.test("withSimplerBehaviour() makes a drawn life one of its mean, never a shorter one", async () => {
  const life = { kind: "exponential", meanMs: 333.4 } as const;
  assertEquals(await simplerOf({ life, end: "return" }), [undefined, {
    end: "return",
    life: { kind: "fixed", ms: 334 },
  }]);
});

Deno.test("withSimplerBehaviour() makes a script the life that it begins with", async () => {
  const ended = {
    acts: [{ atMs: 5, do: "ready" as const }, { atMs: 70, do: "return" as const, error: { name: "E" } }],
  };
  const [, life] = await simplerOf({ script: [ended, crashAt(9)], onStop: "throw" });
  assertEquals(life, { onStop: "throw", end: "return", error: { name: "E" }, life: { kind: "fixed", ms: 70 } });
});

Deno.test("withSimplerBehaviour() takes lives away, and lets what followed them happen when it did", async () => {
  const simpler = await simplerOf({ script: [crashAt(10), crashAt(20), crashAt(30)] });
  const scripts = simpler.flatMap((behaviour) => behaviour?.script ? [behaviour.script] : []);
  const has = (script: unknown) => scripts.some((each) => JSON.stringify(each) === JSON.stringify(script));
  // The second life begins at 110 ms, the third one at 230 ms.
  assertEquals(has([crashAt(130), crashAt(30)]), true);
  assertEquals(has([crashAt(20), crashAt(30)]), true);
  assertEquals(has([crashAt(260)]), true);
  assertEquals(has([crashAt(10), crashAt(20)]), true);
});

Deno.test("withSimplerBehaviour() takes acts away", async () => {
  const ready = { atMs: 5, do: "ready" } as const;
  const crash = { atMs: 70, do: "crash" } as const;
  const scripts = (await simplerOf({ script: [{ acts: [ready, crash] }] })).map((each) => each?.script);
  assertEquals(scripts.slice(-3), [[{ acts: [] }], [{ acts: [crash] }], [{ acts: [ready] }]]);
});

Deno.test("withSimplerBehaviour() drops the start-up limit of who says nothing any more", () => {
  const behaviour: Behaviour = { readyAfter: { kind: "fixed", ms: 5 } };
  const scenario = { ...scenarioOf(behaviour), workers: [{ name: "a", startupTimeoutMs: 9, behaviour }] };
  assertEquals([...withSimplerBehaviour(scenario, [])].map(({ workers }) => workers[0]), [
    { name: "a", startupTimeoutMs: 9 },
    { name: "a" },
  ]);
});

Deno.test("withSimplerBehaviour() makes a drawn time to be ready one that is always the same", async () => {
  const fixed = async (minMs: number, maxMs: number) =>
    (await simplerOf({ readyAfter: { kind: "uniform", minMs, maxMs }, onStop: "throw" }))[1];
  assertEquals(await fixed(0, 0), { readyAfter: { kind: "fixed", ms: 0 }, onStop: "throw" });
  assertEquals(await fixed(100, 300), { readyAfter: { kind: "fixed", ms: 200 }, onStop: "throw" });
});

Deno.test("withSimplerBehaviour() takes half of what a uniform life may be, and the scale of a Weibull life", async () => {
  const fixed = async (life: Behaviour["life"]) => (await simplerOf({ life }))[1]!.life;
  assertEquals(await fixed({ kind: "uniform", minMs: 100, maxMs: 301 }), { kind: "fixed", ms: 201 });
  assertEquals(await fixed({ kind: "weibull", shape: 0.5, scaleMs: 70 }), { kind: "fixed", ms: 70 });
});
