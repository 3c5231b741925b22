import type { CampaignAccount } from "../campaign/campaign_run.ts";
import { alikeFailures, runsAlike, toneOf, verdictText } from "./campaign_report.ts";
import { causeText } from "./cause_text.ts";
import { failingText, unknownText } from "./corpus_lines.ts";
import { failureMessage } from "./failure_message.ts";
import { othersText, scenarioLabel, scenarioLine, smallestOf } from "./failure_report.ts";
import { formatAmount, formatCount } from "./figure.ts";
import type { CampaignsTold } from "./campaigns_told.ts";
import { isIncomplete, missingText } from "./missing_runs.ts";
import { plain } from "./paragraph.ts";
import { faultPhrases } from "./scenario_faults.ts";
import { seedsExpectationDetail } from "./seeds_lines.ts";
import { whyText } from "./why_text.ts";

const mostFaults = 6;

/** What went wrong as annotations of GitHub Actions, one line each. */
export function githubAnnotations({ campaigns, corpus, canaryFailed }: CampaignsTold): string[] {
  return [
    ...(canaryFailed === false
      ? [annotation({ title: "canary" }, "The canary did not fail: do not trust the other verdicts either.")]
      : []),
    ...corpus.flatMap((entry) => {
      if (entry.status === "mended") return [];
      if (entry.status === "unknown") return [annotation({ title: "corpus", file: entry.path }, unknownText)];
      if (entry.status === "unusable") {
        return [annotation({ title: "corpus", file: entry.path }, entry.problem)];
      }
      const [first] = entry.failures;
      const title = first === undefined ? "corpus" : `corpus: ${causeText(first)}`;
      return [annotation({ title, file: entry.path }, failingText(entry))];
    }),
    ...campaigns.flatMap(({ title, file, account, reproduce }) => [
      ...alikeFailures(account.result.failures).map(([failure, others]) => {
        const [first] = smallestOf(failure).failures;
        const runs = runsAlike(account.result.causes, failure);
        const why = whyText(smallestOf(failure));
        const lines = [
          failureMessage(failure, first),
          ...(why === undefined ? [] : [`why: ${why}`]),
          `seed ${failure.seed}${runs > 1 ? `, ${othersText(others, runs)}` : ""}`,
          `reproduce: ${reproduce(failure)}`,
        ];
        return annotation(
          { title: `${title}: ${first === undefined ? "failed" : causeText(first)}`, file },
          lines.join("\n"),
        );
      }),
      ...missedOverall(account).map((each) =>
        annotation(
          { title: `${title}: expectation "${each.expectation}"`, file },
          `missed over all seeds: ${seedsExpectationDetail(each, account.result.runs)}`,
        )
      ),
      ...account.uncovered.map((name) =>
        annotation({ title: `${title}: coverage`, file }, `${name} was required, and no run hit it`)
      ),
      ...(account.result.verdicts.limited === 0 ? [] : [
        annotation(
          { title: `${title}: event limit`, file },
          `${formatAmount(account.result.verdicts.limited, "run")} reached the event limit`,
        ),
      ]),
      ...(isIncomplete(account)
        ? [annotation({ title: `${title}: runs are missing`, file }, `${missingText(account)}.`)]
        : []),
    ]),
  ];
}

function missedOverall({ result: { expectations } }: CampaignAccount) {
  return expectations.filter(({ held, heldRuns }) => !held && heldRuns === null);
}

/** One annotation, with all that the runner would take for something else spelled out. */
export function annotation(
  properties: { readonly title: string; readonly file?: string },
  message: string,
): string {
  const listed = Object.entries(properties).filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapedProperty(value as string)}`);
  return `::error ${listed.join(",")}::${escapedData(message)}`;
}

function escapedData(text: string): string {
  return text.split(/\r?\n/).map(plain).join("\n").replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll(
    "\n",
    "%0A",
  );
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** The campaigns as Markdown, for the summary of a workflow. */
export function githubSummary({ campaigns, corpus, canaryFailed }: CampaignsTold): string {
  const fails = corpus.filter(({ status }) => status === "fails").length;
  const unusable = corpus.filter(({ status }) => status === "unusable").length;
  return [
    "## Chaos campaigns",
    "",
    "| | scenario | seeds | held | broken | not recovered | missed | nondeterministic | events |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...campaigns.map(({ title, account }) => {
      const { verdicts, runs, events, determinism: { differing } } = account.result;
      const mark = { held: "✅", failed: "❌", unknown: "❔" }[toneOf(account)];
      const counts = [
        runs,
        verdicts.held,
        verdicts.broken,
        verdicts["not-recovered"],
        verdicts.missed,
        differing,
        events,
      ];
      return `| ${mark} | ${inline(title)} | ${counts.map(formatCount).join(" | ")} |`;
    }),
    "",
    ...(canaryFailed === undefined ? [] : [
      canaryFailed ? "The canary failed, as it must." : "**The canary did not fail: do not trust the other verdicts.**",
      "",
    ]),
    ...(corpus.length === 0
      ? []
      : [`Corpus: ${formatAmount(corpus.length, "file")}, still failing: ${fails}, of no use: ${unusable}.`, ""]),
    ...campaigns.filter(({ account }) => toneOf(account) !== "held").flatMap(({ title, account, reproduce }) => [
      `### ${inline(title)}`,
      "",
      `${inline(verdictText(account))}`,
      "",
      ...alikeFailures(account.result.failures).flatMap(([failure]) => {
        const smallest = smallestOf(failure);
        const [first] = smallest.failures;
        const phrases = faultPhrases(smallest.scenario);
        const files = account.files.get(failure);
        const why = whyText(smallest);
        return [
          `<details><summary>${
            inline(first === undefined ? "failed" : causeText(first))
          }, seed ${failure.seed}</summary>`,
          "",
          inline(failureMessage(failure, first)),
          "",
          ...fenced([
            ...phrases.slice(0, mostFaults),
            ...(phrases.length > mostFaults ? [`… ${phrases.length - mostFaults} more`] : []),
            ...(phrases.length > 0 ? [""] : []),
            ...(why === undefined ? [] : [`why:       ${plain(why)}`]),
            `reproduce: ${reproduce(failure)}`,
            ...(files === undefined ? [] : [`${scenarioLabel(smallest)}${scenarioLine(smallest, files)}`]),
          ]),
          "",
          "</details>",
          "",
        ];
      }),
      ...account.result.expectations.filter(({ held }) => !held).map((each) =>
        `- expectation ${inline(each.expectation)}: ${inline(seedsExpectationDetail(each, account.result.runs))}`
      ),
      ...account.uncovered.map((name) => `- required, but never hit: ${inline(name)}`),
      "",
    ]),
  ].join("\n");
}

/** Text between tags and in lines of Markdown, so that it stays text. */
function inline(text: string): string {
  return plain(text.replace(/[\r\n]+/g, " ").trim())
    .replace(/[\\`*_[\]<>&|#~@$]|^[-+=]|(?<=^\d+)[.)]|:(?=\/\/)/g, (found) => `&#${found.charCodeAt(0)};`);
}

/** Lines as they are, between fences longer than any in them. */
function fenced(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...lines.map(plain), fence];
}
