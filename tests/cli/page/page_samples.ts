import type { CampaignResult } from "../../../src/simulation/campaign/campaign_result.ts";
import { LogHistogram } from "../../../src/simulation/campaign/histogram.ts";
import type { Scenario } from "../../../src/simulation/scenario.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import type { SimulationResult } from "../../../src/simulation/simulation_result.ts";

/** Names that must stay text wherever they stand. */
export const hostileNames: readonly string[] = [
  "</script><script>window.hacked = 1</script>",
  "<!-- <script> <img src=x onerror=window.hacked=1>",
  '"><svg onload=window.hacked=1>',
  "line\u2028and\u2029paragraph",
  "🦊 fox",
  "مرحبا بالعالم",
  "\u202Eturned",
  "{b}{c}${x}",
  "x".repeat(10_000),
];

/** A scenario in which `workers` crash again and again, with an outage. */
export function crashing(workers: number, horizonMs: number, lifeMs: number, fields: Partial<Scenario> = {}): Scenario {
  return {
    name: "crashing",
    horizonMs,
    workers: [{ name: "api", count: workers, behaviour: { life: { kind: "exponential", meanMs: lifeMs } } }],
    outages: [{ name: "database", fromMs: horizonMs / 4, toMs: horizonMs / 3 }],
    ...fields,
  };
}

/** A scenario whose every name is hostile. */
export function hostile(): Scenario {
  return {
    name: hostileNames[0]!,
    description: hostileNames[1]!,
    horizonMs: 60_000,
    workers: hostileNames.map((name) => ({
      name: name.replaceAll("/", "∕"),
      behaviour: { life: { kind: "fixed", ms: 4_000 }, error: { name, message: name } },
    })),
    outages: hostileNames.map((name, index) => ({ name, fromMs: index * 5_000, toMs: index * 5_000 + 4_000 })),
  };
}

/** A run with its scenario. */
export async function ran(scenario: Scenario, seed = 1): Promise<[SimulationResult, Scenario]> {
  return [await simulate(scenario, { seed }), scenario];
}

/** A campaign of four runs, of which one broke an invariant. */
export function campaign(fields: Partial<CampaignResult> = {}): CampaignResult {
  const histogram = (...values: number[]) => new LogHistogram(values).data();
  const scenario = {
    name: "crashing",
    horizonMs: 60_000,
    workers: [{ name: "</pre><script>window.hacked = 1</script>" }],
  };
  const failure = {
    name: "single-incarnation",
    kind: "invariant",
    message: "Two at once.",
    atMs: 5_000,
    worker: "db",
  } as const;
  return {
    mainstay: "campaign",
    versions: {},
    scenario: "crashing",
    kind: "supervision",
    engine: "real",
    firstSeed: "1",
    wanted: 4,
    runs: 4,
    endedBy: "runs",
    horizonMs: 60_000,
    virtualMs: 240_000,
    events: 1_234,
    verdicts: { "held": 3, "broken": 1, "not-recovered": 0, "missed": 0, "nondeterministic": 0, "limited": 0 },
    causes: { "invariant:single-incarnation": { name: "single-incarnation", kind: "invariant", runs: 1, seed: "3" } },
    failed: [{ seed: "3", verdict: "broken" }],
    determinism: { checked: 1, differing: 0 },
    coverage: { "crash in stop": { runs: 2, hits: 5, seed: "1" }, "cooldown ended": { runs: 0, hits: 0, seed: null } },
    faults: { crash: { runs: 4, count: 9 } },
    expectations: [{
      expectation: "availability >= 99%",
      about: {
        expectation: "availability >= 99%",
        name: "availability",
        isSample: false,
        aggregate: { kind: "mean" },
        comparison: ">=",
        limit: 99,
        unit: "%",
        orNone: false,
      },
      held: true,
      value: 99.5,
      shown: "99.5%",
      interval: { low: 99.1, high: 99.8 },
      shownInterval: "99.1% to 99.8%",
      heldRuns: null,
      heldShare: null,
      worstSeed: null,
    }],
    units: { availability: "%", restarts: "", recovery: "ms" },
    figures: { availability: [99, 100, 98, null], restarts: [0, 1, 2, 7] },
    seeds: ["1", "2", "3", "4"],
    samples: { recovery: histogram(100, 200, 400, 800) },
    upCurve: Array.from({ length: 120 }, (_, index) => histogram(1_000, 1_000, 900, index < 60 ? 500 : 1_000)),
    failures: [{
      seed: "3",
      capsule: {
        mainstay: "capsule",
        versions: {},
        kind: "supervision",
        engine: "real",
        seed: "3",
        scenario,
        hash: "0123456789abcdef",
        eventCount: 10,
        failures: [failure],
        trace: { every: 1, hashes: [] },
      },
    }],
    ...fields,
  } as CampaignResult;
}
