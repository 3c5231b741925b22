import type { CampaignFailure, CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import { regressionOf } from "../../src/simulation/campaign/regression.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { isExecutorScenario } from "../scenario/scenario_source.ts";
import { writeOutputFile } from "../output_file.ts";
import { prepareFolder } from "../output_places.ts";
import { type AnyCapsule, capsuleText } from "./capsule_file.ts";
import { failureMessage } from "../report/failure_message.ts";
import { scenarioFileText } from "./data_text.ts";

/** Where a failure was kept. */
export interface FailureFiles {
  /** The capsule. */
  readonly capsule: string;
  /** The smallest scenario that fails in the same way, or the one that failed. */
  readonly scenario: string;
}

/**
 * The folder that failures are kept in, each by its seed. A file that is there already and holds something else is left as it is: the new one
 * gets another name. Names are found first, so that they can be told, and written to when all else is safe.
 */
export class FailureFolder {
  readonly #base: string;
  readonly #texts = new Map<string, string>();

  constructor(folder: string) {
    this.#base = folder.replace(/(?<=.)\/+$/, "");
  }

  /** Where the failures of a campaign will be, by their seeds. */
  place({ scenario, failures }: CampaignResult): ReadonlyMap<string, FailureFiles> {
    return new Map(failures.map((failure) => {
      const name = `${this.#base}/${scenario.replace(/[^\w.-]+/g, "-")}-${failure.seed}`;
      return [failure.seed, {
        capsule: this.#place(name, ".json", capsuleText(failure.capsule)),
        scenario: this.#place(name, ".min.json", scenarioFileText(scenarioOfFailure(failure))),
      }];
    }));
  }

  /**
   * Writes what has a place.
   *
   * @throws {WriteError} If the system refuses.
   */
  write(): void {
    prepareFolder(this.#base);
    for (const [path, text] of this.#texts) if (contentOf(path) !== text) writeOutputFile(path, text);
  }

  #place(name: string, extension: string, text: string): string {
    for (let number = 1;; number++) {
      const path = `${name}${number === 1 ? "" : `-${number}`}${extension}`;
      const there = this.#texts.get(path) ?? contentOf(path);
      if (there === undefined) this.#texts.set(path, text);
      if (there === undefined || there === text) return path;
    }
  }
}

/** What is to be kept as a regression: the smallest scenario that fails, with a name and a description that say how. */
export function scenarioOfFailure({ seed, minimal, capsule }: CampaignFailure): Scenario | ExecutorScenario {
  const { scenario, failures: [failure] } = (minimal ?? capsule) as AnyCapsule;
  if (failure === undefined || isExecutorScenario(scenario)) return scenario;
  const message = failureMessage({ capsule, minimal }, failure, { seed: "there", minimal: "here" });
  return regressionOf(scenario, { ...failure, message }, seed);
}

/** What is in the file; `undefined` where there is none. What is there and may not be read is never what is to be written. */
function contentOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (thrown) {
    return thrown instanceof Deno.errors.NotFound ? undefined : "";
  }
}
