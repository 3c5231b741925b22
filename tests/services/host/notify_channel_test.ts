// Real sockets: what is told here went through the kernel to another process.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { runNotifying, withNotifySocket } from "../../support/notify_socket.ts";

const ignore = Deno.build.os !== "linux";
const environment = "--allow-env=NOTIFY_SOCKET,WATCHDOG_USEC,WATCHDOG_PID";

const isInstalled = await new Deno.Command("systemd-notify", { args: ["--version"], stdout: "null", stderr: "null" })
  .output().then(({ success }) => success, () => false);

/** What the program tells: its first field at once, the others together while the first is under way. */
const told = ["READY=1\n", "STATUS=all is well\nWATCHDOG=1\nSTOPPING=1\n"];

/** The permissions that the documentation names, and no other. */
function sendingTo(address: string): string[] {
  return ["--unstable-net", "--no-prompt", environment, `--allow-net=unix:${address}`, `--allow-write=${address}`];
}

/** Runs `act` with a folder that holds a `systemd-notify` of our own, which writes down how it is called. */
async function withProgram(act: (path: string, calls: () => string[]) => Promise<void>, body: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  const calls = `${folder}/calls`;
  await Deno.writeTextFile(`${folder}/systemd-notify`, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> ${calls}\n${body}\n`);
  await Deno.chmod(`${folder}/systemd-notify`, 0o755);
  try {
    await act(`${folder}:${Deno.env.get("PATH")}`, () => Deno.readTextFileSync(calls).trimEnd().split("\n"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("notifyChannel() sends datagrams with no more permissions than it names", { ignore }, async () => {
  await withNotifySocket(async ({ address, next }) => {
    const lines = await runNotifying(sendingTo(address), { NOTIFY_SOCKET: address });
    assertEquals([await next(), await next()], told);
    assertEquals(lines, ["watchdog: undefined", "ended"]);
  });
});

Deno.test("notifyChannel() sends datagrams to an abstract socket", { ignore }, async () => {
  await withNotifySocket(async ({ address, next }) => {
    await runNotifying(["--unstable-net", "--no-prompt", environment, "--allow-net"], { NOTIFY_SOCKET: address });
    assertEquals([await next(), await next()], told);
  }, { abstract: true });
});

Deno.test("notifyChannel() runs systemd-notify where datagrams are not allowed", { ignore }, async () => {
  await withProgram(async (PATH, calls) => {
    const flags = ["--no-prompt", environment, "--allow-run=systemd-notify"];
    const lines = await runNotifying(flags, { NOTIFY_SOCKET: "/run/nowhere", PATH });
    assertEquals(calls(), ["/run/nowhere READY=1", "/run/nowhere STATUS=all is well WATCHDOG=1 STOPPING=1"]);
    assertEquals(lines, [
      "info: systemd is notified through systemd-notify, a process for each message: its unit needs NotifyAccess=all",
      "watchdog: undefined",
      "ended",
    ]);
  }, "exit 0");
});

Deno.test("notifyChannel() is heard through the real systemd-notify", { ignore: ignore || !isInstalled }, async () => {
  await withNotifySocket(async ({ address, next }) => {
    const lines = await runNotifying(["--no-prompt", environment, "--allow-run=systemd-notify"], {
      NOTIFY_SOCKET: address,
    }, 'a=b -c "d" $e');
    const heard = [];
    // Between two messages it sends a barrier of its own.
    while (!heard.at(-1)?.includes("STOPPING=1")) heard.push(await next());
    assertEquals(heard.filter((message) => !message.startsWith("BARRIER=")).map((message) => message.trim()), [
      "READY=1",
      'STATUS=a=b -c "d" $e\nWATCHDOG=1\nSTOPPING=1',
    ]);
    assertEquals(lines.at(-1), "ended");
  });
});

Deno.test("notifyChannel() tells what systemd-notify complains about", { ignore }, async () => {
  await withProgram(async (PATH) => {
    const flags = ["--no-prompt", environment, "--allow-run=systemd-notify"];
    const lines = await runNotifying(flags, { NOTIFY_SOCKET: "/run/nowhere", PATH });
    assertEquals(lines.filter((line) => line.startsWith("warn")), [
      "warn: Cannot notify systemd, which is reported this once: Error: systemd-notify failed: no such socket",
    ]);
  }, "echo no such socket >&2; exit 1");
});

Deno.test("notifyChannel() names what is missing where nothing is allowed", { ignore }, async () => {
  const lines = await runNotifying([environment], { NOTIFY_SOCKET: "/run/nowhere" });
  assertEquals(lines, [
    'warn: Cannot notify systemd at "/run/nowhere": deno run needs --unstable-net --allow-net=unix:/run/nowhere ' +
    "--allow-write=/run/nowhere, or else --allow-run=systemd-notify and NotifyAccess=all in the unit",
    "watchdog: undefined",
    "ended",
  ]);
});

Deno.test("notifyChannel() takes a permission for another socket for none", { ignore }, async () => {
  const lines = await runNotifying(sendingTo("/run/elsewhere"), { NOTIFY_SOCKET: "/run/nowhere" });
  assertStringIncludes(lines[0]!, "warn: Cannot notify systemd");
});

Deno.test("notifyChannel() takes an address of another kind for none that it can send to", { ignore }, async () => {
  const lines = await runNotifying(["--unstable-net", "-A", "--deny-run"], { NOTIFY_SOCKET: "vsock:2:1234" });
  assertStringIncludes(lines[0]!, 'warn: Cannot notify systemd at "vsock:2:1234"');
});
