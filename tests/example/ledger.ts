// The other side of a payment: charges once for each key, however often it is asked.
import type { Clock } from "@mainstay/supervisor";
import type { Order } from "./broker.ts";

/** Who was charged. */
export class Ledger {
  readonly #clock: Clock;
  readonly #keys = new Set<string>();
  readonly #charges = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Charges for an order, unless something was charged under this key before. */
  async charge({ id }: Order, key: string): Promise<void> {
    await this.#clock.sleep(20);
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    this.#charges.set(id, this.chargesOf(id) + 1);
  }

  /** How often an order was charged. */
  chargesOf(id: string): number {
    return this.#charges.get(id) ?? 0;
  }
}
