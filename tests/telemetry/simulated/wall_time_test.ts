import { assertEquals } from "@std/assert";
import { beginningMs } from "../../../src/telemetry/simulated/run_beginning.ts";
import { wallTimeMs } from "../../../src/telemetry/simulated/wall_time.ts";

Deno.test("wallTimeMs() goes on with the clock, and jumps at the moment of a jump", () => {
  const jumps = [{ atMs: 1_000, byMs: -3_600_000 }, { atMs: 2_000, byMs: 60_000 }];
  assertEquals([0, 999, 1_000, 2_000].map((atMs) => wallTimeMs(jumps, atMs) - beginningMs), [
    0,
    999,
    1_000 - 3_600_000,
    2_000 - 3_540_000,
  ]);
});
