// @ts-types="../std.d.ts"
import { bold, dim } from "@std/fmt/colors";
import { resolveRules } from "../../src/simulation/faults/fault_catalogue.ts";
import { nextSeed } from "../../src/simulation/seed.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import { resolveExecutorRules } from "../../src/telemetry/simulated/executor_fault_catalogue.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import type { CampaignSettings } from "../campaign/campaign_settings.ts";
import { formatDuration } from "../scenario/duration.ts";
import { type AnySource, isExecutorScenario, isExecutorSource } from "../scenario/scenario_source.ts";
import type { Terminal } from "../terminal.ts";
import { formatAmount, formatCount } from "./figure.ts";
import { columnsOf, descriptionText, flowed, plain, wrapped } from "./paragraph.ts";
import { scenarioTitle } from "./run_report.ts";

/** What a campaign is about to do, with all that a seed alone does not say. */
export function campaignHeader(
  source: AnySource,
  { seed, engine, campaign }: {
    readonly seed: string;
    readonly engine: string;
    readonly campaign: CampaignSettings;
  },
  { width, glyphs }: Terminal,
): string[] {
  const { scenario } = source;
  const { runs, timeBudgetMs } = campaign;
  const asMany = runs === undefined
    ? `as many runs as ${formatDuration(timeBudgetMs!)} allow, from seed ${seed} on`
    : runs === 1
    ? `1 run, seed ${seed}`
    : `${formatAmount(runs, "run")} from seed ${seed} on`;
  const parts = [
    scenarioTitle(source),
    asMany,
    isExecutorSource(source) ? "executor" : `engine ${engine}`,
  ];
  return [
    ...flowed(parts, width, "", glyphs.separator).map(bold),
    ...(scenario.description === undefined ? [] : wrapped(descriptionText(scenario.description), Math.min(width, 100))),
    ...flowed(campaignParts(seed, campaign), width, "", glyphs.separator).map(dim),
    ...drawnLines(scenario, campaign.swarm, { width, glyphs }).map(dim),
    "",
  ];
}

/** The options of a campaign, those that were given and those that were not. */
function campaignParts(seed: string, campaign: CampaignSettings): string[] {
  const { runs, timeBudgetMs, swarm, safetyOnly, shard, checkDeterminism, shrink, shrinkMs } = campaign;
  const { failFast, maxFailures, jobs } = campaign;
  const last = runs === undefined ? "on" : `to ${nextSeed(seed, runs - 1)}`;
  return [
    ...(runs === 1 ? [] : [`seeds ${seed} ${last}`]),
    ...(shard === undefined ? [] : [`shard ${shard.index} of ${shard.of}`]),
    ...(timeBudgetMs === undefined || runs === undefined ? [] : [`none begun after ${formatDuration(timeBudgetMs)}`]),
    ...(swarm ? ["swarm"] : []),
    ...(safetyOnly ? ["invariants alone, any number of faults"] : []),
    runs === 1 ? "run twice" : checkDeterminism ? "each run twice" : "5% of the runs twice",
    shrink ? `failures shrunk for up to ${formatDuration(shrinkMs ?? 10_000)} each` : "failures not shrunk",
    ...(failFast ? ["ends at the first failure"] : []),
    ...(maxFailures === undefined ? [] : [`ends after ${formatAmount(maxFailures, "failure")}`]),
    ...(jobs === 1 ? [] : [`${jobs} jobs`]),
  ];
}

/** The kinds of faults that seeds draw, each with its rule; nothing where none are drawn. */
function drawnLines(
  scenario: Scenario | ExecutorScenario,
  swarm: boolean,
  { width, glyphs }: Pick<Terminal, "width" | "glyphs">,
): string[] {
  if (scenario.chaos === undefined && !swarm) return [];
  const rules = isExecutorScenario(scenario)
    ? resolveExecutorRules(scenario.chaos ?? {}, { swarm })
    : resolveRules(scenario.chaos ?? {}, swarm);
  const { mostFaults = 100 } = scenario.chaos ?? {};
  const many = mostFaults === Number.MAX_SAFE_INTEGER ? "any number" : `at most ${formatCount(mostFaults)}`;
  if (rules.length === 0) return [];
  return [
    `faults drawn, ${many}:`,
    ...flowed(rules.map(ruleText), width, "  ", glyphs.separator)
      // One rule may be longer than a line.
      .flatMap((line) => columnsOf(line) > width ? wrapped(line, width, "  ") : [line]),
  ];
}

interface Rule {
  readonly kind: string;
  readonly probability: number;
  readonly perHour: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly workers?: readonly string[];
}

function ruleText({ kind, probability, perHour, minMs, maxMs, workers }: Rule): string {
  const lasting = maxMs === 0 ? "" : ` ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  const who = workers === undefined ? "" : ` of ${plain(workers.join(", "))}`;
  const often = probability === 1 ? "" : ` in ${Number((probability * 100).toFixed(2))}% of runs,`;
  return `${kind}${who}${often} ${formatCount(perHour)}/h${lasting}`;
}
