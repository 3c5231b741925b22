import { assertEquals, assertThrows } from "@std/assert";
import {
  type Capsule,
  capsuleFrom,
  capsuleText,
  replayCapsule,
  runCampaign,
  type Scenario,
  supervisionSubject,
} from "@mainstay/supervisor/simulation";

const scenario: Scenario = {
  name: "unlimited",
  horizonMs: 60_000,
  graceMs: Infinity,
  defaults: { budget: { intensity: Infinity } },
  workers: [{ name: "unlimited", behaviour: { life: { kind: "fixed", ms: 5_000 } } }],
  expect: ["crashes == 0"],
};

Deno.test("capsuleFrom() reads what capsuleText() has written, with what has no limit", async () => {
  const subject = supervisionSubject(scenario, { engine: "policy" });
  const { failures: [failure] } = await runCampaign(subject, { runs: 1 });
  for (const capsule of [failure!.capsule, failure!.minimal!] as Capsule<Scenario>[]) {
    const read = capsuleFrom<Scenario>(capsuleText(capsule));

    assertEquals(read.scenario, capsule.scenario);
    assertEquals(JSON.stringify(read), JSON.stringify(capsule));
    assertEquals((await replayCapsule(read, subject, { limit: 10_000 })).isSame, true);
  }
});

for (const text of ["{}", "null", "[]", '"x"', '{"mainstay":"capsule"}', '{"mainstay":"capsule","seed":1}']) {
  Deno.test(`capsuleFrom() refuses ${text}`, () => {
    assertThrows(() => capsuleFrom(text), TypeError, "Cannot read the capsule: it is none");
  });
}

Deno.test("capsuleFrom() refuses what is no JSON", () => {
  assertThrows(() => capsuleFrom("{"), SyntaxError);
});
