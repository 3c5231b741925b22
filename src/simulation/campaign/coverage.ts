import type { WorkerEvent } from "../../core/event.ts";
import type { Cast } from "../cast.ts";
import { faultKinds } from "../faults/fault.ts";
import type { SimulationResult } from "../simulation_result.ts";
import { CoveredRun, type Step } from "./covered_run.ts";
import { faultEffects } from "./fault_effects.ts";

/** Something that must happen sometimes: a campaign in which it never does has not looked there. */
export interface CoveragePoint {
  /** Its name. */
  readonly name: string;
  /** What happens, in a sentence. */
  readonly description: string;
}

interface CountedPoint extends CoveragePoint {
  /** How often it happened. */
  hits(run: CoveredRun): number;
}

const decisions = ["cooldown-started", "gave-up", "escalated", "restart-held"] as const;
const budgets: readonly string[] = ["worker-budget", "group-budget", "max-cooldowns"];

/** How many events of a type there are. */
function told(type: WorkerEvent["type"] | "group-paused" | "group-resumed", description: string, name: string = type) {
  return { name, description, hits: (run: CoveredRun) => run.all(type).length };
}

/** How many decisions were bound by one of these rules. */
function bound(name: string, description: string, rules: readonly string[]): CountedPoint {
  return {
    name,
    description,
    hits: (run) =>
      decisions.reduce((sum, type) => sum + run.all(type).filter(({ rule }) => rules.includes(rule)).length, 0),
  };
}

function started(name: string, description: string, after: "cooldown" | "manual"): CountedPoint {
  return { name, description, hits: (run) => run.all("started").filter((event) => event.after === after).length };
}

/** Who is stopped that did not run. */
function stoppedAfter(name: string, description: string, types: readonly WorkerEvent["type"][]): CountedPoint {
  const is = ({ event, before }: Step) =>
    event.type === "finished" && event.outcome === "stopped" && before !== undefined && types.includes(before.type);
  return { name, description, hits: (run) => run.steps("finished").filter(is).length };
}

/** Whether a wait for a restart was over that had been as long as one can be, and had not been cut short. */
function waitedLongest(run: CoveredRun, { event: { atMs }, before }: Step): boolean {
  if (before?.type !== "restart-scheduled") return false;
  const { worker, ceilingMs, delayMs } = before;
  return ceilingMs >= (run.policyOf(worker)?.backoff.maxMs ?? Infinity) && atMs >= before.atMs + delayMs;
}

const countedPoints: readonly CountedPoint[] = [
  bound("budget-exhausted", "A restart was refused because a budget was spent.", budgets),
  told("cooldown-started", "A cooldown began."),
  started("cooldown-ended", "A worker was started again after a cooldown.", "cooldown"),
  told("gave-up", "A worker or a group was given up."),
  told("escalated", "A child's failure failed its group."),
  {
    name: "group-failed",
    description: "A group ended because a child had failed it.",
    hits: (run) => run.all("group-finished").filter(({ outcome }) => outcome === "failed").length,
  },
  {
    name: "crash-in-start",
    description: "A worker crashed before it was ready, or in the instant of its start.",
    hits: (run) =>
      run.steps("crashed").filter(({ event, before }) =>
        (event.type === "crashed" && event.ranMs === 0) || (before?.type === "started" && !before.ready)
      ).length,
  },
  {
    name: "crash-in-stop",
    description: "A worker that was asked to stop threw an error of its own.",
    hits: (run) => run.all("stopped").filter(({ error }) => error !== undefined).length,
  },
  told("abandoned", "A worker still ran at the end of its grace."),
  told("late-exit", "A worker ended after it had been abandoned."),
  told("startup-timeout", "A worker was not ready in time."),
  told("healthy", "A worker was ready long enough for its attempts to start over.", "healthy-reset"),
  {
    name: "restart-at-max-delay",
    description: "A worker waited out a delay that had grown as far as its backoff lets it, before jitter.",
    hits: (run) =>
      [...run.steps("started"), ...run.steps("start-held")].filter((step) => waitedLongest(run, step)).length,
  },
  {
    name: "group-restart",
    description: "Others were restarted with a child that crashed.",
    hits: (run) =>
      run.groupRestarts.filter(({ event, others }) => event.strategy !== "dependents" && others > 0).length,
  },
  {
    name: "dependents-restart",
    description: "Those that depend on a child were restarted with it.",
    hits: (run) => run.all("group-restarting").filter(({ strategy }) => strategy === "dependents").length,
  },
  told("start-held", "A start waited for what the worker depends on."),
  told("group-paused", "A group paused because its budget was spent."),
  told("group-resumed", "The pause of a group ended."),
  {
    name: "auto-shutdown",
    description: "A group ended because its significant children had.",
    hits: (run) => run.all("group-stopping").filter(({ reason }) => reason === "auto-shutdown").length,
  },
  stoppedAfter("stop-while-waiting", "A worker was stopped while it waited for its restart.", [
    "restart-scheduled",
    "restart-held",
  ]),
  stoppedAfter("stop-while-cooling", "A worker was stopped in a cooldown.", ["cooldown-started"]),
  bound("non-retryable", "A worker failed with an error that no restart can mend.", ["non-retryable"]),
  bound("fatal", "A worker failed with an error that fails its group at once.", ["fatal"]),
  {
    name: "simultaneous-crashes",
    description: "Two or more workers crashed in one instant.",
    hits: (run) => {
      // What a group ends with is told as a crash too.
      const crashes = run.all("crashed").filter(({ worker }) => run.isWorker(worker));
      return [...Map.groupBy(crashes, ({ atMs }) => atMs).values()]
        .filter((together) => together.some(({ worker }) => worker !== together[0]!.worker)).length;
    },
  },
  {
    name: "storm",
    description: "Five or more were started again within one second.",
    hits: (run) => run.result.metrics.group.stormPeak >= 5 ? 1 : 0,
  },
  started("manual-restart", "A worker was started by hand.", "manual"),
  told("added", "A child was added by hand."),
  told("removed", "A child left its group."),
  {
    name: "lost-readiness",
    description: "A worker that ran was ready no longer.",
    hits: (run) => run.lostReadiness.length,
  },
  {
    name: "recovered-readiness",
    description: "A worker that ran became ready again.",
    hits: (run) => run.steps("ready").filter(({ before }) => before?.type === "not-ready").length,
  },
  told("completed", "A worker ended in good order.", "clean-exit"),
  {
    name: "terminate-tree",
    description: "An error ended a whole group, or the groups around it too.",
    // On its way up it is told again of each group.
    hits: (run) =>
      run.all("escalated").filter(({ rule, worker }) => rule === "terminate-tree" && run.isWorker(worker)).length,
  },
  ...faultKinds.map((kind): CountedPoint => ({
    name: `fault:${kind}`,
    description: `A fault of the kind "${kind}" had an effect on somebody.`,
    hits: (run) => faultEffects(run, kind),
  })),
];

/**
 * What must happen sometimes in a supervision, by the order in which it is shown.
 *
 * @example What a campaign has not come to
 * ```ts
 * import { assert } from "@std/assert";
 * import { coveragePoints, runCampaign, type Scenario, supervisionSubject } from "@mainstay/supervisor/simulation";
 *
 * const scenario: Scenario = { name: "quiet", horizonMs: 60_000, workers: [{ name: "mail" }] };
 * const { coverage } = await runCampaign(supervisionSubject(scenario), { runs: 3 });
 * const never = coveragePoints.filter(({ name }) => coverage[name]?.runs === 0);
 * assert(never.some(({ name }) => name === "budget-exhausted"));
 * ```
 */
export const coveragePoints: readonly CoveragePoint[] = Object.freeze(countedPoints);

/** The coverage points that a run hit, each with how often. */
export function coverageOf(result: SimulationResult, cast: Cast): Readonly<Record<string, number>> {
  const run = new CoveredRun(result, cast);
  const hits = countedPoints.map((point) => [point.name, point.hits(run)] as const);
  return Object.fromEntries(hits.filter(([, count]) => count > 0));
}
