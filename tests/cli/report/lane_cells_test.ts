import { assertEquals } from "@std/assert";
import {
  cellSpan,
  crowdCells,
  type LaneCell,
  laneCells,
  laneMoments,
  noMoments,
} from "../../../cli/report/lane_cells.ts";
import type { Stretch } from "../../../src/simulation/timeline.ts";

const phases = (cells: readonly LaneCell[]) => cells.map(({ phase }) => phase);

Deno.test("laneCells() shows what took most of a cell", () => {
  const stretches: Stretch[] = [
    { phase: "up", fromMs: 0, toMs: 60 },
    { phase: "waiting", fromMs: 60, toMs: 100 },
    { phase: "up", fromMs: 100, toMs: 200 },
  ];
  assertEquals(phases(laneCells(stretches, noMoments, 200, 4)), ["up", "waiting", "up", "up"]);
});

Deno.test("laneCells() shows of two equal shares the one that tells more", () => {
  const stretches: Stretch[] = [{ phase: "cooling", fromMs: 0, toMs: 50 }, { phase: "up", fromMs: 50, toMs: 100 }];
  assertEquals(phases(laneCells(stretches, noMoments, 100, 1)), ["cooling"]);
});

Deno.test("laneCells() keeps every crash, at the end of the run too", () => {
  const cells = laneCells(
    [{ phase: "up", fromMs: 0, toMs: 100 }],
    { ...noMoments, crashes: [0, 49.9, 50, 100], losses: [100] },
    100,
    2,
  );
  assertEquals(cells.map(({ crashes, lost }) => [crashes, lost]), [[2, false], [2, true]]);
});

Deno.test("laneCells() takes a run without any duration", () => {
  assertEquals(laneCells([], { ...noMoments, crashes: [0], losses: [0] }, 0, 2)[0], {
    phase: "idle",
    crashes: 1,
    lost: true,
    groupRestarted: false,
  });
});

Deno.test("crowdCells() is the share of the crowd that is up", () => {
  const up: Stretch[] = [{ phase: "up", fromMs: 0, toMs: 100 }];
  const late: Stretch[] = [{ phase: "waiting", fromMs: 0, toMs: 50 }, { phase: "up", fromMs: 50, toMs: 100 }];
  assertEquals(crowdCells([up, late], 100, 2), [0.5, 1]);
});

Deno.test("crowdCells() is all, to the last bit, where all are up", () => {
  const up: Stretch[] = [{ phase: "up", fromMs: 0, toMs: 600_000 }];
  assertEquals(crowdCells(Array(50).fill(up), 600_000, 89), Array(89).fill(1));
});

Deno.test("cellSpan() is never empty", () => {
  assertEquals(cellSpan(10, 10.1, 100, 10), [1, 2]);
  assertEquals(cellSpan(0, 20, 100, 10), [0, 2]);
  assertEquals(cellSpan(95, 200, 100, 10), [9, 10]);
});

Deno.test("laneCells() marks the restart of a group where it began", () => {
  const cells = laneCells([], { ...noMoments, groupRestarts: [60] }, 100, 2);
  assertEquals(cells.map(({ groupRestarted }) => groupRestarted), [false, true]);
});

Deno.test("laneMoments() takes the failure of the root for a crash, that of another group from its child", () => {
  const moments = laneMoments([
    { type: "group-restarting", atMs: 1, trigger: "a", strategy: "one-for-all" },
    { type: "group-restarting", atMs: 2, group: "g", trigger: "g/a", strategy: "rest-for-one" },
    { type: "group-finished", atMs: 3, group: "g", outcome: "failed" },
    { type: "crashed", atMs: 3, worker: "g", incarnation: 1, ranMs: 3, error: undefined as never },
    { type: "gave-up", atMs: 3, worker: "g", incarnation: 1, rule: "worker-budget" },
    { type: "group-finished", atMs: 4, outcome: "failed" },
  ]);
  assertEquals([...moments], [
    ["", { crashes: [4], losses: [], groupRestarts: [1] }],
    ["g", { crashes: [3], losses: [3], groupRestarts: [2] }],
  ]);
});
