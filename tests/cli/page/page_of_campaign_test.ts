import { assertEquals } from "@std/assert";
import { pageOfCampaign } from "../../../cli/page/page_of_campaign.ts";
import { campaign } from "./page_samples.ts";

const held = { "held": 4, "broken": 0, "not-recovered": 0, "missed": 0, "nondeterministic": 0, "limited": 0 };
const sound = { verdicts: held, causes: {}, failedSeeds: [], failures: [] };

Deno.test("pageOfCampaign() says in one sentence how many failed, why, and which seed shows it", () => {
  const { answer } = pageOfCampaign(campaign());
  assertEquals([answer.tone, answer.word], ["failed", "Broken"]);
  assertEquals(
    answer.sentence,
    "1 of 4 runs failed: the invariant single-incarnation broke in 1, first with seed 3: Two at once.",
  );
});

Deno.test("pageOfCampaign() says that all held", () => {
  const { answer, failures } = pageOfCampaign(campaign(sound));
  assertEquals([answer.word, answer.sentence], ["Held", "All 4 runs held every invariant and 1 expectation."]);
  assertEquals(failures, []);
});

Deno.test("pageOfCampaign() fails for a coverage point that was required", () => {
  const { answer, failures } = pageOfCampaign(campaign(sound), { uncovered: ["cooldown ended"] });
  assertEquals([answer.word, answer.sentence], ["Not covered", "No run hit cooldown ended, in 4 runs."]);
  assertEquals(failures.map(({ name, kind }) => [name, kind]), [["cooldown ended", "coverage"]]);
});

Deno.test("pageOfCampaign() fails for an expectation over all seeds though each run held", () => {
  const [expectation] = campaign().expectations;
  const missed = { ...expectation!, held: false };
  const { answer } = pageOfCampaign(campaign({ ...sound, expectations: [missed] }));
  assertEquals(
    [answer.word, answer.sentence],
    ["Missed", "Over 4 runs, expected availability >= 99%, but it is 99.5%."],
  );
});

Deno.test("pageOfCampaign() has each failure with its scenario and the line that runs it again", () => {
  const { failures: [failure] } = pageOfCampaign(campaign(), { reproduceFailure: ({ seed }) => `replay ${seed}` });
  assertEquals([failure!.seed, failure!.reproduce, failure!.where], ["3", "replay 3", "00:00:05.000 · db"]);
  assertEquals(JSON.parse(failure!.scenario!.json).horizonMs, 60_000);
});

Deno.test("pageOfCampaign() has the percentiles of what was up over time", () => {
  const { fan } = pageOfCampaign(campaign()).seeds!;
  const shares = ({ p5, p50, p95 }: typeof fan[number]) => [p5, p50, p95].map((share) => Math.round(share * 50) / 50);
  assertEquals([fan.length, fan[0]!.atMs], [120, 250]);
  assertEquals([shares(fan[0]!), shares(fan[119]!)], [[0.5, 0.9, 1], [0.9, 1, 1]]);
});

Deno.test("pageOfCampaign() has how figures are spread, those that are asked for first in front", () => {
  const { distributions } = pageOfCampaign(campaign()).seeds!;
  assertEquals(distributions.map(({ name, unit, of }) => [name, unit, of]), [
    ["recovery", "ms", "sample"],
    ["availability", "percent", "run"],
    ["restarts", "count", "run"],
  ]);
  assertEquals(distributions[2]!.points, [[0, 0.25], [1, 0.5], [2, 0.75], [7, 1]]);
  assertEquals(
    distributions[1]!.summary,
    "3 runs: least 98%, p5 98%, median 99%, p95 100%, most 100%.".replaceAll(/9([89])%/g, "9$1.00%"),
  );
});

Deno.test("pageOfCampaign() begins its coverage with what was never hit", () => {
  assertEquals(pageOfCampaign(campaign()).seeds!.coverage.map(({ name, runs }) => [name, runs]), [
    ["cooldown ended", 0],
    ["crash in stop", 2],
  ]);
});
