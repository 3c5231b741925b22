import { checkChoice, checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import { checkError } from "../behaviour_check.ts";
import type { CastMember, CastOutage } from "../cast_member.ts";
import type { Outage, Scenario, ScriptedError } from "../scenario.ts";
import { checkList, checkText } from "../scenario_check.ts";
import { beginOf, type Fault, faultKinds } from "./fault.ts";
import type { Jump, MemberFault, Spell, Stall } from "./member_fault.ts";

/** Something that goes wrong, and whom it strikes. */
interface Strike {
  readonly fromMs: number;
  readonly outage?: CastOutage;
  readonly fault?: MemberFault;
  /** Everybody unless given. */
  readonly paths: ReadonlySet<string> | undefined;
}

const outageFields = ["name", "fromMs", "toMs", "workers", "error", "crashAfterMs"] satisfies (keyof Outage)[];

/** The fields of each kind of fault, but for `kind`. */
const faultFields: { readonly [Kind in Fault["kind"]]: readonly string[] } = {
  "crash": ["atMs", "workers", "error"],
  "crash-burst": ["atMs", "workers", "error"],
  "cascade": ["atMs", "workers", "delayMs"],
  "crash-in-start": ["fromMs", "toMs", "workers"],
  "crash-in-stop": ["fromMs", "toMs", "workers"],
  "hang": ["fromMs", "toMs", "workers"],
  "ignored-stop": ["fromMs", "toMs", "workers"],
  "lost-readiness": ["fromMs", "toMs", "workers"],
  "outage": ["fromMs", "toMs", "workers"],
  "slow-start": ["fromMs", "toMs", "workers", "byMs"],
  "slow-stop": ["fromMs", "toMs", "workers", "byMs"],
  "flaky-calls": ["fromMs", "toMs", "workers", "everyMs", "share"],
  "stall": ["atMs", "forMs"],
  "wall-clock-jump": ["atMs", "byMs"],
  "throwing-observer": ["fromMs", "toMs"],
};

/** What goes wrong in a scenario, outages and faults, and whom it strikes; nothing of it once all has healed. */
export class Afflictions {
  /** Whether any of them names whom it strikes. */
  readonly namesSome: boolean;
  /** The times in which the event loop does nothing; none reaches beyond the horizon. */
  readonly stalls: readonly Stall[];
  /** The times in which whoever is told of events throws. */
  readonly observerFaults: readonly Spell[];
  /** The jumps of the time of day. */
  readonly jumps: readonly Jump[];
  readonly #action: string;
  readonly #healsAtMs: number;
  /** By their beginning. */
  readonly #strikes: readonly Strike[];
  readonly #ofAll: Pick<CastMember, "outages" | "faults" | "healsAtMs">;
  readonly #known = new Set<string>();
  /** Who is named, by the field. */
  readonly #named: readonly (readonly [field: string, paths: readonly string[]])[];

  /**
   * @throws {TypeError} For an unknown field or kind, an empty name, a list that is none.
   * @throws {RangeError} For a number that its field cannot hold.
   */
  constructor(
    action: string,
    { outages = [], faults = [], chaos, recovery, horizonMs }: Pick<
      Scenario,
      "outages" | "faults" | "chaos" | "recovery" | "horizonMs"
    >,
  ) {
    checkList(action, "outages", outages);
    checkList(action, "faults", faults);
    this.#action = action;
    this.#healsAtMs = recovery?.fromMs ?? Infinity;
    const ofOutages = Array.from(outages, (outage, index) => strikeOf(action, `outages[${index}]`, outage));
    const ofFaults = Array.from(faults, (fault, index) => {
      checkFault(action, `faults[${index}]`, fault);
      return strikesOf(fault);
    });
    const strikes = [...ofOutages, ...ofFaults.flat()];
    this.namesSome = strikes.some(({ paths }) => paths !== undefined) || namesWorkers(chaos);
    this.#strikes = strikes.flatMap((strike) => healed(strike, this.#healsAtMs)).sort((a, b) => a.fromMs - b.fromMs);
    this.#ofAll = this.#struckBy(this.#strikes);
    const untilMs = Math.min(this.#healsAtMs, horizonMs);
    this.stalls = stallsOf(faults, untilMs);
    this.jumps = faults.flatMap((fault) =>
      fault.kind === "wall-clock-jump" && fault.atMs < untilMs ? [{ atMs: fault.atMs, byMs: fault.byMs }] : []
    );
    this.observerFaults = faults.flatMap((fault) =>
      fault.kind === "throwing-observer" && fault.fromMs < untilMs
        ? [{ fromMs: fault.fromMs, toMs: Math.min(fault.toMs, untilMs) }]
        : []
    );
    this.#named = [
      ...outages.map(({ workers = [] }, index) => [`outages[${index}].workers`, workers] as const),
      ...faults.map((fault, index) =>
        [`faults[${index}].workers`, "workers" in fault ? fault.workers ?? [] : []] as const
      ),
    ];
  }

  /** What strikes whoever goes by any of these paths. */
  of(paths: readonly string[]): Pick<CastMember, "outages" | "faults" | "healsAtMs"> {
    for (const path of paths) this.#known.add(path);
    if (!this.namesSome) return this.#ofAll;
    return this.#struckBy(
      this.#strikes.filter((strike) => strike.paths === undefined || paths.some((path) => strike.paths!.has(path))),
    );
  }

  /**
   * Checks, when it was asked about everybody, that all who were named exist.
   *
   * @throws {TypeError} For a path that nobody goes by.
   */
  checkNames(): void {
    for (const [field, paths] of this.#named) {
      for (const path of paths) checkChoice(this.#action, field, path, [...this.#known]);
    }
  }

  /** The paths that somebody goes by, of all who were asked about. */
  get known(): Iterable<string> {
    return this.#known;
  }

  #struckBy(strikes: readonly Strike[]): Pick<CastMember, "outages" | "faults" | "healsAtMs"> {
    return {
      outages: strikes.flatMap(({ outage }) => outage ?? []),
      faults: strikes.flatMap(({ fault }) => fault ?? []),
      healsAtMs: this.#healsAtMs,
    };
  }
}

/** Whether a rule of the chaos names whom it may strike. Whether it is a rule at all is checked later. */
function namesWorkers(chaos: Scenario["chaos"]): boolean {
  return Object.values(chaos?.faults ?? {}).some((rule) => typeof rule === "object" && rule?.workers !== undefined);
}

/** One after the other: what begins while another one lasts is a part of it. */
function stallsOf(faults: readonly Fault[], untilMs: number): readonly Stall[] {
  const stalls: Stall[] = [];
  let busyUntilMs = 0;
  for (const fault of faults.toSorted((a, b) => beginOf(a) - beginOf(b))) {
    if (fault.kind !== "stall" || fault.atMs < busyUntilMs || fault.atMs >= untilMs) continue;
    busyUntilMs = Math.min(fault.atMs + fault.forMs, untilMs);
    if (busyUntilMs > fault.atMs) stalls.push({ atMs: fault.atMs, forMs: busyUntilMs - fault.atMs });
  }
  return stalls;
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
    fromMs,
    outage: { fromMs, toMs, crashAfterMs, error: error ?? { name: "OutageError", message: name } },
    paths: workers && new Set(workers),
  };
}

/**
 * Throws unless a fault is one.
 *
 * @param path Where it stands, such as `faults[2]`.
 * @throws {TypeError} For an unknown field or kind, or a list that is none.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function checkFault(action: string, path: string, fault: Fault): void {
  if (typeof fault !== "object" || fault === null) {
    throw new TypeError(`Cannot ${action}: "${path}" must be a fault, received ${shown(fault)}`);
  }
  checkChoice(action, `${path}.kind`, fault.kind, faultKinds);
  const fields = faultFields[fault.kind];
  checkKeys(action, path, fault, ["kind", ...fields]);
  const given = fault as unknown as Readonly<Record<string, unknown>>;
  const number = (field: string, rule: Parameters<typeof checkNumber>[3]) => {
    if (fields.includes(field)) checkNumber(action, `${path}.${field}`, given[field], rule);
  };
  number("atMs", { min: 0 });
  number("fromMs", { min: 0 });
  number("toMs", { min: given.fromMs as number, aboveMin: true });
  number("delayMs", { min: 0 });
  number("forMs", { min: 0, aboveMin: true });
  number("everyMs", { min: 0, aboveMin: true });
  number("byMs", fault.kind === "wall-clock-jump" ? { min: -Number.MAX_SAFE_INTEGER } : { min: 0, aboveMin: true });
  number("share", { min: 0, aboveMin: true });
  if (fault.kind === "flaky-calls" && fault.share > 1) {
    throw new RangeError(`Cannot ${action}: "${path}.share" must be at most 1, received ${fault.share}`);
  }
  if (given.error !== undefined) checkError(action, `${path}.error`, given.error as ScriptedError);
  if (given.workers === undefined && fault.kind !== "cascade") return;
  if (!fields.includes("workers")) return;
  checkList(action, `${path}.workers`, given.workers);
  if ((given.workers as readonly unknown[]).length > 0) return;
  throw new TypeError(`Cannot ${action}: "${path}.workers" must name somebody; without it all are struck`);
}

/** What a fault does, worker by worker. */
function strikesOf(fault: Fault): readonly Strike[] {
  const paths = "workers" in fault && fault.workers !== undefined ? new Set(fault.workers) : undefined;
  switch (fault.kind) {
    case "crash":
    case "crash-burst": {
      const { atMs, error = { name: "CrashFault" } } = fault;
      return [{ fromMs: atMs, fault: { kind: "crash", atMs, error }, paths }];
    }
    case "cascade":
      return fault.workers.map((path, index) => {
        const atMs = fault.atMs + index * fault.delayMs;
        return {
          fromMs: atMs,
          fault: { kind: "crash", atMs, error: { name: "CascadeFault" } },
          paths: new Set([path]),
        };
      });
    case "outage": {
      const { fromMs, toMs } = fault;
      return [{ fromMs, outage: { fromMs, toMs, crashAfterMs: 0, error: { name: "OutageFault" } }, paths }];
    }
    case "stall":
    case "wall-clock-jump":
    case "throwing-observer":
      return [];
    default: {
      const { workers: _, ...own } = fault;
      return [{ fromMs: fault.fromMs, fault: own as MemberFault, paths }];
    }
  }
}

/** The same without what comes after the moment at which all heals. */
function healed(strike: Strike, healsAtMs: number): readonly Strike[] {
  if (healsAtMs === Infinity) return [strike];
  if (strike.fromMs >= healsAtMs) return [];
  const { outage, fault } = strike;
  const toMs = (spell: Spell) => Math.min(spell.toMs, healsAtMs);
  return [{
    ...strike,
    ...(outage === undefined ? {} : { outage: { ...outage, toMs: toMs(outage) } }),
    ...(fault === undefined || fault.kind === "crash" ? {} : { fault: { ...fault, toMs: toMs(fault) } }),
  }];
}
