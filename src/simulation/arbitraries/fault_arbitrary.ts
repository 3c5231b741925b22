import fc from "fast-check";
import { checkNumber, shown } from "../../core/option_check.ts";
import type { CrashFault, Fault, FlakyCallsFault, SlowFault, SpellFault } from "../faults/fault.ts";
import { checkText } from "../scenario_check.ts";
import { plainError } from "./behaviour_arbitrary.ts";
import { gridMs, somewhatMs } from "./time_arbitrary.ts";

/**
 * Any fault that can strike these workers before the horizon, often at the same moment as another. It shrinks towards a crash of the first
 * worker at 0.
 *
 * @param workers The paths of workers, of groups, or of several alike; at least one.
 * @throws {TypeError} For what is no such list.
 * @throws {RangeError} For a horizon that is not above 0.
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { simulate } from "@mainstay/supervisor/simulation";
 * import { faultArbitrary } from "@mainstay/supervisor/simulation/arbitraries";
 *
 * const services = { name: "services", horizonMs: 60_000, workers: [{ name: "db" }, { name: "api", dependsOn: ["db"] }] };
 * const faults = fc.array(faultArbitrary(["db", "api"], 60_000), { maxLength: 5 });
 * await fc.assert(
 *   fc.asyncProperty(faults, async (faults) => {
 *     const { breaches } = await simulate({ ...services, faults }, { engine: "policy" });
 *     return breaches.length === 0;
 *   }),
 *   { numRuns: 20 },
 * );
 * ```
 */
export function faultArbitrary(workers: readonly string[], horizonMs: number): fc.Arbitrary<Fault> {
  const action = "make faults";
  if (!(Array.isArray(workers) && workers.length > 0)) {
    throw new TypeError(
      `Cannot ${action}: "workers" must be a list of paths that is not empty, received ${shown(workers)}`,
    );
  }
  workers.forEach((path, index) => checkText(action, `workers[${index}]`, path));
  checkNumber(action, "horizonMs", horizonMs, { min: 0, aboveMin: true });
  const moment = gridMs.map((ms) => ms % horizonMs);
  const spell = fc.tuple(moment, somewhatMs).map(([fromMs, forMs]) => ({ fromMs, toMs: fromMs + forMs }));
  const struck = fc.subarray([...workers], { minLength: 1, maxLength: Math.min(3, workers.length) });
  const scope = fc.record({ workers: struck }, { requiredKeys: [] });
  const crash: fc.Arbitrary<CrashFault> = fc.record({
    kind: fc.constantFrom("crash", "crash-burst"),
    atMs: moment,
    workers: struck,
    error: plainError,
  }, { requiredKeys: ["kind", "atMs"] });
  const spells: fc.Arbitrary<SpellFault> = fc.tuple(
    fc.constantFrom<SpellFault["kind"][]>(
      "outage",
      "hang",
      "crash-in-start",
      "crash-in-stop",
      "ignored-stop",
      "lost-readiness",
    ),
    spell,
    scope,
  ).map(([kind, time, scope]) => ({ kind, ...time, ...scope }));
  const slow: fc.Arbitrary<SlowFault> = fc.tuple(
    fc.constantFrom<SlowFault["kind"][]>("slow-start", "slow-stop"),
    spell,
    somewhatMs,
    scope,
  ).map(([kind, time, byMs, scope]) => ({ kind, ...time, byMs, ...scope }));
  const flaky: fc.Arbitrary<FlakyCallsFault> = fc.tuple(
    spell,
    scope,
    fc.record({ everyMs: fc.constantFrom(250, 1_000), share: fc.constantFrom(1, 0.5, 0.1) }),
  ).map(([time, scope, calls]) => ({ kind: "flaky-calls", ...time, ...scope, ...calls }));
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: crash },
    { weight: 5, arbitrary: spells },
    { weight: 2, arbitrary: slow },
    flaky,
    fc.record({
      kind: fc.constant("cascade"),
      atMs: moment,
      workers: fc.shuffledSubarray([...workers], { minLength: 1, maxLength: Math.min(4, workers.length) }),
      delayMs: gridMs,
    }),
    fc.record({ kind: fc.constant("stall"), atMs: moment, forMs: somewhatMs }),
    fc.record({
      kind: fc.constant("wall-clock-jump"),
      atMs: moment,
      byMs: fc.integer({ min: -86_400_000, max: 86_400_000 }),
    }),
    spell.map((time): Fault => ({ kind: "throwing-observer", ...time })),
    // What fast-check makes has no prototype.
  ).map((fault: Fault) => structuredClone(fault));
}
