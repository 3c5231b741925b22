import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Capsule,
  replayCapsule,
  runCampaign,
  type Scenario,
  supervisionSubject,
} from "@mainstay/supervisor/simulation";

const scenario: Scenario = {
  name: "replay",
  horizonMs: 600_000,
  workers: [{ name: "a", count: 3, behaviour: { life: { kind: "exponential", meanMs: 60_000 } } }],
  expect: ["crashes == 0"],
};
const limit = 100_000;

async function failedCapsule(): Promise<Capsule<Scenario>> {
  const { failures } = await runCampaign(supervisionSubject(scenario, { engine: "policy", swarm: true }), {
    runs: 1,
    shrink: false,
  });
  return JSON.parse(JSON.stringify(failures[0]!.capsule));
}

Deno.test("replayCapsule() comes to the same run, to its hash", async () => {
  const capsule = await failedCapsule();
  const { isSame, difference, run } = await replayCapsule(
    capsule,
    supervisionSubject(capsule.scenario, { engine: "policy" }),
    { limit },
  );

  assertEquals([isSame, difference, run.outcome.hash], [true, undefined, capsule.hash]);
  assertEquals(run.outcome.failures, capsule.failures);
});

Deno.test("replayCapsule() tells the first event that differs where another policy was agreed", async () => {
  const capsule = await failedCapsule();
  const [worker] = capsule.scenario.workers;
  const changed = {
    ...capsule.scenario,
    workers: [{ ...worker!, backoff: { baseMs: 7_000, jitter: "none" as const } }],
  };
  const { isSame, difference } = await replayCapsule(
    { ...capsule, scenario: changed },
    supervisionSubject(changed, { engine: "policy" }),
    { limit },
  );

  assertEquals(isSame, false);
  assertEquals(difference!.index, difference!.lastIndex);
  assert(difference!.expected!.includes('"restart-scheduled"'), difference!.expected);
  assert(difference!.got!.includes('"delayMs":7000'), difference!.got);
});

Deno.test("replayCapsule() refuses what it cannot run, and names it", async () => {
  const capsule = await failedCapsule();
  const subject = supervisionSubject(scenario, { engine: "policy" });
  const wrong = [
    [{}, subject, { limit }, "it is none, received an object"],
    [capsule, {}, { limit }, '"subject" must be an object with run(), received an object'],
    [capsule, subject, undefined, '"options" must be an object, received undefined'],
    [capsule, subject, {}, '"limit" must be a whole number of at least 1, received undefined'],
    [capsule, subject, { limit, runs: 1 }, 'unknown option "runs", known are limit, signal'],
    [capsule, subject, { limit, signal: 1 }, '"signal" must be an object with addEventListener(), received 1'],
  ] as const;
  for (const [capsule, subject, options, message] of wrong) {
    await assertRejects(
      () => replayCapsule(capsule as never, subject as never, options as never),
      Error,
      `Cannot replay the capsule: ${message}`,
    );
  }
});
