import { assert, assertEquals } from "@std/assert";
import { Chance } from "../../../../src/simulation/faults/chance.ts";
import { drawExecutorFault } from "../../../../src/telemetry/simulated/campaign/draw_executor_fault.ts";
import { executorCastOf } from "../../../../src/telemetry/simulated/executor_cast.ts";
import type { ExecutorFaultKind } from "../../../../src/telemetry/simulated/executor_chaos.ts";
import { resolveExecutorRules } from "../../../../src/telemetry/simulated/executor_fault_catalogue.ts";
import { chaotic } from "./chaotic_scenario.ts";

const cast = executorCastOf(chaotic);

/** The fault that comes out where every draw gives the same. */
function drawn(kind: ExecutorFaultKind, draw: number, untilMs = 100_000) {
  const [rule] = resolveExecutorRules({
    faults: { [kind]: kind === "burst" ? true : { minMs: 1_000, maxMs: 1_000 } },
  }, { swarm: false });
  return drawExecutorFault(rule!, 3, { cast, untilMs, chance: new Chance(() => draw) });
}

Deno.test("drawExecutorFault() spells out a fault of the store, with what its kind needs", () => {
  const spell = { fromMs: 50_000, toMs: 51_000 };
  assertEquals(drawn("fails", 0.5), { as: "store", item: { name: "fails-3", ...spell, how: "fails", share: 0.5 } });
  const { item: refusing } = drawn("refuses-rows", 0.5);
  assertEquals(refusing, { name: "refuses-rows-3", ...spell, how: "refuses-rows", share: 0.1 });
  const slow = drawn("slow", 0.999);
  const takes = slow.as === "store" ? slow.item.takes : undefined;
  // Longer than is waited for.
  assert(takes?.kind === "uniform" && takes.maxMs > cast.executor.storeTimeoutMs, JSON.stringify(slow));
});

Deno.test("drawExecutorFault() spells out what goes wrong besides", () => {
  assertEquals(drawn("stall", 0.5), { as: "stalls", item: { atMs: 50_000, forMs: 1_000 } });
  assertEquals(drawn("wall-clock-jump", 0.25), { as: "wallClockJumps", item: { atMs: 25_000, byMs: -1_000 } });
  assertEquals(drawn("wall-clock-jump", 0.5), { as: "wallClockJumps", item: { atMs: 50_000, byMs: 1_000 } });
  assertEquals(drawn("stop", 0.5), { as: "stop", item: { stopAtMs: 50_000, restartAtMs: 51_000 } });
  assertEquals(drawn("burst", 0), { as: "bursts", item: { atMs: 0, load: "orders/placed", count: 10 } });
  assertEquals(drawn("hang", 0.5), {
    as: "hangs",
    item: { fromMs: 50_000, toMs: 51_000, load: "mail/confirm", share: 0.5 },
  });
});

Deno.test("drawExecutorFault() ends what it draws by the given moment, and after its own", () => {
  assertEquals(drawn("stall", 0.999), { as: "stalls", item: { atMs: 99_900, forMs: 100 } });
  const { item } = drawn("hang", 0.999, 0.5);
  assertEquals(item, { fromMs: 0, toMs: 1, load: "mail/confirm", share: 0.1 });
});
