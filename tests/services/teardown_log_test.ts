import { assertEquals } from "@std/assert";
import { TeardownLog } from "../../src/services/teardown_log.ts";

const failed = { kind: "hook-failed", phase: "onStop", text: "it threw" } as const;

Deno.test("TeardownLog.add() says whose run it was", () => {
  const log = new TeardownLog("p/a");
  assertEquals(log.add(failed, 3), { service: "p/a", incarnation: 3, ...failed });
  assertEquals([log.causes.length, log.former.length], [1, 0]);
});

Deno.test("TeardownLog.begin() keeps the latest 16 causes of former runs", () => {
  for (const [runs, kept] of [[15, 15], [16, 16], [17, 16]] as const) {
    const log = new TeardownLog("a");
    for (let run = 1; run <= runs; run++) {
      log.add(failed, run);
      log.begin();
    }
    assertEquals([log.causes, log.former.length, log.former.at(-1)?.incarnation], [[], kept, runs]);
  }
});

Deno.test("TeardownLog.leftMs() counts down to 0", () => {
  const log = new TeardownLog("a");
  assertEquals(log.leftMs(5), Infinity);
  log.stops(100, 50);
  assertEquals([149, 150, 151].map((nowMs) => log.leftMs(nowMs)), [1, 0, 0]);
  log.stops(100, undefined);
  assertEquals(log.leftMs(1e9), Infinity);
});

Deno.test("TeardownLog.force() is told of who was asked to stop, once", () => {
  const log = new TeardownLog("a");
  assertEquals(log.force("serve", 1), undefined);
  log.stops(0, 50);
  assertEquals(log.force("onStop", 1)?.text, '"onStop" of service "a" had not ended within its grace of 50 ms');
  assertEquals([log.force("onStop", 1), log.causes.length], [undefined, 1]);
});

Deno.test("TeardownLog.force() is not told of who waits for a child", () => {
  const log = new TeardownLog("a");
  log.stops(0, 50);
  log.add({ kind: "child-unclean", phase: "children", text: "a child" }, 1);
  assertEquals(log.force("children", 1), undefined);
});
