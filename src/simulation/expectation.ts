import { shown } from "../core/option_check.ts";
import type { GroupMetrics, Metrics, WorkerMetrics } from "./metrics.ts";
import { comparisons, limitUnits, type Unit } from "./figure_limit.ts";
import type { ExpectationResult } from "./simulation_result.ts";

/** The figures that an expectation can be about: where each stands in the metrics, and in what unit it is compared. */
const figures = {
  "availability": { field: "availability", unit: "%" },
  "policy-share": { field: "policyShare", unit: "%" },
  "starts": { field: "starts", unit: "" },
  "restarts": { field: "restarts", unit: "" },
  "restarts-per-hour": { field: "restartsPerHour", unit: "" },
  "crashes": { field: "crashes", unit: "" },
  "cooldowns": { field: "cooldowns", unit: "" },
  "abandoned": { field: "abandoned", unit: "" },
  "give-ups": { field: "giveUps", unit: "" },
  "group-failures": { field: "groupFailures", unit: "" },
  "recoveries": { field: "recoveries", unit: "" },
  "headroom": { field: "budgetHeadroom", unit: "" },
  "storm": { field: "stormPeak", unit: "" },
  "mean-recovery": { field: "meanRecoveryMs", unit: "ms" },
  "worst-recovery": { field: "worstRecoveryMs", unit: "ms" },
  "up": { field: "upMs", unit: "ms" },
  "starting": { field: "startingMs", unit: "ms" },
  "waiting": { field: "waitingMs", unit: "ms" },
  "cooling": { field: "coolingMs", unit: "ms" },
  "dead": { field: "deadMs", unit: "ms" },
} as const satisfies Readonly<Record<string, { field: keyof WorkerMetrics | keyof GroupMetrics; unit: Unit }>>;

/** An expectation that was read. */
export interface Expectation {
  readonly text: string;
  /** The worker that it is about; the group unless given. */
  readonly worker: string | undefined;
  readonly figure: keyof typeof figures;
  readonly comparison: string;
  /** In the figure's unit: percent, milliseconds, or a count. */
  readonly limit: number;
}

/**
 * Reads an expectation: `[worker: ]figure comparison number[unit]`, such as `availability >= 99.5%` or
 * `ingest: worst-recovery < 30s`.
 *
 * @throws {TypeError} For anything else. The message names the field and what is known in its place.
 */
export function parseExpectation(
  action: string,
  field: string,
  text: string,
  workers: readonly { readonly name: string }[],
): Expectation {
  const refuse = (why: string) => new TypeError(`Cannot ${action}: "${field}" ${why}, received ${shown(text)}`);
  const parts = typeof text === "string"
    ? /^(?:(.+):)?\s*([a-z-]+)\s*(>=|<=|==|<|>)\s*([\d._]+)\s*(%|ms|s|m|h|)$/.exec(text.trim())
    : null;
  if (parts === null) throw refuse('must read like "availability >= 99%" or "worker: restarts <= 5"');
  const [, worker, figure = "", comparison = "", number = "", suffix = ""] = parts;
  if (!Object.hasOwn(figures, figure)) throw refuse(`must be about one of ${Object.keys(figures).join(", ")}`);
  const known = figures[figure as keyof typeof figures];
  const { unit, factor } = limitUnits[suffix]!;
  const limit = Number(number.replaceAll("_", "")) * factor;
  if (!/\d/.test(number) || !Number.isFinite(limit)) throw refuse("must end in a number");
  if (unit !== known.unit) {
    const units = { "%": "percent (%)", "ms": "ms, s, m or h", "": "no unit" };
    throw refuse(`must give ${figure} in ${units[known.unit]}`);
  }
  if (worker !== undefined && !workers.some(({ name }) => name === worker.trim())) {
    const names = workers.slice(0, 10).map(({ name }) => `"${name}"`).join(", ");
    throw refuse(`names a worker that does not exist (there are ${names}${workers.length > 10 ? " …" : ""})`);
  }
  if (worker !== undefined && known.field === "stormPeak") {
    throw refuse("must not name a worker: a storm is the group's");
  }
  if (worker !== undefined && known.field === "groupFailures") {
    throw refuse("must not name a worker: it is groups that fail");
  }
  return { text, worker: worker?.trim(), figure: figure as keyof typeof figures, comparison, limit };
}

/** Compares an expectation with what came out. */
export function checkExpectation(expectation: Expectation, metrics: Metrics): ExpectationResult {
  const { text, worker, figure, comparison, limit } = expectation;
  const { field, unit } = figures[figure];
  const of = worker === undefined ? metrics.group : metrics.workers.find((each) => each.worker === worker);
  const raw = (of as unknown as Readonly<Record<string, number | null>> | undefined)?.[field] ?? null;
  const value = raw !== null && unit === "%" ? raw * 100 : raw;
  // Nobody ever went down: there is no recovery to be too slow.
  const recovers = figure === "mean-recovery" || figure === "worst-recovery";
  const vacuous = value === null && recovers && of?.worstRecoveryMs === null;
  return {
    expectation: text,
    held: vacuous || (value !== null && comparisons[comparison]!(value, limit)),
    value,
    shown: value === null
      ? "none"
      : `${Math.round(value * 1_000) / 1_000}${unit === "" ? "" : unit === "%" ? "%" : " ms"}`,
  };
}
