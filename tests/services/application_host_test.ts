import { assertEquals } from "@std/assert";
import type { HostNotifier } from "@mainstay/supervisor/services";
import { VirtualClock } from "@mainstay/supervisor/simulation";
import { ApplicationHost } from "../../src/services/application_host.ts";

/** An application's side of a notifier that writes down what it is told; some of its methods do what is given. */
function hearing(given: Partial<HostNotifier> = {}) {
  const clock = new VirtualClock({ settle: "promises" });
  const told: string[] = [];
  const warnings: string[] = [];
  const notifier: HostNotifier = {
    watchdogMs: 1_000,
    ready: () => void told.push("ready"),
    status: (text) => void told.push(`status ${text}`),
    stopping: () => void told.push("stopping"),
    alive: () => void told.push(`alive ${clock.now()}`),
    // deno-lint-ignore require-await -- so that it answers a promise
    close: async () => void told.push("close"),
    ...given,
  };
  const host = new ApplicationHost(notifier, clock, (message) => void warnings.push(message));
  return { clock, told, warnings, host };
}

const hung = () => new Promise<never>(() => {});

Deno.test("ApplicationHost without anybody who listens does nothing", async () => {
  const clock = new VirtualClock();
  const host = new ApplicationHost(undefined, clock, () => {});
  host.beat(new AbortController().signal);
  host.ready();
  host.status("ok");
  host.stopping();
  await host.close();
  assertEquals([host.isThere, clock.pending], [false, 0]);
});

Deno.test("ApplicationHost.status() tells what has changed alone", () => {
  const { host, told } = hearing();
  for (const text of ["starting", "starting", "ok", "starting"]) host.status(text);
  assertEquals([host.isThere, told], [true, ["status starting", "status ok", "status starting"]]);
});

Deno.test("ApplicationHost.beat() says that the process lives until its signal aborts", async () => {
  const { host, told, clock } = hearing();
  const over = new AbortController();
  host.beat(over.signal);
  await clock.advance(2_500);
  over.abort();
  await host.close();
  assertEquals(told, ["alive 0", "alive 1000", "alive 2000", "close"]);
  assertEquals(clock.pending, 0);
});

for (
  const [what, given, isBeating] of [
    ["a notifier that does not close", { close: hung }, false],
    ["a beat that does not end", {}, true],
  ] as const
) {
  Deno.test(`ApplicationHost.close() waits 2 seconds for ${what}, and no longer`, async () => {
    const { host, clock } = hearing(given);
    if (isBeating) host.beat(new AbortController().signal);
    let isClosed = false;
    host.close().then(() => isClosed = true);
    await clock.advance(1_999);
    assertEquals(isClosed, false);
    await clock.advance(1);
    assertEquals(isClosed, true);
  });
}

for (const call of ["ready", "status", "stopping", "alive", "close"] as const) {
  for (const how of ["throws", "rejects"] as const) {
    Deno.test(`ApplicationHost warns of a notifier whose ${call}() ${how}, and goes on`, async () => {
      const fails = () => {
        if (how === "throws") throw new Error("no socket");
        return Promise.reject(new Error("no socket"));
      };
      const { host, clock, warnings } = hearing({ [call]: fails });
      const over = new AbortController();
      host.beat(over.signal);
      host.ready();
      host.status("ok");
      host.stopping();
      await clock.advance(0);
      over.abort();
      await host.close();
      assertEquals(warnings, ['The application\'s "host" threw: Error: no socket']);
    });
  }
}
