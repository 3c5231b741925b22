import type { SupervisionEvent } from "../core/event.ts";

/** Every field that an event can have, in the order in which they are hashed. The order of an event's own fields plays no part. */
const fields = [
  "type",
  "atMs",
  "worker",
  "incarnation",
  "after",
  "ready",
  "reason",
  "attempts",
  "cooldowns",
  "error",
  "ranMs",
  "startupTimeoutMs",
  "attempt",
  "delayMs",
  "ceilingMs",
  "budgetUsed",
  "cycle",
  "cooldownMs",
  "retryAtMs",
  "rule",
  "graceMs",
  "sinceMs",
  "outcome",
  "option",
  "workers",
] as const;

/**
 * A hash of a run: 64 bits as 16 hex digits over every field of every event, in order. Equal runs have equal hashes on any machine;
 * it is no cryptographic hash.
 */
export function traceHash(events: readonly SupervisionEvent[]): string {
  const hash = new Hash();
  for (const event of events) {
    const values = event as unknown as Readonly<Record<string, unknown>>;
    for (let i = 0; i < fields.length; i++) {
      const value = values[fields[i]!];
      if (value === undefined) continue;
      hash.word(i);
      if (typeof value === "number") hash.number(value);
      else if (typeof value === "string") hash.text(value);
      else if (typeof value === "boolean") hash.word(value ? 1 : 2);
      else {
        const { name, message } = value as { name: string; message: string };
        hash.text(name);
        hash.text(message);
      }
    }
  }
  return hash.digest();
}

const bits = new DataView(new ArrayBuffer(8));

/** Two FNV-1a hashes side by side, 32 bits each, from different beginnings and with different multipliers. */
class Hash {
  #a = 0x811c9dc5;
  #b = 0x9e3779b9;

  word(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 0x01000193);
    this.#b = Math.imul(this.#b ^ word ^ (this.#b >>> 15), 0x85ebca6b);
  }

  number(value: number): void {
    bits.setFloat64(0, value);
    this.word(bits.getInt32(0));
    this.word(bits.getInt32(4));
  }

  text(text: string): void {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
  }

  digest(): string {
    return [this.#a, this.#b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
  }
}
