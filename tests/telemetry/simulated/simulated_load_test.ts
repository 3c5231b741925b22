import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../src/simulation/virtual_clock.ts";
import type { ExecutionRequest } from "../../../src/telemetry/execution.ts";
import type { ExecutionStatus } from "../../../src/telemetry/execution_record.ts";
import { executorCastOf } from "../../../src/telemetry/simulated/executor_cast.ts";
import type { BodyOutcomes, ScenarioLoad } from "../../../src/telemetry/simulated/executor_scenario.ts";
import type { SimulatedExecution } from "../../../src/telemetry/simulated/executor_trace.ts";
import { simulateBurst, simulateLoad } from "../../../src/telemetry/simulated/simulated_load.ts";

/** Runs a load for a second, by whoever simply calls the bodies. */
async function run(
  fields: Partial<ScenarioLoad>,
  { isOpen = () => true, chance = 0, hangs, burst }: {
    isOpen?: () => boolean;
    chance?: number;
    hangs?: () => boolean;
    burst?: number;
  } = {},
) {
  const clock = new VirtualClock();
  const load: ScenarioLoad = { owner: "orders", name: "placed", every: { kind: "fixed", ms: 300 }, ...fields };
  const cast = executorCastOf({ name: "load", horizonMs: 1_000, executor: {}, load: [load] });
  const executions: SimulatedExecution[] = [];
  const execute = async ({ run }: ExecutionRequest<void>): Promise<ExecutionStatus> => {
    try {
      await run({ id: `${executions.length}`, signal: new AbortController().signal });
      return "success";
    } catch (thrown) {
      return (thrown as Error).name === "TimeoutError" ? "timed-out" : "error";
    }
  };
  const terms = {
    clock,
    random: () => chance,
    isOpen: () => isOpen(),
    hangs,
    execute,
    began: (execution: SimulatedExecution) => executions.push(execution),
    over: () => {},
  };
  if (burst === undefined) simulateLoad(cast.load[0]!, terms);
  else simulateBurst(cast.load[0]!, { atMs: 0, load: "orders/placed", count: burst }, terms);
  await clock.advance(1_000);
  return executions;
}

Deno.test("simulateLoad() executes again and again, from one moment until another", async () => {
  const startedAtMs = async (fields: Partial<ScenarioLoad>) =>
    (await run(fields)).map((execution) => execution.startedAtMs);
  assertEquals(await startedAtMs({}), [300, 600, 900]);
  assertEquals(await startedAtMs({ fromMs: 50, toMs: 650 }), [350]);
  assertEquals(await startedAtMs({ toMs: 601, takes: { kind: "fixed", ms: 5_000 } }), [300, 600]);
});

Deno.test("simulateLoad() ends its bodies as the outcome says", async () => {
  const body = async (outcomes: BodyOutcomes) =>
    (await run({ outcomes, toMs: 301, takes: { kind: "fixed", ms: 20 } }))[0]!;
  assertEquals((await body({ success: 1 })).body, { how: "returned", atMs: 320 });
  assertEquals((await body({ error: 1 })).body, { how: "threw", atMs: 320 });
  assertEquals((await body({ timeout: 1 })).body, { how: "threw-timeout", atMs: 320 });
  const hanging = await body({ hang: 1 });
  assertEquals([hanging.body, hanging.overAtMs], [undefined, undefined]);
});

Deno.test("simulateLoad() draws outcomes by their shares", async () => {
  const outcomes = { success: 3, error: 1 };
  const how = async (chance: number) => (await run({ outcomes, toMs: 301 }, { chance }))[0]!.body!.how;
  assertEquals([await how(0.74), await how(0.75), await how(0.999)], ["returned", "threw", "threw"]);
});

Deno.test("simulateLoad() executes nothing while nobody executes, unless it is told to go on", async () => {
  const isOpen = () => false;
  assertEquals((await run({}, { isOpen })).length, 0);
  assertEquals((await run({ ignoresStop: true }, { isOpen })).length, 3);
});

Deno.test("simulateLoad() leaves a body without an end that begins while bodies hang", async () => {
  let begun = 0;
  const executions = await run({}, { hangs: () => ++begun === 2 });
  assertEquals(executions.map(({ body }) => body?.how), ["returned", undefined, "returned"]);
});

Deno.test("simulateBurst() executes so many times at one moment, if somebody executes then", async () => {
  const executions = await run({ takes: { kind: "fixed", ms: 20 }, fromMs: 500 }, { burst: 3 });
  assertEquals(executions.map(({ startedAtMs, body }) => [startedAtMs, body?.atMs]), [[0, 20], [0, 20], [0, 20]]);
  const closed = { burst: 3, isOpen: () => false };
  assertEquals((await run({}, closed)).length, 0);
  assertEquals((await run({ ignoresStop: true }, closed)).length, 3);
});
