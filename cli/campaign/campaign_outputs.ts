import type { Call } from "../command.ts";
import type { Need } from "../needed_permissions.ts";
import { writeOutputFile } from "../output_file.ts";
import { jsonWithoutCommands, withoutCommands } from "../report/command_guard.ts";
import type { CampaignsTold } from "../report/campaigns_told.ts";
import type { OutputFormat } from "../simulate_settings.ts";
import type { WriteAttempts } from "../write_attempts.ts";
import { toldResult } from "./campaign_command.ts";
import { dataText } from "./data_text.ts";

const summaryVariable = "GITHUB_STEP_SUMMARY";

/** What `--github` can do without, but then writes no summary. */
export const summaryNeed: Need = {
  name: "env",
  what: summaryVariable,
  purpose: "use --github, whose summary has a file that the runner names",
};

/** What becomes of campaigns besides what is printed. */
export interface CampaignOutputs {
  readonly out: string | undefined;
  readonly junit: string | undefined;
  readonly github: boolean;
  readonly format: OutputFormat;
}

/** Lets no name in a scenario be a command for the runner, where one reads along. */
export function guardOutputs(
  { github, format }: Pick<CampaignOutputs, "github" | "format">,
  { stdout, stderr }: Pick<Call, "stdout" | "stderr">,
): void {
  if (!github) return;
  stdout.guardWith(format === "text" ? withoutCommands : jsonWithoutCommands);
  stderr.guardWith(withoutCommands);
}

/**
 * Writes what was asked for, and tries all of it. Annotations go to the standard output, or where that holds data, to the other one, which the runner reads as well.
 */
export async function writeOutputs(
  told: CampaignsTold,
  { out, junit, github, format }: CampaignOutputs,
  { stdout, stderr }: Pick<Call, "stdout" | "stderr">,
  attempts: WriteAttempts,
): Promise<void> {
  const results = told.campaigns.map(({ account }) => toldResult(account, told.corpus));
  // A file that says that nothing ran would be merged as if all had held.
  if (out !== undefined && results.length > 0) {
    await attempts.try(() => writeOutputFile(out, `${dataText(results.length === 1 ? results[0] : results)}\n`));
  }
  if (junit !== undefined) {
    const { junitReport } = await import("../report/junit_report.ts");
    await attempts.try(() => writeOutputFile(junit, junitReport(told)));
  }
  if (!github) return;
  const { githubAnnotations, githubSummary } = await import("../report/github_report.ts");
  await attempts.try(() => {
    for (const line of githubAnnotations(told)) (format === "text" ? stdout : stderr).raw(`${line}\n`);
  });
  await attempts.try(() => {
    const path = summaryPath(stderr);
    if (path !== undefined) writeOutputFile(path, `${githubSummary(told)}\n`, { append: true });
  });
}

/** The file for the summary; `undefined` where there is none, or it may not be written, which is said. */
function summaryPath(stderr: Call["stderr"]): string | undefined {
  const lacking = (flag: string) => stderr.line(`No summary is written: it needs ${flag}`);
  if (Deno.permissions.querySync({ name: "env", variable: summaryVariable }).state !== "granted") {
    return lacking(`--allow-env=${summaryVariable}, and --allow-write for the file that it names`), undefined;
  }
  const path = Deno.env.get(summaryVariable);
  if (path === undefined || path === "") return undefined;
  if (Deno.permissions.querySync({ name: "write", path }).state === "granted") return path;
  return lacking(`--allow-write=${path}`), undefined;
}

/** Says of the canary that it failed, or that nothing else can be believed. */
export function canaryText(failed: boolean): string {
  return failed
    ? "The canary failed, as it must."
    : "The canary should have failed and did not: do not trust the other verdicts either.";
}
