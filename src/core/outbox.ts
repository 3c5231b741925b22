import type { SupervisionEvent } from "./event.ts";
import type { GroupSupervision } from "./group_supervision.ts";
import type { Supervision } from "./supervision.ts";

/** Whom an event is about. */
export type Subject = Supervision | GroupSupervision;

/** Gets one event, with the worker or the group that it is about. */
export type Told = (event: SupervisionEvent, subject: Subject) => void;

/** An outbox that once held more than this many events lets go of its memory when it is empty. */
const keptEvents = 256;

/** Events that were decided and not told yet. */
export class Outbox {
  /** Each event followed by its subject, in one array that is used again: a crash loop allocates no new one per restart. */
  #entries: (SupervisionEvent | Subject | undefined)[] = [];
  #end = 0;
  #draining = false;
  #later: (() => void)[] = [];

  /** Keeps an event to be told. */
  put(event: SupervisionEvent, subject: Subject): void {
    this.#entries[this.#end++] = event;
    this.#entries[this.#end++] = subject;
  }

  /** Keeps something to be done when all that was decided before has been told. */
  later(act: () => void): void {
    this.#later.push(act);
  }

  /**
   * Tells what is kept, oldest first, until nothing is left. Called again from within `told` it returns at once: the outer call goes
   * on with whatever came to pass.
   *
   * @returns Whether this was the outer call.
   */
  drain(told: Told): boolean {
    if (this.#draining) return false;
    this.#draining = true;
    try {
      for (let next = 0; next < this.#end || this.#later.length > 0;) {
        if (next === this.#end) {
          this.#actNow();
          continue;
        }
        const event = this.#entries[next] as SupervisionEvent;
        const subject = this.#entries[next + 1] as Subject;
        this.#entries[next++] = undefined;
        this.#entries[next++] = undefined;
        told(event, subject);
      }
    } finally {
      if (this.#end > 2 * keptEvents) this.#entries = [];
      this.#end = 0;
      this.#draining = false;
    }
    return true;
  }

  #actNow(): void {
    const acts = this.#later;
    this.#later = [];
    for (const act of acts) act();
  }
}
