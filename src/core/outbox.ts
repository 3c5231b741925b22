import type { SupervisionEvent } from "./event.ts";
import type { Supervision } from "./supervision.ts";

/** Gets one event, with the worker that it is about, if it is about one. */
export type Told = (event: SupervisionEvent, subject: Supervision | undefined) => void;

/** An outbox that once held more than this many events lets go of its memory when it is empty. */
const keptEvents = 256;

/** Events that were decided and not told yet. */
export class Outbox {
  /** Each event followed by its subject, in one array that is used again: a crash loop allocates no new one per restart. */
  #entries: (SupervisionEvent | Supervision | undefined)[] = [];
  #end = 0;
  #draining = false;

  /** Keeps an event to be told. */
  put(event: SupervisionEvent, subject: Supervision | undefined): void {
    this.#entries[this.#end++] = event;
    this.#entries[this.#end++] = subject;
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
      for (let next = 0; next < this.#end; next += 2) {
        const event = this.#entries[next] as SupervisionEvent;
        const subject = this.#entries[next + 1] as Supervision | undefined;
        this.#entries[next] = undefined;
        this.#entries[next + 1] = undefined;
        told(event, subject);
      }
    } finally {
      if (this.#end > 2 * keptEvents) this.#entries = [];
      this.#end = 0;
      this.#draining = false;
    }
    return true;
  }
}
