import type { Fault } from "../faults/fault.ts";
import type { Outage, Scenario, ScenarioGroup } from "../scenario.ts";

/** The moments of a scenario on the run's clock, each one once, in order; its horizon is the last one of a sound scenario. */
export function momentsOf(scenario: Scenario, firstLives: boolean): number[] {
  const moments = new Set<number>();
  movedScenario(scenario, (ms) => (moments.add(ms), ms), firstLives);
  return [...moments].sort((a, b) => a - b);
}

/**
 * The same scenario with its moments moved, which keeps those together that belong together.
 *
 * @param firstLives Whether what workers do in the first life of their scripts counts too: most of them begin with the run.
 */
export function movedScenario(scenario: Scenario, move: (ms: number) => number, firstLives: boolean): Scenario {
  const { horizonMs, stopAtMs, recovery, faults, outages, operations } = scenario;
  return {
    ...(firstLives ? withMovedLives(scenario, move) : scenario),
    horizonMs: move(horizonMs),
    ...(stopAtMs === undefined ? {} : { stopAtMs: move(stopAtMs) }),
    ...(recovery === undefined ? {} : { recovery: { ...recovery, fromMs: move(recovery.fromMs) } }),
    ...(faults === undefined ? {} : { faults: faults.map((fault) => moved(fault, move)) }),
    ...(outages === undefined ? {} : { outages: outages.map((outage) => moved(outage, move)) }),
    ...(operations === undefined ? {} : { operations: operations.map((each) => ({ ...each, atMs: move(each.atMs) })) }),
  };
}

function moved<Strike extends Fault | Outage>(strike: Strike, move: (ms: number) => number): Strike {
  return "atMs" in strike
    ? { ...strike, atMs: move(strike.atMs) }
    : { ...strike, fromMs: move(strike.fromMs), toMs: move(strike.toMs) };
}

function withMovedLives<Group extends ScenarioGroup>(group: Group, move: (ms: number) => number): Group {
  return {
    ...group,
    workers: group.workers.map((worker) => {
      const { behaviour, group: inside } = worker;
      const [first, ...others] = behaviour?.script ?? [];
      return {
        ...worker,
        ...(first === undefined ? {} : {
          behaviour: {
            ...behaviour,
            script: [{ ...first, acts: first.acts.map((act) => ({ ...act, atMs: move(act.atMs) })) }, ...others],
          },
        }),
        ...(inside === undefined ? {} : { group: withMovedLives(inside, move) }),
      };
    }),
  };
}
