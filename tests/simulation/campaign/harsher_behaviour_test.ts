import { assertEquals } from "@std/assert";
import type { Act, Behaviour } from "@mainstay/supervisor/simulation";
import { isHarsherBehaviour } from "../../../src/simulation/campaign/harsher_behaviour.ts";

const fixed = (ms: number) => ({ kind: "fixed", ms }) as const;
const life = (...acts: (readonly [number, Act["do"]])[]) => ({
  acts: acts.map(([atMs, deed]) => ({ atMs, do: deed })),
});
const crash = (atMs: number) => life([atMs, "crash"]);

/** What is worse, and than what, under a start-up limit if there is one. */
const worse: Readonly<Record<string, readonly [Behaviour, Behaviour, startupTimeoutMs?: number]>> = {
  "a shorter life": [{ life: fixed(1) }, { life: fixed(2) }],
  "a life where there was none": [{ life: fixed(1) }, {}],
  "a fixed life below the mean": [{ life: fixed(99) }, { life: { kind: "exponential", meanMs: 100 } }],
  "a uniform life that may be shorter": [{ life: { kind: "uniform", minMs: 0, maxMs: 9 } }, {
    life: { kind: "uniform", minMs: 1, maxMs: 9 },
  }],
  "a crash in place of a return": [{ life: fixed(5) }, { life: fixed(5), end: "return" }],
  "an error that is no orderly end": [{ life: fixed(5) }, { life: fixed(5), error: { name: "ShutdownError" } }],
  "an error that is not listed as clean": [{ life: fixed(5) }, { life: fixed(5), error: { name: "Clean" } }],
  "a script as one life": [{ life: fixed(5) }, { script: [crash(5)] }],
  "a shorter life in a script": [{ script: [crash(5), crash(7)] }, { script: [crash(6), crash(7)] }],
  "a shorter life among fewer": [{ script: [crash(5)] }, { script: [crash(6), crash(7)] }],
  "a shorter life again and again": [{ script: [crash(6)], afterScript: "repeat-last" }, {
    script: [crash(6), crash(7)],
    afterScript: "repeat-last",
  }],
  "fewer lives over and over": [{ script: [crash(6)], afterScript: "start-over" }, {
    script: [crash(6), crash(7)],
    afterScript: "start-over",
  }],
  "a scripted crash in place of a return": [{ script: [crash(5)] }, { script: [life([5, "return"])] }],
  "a later ready": [{ readyAfter: fixed(3) }, { readyAfter: fixed(2) }],
  "a longer stop": [{ onStop: "ignore" }, { onStop: { takesMs: 9 } }],
  "no ready under a limit": [{}, { readyAfter: fixed(2) }, 10],
  "no ready in a script under a limit": [{ script: [life()] }, { script: [life([1, "ready"])] }, 10],
  "a ready after the limit": [{ script: [life([11, "ready"])] }, { script: [life([1, "ready"])] }, 10],
  "no ready after the script under a limit": [{ script: [crash(5)] }, { script: [crash(5)], readyAfter: fixed(2) }, 10],
};

for (const [what, [one, other, startupTimeoutMs]] of Object.entries(worse)) {
  Deno.test(`isHarsherBehaviour() sees ${what}`, () => {
    const terms = { startupTimeoutMs, clean: ["Clean"] };
    assertEquals(isHarsherBehaviour(one, other, terms), true);
    assertEquals(isHarsherBehaviour(one, one, terms), false);
  });
}

const better: Readonly<Record<string, readonly [Behaviour, Behaviour, startupTimeoutMs?: number]>> = {
  "a longer life": [{ life: fixed(2) }, { life: fixed(1) }],
  "nothing at all": [{}, { life: fixed(1), onStop: "ignore", readyAfter: fixed(2) }],
  "the mean life": [{ life: fixed(100) }, { life: { kind: "exponential", meanMs: 100 } }],
  "lives as they were lived": [{ script: [crash(1)] }, { life: { kind: "exponential", meanMs: 100 } }],
  "fewer lives": [{ script: [crash(7)] }, { script: [crash(6), crash(7)] }],
  "a ready as early as before": [{ readyAfter: fixed(2) }, { readyAfter: fixed(2), life: fixed(9) }, 10],
};

for (const [what, [one, other, startupTimeoutMs]] of Object.entries(better)) {
  Deno.test(`isHarsherBehaviour() takes ${what} for no worse`, () => {
    assertEquals(isHarsherBehaviour(one, other, { startupTimeoutMs, clean: [] }), false);
  });
}
