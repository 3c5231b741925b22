import type { CampaignFailure, CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import { regressionOf } from "../../src/simulation/campaign/regression.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { isExecutorScenario } from "../scenario/scenario_source.ts";
import { WriteError } from "../output.ts";
import { writeOutputFile } from "../output_file.ts";
import { systemReason } from "../system_reason.ts";
import { type AnyCapsule, capsuleText } from "./capsule_file.ts";
import { scenarioFileText } from "./data_text.ts";

/** Where a failure was kept. */
export interface FailureFiles {
  /** The capsule. */
  readonly capsule: string;
  /** The smallest scenario that fails in the same way, or the one that failed. */
  readonly scenario: string;
}

/**
 * Keeps the failures of a campaign in a folder, each by its seed. A file that is there already and holds something else is left as it is: the
 * new one gets another name.
 *
 * @throws {WriteError} If the system refuses.
 */
export function keepFailures(
  folder: string,
  { scenario, failures }: CampaignResult,
): ReadonlyMap<string, FailureFiles> {
  try {
    Deno.mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    throw new WriteError(`Cannot make the folder "${folder}": ${systemReason(thrown)}`, { cause: thrown });
  }
  const base = folder.replace(/\/+$/, "");
  return new Map(failures.map((failure) => {
    const name = `${scenario.replace(/[^\w.-]+/g, "-")}-${failure.seed}`;
    return [failure.seed, {
      capsule: keep(`${base}/${name}`, ".json", capsuleText(failure.capsule)),
      scenario: keep(`${base}/${name}`, ".min.json", scenarioFileText(scenarioOfFailure(failure))),
    }];
  }));
}

/** What is to be kept as a regression: the smallest scenario that fails, with a name and a description that say how. */
export function scenarioOfFailure({ seed, minimal, capsule }: CampaignFailure): Scenario | ExecutorScenario {
  const { scenario, failures: [failure] } = (minimal ?? capsule) as AnyCapsule;
  return failure === undefined || isExecutorScenario(scenario) ? scenario : regressionOf(scenario, failure, seed);
}

function keep(name: string, extension: string, text: string): string {
  for (let number = 1;; number++) {
    const path = `${name}${number === 1 ? "" : `-${number}`}${extension}`;
    const there = contentOf(path);
    if (there === undefined) writeOutputFile(path, text);
    if (there === undefined || there === text) return path;
  }
}

/** What is in the file; `undefined` where there is none. What is there and may not be read is never what is to be written. */
function contentOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (thrown) {
    return thrown instanceof Deno.errors.NotFound ? undefined : "";
  }
}
