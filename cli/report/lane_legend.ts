// @ts-types="../std.d.ts"
import { dim } from "@std/fmt/colors";
import type { SupervisionEvent } from "../../src/core/event.ts";
import type { Phase } from "../../src/simulation/timeline.ts";
import { isLoss, type LossType } from "./lane_cells.ts";
import { columnsOf, flowed, wrapped } from "./paragraph.ts";
import type { Terminal } from "../terminal.ts";

/** A kind of mark that lanes are drawn with: a phase, or something that happened. */
export type LaneMark =
  | Phase
  | "crash"
  | "several crashes"
  | "loss"
  | "group"
  | "group restart"
  | "group crash"
  | "crowd"
  | "outage"
  | "by hand";

/** Each phase in a few words, in the order of a legend. */
export const phaseTexts: Readonly<Record<Phase, string>> = {
  up: "up",
  starting: "starting",
  waiting: "waiting for a restart",
  blocked: "waiting for others",
  cooling: "cooling down",
  stopping: "stopping",
  dead: "dead",
  done: "over",
  idle: "not begun",
};
const lossTexts: Readonly<Record<LossType, string>> = {
  "gave-up": "given up",
  "escalated": "failed its group",
  "abandoned": "abandoned",
};

/** What the marks say that were used, and no others. */
export function laneLegend(
  used: ReadonlySet<LaneMark>,
  events: readonly SupervisionEvent[],
  { width, glyphs }: Terminal,
): string[] {
  const phases = (Object.keys(phaseTexts) as Phase[]).filter((phase) => used.has(phase));
  // A pause of a group has the mark of a cooldown.
  const pauses = events.some(({ type }) => type === "group-paused") ? ["pause of a group"] : [];
  const cooldowns = events.some(({ type }) => type === "cooldown-started") ? [phaseTexts.cooling] : [];
  const cooling = [...cooldowns, ...pauses].join(" or ");
  // Who is ready no longer has the mark of one who is not ready yet.
  const lost = events.some(({ type }) => type === "not-ready") ? " or not ready any more" : "";
  const starting = `${phaseTexts.starting}${lost}`;
  const blanks = phases.filter((phase) => glyphs.phase[phase] === " ").map((phase) => phaseTexts[phase]).join(" or ");
  const items = new Set(
    phases.map((phase) => {
      const text = phase === "cooling" ? cooling : phase === "starting" ? starting : phaseTexts[phase];
      return glyphs.phase[phase] === " " ? `blank: ${blanks}` : `${glyphs.phase[phase]} ${text}`;
    }),
  );
  const many = used.has("several crashes") ? ` (2-9: so many, ${glyphs.manyCrashes}: more)` : "";
  const failure = used.has("group crash") ? ", failure of a group" : "";
  if (used.has("crash")) items.add(`${glyphs.crash} crash${failure}${many}`);
  if (used.has("loss")) items.add(`${glyphs.lost} ${lossText(events)}`);
  if (used.has("group")) items.add(`${glyphs.group} group at work`);
  if (used.has("group restart")) items.add(`${glyphs.groupRestart} ${restartText(events)}`);
  if (used.has("crowd")) items.add(`${glyphs.levels[1]}-${glyphs.levels.at(-1)} how many of the crowd are up`);
  if (used.has("outage")) items.add(`${glyphs.outage} outage`);
  if (used.has("by hand")) items.add(`${glyphs.byHand} by hand`);
  // What is longer than a line is broken between its words.
  return flowed([...items], width).flatMap((line) => columnsOf(line) > width ? wrapped(line, width, "") : [line]).map(
    dim,
  );
}

function restartText(events: readonly SupervisionEvent[]): string {
  const restarts = events.filter((event) => event.type === "group-restarting");
  const texts = [
    ...(restarts.some(({ strategy }) => strategy !== "dependents") ? ["restart of a group"] : []),
    ...(restarts.some(({ strategy }) => strategy === "dependents") ? ["restart of who depends on another"] : []),
  ];
  return texts.join(" or ");
}

function lossText(events: readonly SupervisionEvent[]): string {
  return [...new Set(events.flatMap(({ type }) => isLoss(type) ? [lossTexts[type]] : []))].join(" or ");
}
