import { assertEquals } from "@std/assert";
import type { WorkerOutcome } from "@mainstay/supervisor";
import { RemovedSums } from "../../src/core/removed_sums.ts";
import { CoreGroup } from "../support/core_group.ts";

const none = { children: 0, completed: 0, stopped: 0, gaveUp: 0, abandoned: 0, crashes: 0, restarts: 0 };

for (
  const [outcome, sum] of [
    ["completed", "completed"],
    ["stopped", "stopped"],
    ["gave-up", "gaveUp"],
    ["escalated", "gaveUp"],
    ["abandoned", "abandoned"],
  ] as const satisfies [WorkerOutcome, keyof typeof none][]
) {
  Deno.test(`RemovedSums counts a child that is ${outcome} as ${sum}`, () => {
    const sums = new RemovedSums();
    sums.count({ ...new CoreGroup({ w: {} }).worker("w").report(), outcome });
    assertEquals({ ...sums }, { ...none, children: 1, [sum]: 1 });
  });
}

Deno.test("RemovedSums adds up crashes and restarts", () => {
  const report = new CoreGroup({ w: {} }).worker("w").report();
  const sums = new RemovedSums();
  sums.count({ ...report, crashes: 3, restarts: 2 });
  sums.count({ ...report, crashes: 4, restarts: 1 });
  assertEquals({ ...sums }, { ...none, children: 2, stopped: 2, crashes: 7, restarts: 3 });
});

Deno.test("RemovedSums begins with nothing", () => {
  assertEquals({ ...new RemovedSums() }, none);
});
