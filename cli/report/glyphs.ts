import type { Phase } from "../../src/simulation/timeline.ts";

/** The marks that text is drawn with. */
export interface Glyphs {
  /** One cell of a lane, by what the worker does. */
  readonly phase: Readonly<Record<Phase, string>>;
  /** A cell in which the worker crashed once. */
  readonly crash: string;
  /** A cell in which it crashed ten times or more; digits stand between the two. */
  readonly manyCrashes: string;
  /** A cell in which it was given up, escalated or abandoned. */
  readonly lost: string;
  readonly outage: string;
  /** A cell in which a group is at work. */
  readonly group: string;
  /** A cell in which a group restarted because of one of its children. */
  readonly groupRestart: string;
  /** A moment at which something was done by hand. */
  readonly byHand: string;
  /** From none up to all, for how many of a crowd are up. */
  readonly levels: readonly string[];
  readonly rule: string;
  readonly tick: string;
  readonly held: string;
  readonly failed: string;
  readonly unknown: string;
  readonly ellipsis: string;
  readonly separator: string;
  readonly times: string;
}

/** For terminals and files that take UTF-8. */
export const unicodeGlyphs: Glyphs = {
  phase: {
    up: "█",
    starting: "▒",
    waiting: "·",
    blocked: "┆",
    cooling: "░",
    stopping: "▼",
    dead: "▁",
    done: " ",
    idle: " ",
  },
  crash: "×",
  manyCrashes: "*",
  lost: "!",
  outage: "▓",
  group: "─",
  groupRestart: "↻",
  byHand: "▲",
  levels: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
  rule: "─",
  tick: "┴",
  held: "✓",
  failed: "✗",
  unknown: "?",
  ellipsis: "…",
  separator: " · ",
  times: "×",
};

/** For everything else. */
export const asciiGlyphs: Glyphs = {
  phase: {
    up: "#",
    starting: "+",
    waiting: ".",
    blocked: ":",
    cooling: "~",
    stopping: "v",
    dead: "_",
    done: " ",
    idle: " ",
  },
  crash: "x",
  manyCrashes: "*",
  lost: "!",
  outage: "=",
  group: "-",
  groupRestart: "R",
  byHand: "^",
  levels: [" ", "1", "2", "3", "4", "5", "6", "7", "8"],
  rule: "-",
  tick: "+",
  held: "ok",
  failed: "!!",
  unknown: "??",
  ellipsis: "...",
  separator: " | ",
  times: "x",
};
