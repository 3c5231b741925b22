import { assertEquals } from "@std/assert";
import { timelineLines } from "../../../cli/history/timeline_report.ts";
import { asciiGlyphs } from "../../../cli/report/glyphs.ts";
import { anExecution, epochMs } from "./sample_store.ts";

const session = {
  id: 2,
  application: "shop",
  host: null,
  startedAtMs: epochMs,
  stoppedAtMs: null,
  heartbeatAtMs: epochMs,
  heartbeatMs: 300_000,
  status: "running",
  error: null,
  drops: {},
} as const;
const terminal = { width: 60, color: false, glyphs: asciiGlyphs };

const lines = (...all: Parameters<typeof anExecution>[]) => {
  const executions = all.map((given) => anExecution(...given));
  return timelineLines(
    { view: "timeline", session, executions, isMore: false, all: executions, unseen: 0 },
    session,
    terminal,
  )
    // deno-lint-ignore no-control-regex -- colours are another test's
    .map((line) => line.replace(/\x1b\[\d+m/g, ""));
};

Deno.test("timelineLines() draws a single execution at the very moment its session began", () => {
  assertEquals(lines([0, { durationMs: 0 }])[0], "ok +00:00:00.000      0s on order    #");
});

Deno.test("timelineLines() draws an open session up to the end of its last execution", () => {
  const drawn = lines([1, { durationMs: 1_000 }], [3, { durationMs: 1_000 }]);
  assertEquals(drawn.slice(0, 2), [
    "ok +00:00:01.000      1s on order         #######",
    "ok +00:00:03.000      1s on order                     ######",
  ]);
});

Deno.test("timelineLines() takes an execution from before its session, as a clock that was set back gives", () => {
  assertEquals(lines([-1, { durationMs: 500 }], [1, { durationMs: 0 }]).slice(0, 2), [
    "ok +00:00:00.000   500ms on order    ######",
    "ok +00:00:02.000      0s on order                          #",
  ]);
});
