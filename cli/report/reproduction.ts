import type { SimulationResult } from "../../src/simulation/simulation_result.ts";
import { exactDuration } from "../scenario/duration.ts";
import { permissionFlag, programLine, shellWord } from "../program.ts";
import type { AnySource } from "../scenario/scenario_source.ts";

/** What was asked for, beyond scenario, seed and engine, that changes what happens in a run. */
export interface Overrides {
  readonly durationMs?: number;
  readonly limit?: number;
}

/** The line for a shell that runs this very run again. */
export function reproduction(
  { word, kind, dialect }: Pick<AnySource, "word" | "kind" | "dialect">,
  { seed, engine }: Pick<SimulationResult, "seed"> & Partial<Pick<SimulationResult, "engine">>,
  { durationMs, limit }: Overrides,
): string {
  return [
    programLine(kind === "file" ? permissionFlag("read", word) : ""),
    "simulate",
    shellWord(word),
    `--seed ${seed}`,
    engine === undefined ? "" : `--engine ${engine}`,
    dialect === undefined ? "" : `--dialect ${dialect}`,
    durationMs === undefined ? "" : `--duration ${exactDuration(durationMs)}`,
    limit === undefined ? "" : `--limit ${limit}`,
    kind === "input" ? "< SCENARIO" : "",
  ].filter((part) => part !== "").join(" ");
}
