import type { Subject } from "../../src/simulation/campaign/subject.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { Engine } from "../../src/simulation/simulation_result.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import type { RunResult } from "../report/run_result.ts";
import { isExecutorScenario } from "../scenario/scenario_source.ts";

/** All that it takes to make a subject, as plain data: another thread can make the same one of it. */
export interface SubjectSpec {
  readonly scenario: Scenario | ExecutorScenario;
  /** Who drives it; an executor has one engine, and takes no notice of it. */
  readonly engine: Engine;
  readonly swarm: boolean;
}

/** A subject of a command line. */
export type AnySubject = Subject<unknown, RunResult>;

/** What a campaign explores. */
export async function subjectOf({ scenario, engine, swarm }: SubjectSpec): Promise<AnySubject> {
  // Each is loaded where it is needed: a campaign of supervisions does without the executor.
  if (isExecutorScenario(scenario)) {
    const { executorSubject } = await import("../../src/telemetry/simulated/campaign/executor_subject.ts");
    return executorSubject(scenario, { swarm }) as unknown as AnySubject;
  }
  const { supervisionSubject } = await import("../../src/simulation/campaign/supervision_subject.ts");
  return supervisionSubject(scenario, { engine, swarm }) as unknown as AnySubject;
}

/** The same scenario without what is no question of safety: neither recovery nor expectations, and no limit on faults. */
export function safetyScenario<Of extends Scenario | ExecutorScenario>(scenario: Of, swarm: boolean): Of {
  const { recovery: _, expect: _expect, chaos, ...rest } = scenario as Scenario;
  const draws = chaos !== undefined || swarm;
  const unlimited = { ...rest, ...(draws ? { chaos: { ...chaos, mostFaults: Number.MAX_SAFE_INTEGER } } : {}) };
  return unlimited as Scenario as Of;
}
