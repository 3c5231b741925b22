import type { Clock } from "../../core/clock.ts";
import { systemClock } from "../../drivers/clock.ts";
import type { HostNotifier } from "./systemd_notifier.ts";

/** Options of {@linkcode watchdogBeat}. */
export interface WatchdogBeatOptions {
  /**
   * Where the time comes from.
   * @default systemClock
   */
  readonly clock?: Clock;
  /** Ends the beat. */
  readonly signal: AbortSignal;
}

/**
 * Tells the host's supervisor at once and from then on as often as it wants that the process is alive, until the signal aborts. A process
 * whose event loop stands still does not beat, and is killed. Returns at once if nobody watches; never rejects.
 */
export async function watchdogBeat(
  notifier: Pick<HostNotifier, "alive" | "watchdogMs">,
  { clock = systemClock, signal }: WatchdogBeatOptions,
): Promise<void> {
  if (notifier.watchdogMs === undefined) return;
  while (!signal.aborted) {
    // One of the user's own may answer later, and reject.
    await notifier.alive();
    try {
      await clock.sleep(notifier.watchdogMs, signal);
    } catch {
      return;
    }
  }
}
