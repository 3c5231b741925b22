/**
 * The same supervision under made-up time and made-up failures: a virtual clock for tests, and scenarios that are run, measured and
 * judged.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { supervise } from "@mainstay/supervisor";
 * import { VirtualClock } from "@mainstay/supervisor/simulation";
 *
 * const clock = new VirtualClock();
 * const startedAtMs: number[] = [];
 * supervise("failing", () => {
 *   startedAtMs.push(clock.now());
 *   throw new Error("down");
 * }, { clock, backoff: { baseMs: 100, jitter: "none" } });
 * await clock.advance(700);
 * assertEquals(startedAtMs, [0, 100, 300, 700]);
 * ```
 *
 * @module
 */

// Time
export {
  type RunOptions,
  type RunResult,
  type Settle,
  VirtualClock,
  type VirtualClockOptions,
} from "./virtual_clock.ts";

// Scenarios
export { checkScenario } from "./cast.ts";
export { underDialect } from "./under_dialect.ts";
export type {
  Act,
  Behaviour,
  Operation,
  Outage,
  Scenario,
  ScenarioGroup,
  ScenarioPolicy,
  ScenarioWorker,
  ScriptedError,
  ScriptedLife,
  Span,
  StopBehaviour,
} from "./scenario.ts";

// What goes wrong
export type {
  CascadeFault,
  CrashFault,
  Fault,
  FaultKind,
  FaultScope,
  FlakyCallsFault,
  SlowFault,
  SpellFault,
  StallFault,
  ThrowingObserverFault,
  WallClockJumpFault,
} from "./faults/fault.ts";
export { faultKinds } from "./faults/fault.ts";
export type { Chaos, FaultRule, PolicyRanges, Range, Recovery } from "./faults/chaos.ts";
export { type CatalogueEntry, faultCatalogue } from "./faults/fault_catalogue.ts";
export { faultText } from "./faults/fault_text.ts";
export type { RecoveryResult, Straggler } from "./faults/recovery.ts";

// Runs
export { simulate, type SimulateOptions } from "./simulate.ts";
export type { Breach, Engine, ExpectationResult, SimulationResult } from "./simulation_result.ts";
export type { GroupMetrics, Metrics, WorkerMetrics } from "./metrics.ts";
export { type Phase, type Stretch, timeline } from "./timeline.ts";
export { nextSeed, parseSeed } from "./seed.ts";
export { type Survey, survey, type SurveyOptions } from "./survey.ts";

// Campaigns
export { runCampaign } from "./campaign/campaign.ts";
export type { CampaignOptions } from "./campaign/campaign_options.ts";
export type {
  CampaignExpectation,
  CampaignFailure,
  CampaignResult,
  CoverageCount,
  FailedSeed,
  Histogram,
  Interval,
  SeedsExpectation,
} from "./campaign/campaign_result.ts";
export { regressionOf } from "./campaign/regression.ts";
export { shrinkCase, type ShrinkOptions, type Shrunk } from "./campaign/shrink.ts";
export type { SoughtFailure } from "./campaign/sought_failure.ts";
export { percentileOf } from "./campaign/histogram.ts";
export type { CampaignAbout } from "./campaign/campaign_tally.ts";
export type { Aggregate } from "./aggregate.ts";
export type { Unit } from "./figure_limit.ts";
export type { Capsule, ShrinkAccount, TraceDigest } from "./campaign/capsule.ts";
export { capsuleFrom, capsuleText } from "./campaign/capsule_text.ts";
export { type CoveragePoint, coveragePoints } from "./campaign/coverage.ts";
export { mergeCampaigns } from "./campaign/merge_campaigns.ts";
export { type Replay as CapsuleReplay, replayCapsule } from "./campaign/replay.ts";
export type { TraceDifference } from "./campaign/trace_digest.ts";
export {
  type CaseSize,
  curveBins,
  type RunFailure,
  type RunOutcome,
  type RunVerdict,
  type Subject,
  type SubjectRun,
  type SubjectRunOptions,
} from "./campaign/subject.ts";
export { supervisionSubject, type SupervisionSubjectOptions } from "./campaign/supervision_subject.ts";

// Services
export type { ApplicationState, Deed, ServicesRecord, SimulatedHook, StartUp } from "./services/services_record.ts";
export type { ServicesTrace } from "./services/services_trace.ts";
export type { ServiceInvariant } from "./services/invariants/service_invariant.ts";
export { serviceInvariants } from "./services/service_invariants.ts";

// Your own code
export { explore } from "./explore/explore.ts";
export type { ExploreOptions } from "./explore/explore_options.ts";
export type { ExploreClock, ExploreContext, ExploreTest } from "./explore/explore_context.ts";
export type { ExploreFailureKind } from "./explore/run_account.ts";
export type { Exploration } from "./explore/exploration.ts";
export { ExplorationError, type ExplorationFinding } from "./explore/exploration_error.ts";
export type { Faults, WrapOptions } from "./explore/fault_injector.ts";
export type {
  CallOutage,
  ExploredFault,
  ExploredFaultKind,
  LateCall,
  LoopStall,
  PointCrash,
  ThrowingCall,
  TimeOfDayJump,
} from "./explore/explored_fault.ts";
export type { DrawnKind, FaultOdds, FaultRules, FaultRulesByName } from "./explore/fault_odds.ts";
export { InjectedFault } from "./explore/injected_fault.ts";
export type { Replay } from "./explore/replay.ts";
export { guarded, type GuardedRun, type GuardOptions, unguarded, type UnhandledKind } from "./real_time_guard.ts";
export { RealTimeError } from "./real_time_error.ts";

// Judgement
export { invariants } from "./invariants.ts";
export type { Invariant } from "./invariants/invariant.ts";
export type { Trace, TraceMember, TraceOperation } from "./trace.ts";
export type { CastGroup } from "./cast_group.ts";
export type { AutoShutdown, DependencyFailureRule, GroupRules, Order, Strategy } from "../core/group_plan.ts";
export type { GroupBudget, GroupExhaustionRule, ResolvedGroupBudget } from "../core/group_budget.ts";
export type { ResolvedPolicy } from "../core/policy.ts";
export type { CutOff, Life } from "./engine_run.ts";
export { traceHash } from "./trace_hash.ts";
