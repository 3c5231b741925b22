// The only tests that wait for real: a few milliseconds, and they assert lower bounds and order alone.
import { assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "@mainstay/supervisor";
import { countedSignal } from "../support/counted_signal.ts";

const longestTimerMs = 2 ** 31 - 1;

/** Puts made-up time under the system clock while `act` runs: answers the lengths of all timers that were asked for. */
async function timersOf(act: () => Promise<unknown>): Promise<number[]> {
  const { setTimeout, clearTimeout, performance } = globalThis;
  const askedMs: number[] = [];
  let nowMs = 0;
  const fake = {
    performance: { now: () => nowMs },
    setTimeout: (callback: () => void, ms: number) => {
      askedMs.push(ms);
      queueMicrotask(() => {
        nowMs += ms;
        callback();
      });
      return askedMs.length;
    },
    clearTimeout: () => {},
  };
  Object.assign(globalThis, { setTimeout: fake.setTimeout, clearTimeout: fake.clearTimeout });
  Object.defineProperty(globalThis, "performance", { value: fake.performance, configurable: true, writable: true });
  try {
    await act();
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Object.defineProperty(globalThis, "performance", { value: performance, configurable: true, writable: true });
  }
  return askedMs;
}

for (
  const [ms, timers] of [
    [longestTimerMs - 1, [longestTimerMs - 1]],
    [longestTimerMs, [longestTimerMs]],
    [longestTimerMs + 1, [longestTimerMs, 1]],
    [3 * longestTimerMs + 7, [longestTimerMs, longestTimerMs, longestTimerMs, 7]],
    [0.25, [1]],
  ] as const
) {
  Deno.test(`systemClock.sleep(${ms}) asks for timers of ${timers.join(", ")} ms`, async () => {
    assertEquals(await timersOf(() => systemClock.sleep(ms)), timers);
  });
}

Deno.test("systemClock.sleep(0) asks for no timer", async () => {
  assertEquals(await timersOf(() => systemClock.sleep(0)), []);
});

Deno.test("systemClock.sleep() does not end before its time", async () => {
  for (const ms of [0.1, 1, 2.5, 5]) {
    const before = systemClock.now();
    await systemClock.sleep(ms);
    assertEquals(systemClock.now() - before >= ms, true, `${ms} ms`);
  }
});

Deno.test("systemClock.sleep() ends in the order of the delays", async () => {
  const order: number[] = [];
  await Promise.all([20, 0, 8].map((ms) => systemClock.sleep(ms).then(() => order.push(ms))));
  assertEquals(order, [0, 8, 20]);
});

Deno.test("systemClock.sleep(0) gives timers that are due their turn", async () => {
  let fired = false;
  const timer = setTimeout(() => fired = true, 0);
  const giveUpMs = performance.now() + 10_000;
  while (!fired && performance.now() < giveUpMs) await systemClock.sleep(0);
  clearTimeout(timer);
  assertEquals(fired, true);
});

/** Deno loads its timers when they are first asked for, which takes longer than a short sleep does. */
Deno.test("systemClock.sleep() of half a millisecond says nothing as the first thing that a process does", async () => {
  const module = new URL("../../src/drivers/clock.ts", import.meta.url);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", `import { systemClock } from "${module}"; await systemClock.sleep(0.5);`],
  }).output();
  assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
});

Deno.test("systemClock.now() never goes back", () => {
  let before = systemClock.now();
  for (let i = 0; i < 10_000; i++) {
    const now = systemClock.now();
    if (now < before) assertEquals(now, before);
    before = now;
  }
});

Deno.test("systemClock.now() does not look at the wall clock", () => {
  const wallClock = Date.now;
  const before = systemClock.now();
  try {
    Date.now = () => 0;
    assertEquals(systemClock.now() >= before, true);
  } finally {
    Date.now = wallClock;
  }
});

for (const ms of [0, 1, 3_600_000]) {
  Deno.test(`systemClock.sleep(${ms}) rejects at once with the reason of a signal that has aborted`, async () => {
    const reason = new Error("no more");
    const error = await systemClock.sleep(ms, AbortSignal.abort(reason)).then(() => undefined, (error) => error);
    assertEquals(error === reason, true);
  });

  Deno.test(`systemClock.sleep(${ms}) rejects with the signal's reason when it aborts`, async () => {
    const reason = new Error("no more");
    const controller = new AbortController();
    const sleeping = systemClock.sleep(ms, controller.signal).then(() => undefined, (error) => error);
    controller.abort(reason);
    assertEquals(await sleeping === reason, true);
  });
}

Deno.test("systemClock.sleep() leaves no listener on the signal", async () => {
  const { signal, count } = countedSignal();
  await systemClock.sleep(1, signal);
  await systemClock.sleep(0, signal);
  assertEquals(count(), 0);
});

for (const ms of [-1, NaN, -Infinity]) {
  Deno.test(`systemClock.sleep(${ms}) rejects`, async () => {
    await assertRejects(() => systemClock.sleep(ms), RangeError, `"ms" must be at least 0, received ${ms}`);
  });
}

Deno.test("systemClock.sleep(Infinity) goes on until it is aborted", async () => {
  const controller = new AbortController();
  const sleeping = systemClock.sleep(Infinity, controller.signal).then(() => "ended", () => "aborted");
  await systemClock.sleep(5);
  controller.abort();
  assertEquals(await sleeping, "aborted");
});
