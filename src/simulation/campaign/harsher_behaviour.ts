import { typicalMs } from "./typical_span.ts";
import type { ResolvedPolicy } from "../../core/policy.ts";
import type { Behaviour, ScriptedError, ScriptedLife, Span } from "../scenario.ts";

/** What of a policy decides whether a behaviour is worse than another one. */
export type BehaviourTerms = Pick<ResolvedPolicy, "startupTimeoutMs" | "clean">;

/**
 * Whether a behaviour is worse than another one in any respect: shorter lives, or lives where there were none, more crashes, a later "ready", or
 * none where it must say so. Lives in a script in place of drawn ones are taken as those that were lived.
 */
export function isHarsherBehaviour(behaviour: Behaviour, than: Behaviour, terms: BehaviourTerms): boolean {
  const { life, end, readyAfter, script } = behaviour;
  if (life !== undefined) {
    if (than.life === undefined || isShorter(life, than.life)) return true;
    if (end !== "return" && than.end === "return") return true;
  }
  if (script !== undefined && than.script !== undefined && hasShorterLives(behaviour, than)) return true;
  if (readyAfter !== undefined && (than.readyAfter === undefined || isShorter(than.readyAfter, readyAfter))) {
    return true;
  }
  if (crashes(behaviour, terms) > crashes(than, terms) && than.script !== undefined) return true;
  if (life !== undefined && isSpared(than.error, terms) && !isSpared(behaviour.error, terms)) return true;
  return stopMs(behaviour) > stopMs(than) || isLate(behaviour, than, terms.startupTimeoutMs);
}

function isShorter(span: Span, than: Span): boolean {
  if (span.kind === "uniform" && than.kind === "uniform") return span.minMs < than.minMs || span.maxMs < than.maxMs;
  return typicalMs(span) < typicalMs(than);
}

/** Whether its shortest life is shorter, or its second shortest one, and so on; or what it repeats is. */
function hasShorterLives(behaviour: Behaviour, than: Behaviour): boolean {
  const { script = [], afterScript = "life" } = behaviour;
  const lives = script.map(lifeMs);
  const others = than.script!.map(lifeMs);
  const byLength = others.toSorted((a, b) => a - b);
  if (lives.toSorted((a, b) => a - b).some((ms, index) => ms < (byLength[index] ?? Infinity))) return true;
  if (afterScript === "repeat-last") return lives.length > 0 && lives.at(-1)! < others.at(-1)!;
  return afterScript === "start-over" && lives.length < others.length;
}

/** How long a life of a script is of use. */
function lifeMs({ acts }: ScriptedLife): number {
  return acts.find(({ do: deed }) => deed === "crash" || deed === "return" || deed === "hang")?.atMs ?? Infinity;
}

function crashes({ script = [] }: Behaviour, terms: BehaviourTerms): number {
  return script.flatMap(({ acts }) => acts).filter((act) => act.do === "crash" && !isSpared(act.error, terms)).length;
}

/** Whether an error is an orderly end. */
function isSpared(error: ScriptedError | undefined, { clean }: BehaviourTerms): boolean {
  return error !== undefined && (error.name === "ShutdownError" || clean.includes(error.name));
}

function stopMs({ onStop = "at-once" }: Behaviour): number {
  if (typeof onStop === "object") return onStop.takesMs;
  return onStop === "ignore" ? Infinity : 0;
}

/** Whether more of its lives exceed the start-up limit, where there is one. */
function isLate(behaviour: Behaviour, than: Behaviour, limitMs: number | undefined): boolean {
  if (limitMs === undefined) return false;
  if (saysReadyAtLast(than) && !saysReadyAtLast(behaviour)) return true;
  return than.script !== undefined && lateLives(behaviour, limitMs) > lateLives(than, limitMs);
}

function lateLives({ script = [] }: Behaviour, limitMs: number): number {
  return script.filter((life) => {
    const atMs = life.acts.find(({ do: deed }) => deed === "ready")?.atMs ?? Infinity;
    return Math.min(atMs, lifeMs(life)) >= limitMs;
  }).length;
}

/** Whether it says that it is ready in the lives that follow its script, or in all of them without one. */
function saysReadyAtLast({ readyAfter, script = [], afterScript = "life" }: Behaviour): boolean {
  if (script.length === 0 || afterScript === "life") return readyAfter !== undefined;
  const says = ({ acts }: ScriptedLife) => acts.some(({ do: deed }) => deed === "ready");
  return afterScript === "repeat-last" ? says(script.at(-1)!) : script.every(says);
}
