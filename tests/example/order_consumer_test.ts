// What a user's own tests look like: first plain ones, which pass, then an exploration, which finds what they do not.
import { runGroup } from "@mainstay/supervisor";
import { ExplorationError, explore, type ExploreContext, VirtualClock } from "@mainstay/supervisor/simulation";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Broker } from "./broker.ts";
import { Ledger } from "./ledger.ts";
import { type KeyOf, keyOfDelivery, keyOfOrder, orderConsumer } from "./order_consumer.ts";

const orders = ["A", "B", "C"].map((id) => ({ id, amount: 10 }));

/** Publishes orders, lets a consumer work for half an hour, and looks at who was charged. */
function ordersAreChargedOnce(keyOf: KeyOf) {
  return async ({ clock, faults, random, signal, logger, stop }: ExploreContext) => {
    const broker = new Broker(clock);
    const ledger = new Ledger(clock);
    const consumer = orderConsumer({
      receive: faults.wrap("receive", () => broker.receive()),
      charge: faults.wrap("charge", ledger.charge.bind(ledger)),
      ack: faults.wrap("ack", broker.ack.bind(broker)),
    }, keyOf);
    const finished = runGroup([{ name: "consumer", run: consumer }], { clock, random, signal, logger, signals: false });
    for (const order of orders) {
      broker.publish(order);
      await clock.sleep(60_000);
    }
    await clock.sleep(1_800_000);
    stop();
    const { workers } = await finished;
    faults.sometimes("the consumer is restarted", workers[0]!.restarts > 0);
    assertEquals(broker.size, 0, "orders are left in the queue");
    for (const { id } of orders) {
      assertEquals(ledger.chargesOf(id), 1, `order ${id} was charged ${ledger.chargesOf(id)} times`);
    }
  };
}

for (const [title, keyOf] of [["as it was first written", keyOfDelivery], ["as it should be", keyOfOrder]] as const) {
  Deno.test(`orderConsumer() charges every order once, ${title}`, async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const broker = new Broker(clock);
    const ledger = new Ledger(clock);
    const consumer = orderConsumer({
      receive: () => broker.receive(),
      charge: (order, key) => ledger.charge(order, key),
      ack: (delivery) => broker.ack(delivery),
    }, keyOf);
    const finished = runGroup([{ name: "consumer", run: consumer }], { clock, signal: stop.signal, signals: false });
    for (const order of orders) broker.publish(order);
    await clock.advance(60_000);
    assertEquals(orders.map(({ id }) => ledger.chargesOf(id)), [1, 1, 1]);
    stop.abort();
    await clock.runUntilIdle();
    await finished;
  });

  Deno.test(`orderConsumer() charges once when the answer of a charge is lost, ${title}`, async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const broker = new Broker(clock);
    const ledger = new Ledger(clock);
    let calls = 0;
    const consumer = orderConsumer({
      receive: () => broker.receive(),
      charge: async (order, key) => {
        await ledger.charge(order, key);
        if (++calls === 1) throw new Error("connection reset");
      },
      ack: (delivery) => broker.ack(delivery),
    }, keyOf);
    const finished = runGroup([{ name: "consumer", run: consumer }], { clock, signal: stop.signal, signals: false });
    for (const order of orders) broker.publish(order);
    await clock.advance(60_000);
    assertEquals([calls, ...orders.map(({ id }) => ledger.chargesOf(id))], [4, 1, 1, 1]);
    stop.abort();
    await clock.runUntilIdle();
    await finished;
  });
}

Deno.test("explore() finds that an order is charged twice when its acknowledgement is lost", async () => {
  const error = await assertRejects(
    () => explore(ordersAreChargedOnce(keyOfDelivery), { seeds: 100, healAtMs: 600_000 }),
    ExplorationError,
  );
  assertStringIncludes(error.message.split("\n")[0]!, "was charged 2 times");
  assertEquals(error.faults, [{ call: "ack", nth: 1, do: "throw-before" }]);
  assert(error.runs <= 20, `it took ${error.runs} runs`);
});

Deno.test("explore() fails in the same way with what it has said", async () => {
  const replay = { seed: 1, faults: [{ call: "ack", nth: 1, do: "throw-before" }] } as const;
  const error = await assertRejects(() => explore(ordersAreChargedOnce(keyOfDelivery), { replay }), ExplorationError);
  assertStringIncludes(error.message.split("\n")[0]!, "order A was charged 2 times");
  const { idleFaults } = await explore(ordersAreChargedOnce(keyOfOrder), { replay });
  assertEquals(idleFaults, []);
});

Deno.test("explore() finds nothing wrong once an order has one key, over 200 seeds", async () => {
  const { runs, faults, sometimes } = await explore(ordersAreChargedOnce(keyOfOrder), {
    seeds: 200,
    healAtMs: 600_000,
    requireSometimes: ["the consumer is restarted"],
  });
  assertEquals(runs, 200);
  assert((faults["throw-before"] ?? 0) > 20 && (faults["throw-after"] ?? 0) > 20, "faults did happen");
  assert(sometimes["the consumer is restarted"]!.runs > 50);
});
