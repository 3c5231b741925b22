import type { Chance } from "../../../simulation/faults/chance.ts";
import type { Stall } from "../../../simulation/faults/member_fault.ts";
import type { ExecutorCast } from "../executor_cast.ts";
import type { ResolvedExecutorRule } from "../executor_fault_catalogue.ts";
import type { BodyHang, ScenarioBurst, StoreFault, WallClockJump } from "../executor_scenario.ts";

/** A fault that was drawn, and the field of the scenario that it belongs to. */
export type DrawnFault =
  | { readonly as: "store"; readonly item: StoreFault }
  | { readonly as: "stalls"; readonly item: Stall }
  | { readonly as: "wallClockJumps"; readonly item: WallClockJump }
  | { readonly as: "bursts"; readonly item: ScenarioBurst }
  | { readonly as: "hangs"; readonly item: BodyHang }
  | { readonly as: "stop"; readonly item: { readonly stopAtMs: number; readonly restartAtMs: number } };

/** What a fault is drawn for. */
export interface FaultScene {
  /** Whom it strikes. */
  readonly cast: ExecutorCast;
  /** Before when it begins, and by when it is over. */
  readonly untilMs: number;
  /** What it is drawn from. */
  readonly chance: Chance;
}

/** One fault of a kind, at whole milliseconds. */
export function drawExecutorFault(
  rule: ResolvedExecutorRule,
  number: number,
  { cast, untilMs, chance }: FaultScene,
): DrawnFault {
  const { kind, minMs, maxMs, count } = rule;
  const atMs = Math.floor(chance.share() * untilMs);
  const lengthMs = Math.max(1, chance.magnitude(minMs, maxMs));
  const spell = { fromMs: atMs, toMs: Math.max(atMs + 1, Math.min(atMs + lengthMs, Math.floor(untilMs))) };
  const anyLoad = () => {
    const { owner, name } = chance.oneOf(cast.load);
    return `${owner}/${name}`;
  };
  switch (kind) {
    case "slow": {
      // Some calls take longer than is waited for.
      const slowestMs = chance.magnitude(100, 2 * cast.executor.storeTimeoutMs);
      const takes = { kind: "uniform", minMs: Math.ceil(slowestMs / 10), maxMs: Math.ceil(slowestMs) } as const;
      return {
        as: "store",
        item: { name: `${kind}-${number}`, ...spell, how: kind, takes, share: chance.oneOf(shares) },
      };
    }
    case "refuses-rows":
      return {
        as: "store",
        item: { name: `${kind}-${number}`, ...spell, how: kind, share: chance.oneOf([0.01, 0.1, 0.5]) },
      };
    case "fails":
    case "hangs":
    case "locks":
    case "stores-and-fails":
      return { as: "store", item: { name: `${kind}-${number}`, ...spell, how: kind, share: chance.oneOf(shares) } };
    case "stall":
      return { as: "stalls", item: { atMs, forMs: spell.toMs - spell.fromMs } };
    case "wall-clock-jump":
      return { as: "wallClockJumps", item: { atMs, byMs: lengthMs * chance.oneOf([-1, 1]) } };
    case "stop":
      return { as: "stop", item: { stopAtMs: spell.fromMs, restartAtMs: spell.toMs } };
    case "burst":
      return { as: "bursts", item: { atMs, load: anyLoad(), count: chance.magnitude(count.min, count.max) } };
    case "hang":
      return { as: "hangs", item: { ...spell, load: anyLoad(), share: chance.oneOf(shares) } };
    default:
      return kind satisfies never;
  }
}

/** How much of what could be struck is: mostly all of it. */
const shares = [1, 1, 0.5, 0.1];
