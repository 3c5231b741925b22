// Table RB: the sliding window of restarts. Times in milliseconds.
import { assertEquals, assertThrows } from "@std/assert";
import { RestartBudget } from "@mainstay/supervisor";

/** A budget of so many restarts in so many milliseconds, on a clock that is set by hand. */
function budgetOf(intensity: number, periodMs: number) {
  let nowMs = 0;
  const budget = new RestartBudget({ intensity, periodMs, clock: { now: () => nowMs } });
  return {
    budget,
    record: (...timesMs: number[]) => {
      for (const timeMs of timesMs) {
        nowMs = timeMs;
        budget.recordRestart();
      }
    },
    at: (timeMs: number) => {
      nowMs = timeMs;
      return { attempts: budget.currentAttempts(), exhausted: budget.isExhausted() };
    },
  };
}

const rows = [
  ["RB1", 2_000, 3, true],
  ["RB2", 2_500, 3, true],
  ["RB3", 9_999, 3, true],
  ["RB4", 10_000, 2, false],
  ["RB6", 12_000, 0, false],
] as const;

for (const [id, atMs, attempts, exhausted] of rows) {
  Deno.test(`${id} RestartBudget(3, 10 s) with records at 0, 1, 2 s holds ${attempts} at ${atMs} ms`, () => {
    const { record, at } = budgetOf(3, 10_000);
    record(0, 1_000, 2_000);
    assertEquals(at(atMs), { attempts, exhausted });
  });
}

Deno.test("RB7 RestartBudget is exhausted again by a record in the place of one that fell out", () => {
  const { record, at } = budgetOf(3, 10_000);
  record(0, 1_000, 2_000, 10_000);
  assertEquals(at(10_000), { attempts: 3, exhausted: true });
  assertEquals(at(11_000), { attempts: 2, exhausted: false });
});

Deno.test("RB9 RestartBudget begins with no attempts", () => {
  assertEquals(budgetOf(3, 10_000).at(0), { attempts: 0, exhausted: false });
});

Deno.test("RB10 RestartBudget is not exhausted one record before its intensity", () => {
  const { record, at } = budgetOf(5, 300_000);
  record(0, 0, 0, 0);
  assertEquals(at(1_000), { attempts: 4, exhausted: false });
});

Deno.test("RB11 RestartBudget forgets a record that is exactly a period old", () => {
  const { record, at } = budgetOf(5, 300_000);
  record(0, 0, 0, 0, 0);
  assertEquals(
    [at(1_000).exhausted, at(299_999).exhausted, at(300_000).exhausted, at(301_000).exhausted],
    [true, true, false, false],
  );
});

Deno.test("RB13 RestartBudget.reset() forgets everything, once", () => {
  const { budget, record, at } = budgetOf(5, 300_000);
  record(0, 0, 0, 0, 0);
  budget.reset();
  assertEquals(at(1_000), { attempts: 0, exhausted: false });
  record(1_000, 1_000, 1_000, 1_000, 1_000);
  assertEquals(at(1_000), { attempts: 5, exhausted: true });
});

Deno.test("RB14 RestartBudget of intensity 0 allows no restart", () => {
  const { record, at } = budgetOf(0, 10_000);
  assertEquals(at(0), { attempts: 0, exhausted: true });
  record(0);
  assertEquals(at(20_000), { attempts: 0, exhausted: true });
});

Deno.test("RB15 RestartBudget() refuses a period of 0", () => {
  assertThrows(
    () => budgetOf(1, 0),
    RangeError,
    'Cannot create a restart budget: "periodMs" must be a finite number above 0, received 0',
  );
});

Deno.test("RB16 RestartBudget does not look at the wall clock", () => {
  const { record, at } = budgetOf(3, 10_000);
  const wallClock = Date.now;
  try {
    record(0);
    Date.now = () => wallClock() - 3_600_000;
    record(1_000, 2_000);
    assertEquals([at(9_999).attempts, at(10_000).attempts], [3, 2]);
  } finally {
    Date.now = wallClock;
  }
});
