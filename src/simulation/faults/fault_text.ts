import { beginOf, type Fault, type FaultKind } from "./fault.ts";

/** What happens to those who are struck, of one and of several. */
const deeds: Readonly<Record<Exclude<FaultKind, "stall" | "wall-clock-jump" | "throwing-observer">, [string, string]>> =
  {
    "crash": ["crashes", "crash at once"],
    "crash-burst": ["crashes", "crash at once"],
    "cascade": ["crashes", "crash"],
    "crash-in-start": ["crashes in each start", "crash in each start"],
    "crash-in-stop": ["crashes in each stop", "crash in each stop"],
    "hang": ["hangs", "hang"],
    "ignored-stop": ["ignores being stopped", "ignore being stopped"],
    "lost-readiness": ["is not ready", "are not ready"],
    "slow-start": ["starts slower", "start slower"],
    "slow-stop": ["stops slower", "stop slower"],
    "flaky-calls": ["has flaky calls", "have flaky calls"],
    "outage": ["has an outage", "have an outage"],
  };

/** The most names that are said. */
const mostNames = 4;

/**
 * A fault as a short phrase for people: `t=4.1s db hangs for 3s`, `t=0 api-2, api-3 crash at once`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { faultText } from "@mainstay/supervisor/simulation";
 *
 * assertEquals(faultText({ kind: "hang", fromMs: 4_100, toMs: 7_100, workers: ["db"] }), "t=4.1s db hangs for 3s");
 * ```
 */
export function faultText(fault: Fault): string {
  return `t=${timeText(beginOf(fault))} ${whatText(fault)}`;
}

function whatText(fault: Fault): string {
  switch (fault.kind) {
    case "crash":
    case "crash-burst":
      return struckText(fault.kind, fault.workers) + errorText(fault.error);
    case "cascade": {
      const delayed = fault.delayMs === 0 ? "in this order" : `${timeText(fault.delayMs)} after each other`;
      return struckText(fault.kind, fault.workers, ", then ") + (fault.workers.length === 1 ? "" : ` ${delayed}`);
    }
    case "crash-in-start":
    case "crash-in-stop":
    case "hang":
    case "ignored-stop":
    case "lost-readiness":
    case "outage":
      return `${struckText(fault.kind, fault.workers)} for ${lengthText(fault)}`;
    case "slow-start":
    case "slow-stop":
      return `${struckText(fault.kind, fault.workers)} by ${timeText(fault.byMs)} for ${lengthText(fault)}`;
    case "flaky-calls": {
      const share = `${Math.round(fault.share * 1e5) / 1e3}% of one each ${timeText(fault.everyMs)}`;
      return `${struckText(fault.kind, fault.workers)} (${share}) for ${lengthText(fault)}`;
    }
    case "stall":
      return `the event loop stalls for ${timeText(fault.forMs)}`;
    case "wall-clock-jump":
      return `the time of day jumps ${fault.byMs < 0 ? "back" : "forward"} by ${timeText(Math.abs(fault.byMs))}`;
    case "throwing-observer":
      return `observers throw for ${lengthText(fault)}`;
    default:
      return fault satisfies never;
  }
}

function struckText(kind: keyof typeof deeds, workers: readonly string[] | undefined, between = ", "): string {
  const [one, several] = deeds[kind];
  if (workers === undefined) return `all ${several}`;
  const rest = workers.length - mostNames;
  const names = rest > 1 ? [...workers.slice(0, mostNames), `${rest} more`] : workers;
  return `${names.join(between)} ${workers.length === 1 ? one : several}`;
}

function errorText(error: { readonly name: string } | undefined): string {
  return error === undefined ? "" : ` with ${error.name}`;
}

function lengthText({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string {
  return timeText(toMs - fromMs);
}

/** A time without loss down to a thousandth of a millisecond: `0`, `250ms`, `4.1s`, `1h30m`, `5m0.25s`. */
function timeText(ms: number): string {
  const whole = Math.round(ms * 1e3) / 1e3;
  if (whole < 1_000) return whole === 0 ? "0" : `${whole}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = Math.round((whole % 60_000) * 1e3) / 1e6;
  const parts: readonly [number, string][] = [[hours, "h"], [minutes, "m"], [seconds, "s"]];
  return parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount}${unit}`).join("");
}
