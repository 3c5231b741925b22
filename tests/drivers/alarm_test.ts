import { assertEquals } from "@std/assert";
import { Alarm } from "../../src/drivers/alarm.ts";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";

/** No clock of these tests rejects but for the alarm's own signal. */
const fail = (thrown: unknown) => {
  throw thrown;
};

/** An alarm on a virtual clock, the times at which it rang, and how often the clock was asked to sleep. */
function alarmOnClock() {
  const clock = new VirtualClock({ settle: "promises" });
  const rangAtMs: number[] = [];
  let sleeps = 0;
  const counting = {
    now: () => clock.now(),
    sleep: (ms: number, signal?: AbortSignal) => {
      sleeps++;
      return clock.sleep(ms, signal);
    },
  };
  return { clock, rangAtMs, alarm: new Alarm(counting, (nowMs) => rangAtMs.push(nowMs), fail), asked: () => sleeps };
}

Deno.test("Alarm rings once, at its time", async () => {
  const { clock, rangAtMs, alarm } = alarmOnClock();
  alarm.set(100, false);
  await clock.advance(99);
  assertEquals(rangAtMs, []);
  await clock.advance(1);
  assertEquals(rangAtMs, [100]);
  await clock.advance(1_000);
  assertEquals([rangAtMs, clock.pending], [[100], 0]);
});

for (const lazily of [false, true]) {
  Deno.test(`Alarm.set() to an earlier time rings then, ${lazily ? "lazily" : "eagerly"}`, async () => {
    const { clock, rangAtMs, alarm } = alarmOnClock();
    alarm.set(100, lazily);
    alarm.set(40, lazily);
    await clock.advance(1_000);
    assertEquals(rangAtMs, [40]);
  });

  Deno.test(`Alarm.set() to a later time rings then, ${lazily ? "lazily" : "eagerly"}`, async () => {
    const { clock, rangAtMs, alarm } = alarmOnClock();
    alarm.set(40, lazily);
    alarm.set(100, lazily);
    await clock.advance(1_000);
    assertEquals([rangAtMs, clock.pending], [[100], 0]);
  });
}

Deno.test("Alarm.set() to a later time keeps its timer when it is lazy", () => {
  const { alarm, asked } = alarmOnClock();
  alarm.set(40, true);
  for (let dueMs = 41; dueMs < 100; dueMs++) alarm.set(dueMs, true);
  assertEquals(asked(), 1);
});

Deno.test("Alarm.set() to the same time asks for no second timer", () => {
  const { alarm, asked } = alarmOnClock();
  alarm.set(40, false);
  alarm.set(40, false);
  assertEquals(asked(), 1);
});

Deno.test("Alarm.set() to a time that has passed rings at the time it is", async () => {
  const { clock, rangAtMs, alarm } = alarmOnClock();
  await clock.advance(500);
  alarm.set(100, false);
  await clock.advance(0);
  assertEquals(rangAtMs, [500]);
});

Deno.test("Alarm.set() to Infinity takes the deadline away", async () => {
  const { clock, rangAtMs, alarm } = alarmOnClock();
  alarm.set(100, false);
  alarm.set(Infinity, false);
  assertEquals(clock.pending, 0);
  await clock.advance(1_000);
  assertEquals(rangAtMs, []);
});

Deno.test("Alarm.clear() leaves no timer behind", async () => {
  const { clock, rangAtMs, alarm } = alarmOnClock();
  alarm.set(100, true);
  alarm.clear();
  assertEquals(clock.pending, 0);
  await clock.advance(1_000);
  assertEquals(rangAtMs, []);
});

Deno.test("Alarm may be set anew from its own ring", async () => {
  const clock = new VirtualClock({ settle: "promises" });
  const rangAtMs: number[] = [];
  const alarm: Alarm = new Alarm(clock, (nowMs) => {
    rangAtMs.push(nowMs);
    if (nowMs < 30) alarm.set(nowMs + 10, false);
  }, fail);
  alarm.set(10, false);
  await clock.advance(100);
  assertEquals(rangAtMs, [10, 20, 30]);
});

Deno.test("Alarm rings with a time that is not before its deadline, however the clock rounds", async () => {
  let nowMs = 0;
  const rang: number[] = [];
  const shortOfIt = {
    now: () => nowMs,
    sleep: (ms: number) => {
      nowMs += ms - 1e-9;
      return Promise.resolve();
    },
  };
  new Alarm(shortOfIt, (ms) => rang.push(ms), fail).set(100, false);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(rang, [100]);
});

Deno.test("Alarm does not take the end of a sleep for one that it asked for later", async () => {
  const ends: (() => void)[] = [];
  const deafClock = { now: () => 0, sleep: () => new Promise<void>((resolve) => ends.push(resolve)) };
  const alarm = new Alarm(deafClock, () => {}, fail);
  alarm.set(100, false);
  ends[0]!();
  alarm.set(50, false);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(ends.length, 2);
});

Deno.test("Alarm sleeps on when a clock wakes it too early", async () => {
  let nowMs = 0;
  const rang: number[] = [];
  const halfway = {
    now: () => nowMs,
    sleep: (ms: number) => {
      nowMs += ms > 1 ? ms / 2 : ms;
      return Promise.resolve();
    },
  };
  new Alarm(halfway, (ms) => rang.push(ms), fail).set(100, false);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(rang, [100]);
});
