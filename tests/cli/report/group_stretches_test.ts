import { assertEquals } from "@std/assert";
import { groupStretches } from "../../../cli/report/group_stretches.ts";
import type { Stretch } from "../../../src/simulation/timeline.ts";
import { simulate } from "../../../src/simulation/simulate.ts";

const text = (stretches: readonly Stretch[] = []) =>
  stretches.map(({ phase, fromMs, toMs }) => `${phase} ${fromMs}-${toMs}`);

Deno.test("groupStretches() are those of a group as the child that it is, of the one in it too", async () => {
  const { events } = await simulate({
    name: "s",
    horizonMs: 10_000,
    defaults: { backoff: { baseMs: 1_000, multiplier: 1, jitter: "none" } },
    stopAtMs: 9_000,
    workers: [{
      name: "a",
      group: {
        budget: { intensity: 0 },
        workers: [
          { name: "b", group: { workers: [{ name: "w" }] } },
          { name: "crashing", behaviour: { script: [{ acts: [{ atMs: 2_000, do: "crash" }] }] } },
        ],
      },
    }],
  });
  const stretches = groupStretches(["", "a", "a/b"], events, 10_000);
  assertEquals(text(stretches.get("")), ["up 0-9000", "done 9000-10000"]);
  assertEquals(text(stretches.get("a")), ["up 0-2000", "waiting 2000-3000", "up 3000-9000", "done 9000-10000"]);
  assertEquals(text(stretches.get("a/b")), text(stretches.get("a")));
});

Deno.test("groupStretches() take a pause that is made longer for one", () => {
  const stretches = groupStretches(["", "g"], [
    { type: "group-started", atMs: 0, workers: 1 },
    { type: "started", atMs: 0, worker: "g", incarnation: 1, ready: true, after: "first" },
    { type: "group-paused", atMs: 10, group: "g", pauseMs: 20, untilMs: 30 },
    { type: "group-paused", atMs: 20, group: "g", pauseMs: 20, untilMs: 40 },
    { type: "group-resumed", atMs: 40, group: "g" },
    { type: "group-paused", atMs: 90, pauseMs: 20, untilMs: 110 },
  ], 100);
  assertEquals(text(stretches.get("g")), ["up 0-10", "cooling 10-40", "up 40-100"]);
  assertEquals(text(stretches.get("")), ["up 0-90", "cooling 90-100"]);
});
