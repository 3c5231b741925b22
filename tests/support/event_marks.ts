import type { SupervisionEvent } from "@mainstay/supervisor";

/** One mark for each type of event, after the name of whom it is about; the root group is `*`. */
const marks: Readonly<Record<SupervisionEvent["type"], string>> = {
  "started": "+",
  "ready": "^",
  "not-ready": "v",
  "healthy": "h",
  "crashed": "!",
  "completed": ".",
  "startup-timeout": "t",
  "restart-scheduled": "~",
  "restart-held": "|",
  "start-held": "w",
  "cooldown-started": "c",
  "gave-up": "x",
  "escalated": "e",
  "stopping": "?",
  "stopped": "-",
  "abandoned": "a",
  "late-exit": "l",
  "finished": "=",
  "rule-failed": "r",
  "added": "n",
  "removed": "o",
  "group-started": "+",
  "group-restarting": "~",
  "group-paused": "|",
  "group-resumed": "r",
  "group-stopping": "?",
  "grace-ended": "t",
  "group-finished": "=",
};

/** A whole run in one line: `a+ b+ b! b~ *~ a? a- a+ b+`. */
export function eventMarks(events: readonly SupervisionEvent[]): string {
  return events.map((event) => `${whom(event)}${marks[event.type]}`).join(" ");
}

function whom(event: SupervisionEvent): string {
  if ("worker" in event) return event.worker;
  return "group" in event && event.group !== undefined ? `${event.group}*` : "*";
}

/** One line for each moment at which something happened: `100 b! b~ *~ a? a-`. */
export function timedMarks(events: readonly SupervisionEvent[]): string[] {
  const lines = new Map<number, SupervisionEvent[]>();
  for (const event of events) lines.set(event.atMs, [...lines.get(event.atMs) ?? [], event]);
  return [...lines].map(([atMs, events]) => `${atMs} ${eventMarks(events)}`);
}
