import type { StartedEvent, SupervisionEvent } from "../../src/core/event.ts";
import { formatAmount, formatCount } from "../report/figure.ts";
import { formatMoment } from "../scenario/duration.ts";
import type { StartKind, StartTicks, SupervisionPicture } from "./page_data.ts";
import { ticksOf } from "./thinning.ts";

const mostTicks = 20_000;

/** In the order in which they are told. */
const kinds: readonly StartKind[] = ["restart", "cooldown", "group", "manual"];

const kindAfter: Readonly<Record<StartedEvent["after"], StartKind>> = {
  "restart": "restart",
  "cooldown": "cooldown",
  "group-restart": "group",
  // Not the worker's first start, but that of its group anew.
  "first": "group",
  "manual": "manual",
};

/** All starts of workers but the first of each, by what they follow: restarts that the figures count, and others that they do not. */
export function laterStarts(
  workers: readonly string[],
  events: readonly SupervisionEvent[],
  endMs: number,
): { readonly starts: readonly StartTicks[]; readonly widthMs: number } {
  const begun = new Map(workers.map((worker) => [worker, false]));
  const times = new Map<StartKind, number[]>(kinds.map((kind) => [kind, []]));
  for (const event of events) {
    if (event.type !== "started" || !begun.has(event.worker)) continue;
    if (begun.get(event.worker)) times.get(kindAfter[event.after])!.push(event.atMs);
    begun.set(event.worker, true);
  }
  const counted = [...times].filter(([, of]) => of.length > 0)
    .map(([kind, of]) => ({ kind, count: of.length, ...ticksOf(of, endMs, mostTicks) }));
  return {
    starts: counted.map(({ kind, count, ticks }) => ({ kind, count, ticks })),
    widthMs: Math.max(0, ...counted.map(({ widthMs }) => widthMs)),
  };
}

/** So many starts of a kind, in words. */
export function startsText(kind: StartKind, count: number): string {
  switch (kind) {
    case "restart":
      return formatAmount(count, "restart");
    case "cooldown":
      return `${formatAmount(count, "start")} after a cooldown`;
    case "group":
      return `${formatAmount(count, "start")} with the group`;
    case "manual":
      return `${formatAmount(count, "start")} by hand`;
    default:
      return kind satisfies never;
  }
}

/** How many starts of which kind there are, and how that goes with the restarts of the figures. */
export function startsWords(
  { starts, restarts, storm }: Pick<SupervisionPicture, "starts" | "restarts" | "storm">,
): string {
  const texts = starts.map(({ kind, count }) => startsText(kind, count));
  const listed = texts.length > 1 ? `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}` : texts[0]!;
  const missing = restarts - (starts.find(({ kind }) => kind === "restart")?.count ?? 0);
  return `${listed}, of all workers together${
    missing > 0
      ? ` (${formatAmount(missing, "restart")} more ${missing === 1 ? "was" : "were"} decided and not begun)`
      : ""
  }${
    storm === undefined
      ? ""
      : `; the most starts within 1 s were ${formatCount(storm.starts)}, at ${formatMoment(storm.atMs)}`
  }.`;
}
