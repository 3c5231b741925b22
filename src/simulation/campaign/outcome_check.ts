import { checkChoice, shown } from "../../core/option_check.ts";
import { type CampaignAbout, verdicts } from "./campaign_tally.ts";
import { curveBins, type RunOutcome } from "./subject.ts";

/**
 * Throws unless an outcome says what can be counted: nothing that its subject does not tell of would be seen.
 *
 * @throws {TypeError} Names the field.
 */
export function checkOutcome(action: string, about: CampaignAbout, outcome: RunOutcome): void {
  checkChoice(action, "verdict", outcome.verdict, verdicts);
  for (const field of ["figures", "samples"] as const) {
    for (const name of Object.keys(outcome[field])) {
      if (Object.hasOwn(about[field], name)) continue;
      throw new TypeError(
        `Cannot ${action}: "${field}" must have no name that its subject's "about" has not, received ${shown(name)}`,
      );
    }
  }
  const { length } = outcome.upCurve;
  if (length !== 0 && length !== curveBins) {
    throw new TypeError(`Cannot ${action}: "upCurve" must have ${curveBins} parts or none, received ${length}`);
  }
}
