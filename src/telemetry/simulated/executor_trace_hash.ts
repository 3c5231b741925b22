import { Hash } from "../../simulation/trace_hash.ts";
import type { ExecutorEvent } from "./executor_event.ts";

/** The fields of each type of event, in the order in which they are hashed. */
const fields: {
  readonly [Type in ExecutorEvent["type"]]: readonly (keyof Extract<ExecutorEvent, { type: Type }>)[];
} = {
  "started": ["atMs"],
  "executed": ["atMs", "id", "load", "status"],
  "dropped": ["atMs", "cause", "count"],
  "attempt": ["atMs", "attempt", "count", "isPickUp"],
  "answered": ["atMs", "attempt", "stored", "refused", "isLate"],
  "attempt-failed": ["atMs", "attempt", "why"],
  "stored": ["atMs", "count"],
  "told": ["atMs", "id"],
  "fault-began": ["atMs", "fault"],
  "fault-ended": ["atMs", "fault"],
  "stopping": ["atMs", "held"],
  "stopped": ["atMs", "tookMs"],
  "spilled": ["atMs", "count"],
  "picked-up": ["atMs", "count"],
};

/**
 * A hash of a run: 64 bits as 16 hex digits over every field of every event, in order. Equal runs have equal hashes on any machine; it is no
 * cryptographic hash.
 */
export function executorTraceHash(events: readonly ExecutorEvent[]): string {
  const hash = new Hash();
  for (const event of events) {
    const values = event as unknown as Readonly<Record<string, string | number | boolean>>;
    hash.text(event.type);
    for (const field of fields[event.type]) {
      const value = values[field]!;
      if (typeof value === "number") hash.number(value);
      else if (typeof value === "string") hash.text(value);
      else hash.word(value ? 1 : 2);
    }
  }
  return hash.digest();
}
