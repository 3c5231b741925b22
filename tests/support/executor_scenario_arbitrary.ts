import fc from "fast-check";
import type { Span } from "../../src/simulation/scenario.ts";
import type {
  ExecutorScenario,
  ScenarioExecutor,
  ScenarioLoad,
  StoreFault,
} from "../../src/telemetry/simulated/executor_scenario.ts";

const ms = (least: number, most: number) => fc.integer({ min: least, max: most });
const span = (least: number, most: number): fc.Arbitrary<Span> =>
  fc.oneof(
    ms(least, most).map((each) => ({ kind: "fixed" as const, ms: each })),
    fc.tuple(ms(least, most), ms(least, most)).map(([one, other]) => ({
      kind: "uniform" as const,
      minMs: Math.min(one, other),
      maxMs: Math.max(one, other, 1),
    })),
    ms(Math.max(1, least), most).map((meanMs) => ({ kind: "exponential" as const, meanMs })),
  );

const load: fc.Arbitrary<Omit<ScenarioLoad, "name">> = fc.record({
  kind: fc.constantFrom("handler" as const, "job" as const),
  owner: fc.constantFrom("orders", "mail"),
  tier: fc.constantFrom("app" as const, "app" as const, "framework" as const),
  every: span(20, 900),
  takes: span(0, 400),
  outcomes: fc.record({ success: fc.constant(1), error: fc.nat(2), timeout: fc.nat(1), hang: fc.nat(1) }),
  timeoutMs: ms(1, 800),
  fromMs: ms(0, 5_000),
  toMs: ms(5_000, 60_000),
  ignoresStop: fc.boolean(),
}, { requiredKeys: ["owner", "every"] });

const executor: fc.Arbitrary<ScenarioExecutor> = fc.record({
  capacity: ms(1, 200),
  batchSize: ms(1, 40),
  flushMs: ms(0, 2_000),
  retries: fc.oneof(fc.nat(6), fc.constant(Infinity)),
  backoff: fc.record({
    baseMs: ms(1, 2_000),
    multiplier: fc.integer({ min: 4, max: 12 }).map((quarters) => quarters / 4),
    maxMs: ms(1, 10_000),
    jitter: fc.constantFrom("none", "full", "equal", "decorrelated", "proportional"),
    curve: fc.constantFrom("exponential", "linear"),
    firstMs: ms(0, 3_000),
  }, { requiredKeys: [] }),
  storeTimeoutMs: ms(50, 12_000),
  stopMs: ms(0, 6_000),
  spill: fc.boolean(),
}, { requiredKeys: [] });

const fault: fc.Arbitrary<StoreFault> = fc.record({
  name: fc.constantFrom("disk", "network"),
  fromMs: ms(0, 40_000),
  lastsMs: ms(1, 25_000),
  how: fc.constantFrom("fails", "hangs", "locks", "slow", "refuses-rows", "stores-and-fails"),
  share: fc.constantFrom(0.1, 0.5, 1),
  takes: span(0, 9_000),
}).map(({ fromMs, lastsMs, takes, ...rest }) => ({
  ...rest,
  fromMs,
  toMs: fromMs + lastsMs,
  ...(rest.how === "slow" ? { takes } : {}),
}));

/** Any scenario of an executor that ends soon: some tens of seconds with up to three loads and four faults. */
export const anyExecutorScenario: fc.Arbitrary<ExecutorScenario> = fc.record({
  horizonMs: ms(1_000, 60_000),
  executor,
  load: fc.array(load, { minLength: 1, maxLength: 3 }),
  store: fc.record({ takes: span(0, 300), faults: fc.array(fault, { maxLength: 4 }) }, { requiredKeys: ["faults"] }),
  sessionFromMs: fc.option(ms(0, 10_000), { nil: undefined, freq: 4 }),
  stopAtMs: fc.option(ms(0, 45_000), { nil: undefined }),
  restartAfterMs: fc.option(ms(0, 15_000), { nil: undefined }),
}).map(({ load, sessionFromMs, stopAtMs, restartAfterMs, ...rest }) => ({
  name: "any",
  ...rest,
  load: load.map((each, index) => ({ ...each, name: `load-${index}` })),
  ...(sessionFromMs === undefined ? {} : { sessionFromMs }),
  ...(stopAtMs === undefined ? {} : { stopAtMs }),
  ...(stopAtMs === undefined || restartAfterMs === undefined ? {} : { restartAtMs: stopAtMs + restartAfterMs }),
}));
