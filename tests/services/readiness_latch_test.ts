import { assertEquals } from "@std/assert";
import { ReadinessLatch } from "../../src/services/readiness_latch.ts";

const seen = ({ isReady, reason, losses, readyIn }: ReadinessLatch) => [isReady, reason, losses, readyIn];

Deno.test("ReadinessLatch begins as not ready, without a reason", () => {
  assertEquals(seen(new ReadinessLatch()), [false, undefined, 0, 0]);
});

Deno.test("ReadinessLatch.become() keeps the first reason", () => {
  const latch = new ReadinessLatch();
  assertEquals([latch.become(true, "a", 1), latch.become(true, "b", 1)], [true, false]);
  assertEquals(seen(latch), [true, "a", 0, 1]);
  assertEquals([latch.become(false, "c", 1), latch.become(false, "d", 1)], [true, false]);
  assertEquals(seen(latch), [false, "c", 1, 1]);
});

Deno.test("ReadinessLatch.lose() counts a loss only of who was ready", () => {
  const latch = new ReadinessLatch();
  latch.lose("failed");
  assertEquals(seen(latch), [false, "failed", 0, 0]);
  latch.become(true, undefined, 2);
  latch.lose("stopping");
  latch.lose("stopped");
  assertEquals(seen(latch), [false, "stopped", 1, 2]);
});
