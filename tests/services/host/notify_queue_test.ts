import { assertEquals } from "@std/assert";
import { NotifyQueue } from "../../../src/services/host/notify_queue.ts";

/** A channel whose messages are under way until they are let go. */
function slowChannel() {
  const sent: string[] = [];
  const underWay: PromiseWithResolvers<void>[] = [];
  const send = (message: string) => {
    sent.push(message);
    const sending = Promise.withResolvers<void>();
    underWay.push(sending);
    return sending.promise;
  };
  return { sent, underWay, channel: { send, close: () => {} } };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

Deno.test("NotifyQueue.push() sends at once what is told first", () => {
  const { sent, channel } = slowChannel();
  new NotifyQueue(channel, () => {}).push("READY", "1");
  assertEquals(sent, ["READY=1\n"]);
});

Deno.test("NotifyQueue.push() keeps the newest value of each field while a message is under way", async () => {
  const { sent, underWay, channel } = slowChannel();
  const queue = new NotifyQueue(channel, () => {});
  queue.push("READY", "1");
  for (let count = 0; count < 1_000; count++) queue.push("STATUS", `${count} of 1000`);
  queue.push("WATCHDOG", "1");
  underWay[0]!.resolve();
  await turn();
  assertEquals(sent, ["READY=1\n", "STATUS=999 of 1000\nWATCHDOG=1\n"]);
});

Deno.test("NotifyQueue.push() goes on after a message that could not be sent", async () => {
  const { sent, underWay, channel } = slowChannel();
  const refused: unknown[] = [];
  const queue = new NotifyQueue(channel, (thrown) => refused.push(thrown));
  queue.push("READY", "1");
  underWay[0]!.reject("full");
  await queue.drained();
  queue.push("STOPPING", "1");
  assertEquals([sent, refused], [["READY=1\n", "STOPPING=1\n"], ["full"]]);
});

Deno.test("NotifyQueue.push() does not throw when the channel does", async () => {
  const refused: unknown[] = [];
  const channel = {
    send: () => {
      throw "closed";
    },
    close: () => {},
  };
  const queue = new NotifyQueue(channel, (thrown) => refused.push(thrown));
  queue.push("READY", "1");
  await queue.drained();
  assertEquals(refused, ["closed"]);
});

Deno.test("NotifyQueue.drained() resolves when the last message is sent", async () => {
  const { underWay, channel } = slowChannel();
  const queue = new NotifyQueue(channel, () => {});
  let drained = false;
  queue.push("READY", "1");
  queue.push("STOPPING", "1");
  queue.drained().then(() => drained = true);
  underWay[0]!.resolve();
  await turn();
  assertEquals(drained, false);
  underWay[1]!.resolve();
  await turn();
  assertEquals(drained, true);
});
