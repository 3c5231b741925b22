// The child program of the long loop's memory test: needs --v8-flags=--expose-gc. Prints the bytes kept per restart.
import { supervise } from "@mainstay/supervisor";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";

const [warmUp, measured] = [20_000, 100_000];
const collect = (globalThis as unknown as { gc(): void }).gc;
const stopper = new AbortController();
const clock = new VirtualClock({ settle: "promises" });
let events = 0;

const running = supervise("loop", () => Promise.reject(new Error("boom")), {
  clock,
  signal: stopper.signal,
  backoff: { baseMs: 1, multiplier: 1, jitter: "none" },
  budget: { intensity: 1_000, periodMs: 500 },
  onEvent: () => events++,
});

await clock.advance(warmUp);
collect();
const before = Deno.memoryUsage().heapUsed;
await clock.advance(measured);
collect();
const keptBytes = Deno.memoryUsage().heapUsed - before;
stopper.abort();
const { restarts } = await running;
console.log(JSON.stringify({ restarts, events, bytesPerRestart: keptBytes / measured }));
