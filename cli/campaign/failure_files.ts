import type { CampaignFailure, CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import { regressionOf } from "../../src/simulation/campaign/regression.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { executorRegressionOf } from "../../src/telemetry/simulated/campaign/executor_regression.ts";
import { isExecutorScenario } from "../scenario/scenario_source.ts";
import { writeOutputFile } from "../output_file.ts";
import { prepareFolder } from "../output_places.ts";
import { WriteAttempts } from "../write_attempts.ts";
import { type AnyCapsule, capsuleText } from "./capsule_file.ts";
import { failureMessage } from "../report/failure_message.ts";
import { scenarioFileText } from "./data_text.ts";

/** How much of a scenario's name is in that of a file: systems have their limits. */
const longestName = 100;

/** Where a failure was kept. */
export interface FailureFiles {
  /** The capsule. */
  readonly capsule: string;
  /** The smallest scenario that fails in the same way, named `.min.json`; where nothing was made smaller the one that failed, `.case.json`. */
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

  /** Where each of the failures of a campaign will be; two of one seed have files of their own. */
  place({ scenario, failures }: CampaignResult): ReadonlyMap<CampaignFailure, FailureFiles> {
    return new Map(failures.map((failure) => {
      const name = `${this.#base}/${fileNameOf(scenario)}-${failure.seed}`;
      return [failure, {
        capsule: this.#place(name, ".json", capsuleText(failure.capsule)),
        scenario: this.#place(
          name,
          failure.minimal === undefined ? ".case.json" : ".min.json",
          scenarioFileText(scenarioOfFailure(failure)),
        ),
      }];
    }));
  }

  /**
   * Writes what has a place, and tries all of it. A file that somebody else has made meanwhile is left as it is.
   *
   * @throws {WriteError} If the system refuses any of it.
   */
  async write(): Promise<void> {
    prepareFolder(this.#base);
    const attempts = new WriteAttempts();
    for (const [path, text] of this.#texts) {
      await attempts.try(() => writeOutputFile(path, text, { createNew: true }));
    }
    attempts.end();
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

/** What is to be kept as a regression: the smallest scenario that fails, or the one that failed, with a name and a description that say how. */
export function scenarioOfFailure({ seed, minimal, capsule }: CampaignFailure): Scenario | ExecutorScenario {
  const { scenario, failures: [failure] } = (minimal ?? capsule) as AnyCapsule;
  if (failure === undefined) return scenario;
  const message = failureMessage({ capsule, minimal }, failure, { seed: "there", minimal: "here" });
  const told = { ...failure, message };
  return isExecutorScenario(scenario) ? executorRegressionOf(scenario, told, seed) : regressionOf(scenario, told, seed);
}

/** A name for a file, of which neither a shell nor a system takes the words for something else. */
function fileNameOf(scenario: string): string {
  return scenario.replace(/[^\w.-]+/g, "-").replace(/^[-.]+/, "").slice(0, longestName) || "scenario";
}

/** What is in the file; `undefined` where there is none, or nobody can tell: then writing it says why. */
function contentOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
