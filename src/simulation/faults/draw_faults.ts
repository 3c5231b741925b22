import type { Cast } from "../cast.ts";
import type { CastMember } from "../cast_member.ts";
import type { Engine } from "../simulation_result.ts";
import type { RandomStreams } from "../random_streams.ts";
import { Chance } from "./chance.ts";
import type { Chaos } from "./chaos.ts";
import { beginOf, type Fault } from "./fault.ts";
import { type ResolvedRule, resolveRules } from "./fault_catalogue.ts";
import { FaultMoments, type FaultSpread } from "./fault_moments.ts";
import { FaultTargets } from "./fault_targets.ts";

/** How faults are drawn. */
export interface DrawOptions {
  /**
   * Whether each run has a mix of its own: few faults or many (0.25 to 8 times what the rules say), spread over the run or close together, some
   * aimed at known moments.
   */
  readonly swarm: boolean;
  /**
   * Who will drive the run.
   * @default "real"
   */
  readonly engine?: Engine;
}

/** The most faults of a run unless it is said. */
export const defaultMostFaults = 100;

/** How long the time is in which starts or stops are slow, measured by how slow they are. */
const slowSpell = 10;
const hourMs = 3_600_000;

interface Mix extends FaultSpread {
  /** What the rates of all kinds are multiplied with: a quiet day or a storm. */
  readonly factor: number;
}

/**
 * The faults of one run, by their beginning: explicit data, with nothing left to chance but which calls of flaky ones fail.
 *
 * Each kind draws from a stream of its own, `chaos:<kind>`, so that a rule more or less leaves the others' faults as they are. All begin
 * before `recovery.fromMs`, at whole milliseconds. What is beyond `mostFaults`, the scenario's own included, is left out by lot.
 */
export function drawFaults(cast: Cast, chaos: Chaos, streams: RandomStreams, { swarm, engine }: DrawOptions): Fault[] {
  const { scenario } = cast;
  const run = new Chance(streams.stream("chaos:run"));
  const mix = swarm ? drawMix(run) : { share: 1, gridMs: 1, aimed: 0, factor: 1 };
  const moments = new FaultMoments(scenario, mix, run);
  const most = Math.max(0, (chaos.mostFaults ?? defaultMostFaults) - (scenario.faults?.length ?? 0));
  if (!(moments.activeMs > 0)) return [];
  const drawn = resolveRules(chaos, swarm, moments.activeMs).flatMap((rule) => {
    const chance = new Chance(streams.stream(`chaos:${rule.kind}`));
    if (!chance.happens(rule.probability)) return [];
    const mayBe = rule.kind === "slow-start" && engine !== "services" ? saysReady : undefined;
    const targets = new FaultTargets(cast, rule.workers, mayBe);
    if (targets.isEmpty) return [];
    const mean = Math.max(rule.least, rule.perHour * moments.activeMs / hourMs) * mix.factor;
    const count = Math.max(rule.least, chance.count(mean, most));
    return Array.from({ length: count }, () => ({
      lot: chance.share(),
      fault: drawFault(rule, targets, moments, chance),
    }));
  });
  const kept = drawn.length <= most ? drawn : drawn.toSorted((a, b) => a.lot - b.lot).slice(0, most);
  return kept.map(({ fault }) => fault).sort((a, b) => beginOf(a) - beginOf(b));
}

function drawMix(chance: Chance): Mix {
  return {
    factor: chance.oneOf([0.25, 0.5, 1, 2, 4, 8]),
    share: chance.oneOf([1, 1, 1, 0.1, 0.01]),
    gridMs: chance.oneOf([1, 1, 100, 1_000]),
    aimed: chance.oneOf([0, 0, 0.3]),
  };
}

/** Whether a worker ever says that it is ready: only then it can be late. (A service always can, in its start.) */
function saysReady({ behaviour: { readyAfter, script = [] } }: CastMember): boolean {
  return readyAfter !== undefined || script.some(({ acts }) => acts.some((act) => act.do === "ready"));
}

function drawFault(rule: ResolvedRule, targets: FaultTargets, moments: FaultMoments, chance: Chance): Fault {
  const { kind } = rule;
  const ms = () => chance.magnitude(rule.minMs, rule.maxMs);
  // A time that is over at its first moment is none.
  const lengthMs = () => Math.max(1, ms());
  const spell = (length: number, fromMs: number) => ({ fromMs, toMs: fromMs + length });
  switch (kind) {
    case "crash":
      return { kind, atMs: moments.any(chance), workers: targets.one(chance) };
    case "crash-burst":
      return { kind, atMs: moments.any(chance), ...scope(targets.several(chance)) };
    case "cascade":
      return { kind, atMs: moments.any(chance), workers: targets.chain(chance), delayMs: ms() };
    case "crash-in-start": {
      const length = lengthMs();
      return { kind, ...spell(length, moments.beforeStart(chance, length)), workers: targets.one(chance) };
    }
    case "crash-in-stop":
    case "ignored-stop": {
      const length = lengthMs();
      return { kind, ...spell(length, moments.beforeStop(chance, length)), workers: targets.one(chance) };
    }
    case "hang":
    case "lost-readiness":
      return { kind, ...spell(lengthMs(), moments.any(chance)), workers: targets.one(chance) };
    case "outage":
      return { kind, ...spell(lengthMs(), moments.any(chance)), ...scope(targets.several(chance)) };
    case "slow-start":
    case "slow-stop": {
      const byMs = lengthMs();
      const length = byMs * slowSpell;
      const fromMs = kind === "slow-start" ? moments.beforeStart(chance, length) : moments.beforeStop(chance, length);
      return { kind, ...spell(length, fromMs), workers: targets.one(chance), byMs };
    }
    case "flaky-calls":
      return {
        kind,
        ...spell(lengthMs(), moments.any(chance)),
        workers: targets.one(chance),
        everyMs: chance.oneOf([100, 1_000, 10_000]),
        share: chance.oneOf([0.01, 0.05, 0.2, 0.5]),
      };
    case "stall":
      return { kind, atMs: moments.any(chance), forMs: lengthMs() };
    case "wall-clock-jump":
      return { kind, atMs: moments.any(chance), byMs: lengthMs() * chance.oneOf([-1, 1]) };
    case "throwing-observer":
      return { kind, ...spell(lengthMs(), moments.any(chance)) };
    default:
      return kind satisfies never;
  }
}

function scope(workers: readonly string[] | undefined): { readonly workers?: readonly string[] } {
  return workers === undefined ? {} : { workers };
}
