import type { Clock } from "../core/clock.ts";
import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";
import type { HostNotifier } from "./host/systemd_notifier.ts";
import { watchdogBeat } from "./host/watchdog_beat.ts";

/** How long a notifier may take to hand over what it was told. */
const closeMs = 2_000;

/**
 * What an application tells the host's own supervisor, if there is one. None of a notifier's methods throws or takes its time; if one of
 * the user's own does, that changes nothing.
 */
export class ApplicationHost {
  readonly #host: HostNotifier | undefined;
  readonly #clock: Clock;
  readonly #warn: (message: string) => void;
  #told = "";
  #beating: Promise<void> | undefined;

  constructor(host: HostNotifier | undefined, clock: Clock, warn: (message: string) => void) {
    this.#host = host;
    this.#clock = clock;
    this.#warn = warn;
  }

  /** Whether anybody listens. */
  get isThere(): boolean {
    return this.#host !== undefined;
  }

  /** The process lives, until the signal aborts. */
  beat(signal: AbortSignal): void {
    this.#beating = this.#ask((host) => watchdogBeat(host, { clock: this.#clock, signal }));
  }

  /** The start is over. */
  ready(): void {
    this.#ask((host) => host.ready());
  }

  /** How it is, in one line; told when it has changed. */
  status(text: string): void {
    if (text === this.#told) return;
    this.#told = text;
    this.#ask((host) => host.status(text));
  }

  /** The stop has begun. */
  stopping(): void {
    this.#ask((host) => host.stopping());
  }

  /** Waits until what was told is handed over, and not for long. */
  async close(): Promise<void> {
    const over = new AbortController();
    const limit = this.#clock.sleep(closeMs, over.signal).catch(() => {});
    await Promise.race([Promise.all([this.#beating, this.#ask((host) => host.close())]), limit]);
    over.abort();
  }

  async #ask(act: (host: HostNotifier) => void | Promise<void>): Promise<void> {
    if (this.#host === undefined) return;
    try {
      await act(this.#host);
    } catch (thrown) {
      this.#warn(`The application's "host" threw: ${shownFailure(new Failure(thrown))}`);
    }
  }
}
