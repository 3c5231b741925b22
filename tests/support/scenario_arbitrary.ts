import fc from "fast-check";
import type {
  Act,
  Behaviour,
  Outage,
  Scenario,
  ScenarioPolicy,
  ScenarioWorker,
  ScriptedLife,
  Span,
} from "@mainstay/supervisor/simulation";

/** Times on a coarse grid, so that many things happen at the same instant: ties are where engines and orders differ. */
const fractionsMs = fc.constantFrom(0.1, 0.2, 0.7, 0.9, 333.3, 1000 / 3);
const gridMs = fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 0, max: 40 }).map((n) => n * 250) }, fractionsMs);
const somewhatMs = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 40 }).map((n) => n * 250) },
  fractionsMs,
);

const span: fc.Arbitrary<Span> = fc.oneof(
  fc.record({ kind: fc.constant("fixed" as const), ms: gridMs }),
  fc.tuple(gridMs, gridMs).map(([a, b]) => ({
    kind: "uniform" as const,
    minMs: Math.min(a, b),
    maxMs: Math.max(a, b),
  })),
  fc.record({ kind: fc.constant("exponential" as const), meanMs: somewhatMs }),
  fc.record({ kind: fc.constant("weibull" as const), shape: fc.constantFrom(0.5, 1, 2), scaleMs: somewhatMs }),
);

const error = fc.record({
  name: fc.constantFrom("Error", "FatalError", "PoisonError"),
  message: fc.constantFrom("", "no {braces}"),
});

const onStop = fc.oneof(
  { weight: 4, arbitrary: fc.constant("at-once" as const) },
  fc.constantFrom("ignore" as const, "throw" as const),
  fc.record({ takesMs: gridMs }),
);

const act: fc.Arbitrary<Act> = fc.record(
  {
    atMs: gridMs,
    do: fc.constantFrom("ready" as const, "not-ready" as const, "crash" as const, "return" as const, "hang" as const),
    error,
  },
  { requiredKeys: ["atMs", "do"] },
);

const scriptedLife: fc.Arbitrary<ScriptedLife> = fc.record(
  {
    acts: fc.array(act, { maxLength: 4 }).map((acts) => {
      const sorted = acts.toSorted((a, b) => a.atMs - b.atMs);
      const last = sorted.findIndex((each) => each.do === "crash" || each.do === "return" || each.do === "hang");
      return last < 0 ? sorted : sorted.slice(0, last + 1);
    }),
    onStop,
  },
  { requiredKeys: ["acts"] },
);

const behaviour: fc.Arbitrary<Behaviour> = fc.record(
  {
    life: span,
    end: fc.constantFrom("crash" as const, "return" as const),
    error,
    readyAfter: span,
    onStop,
    script: fc.array(scriptedLife, { minLength: 1, maxLength: 3 }),
    afterScript: fc.constantFrom("life" as const, "repeat-last" as const, "start-over" as const),
  },
  { requiredKeys: [] },
);

/** A policy as data: every field may be missing. */
export const scenarioPolicy: fc.Arbitrary<ScenarioPolicy> = fc.record(
  {
    restart: fc.constantFrom("on-failure" as const, "always" as const, "never" as const),
    backoff: fc.record(
      {
        baseMs: fc.constantFrom(0, 100, 250, 1_000),
        multiplier: fc.constantFrom(1, 1.5, 2),
        maxMs: fc.constantFrom(0, 250, 4_000, 30_000),
        jitter: fc.constantFrom("none" as const, "full" as const, "equal" as const, "decorrelated" as const),
      },
      { requiredKeys: [] },
    ),
    budget: fc.record(
      {
        intensity: fc.integer({ min: 0, max: 6 }),
        periodMs: somewhatMs,
        resetWhenHealthy: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    onExhausted: fc.constantFrom("cooldown" as const, "give-up" as const, "escalate" as const),
    cooldownMs: somewhatMs,
    maxCooldowns: fc.integer({ min: 0, max: 3 }),
    healthyAfterMs: gridMs,
    startupTimeoutMs: somewhatMs,
    graceMs: gridMs,
    fatal: fc.constant(["FatalError"]),
    nonRetryable: fc.constant(["PoisonError"]),
  },
  { requiredKeys: [] },
);

const worker = (index: number): fc.Arbitrary<ScenarioWorker> =>
  fc.tuple(
    scenarioPolicy,
    fc.record({ behaviour, count: fc.integer({ min: 1, max: 3 }) }, { requiredKeys: ["behaviour"] }),
  ).map(([policy, rest]) => ({ name: `worker${index}`, ...policy, ...rest }));

const outage: fc.Arbitrary<Outage> = fc.tuple(
  gridMs,
  somewhatMs,
  fc.record({ workers: fc.constant(["worker0"]), crashAfterMs: gridMs, error }, { requiredKeys: [] }),
).map(([fromMs, forMs, rest]) => ({ name: "outage", fromMs, toMs: fromMs + forMs, ...rest }));

/** A valid scenario of up to nine workers in which anything may happen, often at the same instant. */
export const scenarios: fc.Arbitrary<Scenario> = fc.tuple(
  fc.tuple(worker(0), worker(1), worker(2)).chain((all) => fc.subarray(all, { minLength: 1 })),
  fc.record(
    {
      defaults: scenarioPolicy,
      budget: fc.record({ intensity: fc.integer({ min: 1, max: 12 }), periodMs: somewhatMs }),
      keepAlive: fc.boolean(),
      outages: fc.array(outage, { maxLength: 3 }),
      stopAtMs: gridMs,
    },
    { requiredKeys: [] },
  ),
).map(([workers, rest]) => ({
  name: "generated",
  horizonMs: 20_000,
  workers,
  ...rest,
  outages: rest.outages?.map((each) => workers[0]!.name === "worker0" ? each : { ...each, workers: undefined }),
}));
