import { assertEquals } from "@std/assert";
import { drawExecutorCase } from "../../../src/telemetry/simulated/campaign/draw_executor_case.ts";
import { executorFaultCounts } from "../../../src/telemetry/simulated/campaign/executor_fault_counts.ts";
import { executorFaultKinds } from "../../../src/telemetry/simulated/executor_chaos.ts";

Deno.test("executorFaultKinds can be drawn, each by itself", () => {
  for (const kind of executorFaultKinds) {
    const of = drawExecutorCase(
      {
        name: "one kind",
        horizonMs: 60_000,
        executor: {},
        load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 100 } }],
        chaos: { faults: { [kind]: true } },
      },
      "1",
      { swarm: false },
    );
    assertEquals(Object.keys(executorFaultCounts(of)), [kind]);
  }
});
