// The program: takes orders from a queue, charges for them, and acknowledges them.
//
// A charge whose answer is lost is repeated under the same key until it is known to have been made: that was thought of. What was not thought
// of is in the key.
import type { Worker } from "@mainstay/supervisor";
import type { Delivery, Order } from "./broker.ts";

/** What the consumer calls. */
export interface ConsumerCalls {
  readonly receive: () => Promise<Delivery | undefined>;
  readonly charge: (order: Order, key: string) => Promise<void>;
  readonly ack: (delivery: Delivery) => Promise<void>;
}

/** How the key of a charge is made. */
export type KeyOf = (delivery: Delivery) => string;

/** As it was first written: a charge that is repeated has the same key. (So it has, within one delivery.) */
export const keyOfDelivery: KeyOf = ({ receipt }) => receipt;

/** As it should be: an order that is delivered again has the same key. */
export const keyOfOrder: KeyOf = ({ order }) => order.id;

/** Consumes orders until it is stopped. */
export function orderConsumer({ receive, charge, ack }: ConsumerCalls, keyOf: KeyOf): Worker {
  return async ({ clock, signal, ready }) => {
    ready();
    while (!signal.aborted) {
      const delivery = await receive();
      if (delivery === undefined) {
        await clock.sleep(5_000, signal);
        continue;
      }
      for (let isCharged = false; !isCharged;) {
        try {
          await charge(delivery.order, keyOf(delivery));
          isCharged = true;
        } catch {
          await clock.sleep(1_000, signal);
        }
      }
      await ack(delivery);
    }
  };
}
