import type { SupervisionEvent } from "../core/event.ts";
import { checkChoice, checkKeys, checkNumber } from "../core/option_check.ts";
import { resolveDriverOptions } from "../drivers/driver_options.ts";
import { castOf } from "./cast.ts";
import type { CutOff } from "./engine_run.ts";
import { stormMs, sum } from "./measure.ts";
import type { Metrics } from "./metrics.ts";
import { PhaseWatch } from "./phase_changes.ts";
import { interruptiblePolicyEngine } from "./policy_engine.ts";
import { RandomStreams } from "./random_streams.ts";
import { realEngine } from "./real_engine.ts";
import type { Scenario } from "./scenario.ts";
import { parseSeed } from "./seed.ts";
import type { SimulateOptions } from "./simulate.ts";
import { StormWatch } from "./storm_watch.ts";
import { Hash, hashEvent } from "./trace_hash.ts";
import { WorkerMeter } from "./worker_meter.ts";

/** How a scenario is surveyed. */
export interface SurveyOptions extends Pick<SimulateOptions, "seed" | "limit" | "signal"> {
  /**
   * Who drives it.
   * @default "real"
   */
  readonly engine?: "real" | "policy";
}

/** What a survey gave: the figures of a run, and nothing that grows with its length. */
export interface Survey {
  /** The scenario's name. */
  readonly scenario: string;
  /** In the form that `parseSeed` gives. */
  readonly seed: string;
  /** When it ended: at the horizon, or earlier when the group was over or it was cut off. */
  readonly endedAtMs: number;
  /** What ended it before its time, if anything did. */
  readonly cutOffBy: CutOff | undefined;
  /** How many events were told. */
  readonly eventCount: number;
  /** Its figures, as `simulate()` gives them. */
  readonly metrics: Metrics;
  /** 16 hex digits over all events, as `simulate()` gives them. */
  readonly hash: string;
}

/**
 * Runs a scenario in virtual time for its figures alone, in memory that does not grow with its length: for years of virtual time. No event is
 * kept, and so no invariant is judged: that is what `simulate()` does, which gives the same figures and the same hash.
 *
 * @throws {TypeError} Rejects for an unknown field or word in the scenario or the options.
 * @throws {RangeError} Rejects for a number that its field cannot hold, or a seed that is none.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { survey } from "@mainstay/supervisor/simulation";
 *
 * const { metrics } = await survey({
 *   name: "a year",
 *   horizonMs: 365 * 86_400_000,
 *   workers: [{ name: "poller", behaviour: { life: { kind: "exponential", meanMs: 86_400_000 } } }],
 * }, { engine: "policy" });
 * assert(metrics.group.availability! > 0.9999);
 * ```
 */
export async function survey(scenario: Scenario, options: SurveyOptions = {}): Promise<Survey> {
  checkKeys("survey", "", options, ["seed", "engine", "limit", "signal"] satisfies (keyof SurveyOptions)[]);
  const { seed: given = 1, engine = "real", limit = Number.MAX_SAFE_INTEGER, signal } = options;
  checkChoice("survey", "engine", engine, ["real", "policy"]);
  checkNumber("survey", "limit", limit, { min: 1, integer: true });
  resolveDriverOptions("survey", { signal });
  const seed = parseSeed(given);
  const cast = castOf(scenario);
  const streams = new RandomStreams(seed);
  const hash = new Hash();
  const meters = new Map(cast.members.map((member) => [member.name, new WorkerMeter(member)]));
  const storm = new StormWatch(stormMs);
  let eventCount = 0;
  let groupFailures = 0;
  let dutyEndMs = Infinity;
  const phases = new PhaseWatch([...meters.keys()], (worker, change) => {
    if (change.atMs <= dutyEndMs) meters.get(worker)!.change(change);
  });
  const listen = (event: SupervisionEvent) => {
    eventCount++;
    hashEvent(hash, event);
    if ("worker" in event) {
      meters.get(event.worker)?.count(event);
      if (event.type === "started" && meters.has(event.worker)) storm.started(event.worker, event.atMs);
    } else if (event.type === "group-finished") {
      if (event.outcome === "failed") groupFailures++;
    } else if (event.type === "group-stopping" && event.group === undefined && dutyEndMs === Infinity) {
      // Only the first stop of all counts; what another one failed is no end of duty.
      dutyEndMs = event.reason === "escalation" ? Number.MAX_VALUE : event.atMs;
    }
    phases.apply(event);
  };
  const { endedAtMs, cutOffBy } = engine === "policy"
    ? await interruptiblePolicyEngine(cast, streams, limit, signal, listen)
    : await realEngine(cast, streams, limit, signal, undefined, listen);
  const endMs = cutOffBy === undefined ? scenario.horizonMs : endedAtMs;
  const untilMs = dutyEndMs > endMs ? endMs : dutyEndMs;
  const measured = [...meters.values()].map((meter) => meter.measured(untilMs));
  const metrics = {
    group: sum(measured, storm.peak, groupFailures, untilMs),
    workers: measured.map((each) => each.metrics),
  };
  return { scenario: scenario.name, seed, endedAtMs, cutOffBy, eventCount, metrics, hash: hash.digest() };
}
