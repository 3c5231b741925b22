import { assertThrows } from "@std/assert";
import { checkScenario, type Scenario } from "@mainstay/supervisor/simulation";

const behaviours: readonly (readonly [behaviour: unknown, message: string])[] = [
  [
    { life: { kind: "normal" } },
    '"workers[0].behaviour.life.kind" must be one of "fixed", "uniform", "exponential", "weibull"',
  ],
  [{ life: { kind: "fixed", ms: -1 } }, '"workers[0].behaviour.life.ms" must be a finite number of at least 0'],
  [{ life: { kind: "fixed", ms: 1, meanMs: 2 } }, 'unknown option "workers[0].behaviour.life.meanMs"'],
  [
    { life: { kind: "uniform", minMs: 5, maxMs: 4 } },
    '"workers[0].behaviour.life.maxMs" must be a finite number of at least 5',
  ],
  [
    { life: { kind: "weibull", shape: 0, scaleMs: 1 } },
    '"workers[0].behaviour.life.shape" must be a finite number above 0',
  ],
  [{ end: "explode" }, '"workers[0].behaviour.end" must be one of "crash", "return"'],
  [{ error: { name: "E", message: 5 } }, '"workers[0].behaviour.error.message" must be a text'],
  [{ onStop: "later" }, '"workers[0].behaviour.onStop" must be one of "at-once", "ignore", "throw"'],
  [{ onStop: { takesMs: -1 } }, '"workers[0].behaviour.onStop.takesMs" must be a finite number of at least 0'],
  [{ afterScript: "stop" }, '"workers[0].behaviour.afterScript" must be one of'],
  [{ script: [] }, '"workers[0].behaviour.script" must be a list of at least one life'],
  [{ script: [{ acts: 5 }] }, '"workers[0].behaviour.script[0].acts" must be a list'],
  [{ script: [{ acts: [{ atMs: 5, do: "dance" }] }] }, '"workers[0].behaviour.script[0].acts[0].do" must be one of'],
  [
    { script: [{ acts: [{ atMs: 5, do: "ready" }, { atMs: 4, do: "crash" }] }] },
    '"workers[0].behaviour.script[0].acts[1].atMs" must be a finite number of at least 5',
  ],
  [
    { script: [{ acts: [{ atMs: 5, do: "crash" }, { atMs: 6, do: "ready" }] }] },
    '"workers[0].behaviour.script[0].acts[0].do" is "crash", after which no act can follow',
  ],
  [
    { script: [{ acts: [{ atMs: 5, do: "ready", reason: 5 }] }] },
    '"workers[0].behaviour.script[0].acts[0].reason" must be a text',
  ],
];

for (const [behaviour, message] of behaviours) {
  Deno.test(`checkScenario() refuses the behaviour ${JSON.stringify(behaviour)}`, () => {
    assertThrows(
      () => checkScenario({ name: "test", horizonMs: 1_000, workers: [{ name: "a", behaviour }] } as Scenario),
      Error,
      message,
    );
  });
}
