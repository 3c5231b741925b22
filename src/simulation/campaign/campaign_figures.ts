import type { Cast } from "../cast.ts";
import { type Expectation, parseExpectation } from "../expectation.ts";
import { figureNames, isSample, nameOfFigure, sampleNames, unitOf } from "../figure.ts";
import type { Unit } from "../figure_limit.ts";
import type { CampaignExpectation } from "./campaign_result.ts";

/** Figures without a value where there is nothing to be judged: no recovery, or a budget without a limit. */
const orNone: readonly string[] = ["mean-recovery", "worst-recovery", "policy-share", "headroom"];
const parsed = new WeakMap<Cast, readonly Expectation[]>();

/** What a scenario expects, read. */
export function expectationsOf(cast: Cast): readonly Expectation[] {
  const known = parsed.get(cast);
  if (known !== undefined) return known;
  const { scenario: { expect = [] }, members } = cast;
  const read = expect.map((text, index) => parseExpectation("run the campaign", `expect[${index}]`, text, members));
  parsed.set(cast, read);
  return read;
}

/** What a scenario expects, in the form that campaigns judge. */
export function campaignExpectations(cast: Cast): readonly CampaignExpectation[] {
  return expectationsOf(cast).map((expectation): CampaignExpectation => {
    const { text, figure, aggregate, comparison, limit } = expectation;
    return {
      expectation: text,
      name: nameOfFigure(expectation),
      isSample: isSample(figure),
      ...(aggregate === undefined ? {} : { aggregate }),
      comparison,
      limit,
      unit: unitOf(figure),
      orNone: isSample(figure) || orNone.includes(figure),
    };
  });
}

/**
 * All figures that a campaign keeps of each run, and all samples, by name with their units: those of all workers together, and those that
 * expectations are about.
 */
export function campaignFigures(
  cast: Cast,
): { readonly figures: Readonly<Record<string, Unit>>; readonly samples: Readonly<Record<string, Unit>> } {
  const named = expectationsOf(cast).map((each) => [nameOfFigure(each), each.figure] as const);
  const units = (own: readonly (readonly [string, Expectation["figure"]])[]) =>
    Object.fromEntries(own.map(([name, figure]) => [name, unitOf(figure)]));
  return {
    figures: units([...figureNames.map((name) => [name, name] as const), ...named.filter(([, own]) => !isSample(own))]),
    samples: units([...sampleNames.map((name) => [name, name] as const), ...named.filter(([, own]) => isSample(own))]),
  };
}
