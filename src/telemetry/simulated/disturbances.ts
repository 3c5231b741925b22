import { checkKeys, checkNumber, shown } from "../../core/option_check.ts";
import type { Stall } from "../../simulation/faults/member_fault.ts";
import { below, checkList } from "../../simulation/scenario_check.ts";
import type { CastLoad } from "./executor_cast.ts";
import type { BodyHang, ExecutorScenario, ScenarioBurst, WallClockJump } from "./executor_scenario.ts";
import { beginningMs } from "./run_beginning.ts";

/** The end of the year 9999, in milliseconds since the epoch. */
const latestMs = 253_402_300_799_999;

/** What goes wrong around an executor besides its store, each list in the order of its times, until everything heals. */
export interface Disturbances {
  /** Times in which the event loop does nothing. */
  readonly stalls: readonly Stall[];
  /** When the time of day is set. */
  readonly wallClockJumps: readonly WallClockJump[];
  /** When many executions begin at once. */
  readonly bursts: readonly ScenarioBurst[];
  /** When bodies hang. */
  readonly hangs: readonly CastHang[];
}

/** A time in which bodies hang, with its default. */
export interface CastHang extends BodyHang {
  /** Which share of the bodies hangs. */
  readonly share: number;
}

/**
 * Checks what goes wrong besides the store.
 *
 * @throws {TypeError} For an unknown field, or a load that does not exist; the message names the field.
 * @throws {RangeError} For a number that its field cannot hold.
 */
export function castDisturbances(
  action: string,
  { stalls = [], wallClockJumps = [], bursts = [], hangs = [], recovery }: ExecutorScenario,
  load: readonly CastLoad[],
): Disturbances {
  const healedAtMs = recovery?.fromMs ?? Infinity;
  const each = <Item extends object>(
    field: string,
    list: readonly Item[],
    fields: readonly (keyof Item & string)[],
  ) => {
    checkList(action, field, list);
    list.forEach((item, index) => checkKeys(action, `${field}[${index}]`, item, fields));
    return list.map((item, index) => ({ item, path: `${field}[${index}]` }));
  };
  for (const { item: { atMs, forMs }, path } of each("stalls", stalls, ["atMs", "forMs"])) {
    checkNumber(action, below(path, "atMs"), atMs, { min: 0 });
    checkNumber(action, below(path, "forMs"), forMs, { min: 0, aboveMin: true });
  }
  checkJumps(action, each("wallClockJumps", wallClockJumps, ["atMs", "byMs"]));
  for (const { item: { atMs, load: path, count }, path: at } of each("bursts", bursts, ["atMs", "load", "count"])) {
    checkNumber(action, below(at, "atMs"), atMs, { min: 0 });
    checkLoad(action, below(at, "load"), path, load);
    checkNumber(action, below(at, "count"), count, { min: 1, integer: true });
  }
  for (const { item, path } of each("hangs", hangs, ["fromMs", "toMs", "load", "share"])) {
    const { fromMs, toMs, share = 1 } = item;
    checkNumber(action, below(path, "fromMs"), fromMs, { min: 0 });
    checkNumber(action, below(path, "toMs"), toMs, { min: fromMs, aboveMin: true });
    if (item.load !== undefined) checkLoad(action, below(path, "load"), item.load, load);
    checkNumber(action, below(path, "share"), share, { min: 0, aboveMin: true });
    if (share > 1) throw new RangeError(`Cannot ${action}: "${path}.share" must be at most 1, received ${share}`);
  }
  return {
    stalls: inTime(stalls, healedAtMs),
    wallClockJumps: inTime(wallClockJumps, healedAtMs),
    bursts: inTime(bursts, healedAtMs),
    hangs: hangs.filter(({ fromMs }) => fromMs < healedAtMs)
      .map((hang) => ({ share: 1, ...hang, toMs: Math.min(hang.toMs, healedAtMs) })),
  };
}

function inTime<Item extends { readonly atMs: number }>(list: readonly Item[], healedAtMs: number): readonly Item[] {
  return list.filter(({ atMs }) => atMs < healedAtMs).toSorted((one, other) => one.atMs - other.atMs);
}

/** Ids hold the time of day in 48 bits, so that it must not get out of hand. */
function checkJumps(action: string, jumps: readonly { readonly item: WallClockJump; readonly path: string }[]): void {
  for (const { item: { atMs, byMs }, path } of jumps) {
    checkNumber(action, below(path, "atMs"), atMs, { min: 0 });
    checkNumber(action, below(path, "byMs"), byMs, { min: -latestMs });
  }
  let wallMs = beginningMs;
  for (const { item: { atMs, byMs }, path } of jumps.toSorted((one, other) => one.item.atMs - other.item.atMs)) {
    wallMs += byMs;
    if (wallMs + atMs >= 0 && wallMs + atMs <= latestMs) continue;
    throw new RangeError(
      `Cannot ${action}: "${path}.byMs" must leave the time of day between the years 1970 and 9999, received ${byMs}`,
    );
  }
}

function checkLoad(action: string, field: string, path: string, load: readonly CastLoad[]): void {
  const paths = load.map(({ owner, name }) => `${owner}/${name}`);
  if (paths.includes(path)) return;
  const known = paths.map((each) => `"${each}"`).join(", ");
  throw new TypeError(`Cannot ${action}: "${field}" must be one of ${known}, received ${shown(path)}`);
}
