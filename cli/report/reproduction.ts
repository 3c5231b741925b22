import type { SimulationResult } from "../../src/simulation/simulation_result.ts";
import type { CampaignSettings } from "../campaign/campaign_settings.ts";
import { exactDuration } from "../scenario/duration.ts";
import { permissionFlag, programLine, shellWord } from "../program.ts";
import type { AnySource } from "../scenario/scenario_source.ts";

/** What was asked for, beyond scenario, seed and engine, that changes what happens in a run. */
export interface Overrides {
  readonly durationMs?: number;
  readonly limit?: number;
  /** What made a campaign of it: then the seed may draw faults, too. */
  readonly campaign?: Pick<CampaignSettings, "swarm" | "safetyOnly" | "checkDeterminism">;
}

/** The line for a shell that runs this very run again. */
export function reproduction(
  source: Pick<AnySource, "word" | "kind" | "dialect"> & { readonly scenario?: { readonly chaos?: unknown } },
  { seed, engine }: Pick<SimulationResult, "seed"> & Partial<Pick<SimulationResult, "engine">>,
  { durationMs, limit, campaign }: Overrides,
): string {
  const { word, kind, dialect, scenario } = source;
  const { swarm = false, safetyOnly = false, checkDeterminism = false } = campaign ?? {};
  const draws = campaign !== undefined && (swarm || scenario?.chaos !== undefined);
  return [
    programLine(kind === "file" ? permissionFlag("read", word) : ""),
    "simulate",
    shellWord(word),
    `--seed ${seed}`,
    engine === undefined ? "" : `--engine ${engine}`,
    // A run alone takes no notice of what a seed draws.
    draws || safetyOnly || checkDeterminism ? "--runs 1" : "",
    swarm ? "--swarm" : "",
    safetyOnly ? "--safety-only" : "",
    checkDeterminism ? "--check-determinism" : "",
    dialect === undefined ? "" : `--dialect ${dialect}`,
    durationMs === undefined ? "" : `--duration ${exactDuration(durationMs)}`,
    limit === undefined ? "" : `--limit ${limit}`,
    kind === "input" ? "< SCENARIO" : "",
  ].filter((part) => part !== "").join(" ");
}
