/** A way by which systemd gets messages: lines of `FIELD=value`. */
export interface NotifyChannel {
  /** What a person should know of this way. */
  readonly remark?: string;
  /**
   * Hands over one message.
   *
   * @throws {unknown} Rejects when it could not be handed over.
   */
  send(message: string): Promise<void>;
  /** Ends what is under way; the channel takes no further message. */
  close(): void;
}

/** The part of Deno's unstable sockets that is used here. */
type ListenDatagram = (options: { transport: "unixpacket" }) => Pick<Deno.DatagramConn, "send" | "close">;

/**
 * The best way to a socket of systemd's that this process is allowed to use, without ever asking a person for a permission: datagrams of its
 * own, or else the program `systemd-notify`.
 *
 * @param address As `NOTIFY_SOCKET` has it: a path, or for an abstract socket a name after `@`.
 * @throws {Error} When neither is allowed. The message names what is missing.
 */
export function notifyChannel(address: string): NotifyChannel {
  const { listenDatagram } = Deno as { listenDatagram?: ListenDatagram };
  if (listenDatagram !== undefined && isAllowedToSend(address)) return datagramChannel(address, listenDatagram);
  if (isGranted({ name: "run", command: "systemd-notify" })) return commandChannel(address);
  throw new Error(
    `Cannot notify systemd at "${address}": deno run needs --unstable-net ${sendingFlags(address)}, or else ` +
      `--allow-run=systemd-notify and NotifyAccess=all in the unit`,
  );
}

function datagramChannel(address: string, listenDatagram: ListenDatagram): NotifyChannel {
  // Bound to nothing: it can send, and leaves no file behind.
  const socket = listenDatagram({ transport: "unixpacket" });
  const to: Deno.UnixAddr = { transport: "unixpacket", path: address.replace(/^@/, "\0") };
  return {
    async send(message) {
      await socket.send(new TextEncoder().encode(message), to);
    },
    close: () => socket.close(),
  };
}

function commandChannel(address: string): NotifyChannel {
  const running = new AbortController();
  return {
    remark: "systemd is notified through systemd-notify, a process for each message: its unit needs NotifyAccess=all",
    async send(message) {
      const { success, stderr } = await new Deno.Command("systemd-notify", {
        args: message.split("\n").filter((field) => field !== ""),
        env: { NOTIFY_SOCKET: address },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
        signal: running.signal,
      }).output();
      if (!success) throw new Error(`systemd-notify failed: ${new TextDecoder().decode(stderr).trim()}`);
    },
    close: () => running.abort(),
  };
}

function isAllowedToSend(address: string): boolean {
  // No permission is as narrow as one abstract socket.
  if (address.startsWith("@")) return isGranted({ name: "net" });
  if (!address.startsWith("/")) return false;
  return isGranted({ name: "net", host: `unix:${address}` }) && isGranted({ name: "write", path: address });
}

function sendingFlags(address: string): string {
  return address.startsWith("/") ? `--allow-net=unix:${address} --allow-write=${address}` : "--allow-net";
}

function isGranted(permission: Deno.PermissionDescriptor): boolean {
  try {
    return Deno.permissions.querySync(permission).state === "granted";
  } catch {
    // No permission has such a name: an odd path, or another runtime.
    return false;
  }
}
