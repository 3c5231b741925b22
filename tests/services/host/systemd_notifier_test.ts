import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Logger } from "@mainstay/supervisor";
import { VirtualClock } from "@mainstay/supervisor/simulation";
import type { NotifyChannel } from "../../../src/services/host/notify_channel.ts";
import { SystemdNotifier, systemdNotifier } from "../../../src/services/host/systemd_notifier.ts";
import { runNotifying, withNotifySocket } from "../../support/notify_socket.ts";

const ignore = Deno.build.os !== "linux";

/** A logger that keeps `level: message`. */
function keepingLogger(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (message: string) => lines.push(`${level}: ${message}`);
  return { lines, debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") };
}

/** A notifier at a channel that keeps what it gets, or for which `send` is given. */
function notifierAt({ send, logger }: Partial<NotifyChannel> & { logger?: Logger } = {}) {
  const sent: string[] = [];
  const state = { closed: 0 };
  const keep = (message: string) => Promise.resolve(void sent.push(message));
  const clock = new VirtualClock();
  const channel = { send: send ?? keep, close: () => void state.closed++ };
  return { sent, state, clock, notifier: new SystemdNotifier(channel, 500, clock, logger) };
}

Deno.test("systemdNotifier() is undefined where systemd asked for none", () => {
  assertEquals([{}, { NOTIFY_SOCKET: undefined }, { NOTIFY_SOCKET: "" }].map((env) => systemdNotifier({ env })), [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("systemdNotifier() refuses an unknown option", () => {
  assertThrows(() => systemdNotifier({ enviroment: {} } as never), TypeError, 'unknown option "enviroment"');
});

Deno.test("systemdNotifier() is half as patient as systemd", { ignore }, () => {
  const watchdogMs = (env: Record<string, string>) => {
    const NOTIFY_SOCKET = "/run/nowhere";
    return systemdNotifier({ env: { NOTIFY_SOCKET, ...env }, logger: keepingLogger() })?.watchdogMs;
  };
  const own = String(Deno.pid);
  assertEquals(watchdogMs({ WATCHDOG_USEC: "30000000" }), 15_000);
  assertEquals(watchdogMs({ WATCHDOG_USEC: "30000000", WATCHDOG_PID: own }), 15_000);
  assertEquals(watchdogMs({ WATCHDOG_USEC: "1" }), 0.0005);
  assertEquals(watchdogMs({ WATCHDOG_USEC: "30000000", WATCHDOG_PID: `${own}0` }), undefined);
  // 2^64 - 1 microseconds is how systemd says never.
  for (const usec of ["", "0", "-1", "1.5", "30s", "18446744073709551615"]) {
    assertEquals(watchdogMs({ WATCHDOG_USEC: usec }), undefined, usec);
  }
  assertEquals(watchdogMs({}), undefined);
});

Deno.test("systemdNotifier() reads the process' own environment", { ignore }, async () => {
  const lines = await runNotifying(["-A", "--no-prompt", "--unstable-net"], {
    NOTIFY_SOCKET: "/run/nowhere",
    WATCHDOG_USEC: "4000000",
  });
  assertEquals(lines[0], "watchdog: 2000");
  assertStringIncludes(lines[1]!, "warn: Cannot notify systemd, which is reported this once: NotFound");
  assertEquals(lines.slice(2), ["ended"]);
});

Deno.test("systemdNotifier() asks for no permission", { ignore }, async () => {
  // Without --no-prompt: a question would wait for an answer.
  const lines = await runNotifying(["--unstable-net"], { NOTIFY_SOCKET: "/run/nowhere" });
  assertEquals(lines, [
    "debug: Whether systemd waits to be notified cannot be known without " +
    "--allow-env=NOTIFY_SOCKET,WATCHDOG_USEC,WATCHDOG_PID",
    "watchdog: undefined",
    "ended",
  ]);
});

Deno.test("SystemdNotifier tells each thing by its field", async () => {
  const { sent, notifier } = notifierAt();
  notifier.ready();
  await notifier.close();
  const others = notifierAt();
  others.notifier.stopping();
  others.notifier.alive();
  others.notifier.status("2 of 3 are ready");
  await others.notifier.close();
  assertEquals(sent, ["READY=1\n"]);
  assertEquals(others.sent, ["STOPPING=1\n", "WATCHDOG=1\nSTATUS=2 of 3 are ready\n"]);
});

Deno.test("SystemdNotifier.status() cannot tell a second field", async () => {
  const { sent, notifier } = notifierAt();
  notifier.status("fine\nMAINPID=1\r\nSTOPPING=1\u0000\u0085X_FIELD=1\u2028END=1");
  await notifier.close();
  assertEquals(sent, ["STATUS=fine MAINPID=1 STOPPING=1 X_FIELD=1 END=1\n"]);
});

Deno.test("SystemdNotifier.status() cannot tell a second field to a real socket", { ignore }, async () => {
  await withNotifySocket(async ({ address, next }) => {
    await runNotifying(["-A", "--unstable-net"], { NOTIFY_SOCKET: address }, "fine\nMAINPID=1");
    assertEquals(await next(), "READY=1\n");
    assertEquals(await next(), "STATUS=fine MAINPID=1\nWATCHDOG=1\nSTOPPING=1\n");
  });
});

Deno.test("SystemdNotifier.status() stays below the 4,096 bytes that systemd reads", async () => {
  const { sent, notifier } = notifierAt();
  notifier.status("\u20ac".repeat(100_000));
  await notifier.close();
  assertEquals([[...sent[0]!].length, new TextEncoder().encode(sent[0]).length], [1_008, 3_008]);
});

Deno.test("SystemdNotifier warns once of what could not be sent", async () => {
  const logger = keepingLogger();
  const { notifier } = notifierAt({ logger, send: () => Promise.reject(new Error("no such socket")) });
  notifier.ready();
  await new Promise((resolve) => setImmediate(resolve));
  notifier.stopping();
  await notifier.close();
  assertEquals(logger.lines, ["warn: Cannot notify systemd, which is reported this once: Error: no such socket"]);
});

Deno.test("SystemdNotifier is not hurt by a logger that throws", async () => {
  const throws = () => {
    throw new Error("disk full");
  };
  const logger = { debug: throws, info: throws, warn: throws, error: throws };
  const { notifier, state } = notifierAt({ logger, send: () => Promise.reject(new Error("no such socket")) });
  notifier.ready();
  await notifier.close();
  assertEquals(state.closed, 1);
});

Deno.test("SystemdNotifier.close() waits a second for a socket that takes nothing", async () => {
  const { notifier, clock, state } = notifierAt({ send: () => new Promise(() => {}) });
  notifier.stopping();
  const closing = notifier.close();
  await clock.advance(999);
  assertEquals(state.closed, 0);
  await clock.advance(1);
  await closing;
  assertEquals([state.closed, clock.pending], [1, 0]);
});

Deno.test("SystemdNotifier.close() leaves no timer behind", async () => {
  const { notifier, clock } = notifierAt();
  notifier.ready();
  await notifier.close();
  assertEquals(clock.pending, 0);
});

Deno.test("SystemdNotifier.close() closes once, however often it is called", async () => {
  const { notifier, state } = notifierAt();
  await Promise.all([notifier.close(), notifier.close()]);
  await notifier.close();
  assertEquals(state.closed, 1);
});

Deno.test("SystemdNotifier tells nothing after close()", async () => {
  const { notifier, sent } = notifierAt();
  await notifier.close();
  notifier.ready();
  notifier.alive();
  assertEquals(sent, []);
});
