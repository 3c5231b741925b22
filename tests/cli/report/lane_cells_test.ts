import { assertEquals } from "@std/assert";
import { cellSpan, crowdCells, type LaneCell, laneCells } from "../../../cli/report/lane_cells.ts";
import type { Stretch } from "../../../src/simulation/timeline.ts";

const quiet = { crashes: [], losses: [] };
const phases = (cells: readonly LaneCell[]) => cells.map(({ phase }) => phase);

Deno.test("laneCells() shows what took most of a cell", () => {
  const stretches: Stretch[] = [
    { phase: "up", fromMs: 0, toMs: 60 },
    { phase: "waiting", fromMs: 60, toMs: 100 },
    { phase: "up", fromMs: 100, toMs: 200 },
  ];
  assertEquals(phases(laneCells(stretches, quiet, 200, 4)), ["up", "waiting", "up", "up"]);
});

Deno.test("laneCells() shows of two equal shares the one that tells more", () => {
  const stretches: Stretch[] = [{ phase: "cooling", fromMs: 0, toMs: 50 }, { phase: "up", fromMs: 50, toMs: 100 }];
  assertEquals(phases(laneCells(stretches, quiet, 100, 1)), ["cooling"]);
});

Deno.test("laneCells() keeps every crash, at the end of the run too", () => {
  const cells = laneCells(
    [{ phase: "up", fromMs: 0, toMs: 100 }],
    { crashes: [0, 49.9, 50, 100], losses: [100] },
    100,
    2,
  );
  assertEquals(cells.map(({ crashes, lost }) => [crashes, lost]), [[2, false], [2, true]]);
});

Deno.test("laneCells() takes a run without any duration", () => {
  assertEquals(laneCells([], { crashes: [0], losses: [0] }, 0, 2)[0], { phase: "idle", crashes: 1, lost: true });
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
