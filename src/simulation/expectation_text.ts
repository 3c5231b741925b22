import { shown } from "../core/option_check.ts";
import { type Aggregate, aggregateNamed } from "./aggregate.ts";
import { comparisons, limitUnits, type Unit } from "./figure_limit.ts";

/** An expectation as it stands there, `[worker: ]figure comparison number[unit]`, before anybody asks what it is about. */
export interface ExpectationText {
  /** What stands before the colon. */
  readonly worker: string | undefined;
  /** What is made of many values, as in `p95(recovery)`. */
  readonly aggregate: Aggregate | undefined;
  /** The figure's name. */
  readonly figure: string;
  /** What stands in its brackets, as in `storm(10s)`. */
  readonly argument: string | undefined;
  readonly comparison: string;
  /** In `unit`. */
  readonly limit: number;
  readonly unit: Unit;
}

/** The known figures of a kind of scenario, by name, with what each is counted in. */
export interface KnownFigures {
  /** Figures of which a run gives one value. */
  readonly figures: Readonly<Record<string, { readonly unit: Unit }>>;
  /** Those of which a run gives many, so that an expectation must say what is made of them. */
  readonly samples: Readonly<Record<string, { readonly unit: Unit }>>;
}

const units: Readonly<Record<Unit, string>> = { "%": "percent (%)", "ms": "ms, s, m or h", "": "no unit" };

/** The error for an expectation that is none. */
export function refusedExpectation(action: string, field: string, text: unknown, why: string): TypeError {
  return new TypeError(`Cannot ${action}: "${field}" ${why}, received ${shown(text)}`);
}

/**
 * Reads an expectation.
 *
 * @param example What it must read like, for who wrote something else.
 * @throws {TypeError} For anything else, and for a figure that is not known. The message names the field and what is known in its place.
 */
export function readExpectation(
  action: string,
  field: string,
  text: string,
  { figures, samples }: KnownFigures,
  example: string,
): ExpectationText {
  const refuse = (why: string) => refusedExpectation(action, field, text, why);
  const parts = typeof text === "string"
    ? /^(?:(.+):)?\s*([a-z][^:<>=]*?)\s*(>=|<=|==|<|>)\s*([\d._]+)\s*(%|ms|s|m|h|)$/.exec(text.trim())
    : null;
  const term = parts === null ? undefined : termOf(parts[2]!);
  if (parts === null || term === undefined) throw refuse(`must read like ${example}`);
  const { aggregate, figure, argument } = term;
  const isSample = Object.hasOwn(samples, figure);
  if (!isSample && !Object.hasOwn(figures, figure)) {
    const inner = argument === undefined ? undefined : termOf(argument)?.figure;
    if (inner !== undefined && (Object.hasOwn(samples, inner) || Object.hasOwn(figures, inner))) {
      throw refuse(`must take p50, p95, p99.9 or another percentile, max, min, mean or total of ${inner}`);
    }
    throw refuse(`must be about one of ${[...Object.keys(figures), ...Object.keys(samples)].join(", ")}`);
  }
  if (isSample && aggregate === undefined) {
    throw refuse(`must say what of all values is meant, such as p95(${figure}), max(${figure}) or mean(${figure})`);
  }
  const [, worker, , comparison = "", number = "", suffix = ""] = parts;
  const { unit: own } = (isSample ? samples : figures)[figure]!;
  const { unit, factor } = limitUnits[suffix]!;
  const limit = Number(number.replaceAll("_", "")) * factor;
  if (!/\d/.test(number) || !Number.isFinite(limit)) throw refuse("must end in a number");
  if (unit !== own) throw refuse(`must give ${figure} in ${units[own]}`);
  if (aggregate === "total" && unit === "%") throw refuse(`must not sum up ${figure}: it is a share`);
  return { worker: worker?.trim(), aggregate, figure, argument, comparison, limit, unit };
}

function termOf(text: string): Pick<ExpectationText, "aggregate" | "figure" | "argument"> | undefined {
  if (/^[a-z-]+$/.test(text)) return { aggregate: undefined, figure: text, argument: undefined };
  const [, outer, inner] = /^([a-z][a-z\d.-]*)\s*\((.*)\)$/.exec(text) ?? [];
  if (outer === undefined) return undefined;
  const aggregate = aggregateNamed(outer);
  if (aggregate === undefined) return { aggregate, figure: outer, argument: inner!.trim() };
  const term = termOf(inner!.trim());
  return term === undefined || term.aggregate !== undefined ? undefined : { ...term, aggregate };
}

/** Whether a value keeps the limit. */
export function keeps({ comparison, limit }: Pick<ExpectationText, "comparison" | "limit">, value: number): boolean {
  return comparisons[comparison]!(value, limit);
}

/** A figure as text with its unit, for people. */
export function shownFigure(value: number | null, unit: Unit): string {
  if (value === null) return "none";
  return `${Math.round(value * 1_000) / 1_000}${unit === "" ? "" : unit === "%" ? "%" : " ms"}`;
}
