/** How often something may be warned of. */
export interface WarningLimitTerms {
  /** How long nothing is said again of the same, in milliseconds. */
  readonly everyMs: number;
  /** The most subjects that are remembered; with one more all are forgotten. */
  readonly most: number;
}

/** Remembers what was warned of lately, so that a log tells of it once in a while and not each time. */
export class WarningLimit {
  readonly #terms: WarningLimitTerms;
  /** When each was warned of, the longest ago first. */
  readonly #warnedAtMs = new Map<string, number>();

  constructor(terms: WarningLimitTerms) {
    this.#terms = terms;
  }

  /** Whether to warn of this subject now; who asks is taken to do it. */
  allows(subject: string, nowMs: number): boolean {
    for (const [known, atMs] of this.#warnedAtMs) {
      if (nowMs - atMs < this.#terms.everyMs) break;
      this.#warnedAtMs.delete(known);
    }
    if (this.#warnedAtMs.has(subject)) return false;
    this.#warnedAtMs.set(subject, nowMs);
    if (this.#warnedAtMs.size > this.#terms.most) this.#warnedAtMs.clear();
    return true;
  }
}
