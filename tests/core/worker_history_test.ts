import { assertEquals } from "@std/assert";
import { Failure } from "../../src/core/failure.ts";
import { defaultPolicy } from "../../src/core/policy.ts";
import { WorkerHistory } from "../../src/core/worker_history.ts";

for (const crashes of [0, 1, 4, 5, 6, 10, 11]) {
  Deno.test(`WorkerHistory remembers the latest five of ${crashes} crashes, the newest last`, () => {
    const history = new WorkerHistory(defaultPolicy, 0);
    for (let i = 1; i <= crashes; i++) history.crash(new Failure(`crash ${i}`));
    const numbers = Array.from({ length: crashes }, (_, i) => i + 1).slice(-5);
    assertEquals(history.lastErrors.map(({ message }) => message), numbers.map((i) => `crash ${i}`));
    assertEquals([history.lastErrors.at(-1)?.message, history.crashes], [
      crashes === 0 ? undefined : `crash ${crashes}`,
      crashes,
    ]);
  });
}

Deno.test("WorkerHistory.forgiveAttempts() starts the backoff over, not the budget", () => {
  const history = new WorkerHistory(defaultPolicy, 0);
  history.attempts = 3;
  history.delayMs = 4_000;
  history.window.record(0);
  history.forgiveAttempts();
  assertEquals([history.attempts, history.delayMs, history.window.count(0)], [0, undefined, 1]);
});

Deno.test("WorkerHistory has the window of its policy", () => {
  const { window } = new WorkerHistory(defaultPolicy, 0);
  assertEquals([window.intensity, window.periodMs], [5, 300_000]);
});
