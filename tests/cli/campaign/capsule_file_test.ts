import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { type AnyCapsule, capsuleOf, capsuleText } from "../../../cli/campaign/capsule_file.ts";
import { subjectOf } from "../../../cli/campaign/subject_of.ts";
import { scenarioOf } from "../../../cli/scenario/scenario_file.ts";
import { UsageError } from "../../../cli/usage_error.ts";
import { runCampaign } from "../../../src/simulation/campaign/campaign.ts";
import { replayCapsule } from "../../../src/simulation/campaign/replay.ts";
import { stormy } from "../stormy_scenario.ts";

/** The first failure of a campaign over the stormy scenario, as a file has it. */
async function capsule(): Promise<{ original: AnyCapsule; text: string }> {
  const scenario = await scenarioOf(stormy, "it");
  const subject = await subjectOf({ scenario, engine: "policy", swarm: false });
  const { failures } = await runCampaign(subject, { runs: 20, shrink: false, versions: { mainstay: "1" } });
  const original = failures[0]!.capsule as AnyCapsule;
  return { original, text: capsuleText(original) };
}

Deno.test("capsuleText() is a file that reads as the same capsule, and comes to the same run", async () => {
  const { original, text } = await capsule();
  const read = await capsuleOf(JSON.parse(text), '"a.json"');
  assertEquals(JSON.stringify(read.trace), JSON.stringify(original.trace));
  assertEquals({ ...read, scenario: null, trace: null }, { ...original, scenario: null, trace: null });
  const subject = await subjectOf({ scenario: read.scenario, engine: "policy", swarm: false });
  const { isSame, run } = await replayCapsule(read, subject, { limit: 1e7 });
  assertEquals([isSame, run.outcome.failures], [true, original.failures]);
});

Deno.test("capsuleText() has one event a line, and a word for what is not limited", async () => {
  const { original, text } = await capsule();
  const events = text.split("\n").filter((line) => /^ {6}\{"/.test(line));
  assertEquals(events.length, original.eventCount);
  assertStringIncludes(text, '"graceMs": "unlimited"');
  const bare = capsuleText({ ...original, trace: { every: 2, hashes: ["00000000"] } });
  assertEquals(JSON.parse(bare).trace, { every: 2, hashes: ["00000000"] });
});

Deno.test("capsuleOf() names the field of every problem", async () => {
  const { text } = await capsule();
  const wrong: readonly (readonly [(data: Record<string, never>) => unknown, RegExp])[] = [
    [() => [], /expected an object/],
    [(data) => ({ ...data, mainstay: "scenario" }), /\n {2}mainstay: expected "capsule", found "scenario"/],
    [(data) => ({ ...data, hash: "12" }), /\n {2}hash: expected 16 hex digits, found "12"/],
    [(data) => ({ ...data, seed: "x" }), /\n {2}seed: expected a whole number or 0x-hex, found "x"/],
    [(data) => ({ ...data, kind: "executor" }), /\n {2}kind: the scenario is one of a supervision/],
    [(data) => ({ ...data, engine: undefined }), /\n {2}engine: expected one of real, policy, services/],
    [(data) => ({ ...data, eventCount: -1, failures: 5 }), /: 2 problems\n {2}eventCount: .*\n {2}failures: /],
    [(data) => ({ ...data, trace: { every: 0, hashes: [] } }), /\n {2}trace\.every: /],
    [(data) => ({ ...data, scenario: { name: "x" } }), /in the capsule "a\.json": 2 problems\n {2}horizonMs: /],
    [(data) => ({ ...data, sead: 1 }), /\n {2}sead: there is no such field; did you mean "seed"\?/],
  ];
  for (const [change, message] of wrong) {
    const data = change(JSON.parse(text));
    const { message: said } = await assertRejects(
      () => capsuleOf(JSON.parse(JSON.stringify(data)), '"a.json"'),
      UsageError,
    );
    assertMatch(said, message);
    assert(said.startsWith("Cannot use the "));
  }
});
