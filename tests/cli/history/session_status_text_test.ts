import { assertEquals } from "@std/assert";
import { sessionState } from "../../../cli/history/session_status_text.ts";
import { sessionLines } from "../../../cli/history/session_lines.ts";
import { sessionsLines } from "../../../cli/history/sessions_report.ts";
import { asciiGlyphs } from "../../../cli/report/glyphs.ts";
import type { SessionRow } from "../../../src/services/sessions/session_store.ts";
import { epochMs } from "./sample_store.ts";

const open: SessionRow = {
  id: 7,
  application: "shop",
  host: "box 1",
  startedAtMs: epochMs,
  stoppedAtMs: null,
  heartbeatAtMs: epochMs + 60_000,
  heartbeatMs: 30_000,
  status: "running",
  error: null,
  drops: {},
};
const error = { type: "Error", message: "no\nmore", stack: null };
const terminal = { width: 100, color: false, glyphs: asciiGlyphs };
// deno-lint-ignore no-control-regex -- colours are another test's
const bare = (lines: readonly string[]) => lines.map((line) => line.replace(/\x1b\[\d+m/g, ""));

Deno.test("sessionState() is silent once a heartbeat is overdue: one before, at and after it", () => {
  const states = [89_999, 90_000, 90_001].map((afterMs) => sessionState(open, epochMs + afterMs));
  assertEquals(states, ["running", "running", "silent"]);
});

Deno.test("sessionState() of what is known to have ended or crashed is its status, however long ago", () => {
  for (const status of ["success", "failure", "unknown"] as const) {
    assertEquals(sessionState({ ...open, status }, Number.MAX_SAFE_INTEGER), status);
  }
});

Deno.test("sessionLines() says that a silent run may have been killed, and when it was heard of last", () => {
  const said = (nowMs: number) => bare(sessionLines(open, terminal, nowMs))[1];
  const heard = "started 2026-01-31 18:00:00.000 UTC | heard of last 2026-01-31 18:01:00.000";
  assertEquals(
    [said(epochMs), said(epochMs + 90_001)],
    [
      `under way | ${heard}`,
      `under way, or killed | ${heard}`,
    ].map((line) => line.replaceAll("|", asciiGlyphs.separator.trim())),
  );
});

Deno.test("sessionsLines() has a line for each run, and below it what went wrong and where it ran", () => {
  const rows = [
    open,
    { ...open, id: 6, host: null, status: "failure", error, drops: { overflow: 2_000, other: 0 } } as const,
  ];
  assertEquals(bare(sessionsLines(rows, terminal, epochMs + 90_001)), [
    "id  application  started (UTC)        ended or heard of    status",
    " 7  shop         2026-01-31 18:00:00  2026-01-31 18:01:00  under way, or killed",
    "    on box 1",
    " 6  shop         2026-01-31 18:00:00  2026-01-31 18:01:00  failed, not ended",
    "    Error: no\\nmore",
    "    records lost: overflow 2,000",
  ]);
});
