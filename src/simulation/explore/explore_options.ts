import { checkBoolean, checkKeys, checkName, checkNumber, shown } from "../../core/option_check.ts";
import { resolveDriverOptions } from "../../drivers/driver_options.ts";
import { checkAllowed } from "../real_time_guard.ts";
import { checkText } from "../scenario_check.ts";
import { checkFaultRules, type FaultRulesByName } from "./fault_odds.ts";
import { readReplay, readSeed, type Replay, type WantedRun } from "./replay.ts";

/** How a test is explored. */
export interface ExploreOptions {
  /** What the test is called, for the line that runs it again: without it that line is one for every exploration that there is. */
  readonly name?: string;
  /**
   * How many seeds are run.
   * @default 100
   */
  readonly seeds?: number;
  /**
   * The first seed: a whole number, `0x` hex, or a git commit hash. The others follow it one by one.
   * @default 1
   */
  readonly seed?: number | bigint | string;
  /**
   * How long a run may take on its clock until the test has settled.
   * @default 86_400_000
   */
  readonly horizonMs?: number;
  /**
   * The most events of a run's clock. No more than 100,000 wrapped calls may be made at one moment of it. Code that goes on and on without an
   * event, and without a wrapped call that it awaits, cannot be ended.
   * @default 1_000_000
   */
  readonly limit?: number;
  /**
   * No run is begun after so much real time.
   * @default Infinity
   */
  readonly timeBudgetMs?: number;
  /** Ends the exploration when it aborts, between two seeds: what was run so far is the result. A failure is made no smaller then. */
  readonly signal?: AbortSignal;
  /** What may go wrong, by the name of the call or point. All kinds of faults, as each seed draws them, unless given. */
  readonly faults?: FaultRulesByName;
  /**
   * Whether the event loop stalls now and then.
   * @default true
   */
  readonly stalls?: boolean;
  /**
   * Whether the time of day jumps now and then.
   * @default true
   */
  readonly wallClockJumps?: boolean;
  /**
   * Whether each seed leaves out some kinds of faults wholly, and draws how likely the others are. Without it each one has 2 % of the calls.
   * @default true
   */
  readonly swarm?: boolean;
  /**
   * When everything heals, on the run's clock: nothing goes wrong from then on.
   * @default Infinity
   */
  readonly healAtMs?: number;
  /**
   * How much real time making a failure smaller may take.
   * @default 10_000
   */
  readonly shrinkMs?: number;
  /**
   * The share of the runs that are made twice, and must go the same way, from 0 to 1. Above 0 a replay is made twice too.
   * @default 0.05
   */
  readonly determinismShare?: number;
  /**
   * Whether real time, chance, timers and the network are errors in a run; what is listed in `allow` is not.
   * @default true
   */
  readonly guard?: boolean | { readonly allow: readonly string[] };
  /** What must have happened in one run at least, by the names that the test gives to `faults.sometimes`. */
  readonly requireSometimes?: readonly string[];
  /** One run, made again: as it is, or as the text that a failure prints. Without faults in it, they are drawn from its seed. */
  readonly replay?: Replay | string;
}

/** Options with nothing left open. */
export interface ResolvedExploreOptions {
  readonly name: string | undefined;
  readonly seeds: number;
  readonly seed: string;
  readonly horizonMs: number;
  readonly limit: number;
  readonly timeBudgetMs: number;
  readonly signal: AbortSignal | undefined;
  readonly faults: FaultRulesByName;
  readonly stalls: boolean;
  readonly wallClockJumps: boolean;
  readonly swarm: boolean;
  readonly healAtMs: number;
  readonly shrinkMs: number;
  readonly determinismShare: number;
  readonly allow: readonly string[] | undefined;
  readonly requireSometimes: readonly string[];
  readonly replay: WantedRun | undefined;
}

const optionFields = [
  "name",
  "seeds",
  "seed",
  "horizonMs",
  "limit",
  "timeBudgetMs",
  "signal",
  "faults",
  "stalls",
  "wallClockJumps",
  "swarm",
  "healAtMs",
  "shrinkMs",
  "determinismShare",
  "guard",
  "requireSometimes",
  "replay",
] as const satisfies readonly (keyof ExploreOptions)[];

/**
 * Fills in what options leave open, and checks them.
 *
 * @throws {TypeError} For an unknown option, or one that is not what it must be; the message names it.
 * @throws {RangeError} For a number that its option cannot hold, or a seed that is none.
 */
export function resolveExploreOptions(action: string, options: ExploreOptions): ResolvedExploreOptions {
  checkKeys(action, "", options, optionFields);
  const {
    name,
    seeds = 100,
    seed = 1,
    horizonMs = 86_400_000,
    limit = 1_000_000,
    timeBudgetMs = Infinity,
    signal,
    faults = {},
    stalls = true,
    wallClockJumps = true,
    swarm = true,
    healAtMs = Infinity,
    shrinkMs = 10_000,
    determinismShare = 0.05,
    guard = true,
    requireSometimes = [],
    replay,
  } = options;
  if (name !== undefined) checkName(action, name);
  checkNumber(action, "seeds", seeds, { min: 1, integer: true });
  checkNumber(action, "horizonMs", horizonMs, { min: 0, aboveMin: true });
  checkNumber(action, "limit", limit, { min: 1, integer: true });
  checkNumber(action, "timeBudgetMs", timeBudgetMs, { min: 0, orInfinity: true });
  resolveDriverOptions(action, { signal });
  checkFaultRules(action, "faults", faults);
  checkBoolean(action, "stalls", stalls);
  checkBoolean(action, "wallClockJumps", wallClockJumps);
  checkBoolean(action, "swarm", swarm);
  checkNumber(action, "healAtMs", healAtMs, { min: 0, orInfinity: true });
  checkNumber(action, "shrinkMs", shrinkMs, { min: 0 });
  if (!(typeof determinismShare === "number" && determinismShare >= 0 && determinismShare <= 1)) {
    throw new RangeError(
      `Cannot ${action}: "determinismShare" must be a number from 0 to 1, received ${shown(determinismShare)}`,
    );
  }
  checkNames(action, "requireSometimes", requireSometimes);
  return {
    name,
    seeds,
    seed: readSeed(action, "seed", seed),
    horizonMs,
    limit,
    timeBudgetMs,
    signal,
    faults,
    stalls,
    wallClockJumps,
    swarm,
    healAtMs,
    shrinkMs,
    determinismShare,
    allow: allowedBy(action, guard),
    requireSometimes,
    replay: replay === undefined ? undefined : readReplay(action, replay),
  };
}

function allowedBy(action: string, guard: ExploreOptions["guard"]): readonly string[] | undefined {
  if (typeof guard === "boolean") return guard ? [] : undefined;
  checkKeys(action, "guard", guard, ["allow"]);
  checkAllowed(action, "guard.allow", guard!.allow);
  return guard!.allow;
}

function checkNames(action: string, field: string, names: unknown): void {
  if (!Array.isArray(names)) {
    throw new TypeError(`Cannot ${action}: "${field}" must be a list of names, received ${shown(names)}`);
  }
  names.forEach((name, index) => checkText(action, `${field}[${index}]`, name));
}
