// A small message broker, as queues in the cloud work: whoever receives a message has it to himself for a while. If it is not acknowledged in that
// time, it is delivered again, with a receipt of its own.
import type { Clock } from "@mainstay/supervisor";

/** What is in the queue. */
export interface Order {
  readonly id: string;
  readonly amount: number;
}

/** One delivery of an order. */
export interface Delivery {
  readonly order: Order;
  /** Differs from delivery to delivery of the same order. */
  readonly receipt: string;
}

interface Entry {
  readonly order: Order;
  visibleFromMs: number;
  deliveries: number;
}

/** A queue in memory. */
export class Broker {
  readonly #clock: Clock;
  readonly #visibilityMs: number;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock, visibilityMs = 30_000) {
    this.#clock = clock;
    this.#visibilityMs = visibilityMs;
  }

  /** How many orders have not been acknowledged. */
  get size(): number {
    return this.#entries.size;
  }

  publish(order: Order): void {
    this.#entries.set(order.id, { order, visibleFromMs: this.#clock.now(), deliveries: 0 });
  }

  async receive(): Promise<Delivery | undefined> {
    await this.#clock.sleep(5);
    const nowMs = this.#clock.now();
    const entry = [...this.#entries.values()].find(({ visibleFromMs }) => visibleFromMs <= nowMs);
    if (entry === undefined) return undefined;
    entry.visibleFromMs = nowMs + this.#visibilityMs;
    return { order: entry.order, receipt: `${entry.order.id}/${++entry.deliveries}` };
  }

  async ack({ order }: Delivery): Promise<void> {
    await this.#clock.sleep(5);
    this.#entries.delete(order.id);
  }
}
