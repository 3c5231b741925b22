import { assertEquals } from "@std/assert";
import { afterStalls } from "../../../src/telemetry/simulated/stalled_time.ts";

Deno.test("afterStalls() moves what falls due within a stall to its end", () => {
  const stalls = [{ fromMs: 100, toMs: 200 }, { fromMs: 300, toMs: 400 }];
  assertEquals([99, 100, 199, 200, 250, 300].map((dueMs) => afterStalls(stalls, dueMs)), [99, 200, 200, 200, 250, 400]);
});

Deno.test("afterStalls() goes from one stall to the next that begins at its end", () => {
  assertEquals(afterStalls([{ fromMs: 100, toMs: 200 }, { fromMs: 200, toMs: 300 }], 150), 300);
});
