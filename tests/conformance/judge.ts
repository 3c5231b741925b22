import { compare, type Comparison, withoutOrder } from "./compare.ts";
import { differences } from "./differences.ts";
import type { Fact, Observation } from "./observation.ts";
import { isPool, recordedOtp } from "./otp_recorded.ts";
import { replayOtp } from "./otp_replay.ts";
import type { OtpSetting } from "./otp_tree.ts";
import { recordedSuture } from "./suture_recorded.ts";
import { replaySuture } from "./suture_replay.ts";
import type { OtpTrace, SutureTrace, Trace } from "./trace.ts";

/** What became of one trace. */
export interface Verdict {
  /** What differs and should not. */
  readonly problems: readonly string[];
  /** The deliberate differences that were at work, by name. */
  readonly uses: ReadonlySet<string>;
}

/** Replays a trace and compares. */
export async function judge(trace: Trace): Promise<Verdict> {
  try {
    return trace.system === "suture" ? await judgeSuture(trace) : await judgeOtp(trace);
  } catch (thrown) {
    return { problems: [`the replay failed: ${Deno.inspect(thrown)}`], uses: new Set() };
  }
}

/**
 * With a mailbox at each supervisor a trace must be matched whatever happened in it. Without, as this library is used, it must be
 * matched where no deliberate difference was at work.
 */
async function judgeOtp(trace: OtpTrace): Promise<Verdict> {
  const { setting, problems, uses } = await judgeAsErlang(trace);
  if (problems.length > 0) return { problems, uses };
  const inOneTree = await judgeReplay(trace, { ...setting, supervisors: "groups" });
  const excuses = new Set(inOneTree.problems.length > 0 ? excusesOf(trace, uses) : []);
  const found = excuses.size > 0 ? [] : inOneTree.problems.map((problem) => `without mailboxes: ${problem}`);
  if (trace.derived.boundary === "safe") {
    const exact = await judgeReplay(trace, { ...setting, window: "sliding" });
    found.push(...exact.problems.map((problem) => `with an exact window: ${problem}`));
  }
  const abnormal = "subtree-failure-is-abnormal";
  if (hasTransientSubtree(trace.config)) {
    const loud = await judgeReplay(trace, { ...setting, subtreeFailure: "abnormal" });
    if (loud.problems.length > 0 && uses.has(abnormal)) excuses.add(abnormal);
    else found.push(...loud.problems.map((problem) => `with ${abnormal}: ${problem}`));
  }
  const kept = [...uses, ...inOneTree.uses].filter((name) => name !== "does-not-block" && name !== abnormal);
  return { problems: found, uses: new Set([...kept, ...excuses]) };
}

/** The deliberate differences for which a trace may not be matched without mailboxes: what they are about happened in it. */
function excusesOf(trace: OtpTrace, uses: ReadonlySet<string>): string[] {
  return differences
    .filter(({ name, applies }) =>
      name === "does-not-block" ? uses.has(name) : name === "no-orphans" && applies!(trace)
    )
    .map(({ name }) => name);
}

/** Erlang's seconds tick where they tick: a quantized trace must be matched by one phase of them. */
async function judgeAsErlang(trace: OtpTrace): Promise<Verdict & { readonly setting: OtpSetting }> {
  const { boundary } = trace.derived;
  const { phase_ms } = trace.config;
  const phases = phase_ms !== undefined
    ? [phase_ms]
    : boundary === "quantized"
    ? Array.from({ length: 20 }, (_, index) => 50 * index)
    : [0];
  const verdicts = [];
  for (const phaseMs of phases) {
    const setting: OtpSetting = {
      supervisors: "processes",
      phaseMs,
      window: "whole-seconds",
      subtreeFailure: "clean",
    };
    const verdict = { ...await judgeReplay(trace, setting), setting };
    if (verdict.problems.length === 0) return verdict;
    verdicts.push(verdict);
  }
  return verdicts[0]!;
}

async function judgeReplay(trace: OtpTrace, setting: OtpSetting): Promise<Verdict> {
  const { tags } = trace;
  const diesByLinks = tags.includes("link-death-order");
  const hasNoOrder = isPool(trace) || tags.includes("parallel-stop");
  const { observation, uses } = await replayOtp(trace, setting);
  const [recorded, replayed] = [recordedOtp(trace), observation].map(diesByLinks ? withEndsApart : (same) => same);
  const problems = compare(recorded!, replayed!, {
    toleranceMs: tags.includes("virtual-clock") ? 10 : 30,
    unordered: hasNoOrder ? "ends" : "nothing",
  });
  return { problems, uses };
}

/** Who dies with a killed supervisor does so while that one's own supervisor goes on: at one moment ends come in any order. */
function withEndsApart(observation: Observation): Observation {
  const isEnd = ({ text }: Fact) => text.startsWith("-");
  const order = observation.order!;
  return { ...observation, order: order.filter((fact) => !isEnd(fact)), ends: withoutOrder(order.filter(isEnd)) };
}

function hasTransientSubtree({ children }: OtpTrace["config"]): boolean {
  return children.some(({ restart, sup }) =>
    sup !== undefined && (restart === "transient" || hasTransientSubtree(sup))
  );
}

/** What differs must be undone, or expected, by one deliberate difference that is at work, if that can be told. */
async function judgeSuture(trace: SutureTrace): Promise<Verdict> {
  const comparison: Comparison = { toleranceMs: 30, unordered: "moments" };
  const recorded = recordedSuture(trace);
  const { observation, uses } = await replaySuture(trace, { quietAborts: false });
  const problems = compare(recorded, observation, comparison);
  if (problems.length === 0) return { problems, uses };
  for (const { name, applies, expected, undone } of differences) {
    if (!applies?.(trace)) continue;
    const isUnlike = expected === undefined && !undone;
    const seen = undone ? (await replaySuture(trace, { quietAborts: true })).observation : observation;
    if (isUnlike || compare(expected?.(recorded, trace) ?? recorded, seen, comparison).length === 0) {
      return { problems: [], uses: new Set([...uses, name]) };
    }
  }
  return { problems, uses };
}
