// @ts-types="../../../cli/std.d.ts"
import { setColorEnabled } from "@std/fmt/colors";
import { assertEquals } from "@std/assert";
import { asciiGlyphs } from "../../../cli/report/glyphs.ts";
import { groupsTable } from "../../../cli/report/groups_table.ts";
import type { SupervisionEvent } from "../../../src/core/event.ts";

setColorEnabled(false);
const terminal = { width: 80, color: false, glyphs: asciiGlyphs };

Deno.test("groupsTable() counts what each group did as a whole", () => {
  const events: SupervisionEvent[] = [
    { type: "group-started", atMs: 0, workers: 1 },
    { type: "group-started", atMs: 0, group: "db", workers: 2 },
    { type: "group-restarting", atMs: 1, group: "db", trigger: "db/a", strategy: "one-for-all" },
    { type: "group-finished", atMs: 2, group: "db", outcome: "failed" },
    { type: "group-started", atMs: 3, group: "db", workers: 2 },
    { type: "group-finished", atMs: 4, outcome: "stopped" },
  ];
  assertEquals(groupsTable(events, (path) => path === "" ? "one-for-one" : "one-for-all", terminal), [
    "                               group",
    "group  strategy     starts  restarts  failures",
    "root   one-for-one       1         0         0",
    "db     one-for-all       2         1         1",
    "0 for all: pauses.",
  ]);
});

Deno.test("groupsTable() shows of many groups those with most to tell", () => {
  const events = Array.from({ length: 30 }, (_, index) => index).flatMap((index): SupervisionEvent[] => [
    { type: "group-started", atMs: 0, group: `g${index}`, workers: 1 },
    ...(index === 29 ? [{ type: "group-paused", atMs: 1, group: "g29", pauseMs: 1, untilMs: 2 } as const] : []),
  ]);
  const lines = groupsTable(events, () => "one-for-one", terminal);
  assertEquals(lines.slice(0, 3), [
    "10 of 30",
    "groups    strategy     starts  pauses",
    "g29       one-for-one       1       1",
  ]);
  assertEquals([lines.length, lines.at(-1)], [13, "0 for all: group restarts, failures."]);
  assertEquals(groupsTable(events, () => "one-for-one", terminal, true).length, 32);
});
