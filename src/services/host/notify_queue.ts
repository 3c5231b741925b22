import type { NotifyChannel } from "./notify_channel.ts";

/**
 * What is still to be told through a channel, by field. One message is under way at a time; meanwhile a newer value of a field takes the
 * place of an older one. So what is kept is bounded, and a slow channel holds up nobody.
 */
export class NotifyQueue {
  readonly #channel: NotifyChannel;
  readonly #onFailure: (thrown: unknown) => void;
  #waiting = new Map<string, string>();
  #sending: Promise<void> | undefined;

  /** @param onFailure Is called with what each message that could not be sent was refused for. */
  constructor(channel: NotifyChannel, onFailure: (thrown: unknown) => void) {
    this.#channel = channel;
    this.#onFailure = onFailure;
  }

  /** Tells a field's value, at once if nothing is under way. */
  push(field: string, value: string): void {
    this.#waiting.set(field, value);
    this.#sending ??= this.#send();
  }

  /** Resolves when all that was told is sent, or was refused. */
  async drained(): Promise<void> {
    await this.#sending;
  }

  async #send(): Promise<void> {
    while (this.#waiting.size > 0) {
      const message = Array.from(this.#waiting, ([field, value]) => `${field}=${value}\n`).join("");
      this.#waiting.clear();
      try {
        await this.#channel.send(message);
      } catch (thrown) {
        this.#onFailure(thrown);
      }
    }
    this.#sending = undefined;
  }
}
