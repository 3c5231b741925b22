import { assertEquals } from "@std/assert";
import { VirtualClock } from "@mainstay/supervisor/simulation";
import { watchdogBeat } from "../../../src/services/host/watchdog_beat.ts";

/** A notifier that keeps when it was told that all is well. */
function watched(clock: VirtualClock, watchdogMs: number | undefined) {
  const beatsAtMs: number[] = [];
  return { beatsAtMs, watchdogMs, alive: () => void beatsAtMs.push(clock.now()) };
}

Deno.test("watchdogBeat() beats at once, then each time that it is due", async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const notifier = watched(clock, 1_500);
  const beating = watchdogBeat(notifier, { clock, signal: stop.signal });
  await clock.advance(4_499);
  assertEquals(notifier.beatsAtMs, [0, 1_500, 3_000]);
  await clock.advance(1);
  assertEquals(notifier.beatsAtMs, [0, 1_500, 3_000, 4_500]);
  stop.abort();
  await beating;
  await clock.advance(10_000);
  assertEquals([notifier.beatsAtMs.length, clock.pending], [4, 0]);
});

Deno.test("watchdogBeat() returns at once where nobody watches", async () => {
  const clock = new VirtualClock();
  const notifier = watched(clock, undefined);
  await watchdogBeat(notifier, { clock, signal: new AbortController().signal });
  assertEquals([notifier.beatsAtMs, clock.pending], [[], 0]);
});

Deno.test("watchdogBeat() does not beat for a signal that has aborted", async () => {
  const clock = new VirtualClock();
  const notifier = watched(clock, 100);
  await watchdogBeat(notifier, { clock, signal: AbortSignal.abort() });
  assertEquals(notifier.beatsAtMs, []);
});

Deno.test("watchdogBeat() ends with a clock that is broken, instead of beating without end", async () => {
  const clock = new VirtualClock();
  const notifier = watched(clock, 100);
  const broken = { now: () => 0, sleep: () => Promise.reject(new Error("no timers")) };
  await watchdogBeat(notifier, { clock: broken, signal: new AbortController().signal });
  assertEquals(notifier.beatsAtMs, [0]);
});
