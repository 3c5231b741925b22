import { assertEquals } from "@std/assert";
import { laterStarts, startsText, startsWords } from "../../../cli/page/later_starts.ts";
import type { StartedEvent } from "../../../src/core/event.ts";

function started(worker: string, atMs: number, after: StartedEvent["after"]): StartedEvent {
  return { type: "started", worker, incarnation: 1, atMs, ready: true, after };
}

Deno.test("laterStarts() counts restarts apart from other starts, and nobody's first one", () => {
  const { starts, widthMs } = laterStarts(["api", "db/writer"], [
    started("api", 0, "first"),
    started("db/writer", 0, "first"),
    started("api", 5, "restart"),
    started("api", 5, "restart"),
    started("api", 9, "cooldown"),
    started("db", 10, "restart"),
    started("db/writer", 10, "first"),
    started("db/writer", 11, "group-restart"),
    started("api", 12, "manual"),
  ], 100);
  assertEquals(widthMs, 0);
  assertEquals(starts, [
    { kind: "restart", count: 2, ticks: [[5, 2]] },
    { kind: "cooldown", count: 1, ticks: [[9, 1]] },
    { kind: "group", count: 2, ticks: [[10, 1], [11, 1]] },
    { kind: "manual", count: 1, ticks: [[12, 1]] },
  ]);
});

Deno.test("startsText() says restart of what the figures count alone", () => {
  assertEquals([startsText("restart", 2), startsText("cooldown", 1), startsText("group", 2), startsText("manual", 1)], [
    "2 restarts",
    "1 start after a cooldown",
    "2 starts with the group",
    "1 start by hand",
  ]);
});

Deno.test("startsWords() says how the starts go with the restarts of the figures", () => {
  const starts = [
    { kind: "restart", count: 26, ticks: [] },
    { kind: "cooldown", count: 3, ticks: [] },
  ] as const;
  assertEquals(
    startsWords({ starts, restarts: 26 }),
    "26 restarts and 3 starts after a cooldown, of all workers together.",
  );
  assertEquals(
    startsWords({ starts, restarts: 27, storm: { atMs: 1_500, starts: 4 } }),
    "26 restarts and 3 starts after a cooldown, of all workers together (1 restart more was decided and not begun); " +
      "the most starts within 1 s were 4, at 00:00:01.500.",
  );
});
