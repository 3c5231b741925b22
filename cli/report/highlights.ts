// @ts-types="../std.d.ts"
import { dim, red, yellow } from "@std/fmt/colors";
import { eventLevel, eventSentence } from "../../src/core/event_sentence.ts";
import type { SupervisionEvent } from "../../src/core/event.ts";
import { formatMoment } from "../scenario/duration.ts";
import { formatCount } from "./figure.ts";
import { plain, wrapped } from "./paragraph.ts";
import type { Terminal } from "../terminal.ts";

const mostHighlights = 12;

// What matters most comes first; events that are not listed matter only to those who want them all.
const ranks: Partial<Record<SupervisionEvent["type"], number>> = {
  "escalated": 0,
  "abandoned": 1,
  "late-exit": 1,
  "gave-up": 2,
  "rule-failed": 2,
  "group-stopping": 3,
  "grace-ended": 3,
  "group-finished": 3,
  "group-paused": 4,
  "cooldown-started": 4,
  "startup-timeout": 5,
  "group-restarting": 5,
  "start-held": 6,
  "added": 6,
  "removed": 6,
};

/** @param isStopping Whether all are being stopped. */
function rankOf(event: SupervisionEvent, isStopping: boolean): number | undefined {
  // Of the end of a group within another one its child, and then the group as a child, have told already.
  if (event.type === "group-finished" && event.group !== undefined) return undefined;
  if (event.type === "group-stopping" && event.group !== undefined) {
    if (event.reason === "escalation" || event.reason === "parent") return undefined;
  }
  // Who ends because another one has is as lost as that one.
  if (event.type === "finished" && event.rule === "dependency") return ranks["gave-up"];
  // A failure in the stop has no consequences that would tell of it.
  if (isStopping && (event.type === "crashed" || (event.type === "stopped" && event.error !== undefined))) return 5;
  return ranks[event.type];
}

/** The events that matter, and how much: the less the more. */
function ranked(events: readonly SupervisionEvent[]): ReadonlyMap<SupervisionEvent, number> {
  const found = new Map<SupervisionEvent, number>();
  const waits = new Map<string, SupervisionEvent>();
  let isStopping = false;
  for (const event of events) {
    const rank = rankOf(event, isStopping);
    if (rank !== undefined) found.set(event, rank);
    if (!("worker" in event)) {
      isStopping ||= event.type === "group-stopping" && event.group === undefined;
      continue;
    }
    // Who waits for others no longer than an instant has not waited.
    const wait = waits.get(event.worker);
    if (wait?.atMs === event.atMs && event.type === "started") found.delete(wait);
    waits.delete(event.worker);
    if (event.type === "start-held") waits.set(event.worker, event);
  }
  return found;
}

/** The events that matter, in the order of their times; of too many the least important are left out and counted. */
export function highlights(events: readonly SupervisionEvent[], terminal: Terminal): string[] {
  const ranks = ranked(events);
  const matter = [...ranks.keys()];
  const kept = new Set(
    matter.length <= mostHighlights
      ? matter
      : [...matter].sort((one, other) => ranks.get(one)! - ranks.get(other)!).slice(0, mostHighlights),
  );
  const left = matter.length - kept.size;
  return [
    ...matter.filter((event) => kept.has(event)).flatMap((event) => eventLines(event, terminal)),
    ...(left > 0 ? [dim(`${terminal.glyphs.ellipsis} ${formatCount(left)} more, --verbose shows all events`)] : []),
  ];
}

/** One event as a line of a log, or several where the terminal is narrow: its time and its sentence. */
export function eventLines(event: SupervisionEvent, { width }: Terminal): string[] {
  const level = eventLevel(event);
  const paint = level === "error" ? red : level === "warn" ? yellow : (text: string) => text;
  const moment = formatMoment(event.atMs);
  // Where a line has no room for both, the sentence is indented by little.
  const [first, ...others] = width >= 60
    ? wrapped(plain(eventSentence(event)), width, `${moment}  `)
    : wrapped(`${moment} ${plain(eventSentence(event))}`, width - 2);
  const indent = width >= 60 ? "" : "  ";
  return [
    dim(first!.slice(0, moment.length)) + paint(first!.slice(moment.length)),
    ...others.map((line) => paint(indent + line)),
  ];
}
