import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Engine, type Scenario, simulate, supervisionSubject } from "@mainstay/supervisor/simulation";
import { supervisionSubjectRunBy } from "../../../src/simulation/campaign/supervision_subject.ts";
import { simulateCast } from "../../../src/simulation/simulate.ts";

const scenario: Scenario = {
  name: "subject",
  horizonMs: 600_000,
  workers: [{ name: "a", count: 3, behaviour: { life: { kind: "exponential", meanMs: 60_000 } } }],
};
const limit = 100_000;

for (const engine of ["real", "policy", "services"] as const satisfies readonly Engine[]) {
  Deno.test(`supervisionSubject() runs what a seed draws as simulate() does, engine ${engine}`, async () => {
    const subject = supervisionSubject(scenario, { engine, swarm: true });
    const of = subject.draw("7");
    const { outcome, events } = await subject.run(of, "7", { limit });
    const { hash, events: told } = await simulate(of, { seed: 7, engine });

    assertEquals([outcome.hash, outcome.eventCount, outcome.verdict], [hash, told.length, "held"]);
    assertEquals(JSON.stringify(events), JSON.stringify(told));
    assert(of.faults!.length > 0);
    assertEquals(subject.draw("7"), of);
  });
}

Deno.test("supervisionSubject() draws nothing of a scenario without chaos, unless in a swarm", () => {
  assertEquals(supervisionSubject(scenario).draw("7"), scenario);
});

Deno.test("supervisionSubject() takes jumps of the time of day for noise, and nothing else", () => {
  const subject = supervisionSubject(scenario);
  const crash = { kind: "crash", atMs: 1 } as const;
  const noisy: Scenario = { ...scenario, faults: [{ kind: "wall-clock-jump", atMs: 5, byMs: -9 }, crash] };

  assertEquals(subject.withoutNoise(noisy).faults, [crash]);
  assertEquals(subject.withoutNoise(scenario), scenario);
});

Deno.test("supervisionSubject() tells of real time that is used in a run, and where, though nobody is told otherwise", async () => {
  const subject = supervisionSubjectRunBy((cast, seed, options) => {
    try {
      Date.now();
    } catch {
      // As a supervisor does that takes it for a crash.
    }
    return simulateCast(cast, { seed, engine: "policy", ...options });
  }, scenario);
  const { outcome } = await subject.run(scenario, "1", { limit });

  assertEquals([outcome.verdict, outcome.failures.length], ["nondeterministic", 1]);
  const { kind, message } = outcome.failures[0]!;
  assertEquals(kind, "determinism");
  assert(/Date\.now\(\).*supervision_subject_test\.ts:\d+/.test(message), message);
});

Deno.test("supervisionSubject() refuses a scenario that is none", () => {
  assertThrows(() => supervisionSubject({ ...scenario, horizonMs: -1 }), RangeError, '"horizonMs"');
  assertThrows(
    () => supervisionSubject({ ...scenario, strategy: "one-for-all" }, { engine: "services" }),
    TypeError,
    '"strategy"',
  );
});

Deno.test("supervisionSubject() runs for long under a signal, whoever drives it", async () => {
  const long: Scenario = {
    name: "long",
    horizonMs: 50 * 3_600_000,
    defaults: { budget: { intensity: Infinity } },
    workers: [{ name: "a", count: 3, behaviour: { life: { kind: "fixed", ms: 20_000 } } }],
  };
  const { signal } = new AbortController();
  const { outcome } = await supervisionSubject(long, { engine: "policy" }).run(long, "1", { limit: 1_000_000, signal });

  assertEquals([outcome.verdict, outcome.eventCount > 20_000], ["held", true]);
});

for (
  const [options, problem] of [
    [{ engine: "polcy" }, '"engine" must be one of "real", "policy", "services"'],
    [{ enginee: "policy" }, 'unknown option "enginee"'],
    [{ swarm: "yes" }, '"swarm" must be true or false'],
  ] as const
) {
  Deno.test(`supervisionSubject() refuses ${JSON.stringify(options)}`, () => {
    assertThrows(() => supervisionSubject(scenario, options as never), TypeError, problem);
  });
}

Deno.test("supervisionSubject() says that it is the scenario that is none", () => {
  assertThrows(
    () => supervisionSubject(undefined as never),
    TypeError,
    'Cannot simulate: "scenario" must be an object, received undefined',
  );
});
