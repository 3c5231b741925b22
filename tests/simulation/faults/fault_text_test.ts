import { assertEquals } from "@std/assert";
import { faultText } from "../../../src/simulation/faults/fault_text.ts";
import type { Fault } from "../../../src/simulation/faults/fault.ts";

Deno.test("faultText() says each kind in a short phrase", () => {
  const said: readonly [Fault, string][] = [
    [{ kind: "crash", atMs: 0, workers: ["db"] }, "t=0 db crashes"],
    [{ kind: "crash", atMs: 1, workers: ["db"], error: { name: "DiskError" } }, "t=1ms db crashes with DiskError"],
    [{ kind: "crash", atMs: 1_900 }, "t=1.9s all crash at once"],
    [{ kind: "crash-burst", atMs: 0, workers: ["api-2", "api-3"] }, "t=0 api-2, api-3 crash at once"],
    [
      { kind: "cascade", atMs: 60_000, workers: ["db", "cache", "api"], delayMs: 500 },
      "t=1m db, then cache, then api crash 500ms after each other",
    ],
    [{ kind: "cascade", atMs: 0, workers: ["db", "api"], delayMs: 0 }, "t=0 db, then api crash in this order"],
    [{ kind: "cascade", atMs: 0, workers: ["db"], delayMs: 5 }, "t=0 db crashes"],
    [{ kind: "crash-in-start", fromMs: 0, toMs: 90_000, workers: ["a"] }, "t=0 a crashes in each start for 1m30s"],
    [{ kind: "crash-in-stop", fromMs: 0, toMs: 1_000, workers: ["a"] }, "t=0 a crashes in each stop for 1s"],
    [{ kind: "hang", fromMs: 4_100, toMs: 7_100, workers: ["db"] }, "t=4.1s db hangs for 3s"],
    [{ kind: "ignored-stop", fromMs: 0, toMs: 5, workers: ["a", "b"] }, "t=0 a, b ignore being stopped for 5ms"],
    [
      { kind: "lost-readiness", fromMs: 5_400_250, toMs: 5_401_250, workers: ["a"] },
      "t=1h30m0.25s a is not ready for 1s",
    ],
    [{ kind: "slow-start", fromMs: 0, toMs: 9_000, byMs: 800, workers: ["a"] }, "t=0 a starts slower by 800ms for 9s"],
    [{ kind: "slow-stop", fromMs: 0, toMs: 9_000, byMs: 800 }, "t=0 all stop slower by 800ms for 9s"],
    [
      { kind: "flaky-calls", fromMs: 0, toMs: 9_000, everyMs: 1_000, share: 0.05, workers: ["a"] },
      "t=0 a has flaky calls (5% of one each 1s) for 9s",
    ],
    [{ kind: "outage", fromMs: 3_600_000, toMs: 3_601_000 }, "t=1h all have an outage for 1s"],
    [{ kind: "stall", atMs: 10, forMs: 250 }, "t=10ms the event loop stalls for 250ms"],
    [{ kind: "wall-clock-jump", atMs: 10, byMs: -3_600_000 }, "t=10ms the time of day jumps back by 1h"],
    [{ kind: "wall-clock-jump", atMs: 10, byMs: 1 }, "t=10ms the time of day jumps forward by 1ms"],
    [{ kind: "throwing-observer", fromMs: 10, toMs: 20 }, "t=10ms observers throw for 10ms"],
  ];
  for (const [fault, text] of said) assertEquals(faultText(fault), text);
});

Deno.test("faultText() names four workers of many", () => {
  const workers = Array.from({ length: 9 }, (_, n) => `w-${n + 1}`);
  const text = (count: number) => faultText({ kind: "crash-burst", atMs: 0, workers: workers.slice(0, count) });
  assertEquals(text(5), "t=0 w-1, w-2, w-3, w-4, w-5 crash at once");
  assertEquals(text(6), "t=0 w-1, w-2, w-3, w-4, 2 more crash at once");
});
