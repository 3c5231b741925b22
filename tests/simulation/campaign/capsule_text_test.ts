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

const whole = {
  mainstay: "capsule",
  seed: "1",
  hash: "x",
  scenario: {},
  eventCount: 0,
  failures: [],
  trace: { every: 1, hashes: [] },
};
const lacking = [{ scenario: null }, { eventCount: null }, { failures: {} }, { trace: { hashes: [] } }];
const texts = ["{}", "null", "[]", '"x"', '{"mainstay":"capsule"}', '{"mainstay":"capsule","seed":1}'];
for (const text of [...texts, ...lacking.map((part) => JSON.stringify({ ...whole, ...part }))]) {
  Deno.test(`capsuleFrom() refuses ${text}`, () => {
    assertThrows(() => capsuleFrom(text), TypeError, "Cannot read the capsule: it is none");
  });
}

Deno.test("capsuleFrom() refuses what is no JSON", () => {
  assertThrows(() => capsuleFrom("{"), SyntaxError);
});

Deno.test("capsuleText() refuses what is no capsule", () => {
  assertEquals(capsuleFrom(capsuleText(whole as never)), whole);
  for (const capsule of [undefined, scenario, { ...whole, seed: 1 }]) {
    assertThrows(() => capsuleText(capsule as never), TypeError, "Cannot write the capsule: it is none");
  }
});
