import type { Worker } from "@mainstay/supervisor";
import fc from "fast-check";

/** One incarnation's life, in whole milliseconds. */
export interface Life {
  readonly lifeMs: number;
  readonly end: "crash" | "return";
  /** When it says that it is ready, if it does. */
  readonly readyAtMs?: number;
  /** How long it goes on after it was asked to stop. */
  readonly deafMs: number;
  readonly throwsWhenStopped: boolean;
}

/** A worker that lives these lives in turn, over and over. */
export function scripted(lives: readonly Life[]): Worker {
  return async ({ clock, signal, incarnation, ready }) => {
    const { lifeMs, end, readyAtMs, deafMs, throwsWhenStopped } = lives[(incarnation - 1) % lives.length]!;
    if (readyAtMs !== undefined) void clock.sleep(readyAtMs).then(() => ready());
    try {
      await clock.sleep(lifeMs, signal);
    } catch (reason) {
      if (deafMs > 0) await clock.sleep(deafMs);
      if (throwsWhenStopped) throw new Error("failed to clean up");
      throw reason;
    }
    if (end === "crash") throw new TypeError("scripted");
  };
}

/** Random numbers in [0, 1), the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const life: fc.Arbitrary<Life> = fc.record({
  lifeMs: fc.oneof(fc.constant(0), fc.nat(50), fc.nat(3_000)),
  end: fc.constantFrom("crash", "crash", "return"),
  readyAtMs: fc.option(fc.nat(500), { nil: undefined }),
  deafMs: fc.oneof(fc.constant(0), fc.nat(2_000)),
  throwsWhenStopped: fc.boolean(),
});

/** The lives of a worker that may crash, return, be slow to start and slow to stop. */
export const livesOfAnyKind: fc.Arbitrary<Life[]> = fc.array(life, { minLength: 1, maxLength: 4 });

const jitter = fc.constantFrom("none", "full", "equal", "decorrelated");

/** A policy under which no failure reaches the group. */
export const policyWithoutEscalation = fc.record({
  restart: fc.constantFrom("on-failure", "always", "never"),
  backoff: fc.record({ baseMs: fc.nat(300), multiplier: fc.constantFrom(1, 1.5, 2), maxMs: fc.nat(1_000), jitter }),
  budget: fc.record({
    intensity: fc.nat(4),
    periodMs: fc.integer({ min: 200, max: 3_000 }),
    resetWhenHealthy: fc.boolean(),
  }),
  onExhausted: fc.constantFrom("cooldown", "give-up"),
  cooldownMs: fc.integer({ min: 200, max: 2_000 }),
  maxCooldowns: fc.nat(2),
  healthyAfterMs: fc.nat(1_000),
  startupTimeoutMs: fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }),
  graceMs: fc.nat(1_500),
}).filter(({ backoff: { baseMs, maxMs }, budget, healthyAfterMs }) =>
  // Without a delay, healthy at once, and forgiven for that, it would crash for ever in one instant.
  !(budget.resetWhenHealthy && healthyAfterMs === 0 && (baseMs === 0 || maxMs === 0))
);
