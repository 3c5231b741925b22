import fc from "fast-check";
import { checkBoolean, checkKeys, checkNumber } from "../../core/option_check.ts";
import type { Span } from "../../simulation/scenario.ts";
import type {
  BodyHang,
  ExecutorScenario,
  ScenarioBurst,
  ScenarioExecutor,
  ScenarioLoad,
  StoreFault,
} from "./executor_scenario.ts";

/** What there may be in a generated scenario of an executor. */
export interface ExecutorScenarioArbitraryOptions {
  /**
   * The longest that one runs; the shortest is a second.
   * @default 60_000
   */
  readonly horizonMs?: number;
  /**
   * Whether anything else may go wrong than with the store: stalls, jumps of the time of day, bursts, bodies that hang.
   * @default true
   */
  readonly disturbances?: boolean;
}

const ms = (least: number, most: number) => fc.integer({ min: least, max: most });
const span = (least: number, most: number): fc.Arbitrary<Span> =>
  fc.oneof(
    { withCrossShrink: true },
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

/** Of several loads one, counted round: it is drawn before it is known which there are, so that both can shrink. */
type Placed<Item> = Omit<Item, "load"> & { readonly load?: number };

const burst: fc.Arbitrary<Placed<ScenarioBurst>> = fc.record({
  atMs: ms(0, 40_000),
  count: fc.oneof(ms(1, 20), ms(1, 300)),
  load: fc.nat(2),
});

const hang: fc.Arbitrary<Placed<BodyHang>> = fc.record({
  fromMs: ms(0, 40_000),
  lastsMs: ms(1, 20_000),
  share: fc.constantFrom(1, 0.5),
  load: fc.option(fc.nat(2), { nil: undefined }),
}).map(({ lastsMs, ...rest }) => ({ ...rest, toMs: rest.fromMs + lastsMs }));

const some = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { maxLength: 3 });

/** What goes wrong besides the store. */
interface Disturbed extends Pick<ExecutorScenario, "stalls" | "wallClockJumps"> {
  readonly bursts?: readonly Placed<ScenarioBurst>[];
  readonly hangs?: readonly Placed<BodyHang>[];
}

const disturbed: fc.Arbitrary<Disturbed> = fc.record({
  stalls: some(fc.record({ atMs: ms(0, 40_000), forMs: ms(1, 8_000) })),
  wallClockJumps: some(fc.record({ atMs: ms(0, 40_000), byMs: fc.integer({ min: -86_400_000, max: 86_400_000 }) })),
  bursts: some(burst),
  hangs: some(hang),
}, { requiredKeys: [] });

/**
 * Any scenario of an executor that ends soon: up to three loads, four faults of the store and, unless told otherwise, whatever else can go
 * wrong. It shrinks towards one load and a store that never fails.
 *
 * @throws {TypeError} For an unknown option, or one that is not what it must be; the message names it.
 * @throws {RangeError} For a horizon that is no whole number of milliseconds above 0.
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { simulateExecutor } from "@mainstay/supervisor/telemetry/simulation";
 * import { executorScenarioArbitrary } from "@mainstay/supervisor/telemetry/simulation/arbitraries";
 *
 * await fc.assert(
 *   fc.asyncProperty(executorScenarioArbitrary({ horizonMs: 20_000 }), async (scenario) => {
 *     const { breaches } = await simulateExecutor(scenario);
 *     return breaches.length === 0;
 *   }),
 *   { numRuns: 10 },
 * );
 * ```
 */
export function executorScenarioArbitrary(
  options: ExecutorScenarioArbitraryOptions = {},
): fc.Arbitrary<ExecutorScenario> {
  const action = "make scenarios";
  checkKeys(action, "", options, ["horizonMs", "disturbances"] satisfies (keyof ExecutorScenarioArbitraryOptions)[]);
  const { horizonMs = 60_000, disturbances = true } = options;
  checkNumber(action, "horizonMs", horizonMs, { min: 1, integer: true });
  checkBoolean(action, "disturbances", disturbances);
  return fc.record({
    horizonMs: ms(Math.min(1_000, horizonMs), horizonMs),
    executor,
    load: fc.array(load, { minLength: 1, maxLength: 3 }),
    store: fc.record({ takes: span(0, 300), faults: fc.array(fault, { maxLength: 4 }) }, { requiredKeys: ["faults"] }),
    sessionFromMs: fc.option(ms(0, 10_000), { nil: undefined, freq: 4 }),
    stopAtMs: fc.option(ms(0, 45_000), { nil: undefined }),
    restartAfterMs: fc.option(ms(0, 15_000), { nil: undefined }),
    disturbed: disturbances ? disturbed : fc.constant<Disturbed>({}),
  }).map(({ store, disturbed: { stalls, wallClockJumps, bursts, hangs }, ...rest }) => {
    // What begins after the end does nothing.
    const at = <Item extends { readonly atMs: number }>(list: readonly Item[]) =>
      list.map((each) => ({ ...each, atMs: each.atMs % rest.horizonMs }));
    const from = <Item extends { readonly fromMs: number; readonly toMs: number }>(list: readonly Item[]) =>
      list.map((each) => {
        const fromMs = each.fromMs % rest.horizonMs;
        return { ...each, fromMs, toMs: each.toMs - each.fromMs + fromMs };
      });
    return {
      ...rest,
      store: { ...store, faults: from(store.faults) },
      ...(rest.stopAtMs === undefined ? {} : { stopAtMs: rest.stopAtMs % rest.horizonMs }),
      ...(rest.sessionFromMs === undefined ? {} : { sessionFromMs: rest.sessionFromMs % rest.horizonMs }),
      load: rest.load.map((each) =>
        each.fromMs === undefined ? each : { ...each, fromMs: each.fromMs % rest.horizonMs }
      ),
      bursts: bursts && at(bursts),
      hangs: hangs && from(hangs),
      others: {
        ...(stalls === undefined ? {} : { stalls: at(stalls) }),
        ...(wallClockJumps === undefined ? {} : { wallClockJumps: at(wallClockJumps) }),
      },
    };
  }).map(({ load, sessionFromMs, stopAtMs, restartAfterMs, bursts, hangs, others, ...rest }) => {
    const named = load.map((each, index) => ({ ...each, name: `load-${index}` }));
    const paths = named.map(({ owner, name }) => `${owner}/${name}`);
    const pathOf = (place: number) => paths[place % paths.length]!;
    // What fast-check makes has no prototype.
    return structuredClone({
      name: "any",
      ...rest,
      ...others,
      load: named,
      ...(bursts === undefined ? {} : { bursts: bursts.map((each) => ({ ...each, load: pathOf(each.load ?? 0) })) }),
      ...(hangs === undefined ? {} : {
        hangs: hangs.map(({ load, ...each }) => load === undefined ? each : { ...each, load: pathOf(load) }),
      }),
      ...(sessionFromMs === undefined ? {} : { sessionFromMs }),
      ...(stopAtMs === undefined ? {} : { stopAtMs }),
      ...(stopAtMs === undefined || restartAfterMs === undefined ? {} : { restartAtMs: stopAtMs + restartAfterMs }),
    });
  });
}
