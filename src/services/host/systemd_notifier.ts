import type { Clock } from "../../core/clock.ts";
import { shownFailure } from "../../core/event_sentence.ts";
import { Failure } from "../../core/failure.ts";
import { checkKeys } from "../../core/option_check.ts";
import { systemClock } from "../../drivers/clock.ts";
import { logLine } from "../../drivers/log_line.ts";
import type { Logger } from "../../drivers/observer.ts";
import { type NotifyChannel, notifyChannel } from "./notify_channel.ts";
import { NotifyQueue } from "./notify_queue.ts";
import { oneLine } from "../one_line.ts";

/** Tells the host's own supervisor how the process is. None of its methods waits or throws; what cannot be told is reported once. */
export interface HostNotifier {
  /** How often {@linkcode alive} is to be called, in milliseconds; `undefined` if nobody watches. */
  readonly watchdogMs: number | undefined;
  /** The start is over, and the process does its work. */
  ready(): void;
  /** How it is, in one line for a person. */
  status(text: string): void;
  /** The process has begun to stop. */
  stopping(): void;
  /** The process still runs as it should. Without this the supervisor kills it, if it watches. */
  alive(): void;
  /** Resolves when all that was told has been handed over, within a second. What is told later is ignored. */
  close(): Promise<void>;
}

/** Options of {@linkcode systemdNotifier}. */
export interface SystemdNotifierOptions {
  /**
   * The variables of the environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID`.
   * @default The process' own, as far as it may read them.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * Where the time comes from.
   * @default systemClock
   */
  readonly clock?: Clock;
  /** Is warned once if systemd cannot be notified, and why. */
  readonly logger?: Logger;
}

const variables = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] as const;

/** A message that is longer than 4,096 bytes is thrown away; a character is 3 bytes at most. */
const longestStatus = 1_000;

/** systemd answers within moments, or it never will. */
const closeWithinMs = 1_000;

/**
 * A notifier for systemd, as `sd_notify` is one; `undefined` where systemd asked for none (`NOTIFY_SOCKET` is not set, or not readable) and
 * where none is possible, of which the logger is warned.
 *
 * Messages are datagrams of this process, if it runs with `--unstable-net` and may use the socket; otherwise each one is a process of
 * `systemd-notify`, for which the unit needs `NotifyAccess=all`. Nobody is ever asked for a permission:
 *
 * ```text
 * deno run --unstable-net --allow-env=NOTIFY_SOCKET,WATCHDOG_USEC,WATCHDOG_PID
 *   --allow-net=unix:/run/systemd/notify --allow-write=/run/systemd/notify …
 * ```
 *
 * @throws {TypeError} For an unknown option.
 *
 * @example A program that runs with systemd and without
 * ```ts
 * import { systemdNotifier, watchdogBeat } from "@mainstay/supervisor/services";
 *
 * const stop = new AbortController();
 * const notifier = systemdNotifier({ logger: console });
 * const beating = notifier && watchdogBeat(notifier, { signal: stop.signal });
 * notifier?.ready();
 * notifier?.status("3 of 3 services are ready");
 *
 * stop.abort();
 * notifier?.stopping();
 * await beating;
 * await notifier?.close();
 * ```
 */
export function systemdNotifier(options: SystemdNotifierOptions = {}): HostNotifier | undefined {
  checkKeys("create a notifier for systemd", "", options, ["env", "clock", "logger"]);
  const { logger, clock = systemClock } = options;
  const env = options.env ?? ownEnvironment(logger);
  const address = env.NOTIFY_SOCKET;
  if (address === undefined || address === "") return undefined;
  try {
    const channel = notifyChannel(address);
    if (channel.remark !== undefined) logLine(logger, "info", channel.remark);
    return new SystemdNotifier(channel, watchdogMsOf(env), clock, logger);
  } catch (thrown) {
    logLine(logger, "warn", new Failure(thrown).message);
    return undefined;
  }
}

/** A notifier that tells its messages through a channel. */
export class SystemdNotifier implements HostNotifier {
  readonly watchdogMs: number | undefined;
  readonly #channel: NotifyChannel;
  readonly #queue: NotifyQueue;
  readonly #clock: Clock;
  #closing: Promise<void> | undefined;

  constructor(channel: NotifyChannel, watchdogMs: number | undefined, clock: Clock, logger: Logger | undefined) {
    this.watchdogMs = watchdogMs;
    this.#channel = channel;
    this.#clock = clock;
    let warned = false;
    this.#queue = new NotifyQueue(channel, (thrown) => {
      if (warned) return;
      warned = true;
      const reason = shownFailure(new Failure(thrown));
      logLine(logger, "warn", `Cannot notify systemd, which is reported this once: ${reason}`);
    });
  }

  ready(): void {
    this.#tell("READY", "1");
  }

  status(text: string): void {
    // A second line would be a field of its own, such as MAINPID.
    this.#tell("STATUS", oneLine(text, longestStatus));
  }

  stopping(): void {
    this.#tell("STOPPING", "1");
  }

  alive(): void {
    this.#tell("WATCHDOG", "1");
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  #tell(field: string, value: string): void {
    if (this.#closing === undefined) this.#queue.push(field, value);
  }

  async #close(): Promise<void> {
    const drained = new AbortController();
    const limit = this.#clock.sleep(closeWithinMs, drained.signal).catch(() => {});
    await Promise.race([this.#queue.drained(), limit]);
    drained.abort();
    this.#channel.close();
  }
}

function ownEnvironment(logger: Logger | undefined): Record<string, string | undefined> {
  const readable = variables.filter((variable) =>
    Deno.permissions.querySync({ name: "env", variable }).state === "granted"
  );
  if (readable.length < variables.length) {
    const flag = `--allow-env=${variables.join(",")}`;
    logLine(logger, "debug", `Whether systemd waits to be notified cannot be known without ${flag}`);
  }
  return Object.fromEntries(readable.map((variable) => [variable, Deno.env.get(variable)]));
}

/** Half the time after which systemd loses patience, as it recommends; nothing if the watchdog is meant for another process. */
function watchdogMsOf(env: Readonly<Record<string, string | undefined>>): number | undefined {
  const { WATCHDOG_USEC: usec = "", WATCHDOG_PID: pid = "" } = env;
  if (!/^[1-9]\d{0,14}$/.test(usec) || (pid !== "" && pid !== String(Deno.pid))) return undefined;
  return Number(usec) / 2_000;
}
