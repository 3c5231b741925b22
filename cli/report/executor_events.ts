// @ts-types="../std.d.ts"
import { dim, red, yellow } from "@std/fmt/colors";
import type { DropCause } from "../../src/telemetry/record_queue.ts";
import type { ExecutorEvent } from "../../src/telemetry/simulated/executor_event.ts";
import { formatDuration, formatMoment } from "../scenario/duration.ts";
import { formatAmount, formatCount } from "./figure.ts";
import { plain, wrapped } from "./paragraph.ts";
import type { Terminal } from "../terminal.ts";

const mostHighlights = 16;

const causeTexts: Readonly<Record<DropCause, string>> = {
  overflow: "there was no place left",
  exhausted: "writing them had failed too often",
  invalid: "the store refuses them",
  noSession: "there was no session",
  shutdown: "the executor had stopped",
};

/** One event as a sentence. */
export function executorSentence(event: ExecutorEvent): string {
  switch (event.type) {
    case "started":
      return "The executor has started";
    case "executed":
      return `${event.load} is over: ${event.status} (${event.id})`;
    case "dropped":
      return `${formatAmount(event.count, "record")} lost: ${causeTexts[event.cause]}`;
    case "attempt": {
      const where = event.isPickUp ? " from the spill folder" : "";
      return `Call ${event.attempt} writes ${formatAmount(event.count, "record")}${where}`;
    }
    case "answered": {
      const refused = event.refused === 0 ? "" : `, ${formatCount(event.refused)} refused`;
      return `Call ${event.attempt} has written ${formatCount(event.stored)}${refused}${
        event.isLate ? ", too late" : ""
      }`;
    }
    case "attempt-failed":
      return `Call ${event.attempt} has failed${event.why === "no-answer" ? ": no answer in time" : ""}`;
    case "stored":
      return `${formatAmount(event.count, "record")} stored`;
    case "told":
      return `It is told that ${event.id} is stored`;
    case "fault-began":
      return `Fault "${event.fault}" begins`;
    case "fault-ended":
      return `Fault "${event.fault}" is over`;
    case "stopping":
      return `The executor is stopped, with ${formatAmount(event.held, "record")} held`;
    case "stopped":
      return `The executor has stopped, after ${formatDuration(event.tookMs)}`;
    case "spilled":
      return `${formatAmount(event.count, "record")} left in the spill folder`;
    case "picked-up":
      return `${formatAmount(event.count, "record")} of the spill folder picked up`;
    default:
      return event satisfies never;
  }
}

/** One event as a line of a log, or several where the terminal is narrow. */
export function executorEventLines(event: ExecutorEvent, terminal: Terminal): string[] {
  return lines(event, executorSentence(event), terminal);
}

/** The events that matter, in the order of their times: losses and failures of one kind in a row are one line. */
export function executorHighlights(events: readonly ExecutorEvent[], terminal: Terminal): string[] {
  const told: { readonly event: ExecutorEvent; count: number; untilMs: number }[] = [];
  let failing: typeof told[number] | undefined;
  const losses = new Map<DropCause, typeof told[number]>();
  for (const event of events) {
    const add = (count: number) => {
      const entry = { event, count, untilMs: event.atMs };
      told.push(entry);
      return entry;
    };
    switch (event.type) {
      case "attempt-failed":
        if (failing === undefined) failing = add(1);
        else Object.assign(failing, { count: failing.count + 1, untilMs: event.atMs });
        break;
      case "answered":
        if (!event.isLate) failing = undefined;
        break;
      case "dropped": {
        const loss = losses.get(event.cause);
        if (loss === undefined) losses.set(event.cause, add(event.count));
        else Object.assign(loss, { count: loss.count + event.count, untilMs: event.atMs });
        break;
      }
      case "fault-began":
      case "fault-ended":
      case "stopping":
      case "stopped":
      case "spilled":
      case "picked-up":
        losses.clear();
        add(1);
        break;
      case "started":
        if (event.atMs > 0) add(1);
        break;
      case "executed":
      case "attempt":
      case "stored":
      case "told":
        break;
      default:
        event satisfies never;
    }
  }
  const left = told.length - mostHighlights;
  return [
    ...told.slice(0, mostHighlights).flatMap(({ event, count, untilMs }) =>
      lines(event, summed(event, count, untilMs), terminal)
    ),
    ...(left > 0 ? [dim(`${terminal.glyphs.ellipsis} ${formatCount(left)} more, --verbose shows all events`)] : []),
  ];
}

function summed(event: ExecutorEvent, count: number, untilMs: number): string {
  const until = untilMs === event.atMs ? "" : `, until ${formatMoment(untilMs)}`;
  if (event.type === "dropped") return executorSentence({ ...event, count }) + until;
  if (event.type !== "attempt-failed") return executorSentence(event);
  return `The store fails${event.why === "no-answer" ? " to answer" : ""}: ${formatAmount(count, "call")}${until}`;
}

function lines(event: ExecutorEvent, sentence: string, { width }: Terminal): string[] {
  const moment = formatMoment(event.atMs);
  const paint = event.type === "dropped" ? red : event.type === "attempt-failed" ? yellow : (text: string) => text;
  // Where a line has no room for both, the sentence is indented by little.
  const [first, ...others] = width >= 60
    ? wrapped(plain(sentence), width, `${moment}  `)
    : wrapped(`${moment} ${plain(sentence)}`, width - 2);
  const indent = width >= 60 ? "" : "  ";
  return [
    dim(first!.slice(0, moment.length)) + paint(first!.slice(moment.length)),
    ...others.map((line) => paint(indent + line)),
  ];
}
