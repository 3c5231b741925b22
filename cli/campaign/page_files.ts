import type { RunResult } from "../report/run_result.ts";
import { writeOutputFile } from "../output_file.ts";
import type { AnySource } from "../scenario/scenario_source.ts";
import type { SimulateSettings } from "../simulate_settings.ts";
import { isIncomplete, missingText } from "../report/missing_runs.ts";
import { WriteAttempts } from "../write_attempts.ts";
import type { AnyCapsule } from "./capsule_file.ts";
import type { CampaignAccount } from "./campaign_run.ts";
import { subjectOf } from "./subject_of.ts";

/** How the page is to be found again. */
interface PageLines {
  /** The line for a shell that runs all of it again. */
  readonly reproduce: string;
  /** The same for one failure of a campaign. */
  reproduceFailure?(failure: CampaignAccount["result"]["failures"][number]): string;
}

/** Writes the page about one run, and its lanes, as far as they are wanted. */
export async function writeRunPage(
  result: RunResult,
  { scenario }: Pick<AnySource, "scenario">,
  { report, svg }: Pick<SimulateSettings, "report" | "svg">,
  { reproduce }: PageLines,
): Promise<void> {
  if (report === undefined && svg === undefined) return;
  const { pageOfRun } = await import("../page/page_of_run.ts");
  await writePage(pageOfRun(result, scenario, { reproduce }), report, svg);
}

/** Writes the page about a campaign with its worst failure, or its first run where there is none, and the lanes of that run. */
export async function writeCampaignPage(
  account: CampaignAccount,
  source: AnySource,
  settings: Pick<SimulateSettings, "report" | "svg" | "engine" | "campaign" | "limit">,
  lines: PageLines,
): Promise<void> {
  const { report, svg } = settings;
  if (report === undefined && svg === undefined) return;
  const { pageOfCampaign } = await import("../page/page_of_campaign.ts");
  const { result, uncovered } = account;
  const { description } = source.scenario;
  const run = result.runs === 0 ? undefined : await pictured(account, source, settings);
  await writePage(
    pageOfCampaign(result, { run, description, uncovered, ...missingOf(account), ...lines }),
    report,
    svg,
  );
}

/** Writes the page about campaigns that were put together; the worst failure is run for it, for the shards have kept no events. */
export async function writeMergedPage(account: CampaignAccount, report: string, lines: PageLines): Promise<void> {
  const { pageOfCampaign } = await import("../page/page_of_campaign.ts");
  const { result, uncovered } = account;
  const run = result.failures.length === 0 ? undefined : await failureRun(result.failures, 10_000_000);
  await writePage(pageOfCampaign(result, { run, uncovered, ...missingOf(account), ...lines }), report, undefined);
}

async function writePage(
  data: Parameters<typeof import("../page/lanes_svg.ts").lanesSvg>[0],
  report: string | undefined,
  svg: string | undefined,
): Promise<void> {
  const attempts = new WriteAttempts();
  if (report !== undefined) {
    const { campaignPage } = await import("../page/campaign_page.ts");
    await attempts.try(() => writeOutputFile(report, campaignPage(data)));
  }
  if (svg !== undefined) {
    const { lanesSvg } = await import("../page/lanes_svg.ts");
    await attempts.try(() => writeOutputFile(svg, lanesSvg(data)));
  }
  attempts.end();
}

function missingOf(account: CampaignAccount): { readonly missing?: string } {
  return isIncomplete(account) ? { missing: missingText(account) } : {};
}

/** The run that is drawn, once more: a campaign keeps no events. */
async function pictured(
  { result: { failures, seeds, firstSeed } }: CampaignAccount,
  { scenario }: AnySource,
  { engine, campaign, limit = 10_000_000 }: Pick<SimulateSettings, "engine" | "campaign" | "limit">,
) {
  if (failures.length > 0) return await failureRun(failures, limit);
  const subject = await subjectOf({ scenario, engine, swarm: campaign?.swarm ?? false });
  const seed = seeds[0] ?? firstSeed;
  const of = subject.draw(seed) as AnyCapsule["scenario"];
  return { result: (await subject.run(of, seed, { limit })).result, scenario: of, what: "first run" };
}

/** The worst failure as small as it is. */
async function failureRun(failures: CampaignAccount["result"]["failures"], limit: number) {
  const worst = failures.find(({ capsule }) => capsule.failures.some(({ kind }) => kind === "invariant")) ??
    failures[0]!;
  const { scenario, seed, engine } = (worst.minimal ?? worst.capsule) as AnyCapsule;
  const subject = await subjectOf({ scenario, engine: engine ?? "real", swarm: false });
  const { result } = await subject.run(scenario, seed, { limit });
  return { result, scenario, what: worst.minimal === undefined ? "failure" : "minimal failure" };
}
