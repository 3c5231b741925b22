import { assertEquals, assertThrows } from "@std/assert";
import { campaignSettings, coverageOf } from "../../../cli/campaign/campaign_settings.ts";
import { UsageError } from "../../../cli/usage_error.ts";

const settings = (values: Record<string, string> = {}, ...flags: string[]) =>
  campaignSettings({ values, flags: new Set(flags) });

Deno.test("campaignSettings() makes no campaign of a single run", () => {
  assertEquals([settings(), settings({ seed: "7", format: "json" }, "quiet")], [undefined, undefined]);
});

Deno.test("campaignSettings() has a default for everything", () => {
  assertEquals(settings({ runs: "5" }), {
    runs: 5,
    timeBudgetMs: undefined,
    swarm: false,
    safetyOnly: false,
    failFast: false,
    maxFailures: undefined,
    shrinkMs: undefined,
    shrink: true,
    checkDeterminism: false,
    requireCoverage: [],
    jobs: 1,
    shard: undefined,
    save: undefined,
    corpus: undefined,
    out: undefined,
    junit: undefined,
    github: false,
  });
});

Deno.test("campaignSettings() runs a hundred seeds where chaos is asked for, one where only files are", () => {
  const runs = [
    settings({}, "swarm"),
    settings({ shard: "1/2" }),
    settings({ jobs: "2" }),
    settings({ out: "a.json" }),
    settings({}, "github"),
    settings({ out: "a.json", runs: "3" }),
  ].map((each) => each?.runs);
  assertEquals(runs, [100, 100, 100, 1, 1, 3]);
});

Deno.test("campaignSettings() has no limit of runs with a time budget alone", () => {
  const [alone, both] = [settings({ "time-budget": "60s" })!, settings({ "time-budget": "60s", runs: "9" })!];
  assertEquals([alone.runs, alone.timeBudgetMs, both.runs], [undefined, 60_000, 9]);
});

Deno.test("campaignSettings() refuses values that an option cannot have", () => {
  const wrong: readonly (readonly [Record<string, string>, string])[] = [
    [{ runs: "0" }, 'Cannot use --runs "0"'],
    [{ jobs: "0" }, 'Cannot use --jobs "0": expected a whole number from 1 to 256'],
    [{ jobs: "257" }, 'Cannot use --jobs "257"'],
    [{ "max-failures": "0" }, 'Cannot use --max-failures "0"'],
    [{ "time-budget": "60" }, 'Cannot use --time-budget "60": expected a time above 0 with its unit'],
    [{ "shrink-time": "0s" }, 'Cannot use --shrink-time "0s"'],
    [{ "require-coverage": "a,,b" }, 'Cannot use --require-coverage "a,,b": expected names with commas'],
  ];
  for (const [values, message] of wrong) assertThrows(() => settings(values), UsageError, message);
  assertThrows(
    () => settings({ "shrink-time": "5s" }, "no-shrink"),
    UsageError,
    "--shrink-time and --no-shrink together",
  );
});

Deno.test("coverageOf() takes names once each, and all", () => {
  assertEquals([coverageOf(undefined), coverageOf("a, b,a"), coverageOf("all")], [[], ["a", "b"], "all"]);
});
