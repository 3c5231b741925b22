import { eventLevel, eventSentence, shownFailure } from "../core/event_sentence.ts";
import type { SupervisionEvent } from "../core/event.ts";
import { Failure } from "../core/failure.ts";

/** Anything that takes lines of text at four levels: `console`, a logger of LogTape or of `@std/log`. */
export interface Logger {
  /** What only somebody who looks for a fault wants to read. */
  debug(message: string): void;
  /** What is good to know. */
  info(message: string): void;
  /** What a person should see. */
  warn(message: string): void;
  /** What needs a person. */
  error(message: string): void;
}

/** How events are put into words. */
export interface Words<Event> {
  /** How loud an event is; `undefined` for one that is not put into words. */
  level(event: Event): keyof Logger | undefined;
  /** An event as a sentence. */
  sentence(event: Event): string;
}

/** How the events of supervision are put into words. */
export const supervisionWords: Words<SupervisionEvent> = { level: eventLevel, sentence: eventSentence };

/**
 * Hands each event to `onEvent` and each event's sentence to `logger`. What either throws is reported once, to the logger or
 * else to the console, and supervision goes on.
 */
export class Observer<Event = SupervisionEvent> {
  readonly #onEvent: ((event: Event) => void) | undefined;
  readonly #logger: Logger | undefined;
  readonly #words: Words<Event>;
  #complained = false;

  constructor(onEvent: ((event: Event) => void) | undefined, logger: Logger | undefined, words: Words<Event>) {
    this.#onEvent = onEvent;
    this.#logger = logger;
    this.#words = words;
  }

  /** Tells one event; never throws. */
  tell(event: Event): void {
    if (this.#onEvent !== undefined) {
      try {
        const told: unknown = this.#onEvent(event);
        // An asynchronous observer is not waited for, but its rejection must not end the process.
        if (told instanceof Promise) told.catch((thrown) => this.#complain("onEvent", thrown));
      } catch (thrown) {
        this.#complain("onEvent", thrown);
      }
    }
    if (this.#logger !== undefined) {
      try {
        const level = this.#words.level(event);
        if (level !== undefined) this.#logger[level](this.#words.sentence(event));
      } catch (thrown) {
        this.#complain("logger", thrown);
      }
    }
  }

  #complain(option: "onEvent" | "logger", thrown: unknown): void {
    if (this.#complained) return;
    this.#complained = true;
    const sentence = `The supervision's "${option}" threw, which is reported this once; supervision goes on:`;
    try {
      if (option === "onEvent" && this.#logger !== undefined) {
        this.#logger.error(`${sentence} ${shownFailure(new Failure(thrown))}`);
      } else console.error(sentence, thrown);
    } catch {
      // Nobody is left to tell, and an observer must not be able to hurt the workers.
    }
  }
}
