import type { Call } from "../command.ts";
import { writeOutputFile } from "../output_file.ts";
import type { CampaignsTold } from "../report/junit_report.ts";
import type { OutputFormat } from "../simulate_settings.ts";
import { dataText } from "./data_text.ts";

const summaryVariable = "GITHUB_STEP_SUMMARY";

/** What becomes of campaigns besides what is printed. */
export interface CampaignOutputs {
  readonly out: string | undefined;
  readonly junit: string | undefined;
  readonly github: boolean;
  readonly format: OutputFormat;
}

/**
 * Writes what was asked for. Annotations go to the standard output, or where that holds data, to the other one, which the runner reads as well.
 *
 * @throws {WriteError} If the system refuses.
 */
export async function writeOutputs(
  told: CampaignsTold,
  { out, junit, github, format }: CampaignOutputs,
  { stdout, stderr }: Pick<Call, "stdout" | "stderr">,
): Promise<void> {
  if (out !== undefined) {
    const results = told.campaigns.map(({ account: { result } }) => result);
    writeOutputFile(out, `${dataText(results.length === 1 ? results[0] : results)}\n`);
  }
  if (junit !== undefined) {
    const { junitReport } = await import("../report/junit_report.ts");
    writeOutputFile(junit, junitReport(told));
  }
  if (!github) return;
  const { githubAnnotations, githubSummary } = await import("../report/github_report.ts");
  for (const line of githubAnnotations(told)) (format === "text" ? stdout : stderr).line(line);
  const path = summaryPath(stderr);
  if (path !== undefined) writeOutputFile(path, `${githubSummary(told)}\n`, { append: true });
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
