import type { SupervisionEvent } from "../core/event.ts";
import { checkList } from "./scenario_check.ts";

const ofWorker = ["atMs", "worker", "incarnation"] as const;

/** The fields of each type of event, in the order in which they are hashed. The order of an event's own fields plays no part. */
const fields: {
  readonly [Type in SupervisionEvent["type"]]: readonly (keyof Extract<SupervisionEvent, { type: Type }>)[];
} = {
  "started": [...ofWorker, "after", "ready"],
  "ready": [...ofWorker, "reason"],
  "not-ready": [...ofWorker, "reason"],
  "healthy": [...ofWorker, "attempts", "cooldowns"],
  "crashed": [...ofWorker, "error", "ranMs"],
  "completed": [...ofWorker, "ranMs", "reason"],
  "startup-timeout": [...ofWorker, "startupTimeoutMs"],
  "restart-scheduled": [...ofWorker, "attempt", "delayMs", "ceilingMs", "budgetUsed", "rule"],
  "cooldown-started": [...ofWorker, "cycle", "cooldownMs", "retryAtMs", "rule"],
  "gave-up": [...ofWorker, "error", "rule"],
  "escalated": [...ofWorker, "error", "rule"],
  "stopping": [...ofWorker, "graceMs"],
  "stopped": [...ofWorker, "error", "ranMs"],
  "abandoned": [...ofWorker, "sinceMs"],
  "late-exit": [...ofWorker, "error"],
  "finished": [...ofWorker, "outcome", "rule"],
  "rule-failed": [...ofWorker, "option", "error"],
  "restart-held": [...ofWorker, "attempt", "rule"],
  "start-held": [...ofWorker, "dependencies", "rule"],
  "added": [...ofWorker],
  "removed": [...ofWorker],
  "group-started": ["atMs", "workers", "group"],
  "group-restarting": ["atMs", "group", "trigger", "strategy"],
  "group-paused": ["atMs", "group", "pauseMs", "untilMs"],
  "group-resumed": ["atMs", "group"],
  "group-stopping": ["atMs", "reason", "group"],
  "grace-ended": ["atMs", "group"],
  "group-finished": ["atMs", "outcome", "group"],
};

/**
 * A hash of a run: 64 bits as 16 hex digits over every field of every event, in order. Equal runs have equal hashes on any machine;
 * it is no cryptographic hash.
 *
 * @throws {TypeError} For events that are no list.
 */
export function traceHash(events: readonly SupervisionEvent[]): string {
  checkList("hash a run", "events", events);
  const hash = new Hash();
  for (const event of events) hashEvent(hash, event);
  return hash.digest();
}

/** Takes one event into a hash; see {@linkcode traceHash}. */
export function hashEvent(hash: Hash, event: SupervisionEvent): void {
  const values = event as unknown as Readonly<Record<string, unknown>>;
  const own = fields[event.type];
  hash.text(event.type);
  for (let i = 0; i < own.length; i++) {
    const value = values[own[i]!];
    hash.word(i);
    if (value === undefined) continue;
    if (typeof value === "number") hash.number(value);
    else if (typeof value === "string") hash.text(value);
    else if (typeof value === "boolean") hash.word(value ? 1 : 2);
    else if (Array.isArray(value)) { for (const text of value as readonly string[]) hash.text(text); }
    else {
      const { name, message } = value as { name: string; message: string };
      hash.text(name);
      hash.text(message);
    }
  }
}

const bits = new DataView(new ArrayBuffer(8));

/** Two FNV-1a hashes side by side, 32 bits each, from different beginnings and with different multipliers. */
export class Hash {
  #a = 0x811c9dc5;
  #b = 0x9e3779b9;

  /** Takes in 32 bits. */
  word(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 0x01000193);
    this.#b = Math.imul(this.#b ^ word ^ (this.#b >>> 15), 0x85ebca6b);
  }

  /** Takes in a number, to the bit. */
  number(value: number): void {
    bits.setFloat64(0, value);
    this.word(bits.getInt32(0));
    this.word(bits.getInt32(4));
  }

  /** Takes in a text, with its length. */
  text(text: string): void {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
  }

  /** What all of it comes to, as 16 hexadecimal digits. */
  digest(): string {
    return [this.#a, this.#b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
  }
}
