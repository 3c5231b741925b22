import { assertEquals } from "@std/assert";
import {
  hasHarsherLoad,
  hasSameTimes,
  hasWholeLoad,
} from "../../../../src/telemetry/simulated/campaign/harsher_load.ts";
import { executorCastOf } from "../../../../src/telemetry/simulated/executor_cast.ts";
import type { ExecutorScenario, ScenarioLoad } from "../../../../src/telemetry/simulated/executor_scenario.ts";

const orders: ScenarioLoad = {
  owner: "orders",
  name: "placed",
  every: { kind: "exponential", meanMs: 100 },
  takes: { kind: "uniform", minMs: 0, maxMs: 1_000 },
  outcomes: { success: 6, error: 2, hang: 2 },
  timeoutMs: 500,
  fromMs: 1_000,
  toMs: 50_000,
};
const mail: ScenarioLoad = { owner: "mail", name: "confirm", every: { kind: "fixed", ms: 300 } };
const bursts = [{ atMs: 5_000, load: "orders/placed", count: 10 }];
const base: ExecutorScenario = { name: "loaded", horizonMs: 60_000, executor: {}, load: [orders, mail], bursts };
const castOf = (fields: Partial<ExecutorScenario>) => executorCastOf({ ...base, ...fields });
const withOrders = (fields: Partial<ScenarioLoad>) => castOf({ load: [{ ...orders, ...fields }, mail] });
const than = castOf({});

Deno.test("hasHarsherLoad() is true of a load that is denser, longer, slower, worse or under another limit", () => {
  const harsher = (fields: Partial<ScenarioLoad>) => hasHarsherLoad(withOrders(fields), than);
  assertEquals(harsher({ every: { kind: "fixed", ms: 99 } }), true);
  assertEquals([harsher({ fromMs: 0 }), harsher({ toMs: 50_001 }), harsher({ toMs: undefined })], [true, true, true]);
  assertEquals(harsher({ takes: { kind: "fixed", ms: 501 } }), true);
  // Each one would be too late, not one half of them.
  assertEquals(harsher({ takes: { kind: "fixed", ms: 500 } }), true);
  assertEquals([harsher({ timeoutMs: 400 }), harsher({ timeoutMs: undefined })], [true, true]);
  assertEquals([harsher({ outcomes: { error: 1 } }), harsher({ outcomes: { success: 6, hang: 2 } })], [true, true]);
  assertEquals(harsher({ ignoresStop: true }), true);
  assertEquals(hasHarsherLoad(castOf({ load: [mail, { ...mail, name: "other" }], bursts: [] }), than), true);
});

Deno.test("hasHarsherLoad() is false of less", () => {
  const harsher = (fields: Partial<ScenarioLoad>) => hasHarsherLoad(withOrders(fields), than);
  assertEquals(harsher({}), false);
  assertEquals(harsher({ every: { kind: "fixed", ms: 100 }, takes: { kind: "fixed", ms: 499 } }), false);
  assertEquals(harsher({ fromMs: 2_000, toMs: 3_000, takes: undefined, outcomes: undefined }), false);
  assertEquals(harsher({ outcomes: { success: 8, hang: 2 } }), false);
  assertEquals(hasHarsherLoad(castOf({ load: [mail], bursts: [] }), than), false);
  // It ends with the run.
  assertEquals(
    hasHarsherLoad(castOf({ horizonMs: 50_000, load: [{ ...orders, toMs: undefined }, mail] }), than),
    false,
  );
});

Deno.test("hasWholeLoad() is false where anything is executed less often", () => {
  assertEquals([hasWholeLoad(than, than), hasWholeLoad(castOf({ bursts: [] }), than)], [true, false]);
  assertEquals(hasWholeLoad(castOf({ load: [orders] }), than), false);
  assertEquals(hasWholeLoad(withOrders({ every: { kind: "fixed", ms: 101 } }), than), false);
  assertEquals(hasWholeLoad(withOrders({ every: { kind: "fixed", ms: 100 } }), than), true);
});

Deno.test("hasSameTimes() is false where the run or a load of it begins or ends otherwise", () => {
  assertEquals([hasSameTimes(than, than), hasSameTimes(castOf({ horizonMs: 59_999 }), than)], [true, false]);
  assertEquals([hasSameTimes(withOrders({ toMs: 4_000 }), than), hasSameTimes(withOrders({ fromMs: 0 }), than)], [
    false,
    false,
  ]);
  assertEquals(hasSameTimes(castOf({ load: [orders] }), than), true);
});
