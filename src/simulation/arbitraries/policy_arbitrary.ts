import fc from "fast-check";
import type { ScenarioPolicy } from "../scenario.ts";
import { gridMs, somewhatMs } from "./time_arbitrary.ts";

/** Which restarts a budget counts. */
export const windows = fc.constantFrom(
  "sliding" as const,
  "whole-seconds" as const,
  "tumbling" as const,
  "decay" as const,
  "in-a-row" as const,
);

const orInfinity = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.oneof({ weight: 6, arbitrary }, fc.constant(Infinity));

/** How many restarts a budget allows. */
export const intensity = orInfinity(fc.integer({ min: 0, max: 6 }));

/** A policy under which a worker lives on for a while: most others are at their end after the first crash. */
const lenient: fc.Arbitrary<ScenarioPolicy> = fc.record(
  {
    backoff: fc.record({ baseMs: fc.constantFrom(0, 100, 250, 1_000), maxMs: fc.constantFrom(250, 1_000) }),
    budget: fc.record({ intensity: fc.constantFrom(5, 50), periodMs: fc.constantFrom(1_000, 20_000) }),
    onExhausted: fc.constantFrom("cooldown" as const, "escalate" as const),
    cooldownMs: somewhatMs,
    graceMs: gridMs,
  },
  { requiredKeys: ["backoff"] },
);

const anyPolicy: fc.Arbitrary<ScenarioPolicy> = fc.record(
  {
    restart: fc.constantFrom(
      "on-failure" as const,
      "always" as const,
      "never" as const,
      "permanent" as const,
      "transient" as const,
      "temporary" as const,
    ),
    backoff: fc.record(
      {
        baseMs: fc.constantFrom(0, 100, 250, 1_000),
        multiplier: fc.constantFrom(1, 1.5, 2),
        maxMs: fc.constantFrom(0, 250, 4_000, 30_000),
        jitter: fc.constantFrom(
          "none" as const,
          "full" as const,
          "equal" as const,
          "decorrelated" as const,
          "proportional" as const,
        ),
        curve: fc.constantFrom("exponential" as const, "linear" as const),
        firstMs: fc.constantFrom(0, 250),
      },
      { requiredKeys: [] },
    ),
    budget: fc.record(
      {
        intensity,
        periodMs: somewhatMs,
        window: windows,
        counts: fc.constantFrom("restarts" as const, "starts" as const),
        resetWhenHealthy: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    onExhausted: fc.constantFrom("cooldown" as const, "give-up" as const, "escalate" as const),
    cooldownMs: somewhatMs,
    maxCooldowns: fc.integer({ min: 0, max: 3 }),
    healthyAfterMs: orInfinity(gridMs),
    restartHealthy: fc.constantFrom("backoff" as const, "at-once" as const),
    minUptimeMs: gridMs,
    startupTimeoutMs: orInfinity(somewhatMs),
    graceMs: orInfinity(gridMs),
    fatal: fc.constant(["FatalError"]),
    nonRetryable: fc.constant(["PoisonError"]),
    clean: fc.constantFrom(["CleanError"], ["EscalationError"]),
  },
  { requiredKeys: [] },
);

/** A policy as data: every field may be missing. */
export const policy: fc.Arbitrary<ScenarioPolicy> = fc.oneof({ withCrossShrink: true }, anyPolicy, lenient);
