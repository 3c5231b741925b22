import { assertEquals, assertStringIncludes } from "@std/assert";
import type { CampaignFailure, CampaignResult } from "../../../src/simulation/campaign/campaign_result.ts";
import { pageOfCampaign } from "../../../cli/page/page_of_campaign.ts";
import { campaign, ran } from "./page_samples.ts";

const held = { "held": 4, "broken": 0, "not-recovered": 0, "missed": 0, "nondeterministic": 0, "limited": 0 };
const sound = { verdicts: held, causes: {}, failed: [], failures: [] };

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
    ["Missed", "Over 4 runs, 1 expectation was missed: availability >= 99% (it is 99.5%)."],
  );
});

Deno.test("pageOfCampaign() names what was missed over all runs beside the runs that failed", () => {
  const [expectation] = campaign().expectations as [CampaignResult["expectations"][number]];
  const missed = (text: string) => ({ ...expectation, expectation: text, held: false });
  const { answer, failures } = pageOfCampaign(
    campaign({ expectations: [missed("mean(availability) >= 99.9%"), missed("p50(availability) > 99.5%")] }),
  );
  assertEquals(
    answer.sentence,
    "1 of 4 runs failed: the invariant single-incarnation broke in 1, first with seed 3: Two at once. Over all runs " +
      "together, 2 expectations were missed: mean(availability) >= 99.9% (it is 99.5%); p50(availability) > 99.5% " +
      "(it is 99.5%).",
  );
  assertEquals(failures.slice(1).map(({ name, kind, message, where }) => [name, kind, message, where])[0], [
    "mean(availability) >= 99.9%",
    "expectation over all runs",
    "it came to 99.5% (95 % interval: 99.1% to 99.8%)",
    "over 4 runs",
  ]);
});

Deno.test("pageOfCampaign() does not know what a part that is missing would have come to", () => {
  const missing = "4 of the 8 runs asked for were not made";
  const { answer } = pageOfCampaign(campaign({ ...sound, wanted: 8 }), { missing });
  assertEquals([answer.tone, answer.word, answer.sentence], [
    "unknown",
    "Unknown",
    "All 4 runs that are there held, but 4 of the 8 runs asked for were not made: what would have come of that is unknown.",
  ]);
  assertEquals(pageOfCampaign(campaign(), { missing }).answer.word, "Broken");
});

Deno.test("pageOfCampaign() has each failure with its scenario and the line that runs it again", () => {
  const { failures: [failure] } = pageOfCampaign(campaign(), { reproduceFailure: ({ seed }) => `replay ${seed}` });
  assertEquals([failure!.seed, failure!.reproduce, failure!.where], [
    "3",
    "replay 3",
    "00:00:05.000 · db · in 1 of 4 runs",
  ]);
  assertEquals(JSON.parse(failure!.scenario!.json).horizonMs, 60_000);
});

Deno.test("pageOfCampaign() says what ended it where that was not its last run", () => {
  const endOf = (endedBy: CampaignResult["endedBy"]) =>
    pageOfCampaign(campaign({ endedBy })).answer.facts.find(({ label }) => label === "ended by")?.value;
  assertEquals([endOf("runs"), endOf("fail-fast"), endOf("signal")], [
    undefined,
    "the first failure",
    "an interruption",
  ]);
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

Deno.test("pageOfCampaign() has what is expected of a figure beside how it is spread", () => {
  const { distributions: [recovery, availability] } = pageOfCampaign(campaign()).seeds!;
  assertEquals([recovery!.limits, availability!.limits], [
    [],
    [{ text: "availability >= 99%", value: 99, held: true }],
  ]);
  assertEquals(recovery!.rows.map(([share]) => share), [
    "least",
    "1%",
    "5%",
    "25%",
    "50%",
    "75%",
    "95%",
    "99%",
    "100%",
  ]);
  assertEquals([recovery!.rows[0], recovery!.rows.at(-1)], [["least", "100ms"], ["100%", "800ms"]]);
  assertEquals(availability!.rows.at(-1), ["availability >= 99%", "held"]);
});

Deno.test("pageOfCampaign() has figures of one worker in their unit", () => {
  const { distributions } = pageOfCampaign(campaign({
    figures: { "api: worst-recovery": [60_000, 90_000, 0, 1] },
    units: { "api: worst-recovery": "ms" },
  })).seeds!;
  assertEquals(distributions.find(({ name }) => name === "api: worst-recovery")!.rows.at(-1), ["100%", "1m30s"]);
});

Deno.test("pageOfCampaign() begins its coverage with what was never hit", () => {
  assertEquals(pageOfCampaign(campaign()).seeds!.coverage.map(({ name, runs }) => [name, runs]), [
    ["cooldown ended", 0],
    ["crash in stop", 2],
  ]);
});

const availability = "availability >= 99%";
const giveUps = "give-ups == 0";

/** A run that was kept for an expectation, which came to something else once it was as small as it gets. */
function missed(seed: string, name: string, value: string, smallest?: string): CampaignFailure {
  const [{ capsule }] = campaign().failures as [CampaignFailure];
  const of = (value: string) => ({
    ...capsule,
    seed,
    failures: [{ name, kind: "expectation" as const, message: `it came to ${value}, expected ${name}`, atMs: 0 }],
  });
  return { seed, capsule: of(value), ...(smallest === undefined ? {} : { minimal: of(smallest) }) };
}

function missing(causes: readonly (readonly [name: string, runs: number])[], failures: readonly CampaignFailure[]) {
  const runs = Math.max(...causes.map(([, runs]) => runs));
  return campaign({
    runs: 20,
    verdicts: { ...held, held: 20 - runs, missed: runs },
    causes: Object.fromEntries(
      causes.map(([name, runs]) => [`expectation:${name}`, { name, kind: "expectation", runs, seed: "1" }]),
    ),
    failed: [],
    failures,
  });
}

Deno.test("pageOfCampaign() says of a failure what it came to at its seed, and in the smallest scenario", () => {
  const { answer, failures } = pageOfCampaign(
    missing([[availability, 15]], [missed("1", availability, "79.593%", "0%")]),
  );
  assertEquals(
    answer.sentence,
    "15 of 20 runs failed: availability >= 99% was missed in 15, first with seed 1: it came to 79.593%.",
  );
  assertEquals(failures.map(({ message, where }) => [message, where]), [
    ["it came to 79.593% with seed 1, 0% in the smallest scenario", "in 15 of 20 runs"],
  ]);
});

Deno.test("pageOfCampaign() does not tell what another seed came to", () => {
  const { answer } = pageOfCampaign(missing([[availability, 15]], [missed("4", availability, "79.593%")]));
  assertEquals(
    answer.sentence,
    "15 of 20 runs failed: availability >= 99% was missed in 15, first with seed 1.",
  );
});

Deno.test("pageOfCampaign() says of a failure what decided it", () => {
  const [{ capsule }] = campaign().failures as [CampaignFailure];
  const gaveUp = {
    type: "gave-up",
    rule: "budget-exhausted",
    atMs: 4_000,
    worker: "db",
    incarnation: 2,
    error: { name: "Error", message: "" },
  };
  const decided = { ...capsule, trace: { ...capsule.trace, events: [gaveUp] } };
  const { failures: [first] } = pageOfCampaign(campaign({ failures: [{ seed: "3", capsule: decided }] }));
  assertStringIncludes(first!.why!, 'at 00:00:04.000 Worker "db" (incarnation 2) was given up');
  assertEquals(pageOfCampaign(campaign()).failures[0]!.why, undefined);
});

Deno.test("pageOfCampaign() counts all runs that failed, kept or not", () => {
  const kept = ["1", "2", "3"].map((seed) => missed(seed, availability, "0%"));
  const { answer, failedRuns, failures } = pageOfCampaign(missing([[availability, 15]], kept));
  assertEquals([failedRuns, answer.facts.find(({ label }) => label === "failed")!.value], [15, "15"]);
  assertEquals(failures.map(({ where }) => where), ["in 15 of 20 runs", "", ""]);
});

Deno.test("pageOfCampaign() has every cause, those of the same seed and those of which no run was kept", () => {
  const causes = [[availability, 15], [giveUps, 12], ["restarts < 9", 3]] as const;
  const { answer, failures } = pageOfCampaign(
    missing(causes, [missed("1", availability, "0%"), missed("1", giveUps, "1")]),
  );
  assertStringIncludes(answer.sentence, "(2 other causes below)");
  assertEquals(failures.map(({ name, seed, where }) => [name, seed, where]), [
    [availability, "1", "in 15 of 20 runs"],
    [giveUps, "1", "in 12 of 20 runs"],
    ["restarts < 9", "1", "in 3 of 20 runs"],
  ]);
});

Deno.test("pageOfCampaign() has times in their largest units, those of an interval too", () => {
  const [expectation] = campaign().expectations as [CampaignResult["expectations"][number]];
  const recovery = {
    ...expectation,
    expectation: "p95(recovery) < 2m",
    about: { ...expectation.about, unit: "ms" as const, limit: 120_000 },
    value: 34_200,
    shown: "34200 ms",
    interval: { low: 29_319.249, high: 40_098.776 },
    shownInterval: "29319.249 ms to 40098.776 ms",
  };
  const { expectations: [shown] } = pageOfCampaign(campaign({ ...sound, expectations: [recovery] }));
  assertEquals([shown!.shown, shown!.interval], ["34.2s", "29.3s to 40.1s"]);
});

Deno.test("pageOfCampaign() says which policy the smallest scenario has where it is not that of the scenario", async () => {
  const original = {
    name: "crashing",
    horizonMs: 60_000,
    workers: [{ name: "api", count: 2, budget: { intensity: 1, periodMs: 600_000 } }],
  };
  const [result, scenario] = await ran({ name: "crashing", horizonMs: 60_000, workers: [{ name: "api" }] });
  const [{ capsule }] = campaign().failures as [CampaignFailure];
  const noteOf = (before: unknown) =>
    pageOfCampaign(
      campaign({
        failures: [{ seed: "3", capsule: { ...capsule, scenario: before }, minimal: { ...capsule, scenario } }],
      }),
      { run: { result, scenario, what: "minimal failure" } },
    ).run!.note;
  assertEquals(
    noteOf(original),
    "Not all of its policies are those of your scenario: api has budget 5 in 5m instead of 1 in 10m.",
  );
  assertEquals(noteOf(scenario), undefined);
});
