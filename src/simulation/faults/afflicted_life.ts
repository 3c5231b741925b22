import type { CastMember } from "../cast_member.ts";
import { naturalLog } from "../exact_math.ts";
import type { Act, ScriptedError, StopBehaviour } from "../scenario.ts";
import { failedCleanUp, type StopPlan, stopPlanOf } from "../stop_plan.ts";
import type { MemberFault, Spell } from "./member_fault.ts";

type Of<Kind extends MemberFault["kind"]> = MemberFault extends infer Each
  ? Each extends { kind: infer Own } ? Kind extends Own ? Each & { kind: Kind } : never : never
  : never;

/** What an incarnation would do by itself. */
export interface OwnLife {
  /** When it starts. */
  readonly startMs: number;
  /** What it does, on the run's clock, in order. */
  readonly acts: readonly Act[];
  /** What it does when it is asked to stop. */
  readonly onStop: StopBehaviour;
}

/** What it does under faults. */
export interface AfflictedLife {
  /** What it does, on the run's clock, in order. */
  readonly acts: readonly Act[];
  /** When it crashes first by faults alone, and what it throws then. */
  readonly crash: { readonly atMs: number; readonly error: ScriptedError } | undefined;
  /** When it begins to hang by itself, which it does until all heals: nothing else strikes it then. */
  readonly hangsFromMs: number;
  /** What it does when it is asked to stop at that moment. */
  readonly stops: (nowMs: number) => StopPlan;
}

/** What a fault in the start throws. */
export const startFault: ScriptedError = { name: "StartFault", message: "crashed in its start" };
const callFault: ScriptedError = { name: "CallFault", message: "a call failed" };

/**
 * What faults make of an incarnation's life, in this order: it heals, becomes ready late, loses its readiness, hangs, crashes.
 *
 * @param random Drawn from once for each time of flaky calls that the incarnation may live to see.
 */
export function afflict(
  own: OwnLife,
  { faults, healsAtMs, behaviour, policy }: Pick<CastMember, "faults" | "healsAtMs" | "behaviour" | "policy">,
  random: () => number,
): AfflictedLife {
  const { startMs } = own;
  const mustSay = behaviour.readyAfter !== undefined || (policy.startupTimeoutMs ?? Infinity) < Infinity;
  const heals = healsAtMs < Infinity;
  const ownActs = heals ? healed(own, healsAtMs, policy.minUptimeMs, mustSay) : own.acts;
  const hangs = of(faults, "hang").sort((a, b) => a.fromMs - b.fromMs);
  const isSilent = behaviour.readyAfter === undefined && behaviour.script === undefined;
  let acts = delayed(ownActs, startMs, of(faults, "slow-start"), healsAtMs);
  for (const spell of of(faults, "lost-readiness")) acts = withoutReadiness(acts, startMs, spell, isSilent, heals);
  acts = acts.map((act) => ({ ...act, atMs: afterHangs(act.atMs, hangs) }));
  const crash = firstCrash(startMs, faults, hangs, random);
  return {
    acts,
    crash: crash.atMs < healsAtMs ? crash : undefined,
    hangsFromMs: acts.find(({ do: deed }) => deed === "hang")?.atMs ?? Infinity,
    stops: (nowMs) => stopAt(nowMs, own.onStop, faults, hangs, healsAtMs),
  };
}

function of<Kind extends MemberFault["kind"]>(faults: readonly MemberFault[], kind: Kind): Of<Kind>[] {
  return faults.filter(({ kind: own }) => own === kind) as Of<Kind>[];
}

function covers({ fromMs, toMs }: Spell, atMs: number): boolean {
  return fromMs <= atMs && atMs < toMs;
}

/**
 * From the moment of healing on it does nothing wrong any more.
 *
 * @param mustSay Whether it is not ready until it says so: who would have crashed before that says it instead.
 */
function healed(
  { acts, startMs }: OwnLife,
  healsAtMs: number,
  minUptimeMs: number,
  mustSay: boolean,
): readonly Act[] {
  const isReady = (act: Act | undefined) => act?.do !== "not-ready";
  const before = acts.filter(({ atMs }) => atMs < healsAtMs);
  // To return too soon is to fail.
  const isRight = ({ atMs, do: deed }: Act) => deed === "ready" || (deed === "return" && atMs - startMs >= minUptimeMs);
  const isNever = mustSay && !acts.some(({ do: deed }) => deed === "ready");
  const after = acts.filter(({ atMs }) => atMs >= healsAtMs)
    .map((act): Act => isNever && act.do === "crash" ? { atMs: act.atMs, do: "ready" } : act)
    .filter(isRight);
  const last = before.findLast(({ do: deed }) => deed === "ready" || deed === "not-ready");
  const again: Act[] = isReady(last) ? [] : [{ atMs: healsAtMs, do: "ready" }];
  return [...before, ...again, ...after];
}

/** It becomes ready later, and not at all if its end comes before that. */
function delayed(
  acts: readonly Act[],
  startMs: number,
  slow: readonly Of<"slow-start">[],
  healsAtMs: number,
): readonly Act[] {
  const byMs = slow.reduce((sum, fault) => covers(fault, startMs) ? sum + fault.byMs : sum, 0);
  const first = acts.findIndex(({ do: deed }) => deed === "ready");
  if (byMs === 0 || first < 0) return acts;
  const { atMs } = acts[first]!;
  // What has been made late is late no more once all has healed.
  const late = { ...acts[first]!, atMs: Math.min(atMs + byMs, Math.max(atMs, healsAtMs)) };
  return inserted(acts.toSpliced(first, 1), late, healsAtMs < Infinity);
}

/** Puts an act where its time is, after those of the same time; nothing comes after an end, and after a hang only what heals. */
function inserted(acts: readonly Act[], act: Act, heals: boolean): readonly Act[] {
  const place = acts.findIndex(({ atMs }) => atMs > act.atMs);
  const end = acts.findIndex(({ do: deed }) => deed === "crash" || deed === "return" || (deed === "hang" && !heals));
  const at = place < 0 ? acts.length : place;
  return end >= 0 && at > end ? acts : acts.toSpliced(at, 0, act);
}

/**
 * What is ready when the time begins is not until it is over; what would become ready meanwhile becomes so then.
 *
 * @param isSilent Whether it never says that it is ready, and so is from its start on.
 */
function withoutReadiness(
  acts: readonly Act[],
  startMs: number,
  spell: Spell,
  isSilent: boolean,
  heals: boolean,
): readonly Act[] {
  const before = acts.findLast(({ atMs, do: deed }) =>
    atMs < spell.fromMs && (deed === "ready" || deed === "not-ready")
  );
  const wasReady = before === undefined ? isSilent && startMs < spell.fromMs : before.do === "ready";
  const kept = acts.filter(({ atMs, do: deed }) => !covers(spell, atMs) || (deed !== "ready" && deed !== "not-ready"));
  const within = acts.findLast(({ atMs, do: deed }) =>
    covers(spell, atMs) && (deed === "ready" || deed === "not-ready")
  );
  const isReadyAfter = within === undefined ? wasReady : within.do === "ready";
  const lost = wasReady ? inserted(kept, { atMs: spell.fromMs, do: "not-ready" }, heals) : kept;
  return isReadyAfter ? inserted(lost, { atMs: spell.toMs, do: "ready" }, heals) : lost;
}

/** When something comes that was to come at that time. */
function afterHangs(atMs: number, hangs: readonly Spell[]): number {
  for (const hang of hangs) if (covers(hang, atMs)) atMs = hang.toMs;
  return atMs;
}

function firstCrash(
  startMs: number,
  faults: readonly MemberFault[],
  hangs: readonly Spell[],
  random: () => number,
): { readonly atMs: number; readonly error: ScriptedError } {
  let first = { atMs: Infinity, error: callFault };
  const meet = (atMs: number, error: ScriptedError) => {
    if (atMs < first.atMs) first = { atMs, error };
  };
  for (const fault of faults) {
    // Who starts at the very moment of a crash has not been running.
    if (fault.kind === "crash" && fault.atMs > startMs) meet(fault.atMs, fault.error);
    if (fault.kind === "crash-in-start" && covers(fault, startMs)) meet(startMs, startFault);
    if (fault.kind === "flaky-calls" && startMs < fault.toMs) {
      const atMs = afterHangs(failedCall(startMs, fault, random()), hangs);
      if (atMs < fault.toMs) meet(atMs, callFault);
    }
  }
  return first;
}

/** When the first call fails: each one by itself, so that their number is spread geometrically. */
function failedCall(startMs: number, { fromMs, everyMs, share }: Of<"flaky-calls">, chance: number): number {
  const first = Math.max(1, Math.ceil((fromMs - startMs) / everyMs));
  // Of a share so small that 1 less it is 1 the logarithm is the share itself.
  const passes = 1 - share === 1 ? -share : naturalLog(1 - share);
  const passed = share === 1 ? 0 : Math.floor(naturalLog(1 - chance) / passes);
  return startMs + (first + passed) * everyMs;
}

/** It takes notice of the stop late, if it ignores it or hangs; then it cleans up, and may fail at that. */
function stopAt(
  nowMs: number,
  own: StopBehaviour,
  faults: readonly MemberFault[],
  hangs: readonly Spell[],
  healsAtMs: number,
): StopPlan {
  const healed = nowMs >= healsAtMs;
  const ignoredUntilMs = own === "ignore" && !healed ? healsAtMs : latestEnd(of(faults, "ignored-stop"), nowMs);
  if (ignoredUntilMs === Infinity) return stopPlanOf("ignore");
  const heedsAtMs = afterHangs(Math.max(nowMs, ignoredUntilMs), hangs);
  const byMs = of(faults, "slow-stop").reduce((sum, fault) => covers(fault, nowMs) ? sum + fault.byMs : sum, 0);
  const ownMs = typeof own === "object" ? own.takesMs : 0;
  // What is late is late no more once all has healed.
  const takesMs = Math.min(ownMs + byMs, Math.max(ownMs, healsAtMs - heedsAtMs));
  const isAtOnce = heedsAtMs === nowMs && byMs === 0 && typeof own !== "object";
  const fails = (own === "throw" && !healed) || of(faults, "crash-in-stop").some((fault) => covers(fault, nowMs));
  return {
    ...(ignoredUntilMs > 0 ? { goesOnUntilMs: ignoredUntilMs } : {}),
    ...(isAtOnce ? {} : { endsAfterMs: heedsAtMs - nowMs + takesMs + lostTo(hangs, heedsAtMs, takesMs) }),
    ...(fails ? { error: failedCleanUp } : {}),
  };
}

/** When the last of those is over that last now; 0 if none does. */
function latestEnd(spells: readonly Spell[], nowMs: number): number {
  return spells.reduce((end, spell) => covers(spell, nowMs) ? Math.max(end, spell.toMs) : end, 0);
}

/** How much longer something takes, by hangs that begin while it is done. */
function lostTo(hangs: readonly Spell[], fromMs: number, takesMs: number): number {
  let lostMs = 0;
  let hungUntilMs = fromMs;
  for (const hang of hangs) {
    if (hang.fromMs < fromMs || hang.fromMs >= fromMs + takesMs + lostMs || hang.toMs <= hungUntilMs) continue;
    lostMs += hang.toMs - Math.max(hang.fromMs, hungUntilMs);
    hungUntilMs = hang.toMs;
  }
  return lostMs;
}
