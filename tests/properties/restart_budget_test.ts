import { RestartBudget } from "@mainstay/supervisor";
import fc from "fast-check";
import { holds } from "../support/law.ts";

/** One step: so much time passes, then the budget is told or asked. */
const step = fc.record({
  passMs: fc.oneof(fc.constant(0), fc.nat(12), fc.double({ min: 0, max: 30, noNaN: true })),
  act: fc.constantFrom("record", "record", "ask", "reset"),
});

/** The budget as the reference system keeps it: a list of times, filtered at each question. */
class FilteredList {
  #times: number[] = [];
  constructor(readonly intensity: number, readonly periodMs: number) {}

  record(nowMs: number): void {
    this.#times.push(nowMs);
  }
  reset(): void {
    this.#times = [];
  }
  attempts(nowMs: number): number {
    return this.#times.filter((atMs) => nowMs - atMs < this.periodMs).length;
  }
}

Deno.test("RestartBudget answers as a filtered list of all times does", async (t) => {
  const property = fc.property(
    fc.nat(6),
    fc.integer({ min: 1, max: 40 }),
    fc.array(step, { maxLength: 60 }),
    (intensity, periodMs, steps) => {
      let nowMs = 0;
      const budget = new RestartBudget({ intensity, periodMs, clock: { now: () => nowMs } });
      const list = new FilteredList(intensity, periodMs);
      for (const { passMs, act } of steps) {
        nowMs += passMs;
        if (act === "reset") {
          budget.reset();
          list.reset();
        } else if (act === "record") {
          budget.recordRestart();
          list.record(nowMs);
        }
        const attempts = list.attempts(nowMs);
        if (budget.isExhausted() !== attempts >= intensity) return false;
        if (budget.currentAttempts() !== Math.min(attempts, intensity)) return false;
      }
      return true;
    },
  );
  await holds(t, property, { numRuns: 1_000 });
});

Deno.test("RestartBudget that is asked first never holds more than its intensity in any window", async (t) => {
  const property = fc.property(
    fc.nat(6),
    fc.integer({ min: 1, max: 40 }),
    fc.array(fc.nat(12), { maxLength: 80 }),
    (intensity, periodMs, pausesMs) => {
      let nowMs = 0;
      const budget = new RestartBudget({ intensity, periodMs, clock: { now: () => nowMs } });
      const restartsMs: number[] = [];
      for (const pauseMs of pausesMs) {
        nowMs += pauseMs;
        if (budget.isExhausted()) continue;
        budget.recordRestart();
        restartsMs.push(nowMs);
      }
      return restartsMs.every((fromMs) =>
        restartsMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + periodMs).length <= intensity
      );
    },
  );
  await holds(t, property, { numRuns: 1_000 });
});

Deno.test("RestartBudget gives the same answers at any hour", async (t) => {
  const property = fc.property(
    fc.nat(6),
    fc.integer({ min: 1, max: 40 }),
    fc.array(fc.nat(12), { maxLength: 60 }),
    fc.nat(2 ** 40),
    (intensity, periodMs, pausesMs, shiftMs) => {
      const answers = [0, shiftMs].map((fromMs) => {
        let nowMs = fromMs;
        const budget = new RestartBudget({ intensity, periodMs, clock: { now: () => nowMs } });
        return pausesMs.map((pauseMs) => {
          nowMs += pauseMs;
          budget.recordRestart();
          return budget.currentAttempts();
        });
      });
      return answers[0]!.join() === answers[1]!.join();
    },
  );
  await holds(t, property);
});
