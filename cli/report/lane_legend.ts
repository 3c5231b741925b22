// @ts-types="../std.d.ts"
import { dim } from "@std/fmt/colors";
import type { SupervisionEvent } from "../../src/core/event.ts";
import type { Phase } from "../../src/simulation/timeline.ts";
import { isLoss, type LossType } from "./lane_cells.ts";
import { flowed } from "./paragraph.ts";
import type { Terminal } from "../terminal.ts";

/** A kind of mark that lanes are drawn with: a phase, or something that happened. */
export type LaneMark = Phase | "crash" | "several crashes" | "loss" | "crowd" | "outage";

const phaseTexts: Readonly<Record<Phase, string>> = {
  up: "up",
  starting: "starting",
  waiting: "waiting for a restart",
  cooling: "cooling down",
  stopping: "stopping",
  dead: "dead",
  done: "over",
  idle: "over",
};
const lossTexts: Readonly<Record<LossType, string>> = {
  "gave-up": "given up",
  "escalated": "failed the group",
  "abandoned": "abandoned",
};

/** What the marks say that were used, and no others. */
export function laneLegend(
  used: ReadonlySet<LaneMark>,
  events: readonly SupervisionEvent[],
  { width, glyphs }: Terminal,
): string[] {
  const phases = (Object.keys(phaseTexts) as Phase[]).filter((phase) => used.has(phase));
  const items = new Set(
    phases.map((phase) =>
      glyphs.phase[phase] === " " ? `blank: ${phaseTexts[phase]}` : `${glyphs.phase[phase]} ${phaseTexts[phase]}`
    ),
  );
  const many = used.has("several crashes") ? ` (2-9: so many, ${glyphs.manyCrashes}: more)` : "";
  if (used.has("crash")) items.add(`${glyphs.crash} crash${many}`);
  if (used.has("loss")) items.add(`${glyphs.lost} ${lossText(events)}`);
  if (used.has("crowd")) items.add(`${glyphs.levels[1]}-${glyphs.levels.at(-1)} how many of the crowd are up`);
  if (used.has("outage")) items.add(`${glyphs.outage} outage`);
  return flowed([...items], width).map(dim);
}

function lossText(events: readonly SupervisionEvent[]): string {
  return [...new Set(events.flatMap(({ type }) => isLoss(type) ? [lossTexts[type]] : []))].join(" or ");
}
