import type { Logger } from "../drivers/observer.ts";
import type { Scenario } from "./scenario.ts";
import type { Engine, SimulationResult } from "./simulation_result.ts";

/** How a scenario is run. */
export interface SimulateOptions {
  /**
   * A whole number, `0x` hex, or a git commit hash.
   * @default 1
   */
  readonly seed?: number | bigint | string;
  /** @default "real" */
  readonly engine?: Engine;
  /**
   * The most events of the clock; a run that reaches it is `limited`.
   * @default 10_000_000
   */
  readonly limit?: number;
  /** Gets the sentences that the same supervision would log in production; with the real engine only. */
  readonly logger?: Logger;
}

/** Runs a scenario in virtual time. */
export function simulate(_scenario: Scenario, _options: SimulateOptions = {}): Promise<SimulationResult> {
  throw new Error("not yet");
}
