import type { Clock } from "../../core/clock.ts";
import { draw } from "../../simulation/life_plan.ts";
import type { ExecutionRequest } from "../execution.ts";
import type { ExecutionStatus } from "../execution_record.ts";
import type { CastLoad } from "./executor_cast.ts";
import type { BodyOutcomes, ScenarioBurst } from "./executor_scenario.ts";
import type { BodyEnd, SimulatedExecution } from "./executor_trace.ts";

/** What a simulated load works with. */
export interface SimulatedLoadTerms {
  readonly clock: Clock;
  /** Answers a number in [0, 1) at each call. */
  readonly random: () => number;
  /** Whether somebody executes now. */
  readonly isOpen: () => boolean;
  /** Whether a body that begins now never ends, whatever its load says; none does unless given. */
  readonly hangs?: () => boolean;
  /** Executes; answers how that ended. */
  readonly execute: (request: ExecutionRequest<void>) => Promise<ExecutionStatus>;
  /** Is told when a body begins. */
  readonly began: (execution: SimulatedExecution) => void;
  /** Is told when an execution is over. */
  readonly over: (execution: SimulatedExecution, status: ExecutionStatus) => void;
}

const ends = { success: "returned", error: "threw", timeout: "threw-timeout" } as const;

/** Has its bodies executed, again and again, until the load is over. Each execution draws as much chance, whatever comes of it. */
export async function simulateLoad(load: CastLoad, terms: SimulatedLoadTerms): Promise<void> {
  const { clock, random, isOpen } = terms;
  for (let atMs = load.fromMs;;) {
    atMs += draw(load.every, random);
    const takesMs = load.takes === undefined ? 0 : draw(load.takes, random);
    const outcome = chosen(load.outcomes, random());
    if (atMs >= load.toMs) return;
    await clock.sleep(Math.max(0, atMs - clock.now()));
    if (load.ignoresStop || isOpen()) execute(load, takesMs, outcome, terms);
  }
}

/** Has the bodies of a burst executed at this moment, if somebody executes now. */
export function simulateBurst(load: CastLoad, burst: ScenarioBurst, terms: SimulatedLoadTerms): void {
  const { random, isOpen } = terms;
  for (let left = burst.count; left > 0; left--) {
    const takesMs = load.takes === undefined ? 0 : draw(load.takes, random);
    const outcome = chosen(load.outcomes, random());
    if (load.ignoresStop || isOpen()) execute(load, takesMs, outcome, terms, burst);
  }
}

function execute(
  load: CastLoad,
  takesMs: number,
  outcome: keyof BodyOutcomes,
  terms: SimulatedLoadTerms,
  burst?: ScenarioBurst,
): void {
  const { clock } = terms;
  const { kind, owner, name, tier, timeoutMs } = load;
  let execution: SimulatedExecution | undefined;
  const end = (how: BodyEnd): void => {
    execution!.body = { how, atMs: clock.now() };
    if (how === "returned") return;
    throw how === "threw" ? new Error("it failed") : new DOMException("it took too long", "TimeoutError");
  };
  const run = ({ id }: { readonly id: string }): void | Promise<void> => {
    const isHung = terms.hangs?.() ?? false;
    execution = {
      id,
      load: `${owner}/${name}`,
      tier,
      timeoutMs,
      startedAtMs: clock.now(),
      burst,
      isHung,
      body: undefined,
      overAtMs: undefined,
    };
    terms.began(execution);
    if (isHung || outcome === "hang") return new Promise(() => {});
    return takesMs === 0 ? end(ends[outcome]) : clock.sleep(takesMs).then(() => end(ends[outcome]));
  };
  terms.execute({ kind, owner, name, tier, timeoutMs, run }).then((status) => {
    // Whoever rejects it before its body begins has executed nothing.
    if (execution === undefined) return;
    execution.overAtMs = clock.now();
    terms.over(execution, status);
  });
}

/** One of the outcomes, by their shares. */
function chosen(outcomes: Required<BodyOutcomes>, chance: number): keyof BodyOutcomes {
  const shares = Object.entries(outcomes).filter(([, share]) => share > 0) as [keyof BodyOutcomes, number][];
  let left = chance * shares.reduce((sum, [, share]) => sum + share, 0);
  for (const [outcome, share] of shares) {
    if (left < share) return outcome;
    left -= share;
  }
  return shares.at(-1)![0];
}
