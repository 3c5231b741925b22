import { dialectNames } from "../../src/core/dialect.ts";
import type { OptionSpec } from "../command.ts";
import { terminalOptions } from "../terminal_options.ts";

/** What `simulate` can be told. */
export const simulateOptions: readonly OptionSpec[] = [
  {
    name: "seed",
    short: "s",
    value: "SEED",
    summary: "What chance is drawn from: a whole number, 0x-hex or a git commit hash; default 1",
  },
  {
    name: "engine",
    short: "e",
    value: "ENGINE",
    summary: "real: the drivers of production on a virtual clock (default); policy: the decisions alone, faster; " +
      "services: each worker as a service of an application",
  },
  {
    name: "dialect",
    value: "NAME",
    summary: `As another supervisor would do it, whatever policies the scenario has: ${dialectNames.join(", ")}`,
  },
  {
    name: "duration",
    short: "d",
    value: "TIME",
    summary: "How long it runs, such as 90s or 24h, instead of the scenario's horizonMs",
  },
  { name: "limit", value: "N", summary: "Stop a run after N events of its clock; default 10000000" },
  ...grouped("Campaign", [
    {
      name: "runs",
      short: "n",
      value: "N",
      summary:
        "Run N seeds, from the first on, with the faults that they draw where the scenario has chaos; 100 with " +
        "another option of this group, else 1",
    },
    {
      name: "time-budget",
      value: "TIME",
      summary:
        "Begin no run after so much real time, all scenarios together; without --runs as many as fit. Shrinking what failed " +
        "comes on top",
    },
    {
      name: "swarm",
      summary:
        "Each seed draws its own mix of kinds of faults, their rates (0.25 to 8 times what is asked for), workers and policies",
    },
    { name: "safety-only", summary: "Judge invariants alone: no recovery, no expectation, no limit on faults" },
    { name: "fail-fast", summary: "End at the first seed that fails; of several scenarios each at its own" },
    { name: "max-failures", value: "N", summary: "End when N seeds have failed; of several scenarios each at its own" },
    { name: "shrink-time", value: "TIME", summary: "How long each kept failure may be made smaller; default 10s" },
    {
      name: "no-shrink",
      summary: "Leave failures as they are: what --save keeps of them is .case.json, not .min.json",
    },
    { name: "check-determinism", summary: "Run every seed twice and compare; else 5% of them" },
    {
      name: "require-coverage",
      value: "POINTS",
      summary: "Fail unless these have happened in one run at least: names with commas between them, or all",
    },
    { name: "jobs", value: "N", summary: "Use N threads, with the same result (needs --allow-read)" },
  ]),
  ...grouped("CI", [
    {
      name: "shard",
      value: "I/N",
      summary: "Run the I-th of N parts of the seeds, from 1; auto/N in a Kubernetes Indexed Job (needs " +
        "--allow-env=JOB_COMPLETION_INDEX)",
    },
    { name: "out", value: "FILE", summary: "Write the result as JSON, for merge" },
    {
      name: "save",
      value: "DIR",
      summary:
        "Keep failures, ten at most, the first of each cause before others: a capsule for replay and --corpus, the " +
        "smallest scenario that fails beside it",
    },
    {
      name: "corpus",
      value: "DIR",
      summary:
        "Run the capsules in this folder first, each with the scenario that it holds; one that still fails fails the whole",
    },
    { name: "junit", value: "FILE", summary: "Write what held and what did not as JUnit XML, the canary first" },
    {
      name: "github",
      summary: "Annotations of GitHub Actions, a summary in the file that GITHUB_STEP_SUMMARY names, the canary first",
    },
  ]),
  ...grouped("Output", [
    {
      name: "format",
      short: "f",
      value: "FORMAT",
      summary: "text (default), json, or jsonl: one event a line, then the result",
    },
    { name: "report", value: "FILE", summary: "Write a page with pictures: of the run, or of the worst failure" },
    { name: "svg", value: "FILE", summary: "Write the lanes alone, as a picture" },
    { name: "quiet", short: "q", summary: "One line for each verdict; no events in json and jsonl" },
    { name: "verbose", short: "v", summary: "All events and all workers; with --runs one line for each run" },
    { name: "log", value: "LEVEL", summary: "The supervisor's own log on stderr, from debug, info, warn or error on" },
    ...terminalOptions,
  ]),
];

function grouped(group: string, options: readonly OptionSpec[]): OptionSpec[] {
  return options.map((option) => ({ ...option, group }));
}
