import { assertEquals, assertRejects } from "@std/assert";
import { withinLimit } from "../../../src/services/sessions/time_limit.ts";
import { VirtualClock } from "../../../src/simulation/virtual_clock.ts";

for (const [answerMs, expected] of [[99, "answer"], [100, "late"], [101, "late"]] as const) {
  Deno.test(`withinLimit() of 100 ms with an answer after ${answerMs} ms: ${expected}`, async () => {
    const clock = new VirtualClock();
    const asked = withinLimit(clock, 100, "ask", async () => {
      await clock.sleep(answerMs);
      return "answer";
    }).catch(({ message }) => message);
    await clock.runUntilIdle();
    assertEquals(await asked, expected === "late" ? "Cannot ask within 100 ms" : "answer");
  });
}

Deno.test("withinLimit() leaves no timer when the answer is there", async () => {
  const clock = new VirtualClock();
  assertEquals([await withinLimit(clock, 100, "ask", () => 7), clock.pending], [7, 0]);
});

Deno.test("withinLimit() rejects with what is thrown at once", async () => {
  const clock = new VirtualClock();
  const boom = () => {
    throw new Error("boom");
  };
  await assertRejects(() => withinLimit(clock, 100, "ask", boom), Error, "boom");
  assertEquals(clock.pending, 0);
});

Deno.test("withinLimit() ignores a rejection that comes too late", async () => {
  const clock = new VirtualClock();
  const asked = withinLimit(clock, 100, "ask", async () => {
    await clock.sleep(200);
    throw new Error("late");
  }).catch(({ message }) => message);
  await clock.runUntilIdle();
  assertEquals(await asked, "Cannot ask within 100 ms");
});
