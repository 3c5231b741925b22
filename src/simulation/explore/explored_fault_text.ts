import type { ExploredFault } from "./explored_fault.ts";

/** A fault as a phrase for people: `ack call 1 (t=1.2s): threw before it took effect`. */
export function exploredFaultText(fault: ExploredFault, atMs?: number): string {
  const when = atMs === undefined ? "" : ` (t=${timeText(atMs)})`;
  const name = "call" in fault ? nameText(fault.call) : "point" in fault ? nameText(fault.point) : "";
  switch (fault.do) {
    case "throw-before":
      return `${name} call ${fault.nth}${when}: threw before it took effect`;
    case "throw-after":
      return `${name} call ${fault.nth}${when}: took effect, then threw`;
    case "slow":
      return `${name} call ${fault.nth}${when}: answered ${timeText(fault.ms)} late`;
    case "hang":
      return `${name} call ${fault.nth}${when}: hung for ${timeText(fault.ms)}, then threw, without effect`;
    case "fails":
      return `${name}: all calls from t=${timeText(fault.fromMs)} to t=${timeText(fault.toMs)} threw`;
    case "crash":
      return `point ${name}, time ${fault.nth}${when}: crashed`;
    case "stall":
      return `t=${timeText(fault.atMs)}: the event loop stood still for ${timeText(fault.forMs)}`;
    case "wall-clock-jump":
      return `t=${timeText(fault.atMs)}: the time of day was set ${fault.byMs < 0 ? "back" : "ahead"} by ${
        timeText(Math.abs(fault.byMs))
      }`;
    default:
      return fault satisfies never;
  }
}

const plainName = /^\S+(?: \S+)*$/;

/** A name within a sentence: in quotes where it would break it. */
export function nameText(name: string): string {
  return plainName.test(name) ? name : JSON.stringify(name);
}

/** A time or a length as people read it: `250ms`, `1.2s`, `4h 5m`. */
export function timeText(ms: number): string {
  if (ms === 0) return "0";
  if (ms < 1_000) return `${Math.round(ms * 1e3) / 1e3}ms`;
  if (ms < 60_000) return `${Math.round(ms) / 1e3}s`;
  const units = [[86_400_000, "d"], [3_600_000, "h"], [60_000, "m"], [1_000, "s"]] as const;
  let left = Math.round(ms / 1_000) * 1_000;
  const parts = units.map(([unit, letter]) => {
    const count = Math.floor(left / unit);
    left -= count * unit;
    return count === 0 ? "" : `${count}${letter}`;
  });
  return parts.filter((part) => part !== "").slice(0, 2).join(" ");
}
