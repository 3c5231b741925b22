import type { CampaignResult } from "../../src/simulation/campaign/campaign_result.ts";
import type { RunFailure, RunVerdict } from "../../src/simulation/campaign/subject.ts";
import { exitCode, worstExitCode } from "../exit_code.ts";
import type { CorpusEntry } from "./corpus_entry.ts";

const codeOfVerdict: Readonly<Record<RunVerdict, number>> = {
  "held": exitCode.held,
  "broken": exitCode.broken,
  "nondeterministic": exitCode.nondeterministic,
  "not-recovered": exitCode.notRecovered,
  "limited": exitCode.limited,
  "missed": exitCode.missed,
};

const codeOfFailure: Readonly<Record<RunFailure["kind"], number>> = {
  invariant: exitCode.broken,
  determinism: exitCode.nondeterministic,
  recovery: exitCode.notRecovered,
  expectation: exitCode.missed,
};

/** The worst that is true of a campaign, as an exit code. */
export function campaignCode(
  { verdicts, expectations }: Pick<CampaignResult, "verdicts" | "expectations">,
  uncovered: readonly string[],
): number {
  return worstExitCode([
    ...(Object.entries(verdicts) as [RunVerdict, number][])
      .filter(([, runs]) => runs > 0).map(([verdict]) => codeOfVerdict[verdict]),
    ...(expectations.every(({ held }) => held) ? [] : [exitCode.missed]),
    ...(uncovered.length > 0 ? [exitCode.uncovered] : []),
  ]);
}

/** What one run came to, as an exit code. */
export function verdictExitCode(verdict: RunVerdict): number {
  return codeOfVerdict[verdict];
}

/** The worst that is true of a corpus, as an exit code. */
export function corpusCode(entries: readonly CorpusEntry[]): number {
  return worstExitCode(
    entries.flatMap((entry) =>
      entry.status === "unusable"
        ? [exitCode.usage]
        : entry.status === "unknown"
        ? [exitCode.limited]
        : entry.failures.map(({ kind }) => codeOfFailure[kind])
    ),
  );
}
