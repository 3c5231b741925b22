import type { SupervisionEvent } from "@mainstay/supervisor";

/**
 * One event as one line, with everything that it says: `1000 w#1 restart-scheduled attempt=1 delayMs=1000 …`. What is undefined
 * is left out; a failure is `name: message`. A group is called by its path, and `group` if it is the one at the root.
 */
export function eventLine(event: SupervisionEvent): string {
  const { atMs, type, ...rest } = event;
  const { worker, incarnation, group, ...details } = rest as Record<string, unknown>;
  const who = worker === undefined ? group ?? "group" : `${worker}#${incarnation}`;
  const told = Object.entries(details).filter(([, value]) => value !== undefined);
  return [atMs, who, type, ...told.map(([key, value]) => `${key}=${shown(value)}`)].join(" ");
}

/** As {@linkcode eventLine}, without the details: `1000 w#1 restart-scheduled`. */
export function eventHead(event: SupervisionEvent): string {
  return eventLine(event).split(" ").slice(0, 3).join(" ");
}

function shown(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const { name, message } = value as { name: string; message: string };
  return `${name}: ${message}`;
}
