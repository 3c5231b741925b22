import { checkChoice, checkKeys, checkNumber } from "../core/option_check.ts";
import { checkError } from "./behaviour_check.ts";
import type { CastOutage } from "./cast_member.ts";
import type { Outage } from "./scenario.ts";
import { checkList, checkText } from "./scenario_check.ts";

interface Strike {
  readonly outage: CastOutage;
  /** Whom it strikes; everybody unless given. */
  readonly paths: ReadonlySet<string> | undefined;
}

const outageFields = ["name", "fromMs", "toMs", "workers", "error", "crashAfterMs"] satisfies (keyof Outage)[];

/** A scenario's outages, and whom they strike. */
export class Outages {
  /** Whether any of them names whom it strikes. */
  readonly namesSome: boolean;
  readonly #action: string;
  /** By their beginning. */
  readonly #strikes: readonly Strike[];
  readonly #all: readonly CastOutage[];
  readonly #known = new Set<string>();
  readonly #outages: readonly Outage[];

  /**
   * @throws {TypeError} For an unknown field, an empty name, a list that is none.
   * @throws {RangeError} For a number that its field cannot hold.
   */
  constructor(action: string, outages: readonly Outage[] = []) {
    checkList(action, "outages", outages);
    this.#action = action;
    this.#outages = outages;
    this.#strikes = Array.from(outages, (outage, index) => strikeOf(action, `outages[${index}]`, outage))
      .sort((a, b) => a.outage.fromMs - b.outage.fromMs);
    this.#all = this.#strikes.map(({ outage }) => outage);
    this.namesSome = this.#strikes.some(({ paths }) => paths !== undefined);
  }

  /** The outages that strike whoever goes by any of these paths. */
  of(paths: readonly string[]): readonly CastOutage[] {
    if (!this.namesSome) return this.#all;
    for (const path of paths) this.#known.add(path);
    return this.#strikes.filter((strike) => strike.paths === undefined || paths.some((path) => strike.paths!.has(path)))
      .map(({ outage }) => outage);
  }

  /**
   * Checks, when it was asked about everybody, that all who were named exist.
   *
   * @throws {TypeError} For a path that nobody goes by.
   */
  checkNames(): void {
    this.#outages.forEach(({ workers = [] }, index) => {
      for (const path of workers) checkChoice(this.#action, `outages[${index}].workers`, path, [...this.#known]);
    });
  }
}

function strikeOf(action: string, path: string, outage: Outage): Strike {
  checkKeys(action, path, outage, outageFields);
  const { name, fromMs, toMs, workers, error, crashAfterMs = 0 } = outage;
  checkText(action, `${path}.name`, name);
  checkNumber(action, `${path}.fromMs`, fromMs, { min: 0 });
  checkNumber(action, `${path}.toMs`, toMs, { min: fromMs, aboveMin: true });
  checkNumber(action, `${path}.crashAfterMs`, crashAfterMs, { min: 0 });
  if (error !== undefined) checkError(action, `${path}.error`, error);
  if (workers !== undefined) checkList(action, `${path}.workers`, workers);
  return {
    outage: { fromMs, toMs, crashAfterMs, error: error ?? { name: "OutageError", message: name } },
    paths: workers && new Set(workers),
  };
}
