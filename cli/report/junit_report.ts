import type { CampaignAccount } from "../campaign/campaign_run.ts";
import type { CorpusEntry } from "../campaign/corpus_entry.ts";
import type { CampaignsTold } from "./campaigns_told.ts";
import { failingText, unknownText } from "./corpus_lines.ts";
import { causeText } from "./cause_text.ts";
import { formatAmount } from "./figure.ts";
import { failureMessage } from "./failure_message.ts";
import { smallestOf } from "./failure_report.ts";
import { isIncomplete, missingText } from "./missing_runs.ts";
import { judgedInvariants } from "./run_result.ts";
import { seedsExpectationDetail } from "./seeds_lines.ts";

interface Case {
  readonly name: string;
  /** What went wrong, and its details; nothing of what held. */
  readonly failure?: { readonly message: string; readonly details: string };
  /** Why nobody knows. */
  readonly skipped?: string;
}

/** All that was judged as JUnit XML: a suite for each scenario, a case for each invariant, expectation and required point. */
export function junitReport({ campaigns, corpus, canaryFailed }: CampaignsTold): string {
  const suites = [
    ...(canaryFailed === undefined ? [] : [suite("canary", 0, [canaryCase(canaryFailed)])]),
    ...(corpus.length === 0 ? [] : [suite("corpus", 0, corpus.map(corpusCase))]),
    ...campaigns.map(({ title, account, reproduce }) =>
      suite(title, account.elapsedMs ?? 0, campaignCases(account, reproduce).map(judgedIn(account)))
    ),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mainstay">\n${suites.join("")}</testsuites>\n`;
}

function canaryCase(failed: boolean): Case {
  const name = "the canary fails";
  return failed ? { name } : {
    name,
    failure: { message: "The canary did not fail: do not trust the other verdicts either.", details: "" },
  };
}

function corpusCase(entry: CorpusEntry): Case {
  const name = entry.path;
  if (entry.status === "unusable") return { name, failure: { message: entry.problem, details: "" } };
  if (entry.status === "unknown") return { name, skipped: unknownText };
  if (entry.status === "mended") return { name };
  return { name, failure: { message: failingText(entry), details: `seed ${entry.seed}` } };
}

/** Where no run was made nothing was judged. */
function judgedIn({ result: { runs } }: CampaignAccount): (of: Case) => Case {
  return (of) => runs > 0 || of.failure !== undefined ? of : { ...of, skipped: "no run was made" };
}

function campaignCases(
  account: CampaignAccount,
  reproduce: CampaignsTold["campaigns"][number]["reproduce"],
): Case[] {
  const { result, uncovered } = account;
  const { causes, failures, runs, verdicts, expectations, determinism: { checked } } = result;
  const failed = (kind: string, name: string): Case["failure"] => {
    const cause = Object.values(causes).find((each) => each.kind === kind && each.name === name);
    if (cause === undefined) return undefined;
    const kept = failures.find(({ capsule }) =>
      capsule.failures.some((each) => each.kind === kind && each.name === name)
    );
    const smallest = kept && smallestOf(kept).failures.find((each) => each.kind === kind && each.name === name);
    return {
      message: `${causeText(cause)} in ${formatAmount(cause.runs, "run")}, first with seed ${cause.seed}` +
        (smallest === undefined ? "" : `: ${failureMessage(kept!, smallest)}`),
      details: kept === undefined ? "" : `reproduce: ${reproduce(kept)}`,
    };
  };
  const judged = judgedInvariants(result.kind, result.engine);
  const known: ReadonlySet<string> = new Set([
    ...judged.map(({ name }) => `invariant:${name}`),
    "recovery:recovery",
    "determinism:determinism",
    ...expectations.map(({ expectation }) => `expectation:${expectation}`),
  ]);
  return [
    ...judged.map(({ name }) => ({ name: `invariant ${name}`, failure: failed("invariant", name) })),
    {
      name: "recovery",
      failure: failed("recovery", "recovery"),
      ...(account.command?.recovery === false ? { skipped: "the scenario asks for none" } : {}),
    },
    {
      name: "determinism",
      failure: failed("determinism", "determinism"),
      ...(checked === 0 ? { skipped: "no run was made twice" } : {}),
    },
    // Two of one text come to the same, and two cases of one name are one to those who read them.
    ...[...new Map(expectations.map((each) => [each.expectation, each])).values()].map((each): Case => ({
      name: `expectation ${each.expectation}`,
      failure: each.held ? undefined : failed("expectation", each.expectation) ??
        { message: `expectation "${each.expectation}" missed: ${seedsExpectationDetail(each, runs)}`, details: "" },
    })),
    // What is judged otherwise, by a later version for example, is not lost.
    ...Object.values(causes).filter(({ kind, name }) => !known.has(`${kind}:${name}`))
      .map((cause) => ({ name: causeText(cause), failure: failed(cause.kind, cause.name) })),
    ...uncovered.map((name): Case => ({
      name: `coverage ${name}`,
      failure: { message: `${name} was required, and hit in none of ${formatAmount(runs, "run")}`, details: "" },
    })),
    ...(isIncomplete(account)
      ? [{ name: "all runs", failure: { message: `${missingText(account)}.`, details: "" } }]
      : []),
    ...(verdicts.limited === 0 ? [] : [{
      name: "event limit",
      failure: { message: `${formatAmount(verdicts.limited, "run")} reached the event limit`, details: "" },
    }]),
  ];
}

function suite(name: string, elapsedMs: number, cases: readonly Case[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter(({ failure, skipped }) => failure === undefined && skipped !== undefined).length;
  const time = (elapsedMs / 1_000).toFixed(3);
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${time}"`;
  return `  <testsuite name="${escaped(name)}" ${counts}>\n${
    cases.map((each) => caseText(name, each)).join("")
  }  </testsuite>\n`;
}

function caseText(suiteName: string, { name, failure, skipped }: Case): string {
  const head = `    <testcase classname="${escaped(suiteName)}" name="${escaped(name)}"`;
  if (failure !== undefined) {
    return `${head}>\n      <failure message="${escaped(failure.message)}">${
      escaped(failure.details)
    }</failure>\n    </testcase>\n`;
  }
  return skipped === undefined ? `${head}/>\n` : `${head}><skipped message="${escaped(skipped)}"/></testcase>\n`;
}

/** Text within XML, with what no XML may hold spelled out. */
function escaped(text: string): string {
  const code = (found: string) => found.charCodeAt(0);
  return text
    .replace(
      /(?![\t\n\r])[\p{Control}\p{Surrogate}\ufffe\uffff]/gu,
      (found) => `\\u${code(found).toString(16).padStart(4, "0")}`,
    )
    .replace(/[&<>"\t\n\r]/g, (found) => `&#${code(found)};`);
}
