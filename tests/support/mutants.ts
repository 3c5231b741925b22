import type { SupervisionEvent } from "../../src/core/event.ts";
import { Failure } from "../../src/core/failure.ts";
import type { GroupMember, GroupPlan, GroupRules, Order } from "../../src/core/group_plan.ts";
import { GroupSupervision, type Place } from "../../src/core/group_supervision.ts";
import type { Subject } from "../../src/core/outbox.ts";
import type { ResolvedPolicy } from "../../src/core/policy.ts";
import type { GroupReport } from "../../src/core/report.ts";
import { type Exit, Supervision } from "../../src/core/supervision.ts";
import type { WorkerStatus } from "../../src/core/worker_status.ts";
import type { MakeGroup } from "../../src/simulation/policy_engine.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";

/** A supervisor with one planted fault, the scenario in which it shows, and the one invariant that must see it. */
export interface Mutant {
  readonly fault: string;
  readonly invariant: string;
  readonly scenario: Scenario;
  readonly makeGroup: MakeGroup;
}

const crashing = { life: { kind: "fixed", ms: 500 } } as const;
const crashingOnce = { script: [{ acts: [{ atMs: 500, do: "crash" }] }] } as const;
const returning = { life: { kind: "fixed", ms: 500 }, end: "return" } as const;
const slowToStop = { onStop: { takesMs: 2_000 } } as const;
const slowToStart = { readyAfter: { kind: "fixed", ms: 300 } } as const;
const plain = { baseMs: 100, multiplier: 2, maxMs: 1_000, jitter: "none" } as const;

function scenario(rest: Omit<Scenario, "name" | "horizonMs"> & Partial<Scenario>): Scenario {
  return { name: "mutant", horizonMs: 20_000, ...rest };
}

/** A group whose faults are in all groups inside it too. */
class MutantGroup extends GroupSupervision {
  protected override nest({ members, rules }: GroupPlan, place: Place): GroupSupervision {
    return new (this.constructor as typeof MutantGroup)(members, rules, place);
  }
}

function made(Group: typeof MutantGroup): MakeGroup {
  return (members, rules) => new Group(members, rules);
}

/** Supervises every child under a policy that is not the agreed one. */
function underPolicy(change: (policy: ResolvedPolicy) => Partial<ResolvedPolicy>): MakeGroup {
  return otherwise(change, () => ({}));
}

/** Supervises every group by rules that are not the agreed ones. */
function underRules(change: (rules: GroupRules) => Partial<GroupRules>): MakeGroup {
  return otherwise(() => ({}), change);
}

function otherwise(
  policyOf: (policy: ResolvedPolicy) => Partial<ResolvedPolicy>,
  rulesOf: (rules: GroupRules) => Partial<GroupRules>,
): MakeGroup {
  const plan = ({ members, rules }: GroupPlan): GroupPlan => ({
    members: members.map(member),
    rules: { ...rules, ...rulesOf(rules) },
  });
  const member = (each: GroupMember): GroupMember => ({
    ...each,
    policy: { ...each.policy, ...policyOf(each.policy) },
    ...(each.group === undefined ? {} : { group: plan(each.group) }),
  });
  return (members, rules) => {
    const changed = plan({ members, rules });
    return new GroupSupervision(changed.members, changed.rules);
  };
}

/** Tells of each event as `retell` has it: not at all, once, or more often. */
function retelling(
  retell: (event: SupervisionEvent, group: GroupSupervision) => readonly SupervisionEvent[],
): MakeGroup {
  return made(
    class extends MutantGroup {
      override tell(event: SupervisionEvent, subject: Subject): void {
        for (const told of retell(event, this)) super.tell(told, subject);
      }
    },
  );
}

/** Supervises every child by decisions of another kind. */
function supervisedBy(Decisions: typeof Supervision): MakeGroup {
  return made(
    class extends MutantGroup {
      protected override supervise(member: GroupMember, index: number, path: string): Supervision {
        return new Decisions(member, index, path, this);
      }
    },
  );
}

/** Takes a start-up that timed out for a crash, without waiting for the incarnation to end. */
class HastySupervision extends Supervision {
  override onDue(nowMs: number): void {
    if (this.status !== "starting") return super.onDue(nowMs);
    this.onReady(this.incarnation, undefined, nowMs - 1);
    this.onExit(this.incarnation, new Failure(new Error("not ready in time")), nowMs);
  }
}

/** Forgets, at a stop, the workers that wait for a restart. */
class ForgetfulSupervision extends Supervision {
  override doom(fate: "stop" | "hold", nowMs: number): boolean {
    return this.status === "waiting" ? false : super.doom(fate, nowMs);
  }
}

/** Lets whoever was forgotten start. */
class ForgetfulGroup extends MutantGroup {
  protected override supervise(member: GroupMember, index: number, path: string): Supervision {
    return new ForgetfulSupervision(member, index, path, this);
  }

  override admits(): boolean {
    return true;
  }
}

/** Makes its group believe that it is up while it starts. */
class BoastfulSupervision extends Supervision {
  override get status(): WorkerStatus {
    return super.status === "starting" ? "ready" : super.status;
  }
}

/** Makes its group believe that it is up while it waits. */
class ImpatientSupervision extends Supervision {
  override get status(): WorkerStatus {
    return super.status === "waiting" ? "ready" : super.status;
  }
}

/** Makes its group believe that it need not be waited for. */
class CarelessSupervision extends Supervision {
  override doom(fate: "stop" | "hold", nowMs: number): boolean {
    return super.doom(fate, nowMs) && fate === "stop";
  }
}

/** Forgets who was abandoned. */
class HeartlessSupervision extends Supervision {
  override get isLeftBehind(): boolean {
    return false;
  }
}

/** Takes the failure of a group for an orderly end. */
class SoothingSupervision extends Supervision {
  override onExit(incarnation: number, exit: Exit, nowMs: number): void {
    super.onExit(incarnation, this.member.group === undefined ? exit : undefined, nowMs);
  }
}

/** Goes on waiting when what it waited for has ended. */
class FaithfulSupervision extends Supervision {
  override waitInVain(): void {}
}

/** Does not wait at all. */
class HopelessSupervision extends Supervision {
  override waitFor(dependencies: readonly string[], nowMs: number): void {
    super.waitFor(dependencies, nowMs);
    this.waitInVain(nowMs);
  }
}

/** Takes who is not ready any more for ready. */
class TrustingSupervision extends Supervision {
  override get status(): WorkerStatus {
    return super.status === "unready" ? "ready" : super.status;
  }
}

/** Forgets who depends on whom, and stops in another order than was agreed. */
function withoutDependencies(stopOrder: Order): MakeGroup {
  return (members, rules) =>
    new GroupSupervision(members.map(({ dependsOn: _, ...member }) => member), { ...rules, stopOrder });
}

/** The planted faults, for each invariant at least one. */
export const mutants: readonly Mutant[] = [
  {
    fault: "allows one restart more than the budget",
    invariant: "budget-window",
    scenario: scenario({
      horizonMs: 60_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 3, periodMs: 60_000 } }],
    }),
    makeGroup: underPolicy(({ budget }) => ({ budget: { ...budget, intensity: budget.intensity + 1 } })),
  },
  {
    fault: "forgets restarts that are a period old where whole seconds count",
    invariant: "budget-window",
    scenario: scenario({
      workers: [{
        name: "a",
        behaviour: { life: { kind: "fixed", ms: 1_000 } },
        backoff: { ...plain, baseMs: 0 },
        budget: { intensity: 3, periodMs: 3_000, window: "whole-seconds" },
      }],
    }),
    makeGroup: underPolicy(({ budget }) => ({ budget: { ...budget, window: "sliding" } })),
  },
  {
    fault: "counts restarts where starts are to be counted",
    invariant: "budget-window",
    scenario: scenario({
      horizonMs: 2_500,
      workers: [{
        name: "a",
        behaviour: crashing,
        backoff: plain,
        budget: { intensity: 3, periodMs: 60_000, counts: "starts" },
      }],
    }),
    makeGroup: underPolicy(({ budget }) => ({ budget: { ...budget, counts: "restarts" } })),
  },
  {
    fault: "lets a group spend more than its budget",
    invariant: "budget-window",
    scenario: scenario({
      workers: [{
        name: "db",
        group: {
          budget: { intensity: 2, periodMs: 60_000 },
          workers: [{ name: "a", count: 2, behaviour: crashing, backoff: plain }],
        },
      }],
    }),
    makeGroup: underRules(({ budget }) => ({ budget: budget && { ...budget, intensity: 3 } })),
  },
  {
    fault: "forgets the cap of the backoff",
    invariant: "delay-bounds",
    scenario: scenario({
      horizonMs: 60_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 9 } }],
    }),
    makeGroup: underPolicy(({ backoff }) => ({ backoff: { ...backoff, maxMs: backoff.maxMs * 10 } })),
  },
  {
    fault: "multiplies where it should add",
    invariant: "delay-bounds",
    scenario: scenario({
      workers: [{ name: "a", behaviour: crashing, backoff: { ...plain, curve: "linear" } }],
    }),
    makeGroup: underPolicy(({ backoff }) => ({ backoff: { ...backoff, curve: "exponential" } })),
  },
  {
    fault: "forgets the first delay",
    invariant: "delay-bounds",
    scenario: scenario({
      workers: [{ name: "a", behaviour: crashing, backoff: { ...plain, firstMs: 0 } }],
    }),
    makeGroup: underPolicy(({ backoff }) => ({ backoff: { ...backoff, firstMs: undefined } })),
  },
  {
    fault: "jitters by more than its factor",
    invariant: "delay-bounds",
    scenario: scenario({
      workers: [{ name: "a", behaviour: crashing, backoff: { ...plain, jitter: "proportional", jitterFactor: 0.1 } }],
    }),
    makeGroup: underPolicy(({ backoff }) => ({ backoff: { ...backoff, jitterFactor: 1 } })),
  },
  {
    fault: "starts the backoff over in silence at every start",
    invariant: "backoff-growth",
    scenario: scenario({
      workers: [{
        name: "a",
        behaviour: {
          script: [{ acts: [{ atMs: 10, do: "crash" }] }, { acts: [{ atMs: 10, do: "crash" }] }],
          ...crashing,
        },
        backoff: plain,
        healthyAfterMs: 100_000,
      }],
    }),
    makeGroup: (members, rules) =>
      retelling((event) => event.type === "healthy" ? [] : [event])(
        members.map((member) => ({ ...member, policy: { ...member.policy, healthyAfterMs: 400 } })),
        rules,
      ),
  },
  {
    fault: "calls a worker healthy as soon as it is ready",
    invariant: "recovery-earned",
    scenario: scenario({
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 50 } }],
    }),
    makeGroup: underPolicy(() => ({ healthyAfterMs: 0 })),
  },
  {
    fault: "gives up before the budget is spent",
    invariant: "policy-kept",
    scenario: scenario({ workers: [{ name: "a", behaviour: crashing, backoff: plain, onExhausted: "give-up" }] }),
    makeGroup: underPolicy(({ budget }) => ({ budget: { ...budget, intensity: 2 } })),
  },
  {
    fault: "gives up where it should cool down",
    invariant: "policy-kept",
    scenario: scenario({ workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 1 } }] }),
    makeGroup: underPolicy(() => ({ onExhausted: "give-up" })),
  },
  {
    fault: "cools down for ever",
    invariant: "policy-kept",
    scenario: scenario({
      horizonMs: 60_000,
      workers: [{
        name: "a",
        behaviour: crashing,
        backoff: plain,
        budget: { intensity: 1 },
        cooldownMs: 1_000,
        maxCooldowns: 2,
        healthyAfterMs: 30_000,
      }],
    }),
    makeGroup: underPolicy(() => ({ maxCooldowns: 0 })),
  },
  {
    fault: "never restarts",
    invariant: "policy-kept",
    scenario: scenario({ workers: [{ name: "a", behaviour: crashing, backoff: plain }] }),
    makeGroup: underPolicy(() => ({ restart: "never" })),
  },
  {
    fault: "gives a start-up half of its time",
    invariant: "policy-kept",
    scenario: scenario({ workers: [{ name: "a", startupTimeoutMs: 1_000, backoff: plain }] }),
    makeGroup: underPolicy(() => ({ startupTimeoutMs: 500 })),
  },
  {
    fault: "forgets the start-up limit once it has begun",
    invariant: "policy-kept",
    scenario: scenario({ workers: [{ name: "a", startupTimeoutMs: 1_000, backoff: plain }] }),
    makeGroup: underPolicy(() => ({ startupTimeoutMs: 100_000 })),
  },
  {
    fault: "gives a tenth of the grace",
    invariant: "policy-kept",
    scenario: scenario({ stopAtMs: 1_000, workers: [{ name: "a", behaviour: slowToStop }] }),
    makeGroup: underPolicy(({ graceMs }) => ({ graceMs: graceMs / 10 })),
  },
  {
    fault: "takes an orderly end for a crash",
    invariant: "policy-kept",
    scenario: scenario({
      workers: [{
        name: "a",
        behaviour: { ...crashing, error: { name: "Drained" } },
        backoff: plain,
        clean: ["Drained"],
      }],
    }),
    makeGroup: underPolicy(() => ({ clean: [] })),
  },
  {
    fault: "overlooks that a worker was too quick",
    invariant: "policy-kept",
    scenario: scenario({ workers: [{ name: "a", behaviour: returning, backoff: plain, minUptimeMs: 1_000 }] }),
    makeGroup: underPolicy(() => ({ minUptimeMs: 0 })),
  },
  {
    fault: "lets a worker wait that was healthy",
    invariant: "policy-kept",
    scenario: scenario({
      workers: [{
        name: "a",
        behaviour: crashing,
        backoff: plain,
        healthyAfterMs: 200,
        restartHealthy: "at-once",
      }],
    }),
    makeGroup: underPolicy(() => ({ restartHealthy: "backoff" })),
  },
  {
    fault: "forgets to escalate who was abandoned in its start-up",
    invariant: "policy-kept",
    scenario: scenario({
      workers: [{
        name: "a",
        behaviour: { onStop: "ignore" },
        startupTimeoutMs: 1_000,
        graceMs: 1_000,
        onExhausted: "escalate",
      }],
    }),
    makeGroup: underPolicy(() => ({ onExhausted: "give-up" })),
  },
  {
    fault: "restarts a child whose first start must not fail",
    invariant: "policy-kept",
    scenario: scenario({
      onStartFailure: "fail",
      workers: [{ name: "a", startupTimeoutMs: 1_000, backoff: plain }],
    }),
    makeGroup: underRules(() => ({ onStartFailure: "restart" })),
  },
  {
    fault: "fails a group before its budget is spent",
    invariant: "policy-kept",
    scenario: scenario({
      budget: { intensity: 4, periodMs: 60_000 },
      workers: [{ name: "a", behaviour: crashing, backoff: plain }],
    }),
    makeGroup: underRules(({ budget }) => ({ budget: budget && { ...budget, intensity: 2 } })),
  },
  {
    fault: "charges the budget of a group for each child that restarts with another",
    invariant: "policy-kept",
    scenario: scenario({
      strategy: "one-for-all",
      budget: { intensity: 4, periodMs: 60_000 },
      workers: [{ name: "a", behaviour: crashing, backoff: plain }, { name: "b" }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override restarts(subject: Supervision, nowMs: number): void {
          for (let n = 1; n < this.size; n++) this.groupWindow?.record(nowMs);
          super.restarts(subject, nowMs);
        }
      },
    ),
  },
  {
    fault: "cuts a pause to a half",
    invariant: "policy-kept",
    scenario: scenario({
      budget: { intensity: 1, periodMs: 60_000, onExhausted: "pause", pauseMs: 2_000 },
      workers: [{ name: "a", behaviour: crashing, backoff: plain }],
    }),
    makeGroup: underRules(({ budget }) => ({ budget: budget && { ...budget, pauseMs: 1_000 } })),
  },
  {
    fault: "restarts in a pause who had waited before",
    invariant: "policy-kept",
    scenario: scenario({
      budget: { intensity: 1, periodMs: 60_000, onExhausted: "pause", pauseMs: 2_000 },
      workers: [
        { name: "a", behaviour: crashing, backoff: { ...plain, baseMs: 500 } },
        { name: "b", behaviour: { life: { kind: "fixed", ms: 600 } }, backoff: plain },
      ],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override admits(): boolean {
          return !this.isStopping;
        }
      },
    ),
  },
  {
    fault: "starts a child again with its group that is never to be restarted",
    invariant: "policy-kept",
    scenario: scenario({
      strategy: "one-for-all",
      workers: [{ name: "a", behaviour: crashingOnce, backoff: plain }, { name: "b", restart: "never" }],
    }),
    makeGroup: underPolicy(() => ({ restart: "on-failure" })),
  },
  {
    fault: "tells of an end later than it was",
    invariant: "all-accounted",
    scenario: scenario({ horizonMs: 2_000, workers: [{ name: "a", behaviour: crashing, restart: "never" }] }),
    makeGroup: retelling((event) => [event.type === "crashed" ? { ...event, atMs: event.atMs + 1 } : event]),
  },
  {
    fault: "abandons in silence",
    invariant: "all-accounted",
    scenario: scenario({
      horizonMs: 60_000,
      stopAtMs: 1_000,
      workers: [{ name: "a", behaviour: { onStop: "ignore" } }],
    }),
    makeGroup: retelling((event) => event.type === "abandoned" ? [] : [event]),
  },
  {
    fault: "drops who waits when a group in the group is stopped",
    invariant: "all-accounted",
    scenario: scenario({
      stopAtMs: 550,
      workers: [{
        name: "db",
        group: { workers: [{ name: "a", behaviour: crashing, backoff: plain }, { name: "b" }] },
      }],
    }),
    makeGroup: retelling((event) => event.type === "finished" && event.worker === "db/a" ? [] : [event]),
  },
  {
    fault: "cuts cooldowns to a half",
    invariant: "cooldown-length",
    scenario: scenario({
      horizonMs: 60_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 1 }, cooldownMs: 10_000 }],
    }),
    makeGroup: underPolicy(({ cooldownMs }) => ({ cooldownMs: cooldownMs / 2 })),
  },
  {
    fault: "stops the siblings of a worker that crashes",
    invariant: "crash-isolation",
    scenario: scenario({
      horizonMs: 5_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain }, { name: "sibling" }],
    }),
    makeGroup: retelling((event, group) => {
      if (event.type === "crashed") group.child("sibling")?.stop(event.atMs);
      return [event];
    }),
  },
  {
    fault: "stops who was started before, where only who was started after restarts",
    invariant: "crash-isolation",
    scenario: scenario({
      strategy: "rest-for-one",
      workers: [{ name: "before" }, { name: "a", behaviour: crashingOnce, backoff: plain }, { name: "after" }],
    }),
    makeGroup: retelling((event, group) => {
      if (event.type === "crashed") group.child("before")?.stop(event.atMs);
      return [event];
    }),
  },
  {
    fault: "starts the next incarnation while the last one lives",
    invariant: "single-incarnation",
    scenario: scenario({
      horizonMs: 5_000,
      workers: [{ name: "a", startupTimeoutMs: 1_000, backoff: plain, budget: { intensity: 1 } }],
    }),
    makeGroup: supervisedBy(HastySupervision),
  },
  {
    fault: "tells of a crash twice",
    invariant: "starts-and-ends",
    scenario: scenario({ horizonMs: 2_000, workers: [{ name: "a", behaviour: crashing, backoff: plain }] }),
    makeGroup: retelling((event) => event.type === "crashed" ? [event, event] : [event]),
  },
  {
    fault: "tells twice that who was abandoned has ended",
    invariant: "starts-and-ends",
    scenario: scenario({
      workers: [
        { name: "a", behaviour: slowToStop, startupTimeoutMs: 1_000, graceMs: 1_000, backoff: plain },
        { name: "b" },
      ],
    }),
    makeGroup: retelling((event) => event.type === "late-exit" ? [event, event] : [event]),
  },
  {
    fault: "gives up in silence",
    invariant: "give-up-once",
    scenario: scenario({
      horizonMs: 10_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 1 }, onExhausted: "give-up" }],
    }),
    makeGroup: retelling((event) => event.type === "gave-up" ? [] : [event]),
  },
  {
    fault: "gives up twice",
    invariant: "give-up-once",
    scenario: scenario({
      horizonMs: 10_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 1 }, onExhausted: "give-up" }],
    }),
    makeGroup: retelling((event) => event.type === "gave-up" ? [event, event] : [event]),
  },
  {
    fault: "forgets at a stop who waits for a restart",
    invariant: "no-start-after-stop",
    scenario: scenario({
      horizonMs: 1_000,
      stopAtMs: 550,
      workers: [{ name: "a", behaviour: crashing, backoff: { ...plain, baseMs: 200 } }],
    }),
    makeGroup: made(ForgetfulGroup),
  },
  {
    fault: "forgets who waits for a restart when a group in the group stops",
    invariant: "no-start-after-stop",
    scenario: scenario({
      horizonMs: 1_000,
      operations: [{ atMs: 550, do: "stop", worker: "db" }],
      workers: [
        {
          name: "db",
          group: { workers: [{ name: "a", behaviour: crashing, backoff: { ...plain, baseMs: 200 } }] },
        },
        { name: "b" },
      ],
    }),
    makeGroup: made(ForgetfulGroup),
  },
  {
    fault: "stops all at once where one after the other was agreed",
    invariant: "group-order",
    scenario: scenario({ stopAtMs: 1_000, workers: [{ name: "a", count: 3, behaviour: slowToStop }] }),
    makeGroup: underRules(() => ({ stopOrder: "parallel" })),
  },
  {
    fault: "stops one after the other where all at once was agreed",
    invariant: "group-order",
    scenario: scenario({
      stopAtMs: 1_000,
      stopOrder: "parallel",
      workers: [{ name: "a", count: 3, behaviour: slowToStop }],
    }),
    makeGroup: underRules(() => ({ stopOrder: "sequential" })),
  },
  {
    fault: "starts all at once where one after the other was agreed",
    invariant: "group-order",
    scenario: scenario({
      startOrder: "sequential",
      workers: [{ name: "a", count: 3, behaviour: slowToStart, startupTimeoutMs: 1_000 }],
    }),
    makeGroup: underRules(() => ({ startOrder: "parallel" })),
  },
  {
    fault: "starts backwards",
    invariant: "group-order",
    scenario: scenario({ workers: [{ name: "a", count: 3 }] }),
    makeGroup: (members, rules) => new GroupSupervision(members.toReversed(), rules),
  },
  {
    fault: "restarts the next one while the one before still starts",
    invariant: "group-order",
    scenario: scenario({
      strategy: "one-for-all",
      workers: [
        { name: "a", behaviour: slowToStart, startupTimeoutMs: 1_000 },
        { name: "b", behaviour: crashingOnce, backoff: plain },
      ],
    }),
    makeGroup: supervisedBy(BoastfulSupervision),
  },
  {
    fault: "restarts the others before the delay is over",
    invariant: "group-order",
    scenario: scenario({
      strategy: "one-for-all",
      workers: [{ name: "a" }, { name: "b", behaviour: crashingOnce, backoff: plain }],
    }),
    makeGroup: supervisedBy(ImpatientSupervision),
  },
  {
    fault: "restarts one without waiting for the others to stop",
    invariant: "group-order",
    scenario: scenario({
      strategy: "one-for-all",
      workers: [{ name: "a", behaviour: crashingOnce, backoff: plain }, { name: "b" }],
    }),
    makeGroup: supervisedBy(CarelessSupervision),
  },
  {
    fault: "calls a group up before its children are",
    invariant: "group-order",
    scenario: scenario({
      workers: [{
        name: "db",
        group: { workers: [{ name: "a", behaviour: slowToStart, startupTimeoutMs: 1_000 }] },
      }],
    }),
    makeGroup: supervisedBy(BoastfulSupervision),
  },
  {
    fault: "forgets whose turn it is when a child is up",
    invariant: "group-goes-on",
    scenario: scenario({
      startOrder: "sequential",
      workers: [{ name: "a", count: 2, behaviour: slowToStart, startupTimeoutMs: 1_000 }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override up(): void {}
      },
    ),
  },
  {
    fault: "forgets the group restart when all are down",
    invariant: "group-goes-on",
    scenario: scenario({
      strategy: "one-for-all",
      workers: [{ name: "a", behaviour: crashingOnce, backoff: plain }, { name: "b" }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override held(): void {}
      },
    ),
  },
  {
    fault: "forgets at a stop who waits for a restart, and keeps it from starting too",
    invariant: "group-goes-on",
    scenario: scenario({
      stopAtMs: 550,
      workers: [{ name: "a", behaviour: crashing, backoff: { ...plain, baseMs: 200 } }],
    }),
    makeGroup: supervisedBy(ForgetfulSupervision),
  },
  {
    fault: "tells of one group restart twice",
    invariant: "charged-once",
    scenario: scenario({
      strategy: "one-for-all",
      workers: [{ name: "a", behaviour: crashingOnce, backoff: plain }, { name: "b" }],
    }),
    makeGroup: retelling((event) => event.type === "group-restarting" ? [event, event] : [event]),
  },
  {
    fault: "restarts one alone where all were agreed",
    invariant: "charged-once",
    scenario: scenario({
      strategy: "one-for-all",
      workers: [{ name: "a", behaviour: crashingOnce, backoff: plain }, { name: "b" }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override restarts(): void {}
      },
    ),
  },
  {
    fault: "charges who restarts with another",
    invariant: "charged-once",
    scenario: scenario({
      strategy: "one-for-all",
      workers: [{ name: "a", behaviour: crashingOnce, backoff: plain }, { name: "b", backoff: plain }],
    }),
    makeGroup: retelling((event) => {
      if (event.type !== "stopped") return [event];
      const { atMs, worker, incarnation } = event;
      const charge = { attempt: 1, delayMs: 100, ceilingMs: 100, budgetUsed: 1, rule: "backoff" } as const;
      return [event, { type: "restart-scheduled", atMs, worker, incarnation, ...charge }];
    }),
  },
  {
    fault: "says that a child starts with its group which restarted alone",
    invariant: "charged-once",
    scenario: scenario({
      strategy: "rest-for-one",
      workers: [{ name: "a" }, { name: "b", behaviour: crashingOnce, backoff: plain }],
    }),
    makeGroup: retelling((event) => [
      event.type === "started" && event.after === "restart" ? { ...event, after: "group-restart" } : event,
    ]),
  },
  {
    fault: "begins a group anew while a child of the former one lives",
    invariant: "no-orphan",
    scenario: scenario({
      horizonMs: 5_000,
      workers: [{
        name: "db",
        backoff: plain,
        group: {
          startOrder: "sequential",
          workers: [
            {
              name: "a",
              startupTimeoutMs: Infinity,
              fatal: ["Error"],
              behaviour: { script: [{ acts: [{ atMs: 10, do: "ready" }, { atMs: 500, do: "crash" }] }] },
            },
            { name: "b", graceMs: 100, behaviour: { onStop: "ignore" } },
          ],
        },
      }],
    }),
    makeGroup: supervisedBy(HeartlessSupervision),
  },
  {
    fault: "says that a group is over when it begins to stop",
    invariant: "no-orphan",
    scenario: scenario({
      stopAtMs: 1_000,
      workers: [{ name: "db", group: { workers: [{ name: "a", behaviour: slowToStop }] } }],
    }),
    makeGroup: retelling((event) => {
      if (event.type === "group-finished" && event.group !== undefined) return [];
      if (event.type !== "group-stopping" || event.group === undefined) return [event];
      return [event, { type: "group-finished", atMs: event.atMs, group: event.group, outcome: "stopped" }];
    }),
  },
  {
    fault: "stops a group and not its children",
    invariant: "no-orphan",
    scenario: scenario({
      horizonMs: 5_000,
      stopAtMs: 1_000,
      workers: [{ name: "db", graceMs: 10_000, group: { workers: [{ name: "a" }] } }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override askedToStop(): void {}
      },
    ),
  },
  {
    fault: "stops a group that has failed as if somebody had asked for it",
    invariant: "escalation-path",
    scenario: scenario({
      workers: [{ name: "a", behaviour: crashing, fatal: ["Error"] }, { name: "b" }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override failed(_subject: Supervision, _rule: string, nowMs: number): void {
          this.requestStop("abort", nowMs);
        }
      },
    ),
  },
  {
    fault: "loses the failure of a group on its way up",
    invariant: "escalation-path",
    scenario: scenario({
      workers: [
        { name: "db", backoff: plain, group: { workers: [{ name: "a", behaviour: crashing, fatal: ["Error"] }] } },
        { name: "b" },
      ],
    }),
    makeGroup: supervisedBy(SoothingSupervision),
  },
  {
    fault: "contains what was to terminate the tree",
    invariant: "escalation-path",
    scenario: scenario({
      workers: [
        {
          name: "db",
          group: { workers: [{ name: "a", behaviour: { ...crashing, error: { name: "TerminateTreeError" } } }] },
        },
        { name: "b" },
      ],
    }),
    makeGroup: underRules(() => ({ terminateTree: "contain" })),
  },
  {
    fault: "goes on when a significant child has ended",
    invariant: "auto-shutdown-kept",
    scenario: scenario({
      autoShutdown: "any-significant",
      workers: [{ name: "a", behaviour: returning, significant: true }, { name: "b" }],
    }),
    makeGroup: underRules(() => ({ autoShutdown: "never" })),
  },
  {
    fault: "shuts down with the first significant child, where the last one was agreed",
    invariant: "auto-shutdown-kept",
    scenario: scenario({
      autoShutdown: "all-significant",
      workers: [{ name: "a", behaviour: returning, significant: true }, { name: "b", significant: true }],
    }),
    makeGroup: underRules(() => ({ autoShutdown: "any-significant" })),
  },
  {
    fault: "gives who stops first all the time that there is for all",
    invariant: "policy-kept",
    scenario: scenario({
      stopAtMs: 1_000,
      graceMs: 3_000,
      workers: [{ name: "db" }, { name: "api", dependsOn: ["db"] }, { name: "web", dependsOn: ["api"] }],
    }),
    makeGroup: underRules(({ graceMs }) => ({ graceMs: 3 * graceMs })),
  },
  {
    fault: "charges who restarts with what it depends on",
    invariant: "charged-once",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: crashingOnce, backoff: plain },
        { name: "api", dependsOn: ["db"], onDependencyFailure: "restart", backoff: plain },
      ],
    }),
    makeGroup: retelling((event) => {
      if (event.type !== "start-held" || event.incarnation === 0) return [event];
      const { atMs, worker, incarnation } = event;
      const charge = { attempt: 1, delayMs: 100, ceilingMs: 100, budgetUsed: 1, rule: "backoff" } as const;
      return [event, { type: "restart-scheduled", atMs, worker, incarnation, ...charge }];
    }),
  },
  {
    fault: "forgets at a stop whose turn it is when who depends on it is down",
    invariant: "group-goes-on",
    scenario: scenario({
      stopAtMs: 1_000,
      workers: [{ name: "db" }, { name: "api", dependsOn: ["db"] }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override ended(subject: Supervision, nowMs: number): void {
          if (!this.isStopping) super.ended(subject, nowMs);
        }
      },
    ),
  },
  {
    fault: "stops who was to stay when what it depends on fails",
    invariant: "crash-isolation",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: crashingOnce, backoff: plain },
        { name: "api", dependsOn: ["db"] },
      ],
    }),
    makeGroup: retelling((event, group) => {
      if (event.type === "crashed") group.child("api")?.stop(event.atMs);
      return [event];
    }),
  },
  {
    fault: "starts a service while what it depends on still starts",
    invariant: "dependencies-ready",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: slowToStart, startupTimeoutMs: 1_000 },
        { name: "api", dependsOn: ["db"] },
      ],
    }),
    makeGroup: supervisedBy(BoastfulSupervision),
  },
  {
    fault: "restarts a service while what it depends on is not ready any more",
    invariant: "dependencies-ready",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: { script: [{ acts: [{ atMs: 400, do: "not-ready" }] }] } },
        { name: "api", dependsOn: ["db"], behaviour: crashingOnce, backoff: plain },
      ],
    }),
    makeGroup: supervisedBy(TrustingSupervision),
  },
  {
    fault: "restarts a service by hand whatever it depends on",
    invariant: "dependencies-ready",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: { script: [{ acts: [{ atMs: 400, do: "not-ready" }] }] } },
        { name: "api", dependsOn: ["db"] },
      ],
      operations: [{ atMs: 500, do: "restart", worker: "api" }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override admits(_subject: Supervision, byHand: boolean): boolean {
          return byHand && !this.isStopping;
        }
      },
    ),
  },
  {
    fault: "stops all at once who depend on each other",
    invariant: "dependency-stop-order",
    scenario: scenario({
      stopAtMs: 1_000,
      workers: [{ name: "db" }, { name: "api", dependsOn: ["db"], behaviour: slowToStop }],
    }),
    makeGroup: withoutDependencies("parallel"),
  },
  {
    fault: "overlooks who depends on a service by another one that is down",
    invariant: "dependency-stop-order",
    scenario: scenario({
      stopAtMs: 1_000,
      workers: [
        { name: "db" },
        { name: "api", dependsOn: ["db"], behaviour: crashingOnce, backoff: { ...plain, baseMs: 1_000 } },
        { name: "web", dependsOn: ["api"], behaviour: slowToStop },
      ],
    }),
    makeGroup: withoutDependencies("parallel"),
  },
  {
    fault: "stops one after the other who are in nobody's way",
    invariant: "dependency-stop-order",
    scenario: scenario({
      stopAtMs: 1_000,
      workers: [{ name: "db" }, { name: "api", dependsOn: ["db"] }, { name: "clock", behaviour: slowToStop }],
    }),
    makeGroup: withoutDependencies("sequential"),
  },
  {
    fault: "restarts what others depend on before they are down",
    invariant: "dependency-stop-order",
    scenario: scenario({
      workers: [
        { name: "db" },
        { name: "api", dependsOn: ["db"], onDependencyFailure: "restart", behaviour: slowToStop },
      ],
      operations: [{ atMs: 500, do: "restart", worker: "db" }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override asksLater(subject: Supervision, nowMs: number): boolean {
          super.asksLater(subject, nowMs);
          return false;
        }
      },
    ),
  },
  {
    fault: "lets a service run on that was to be restarted with what it depends on",
    invariant: "dependents-follow",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: crashingOnce, backoff: plain },
        { name: "api", dependsOn: ["db"], onDependencyFailure: "restart" },
      ],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override restarts(): void {}
      },
    ),
  },
  {
    fault: "restarts by hand what others depend on, and not those",
    invariant: "dependents-follow",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: slowToStop },
        { name: "api", dependsOn: ["db"], onDependencyFailure: "restart" },
      ],
      operations: [{ atMs: 500, do: "restart", worker: "db" }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override asksLater(): boolean {
          return false;
        }
      },
    ),
  },
  {
    fault: "restarts who depends on a service that only lost its readiness",
    invariant: "dependents-follow",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: { script: [{ acts: [{ atMs: 400, do: "not-ready" }] }] } },
        { name: "api", dependsOn: ["db"], onDependencyFailure: "restart" },
      ],
    }),
    makeGroup: retelling((event, group) => {
      if (event.type === "not-ready") group.restarts(group.child("db")!, event.atMs);
      return [event];
    }),
  },
  {
    fault: "forgets who waits for a service when it is ready",
    invariant: "no-idle-wait",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: slowToStart, startupTimeoutMs: 1_000 },
        { name: "api", dependsOn: ["db"] },
      ],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override up(): void {}
      },
    ),
  },
  {
    fault: "lets a service wait for one that has ended for good",
    invariant: "no-idle-wait",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: { ...returning }, startupTimeoutMs: 1_000, restart: "never" },
        { name: "api", dependsOn: ["db"] },
        { name: "clock" },
      ],
    }),
    makeGroup: supervisedBy(FaithfulSupervision),
  },
  {
    fault: "takes a service that is not ready yet for one that has ended",
    invariant: "no-idle-wait",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: slowToStart, startupTimeoutMs: 1_000 },
        { name: "api", dependsOn: ["db"] },
      ],
    }),
    makeGroup: supervisedBy(HopelessSupervision),
  },
  {
    fault: "says that it waits for a service which is ready",
    invariant: "no-idle-wait",
    scenario: scenario({
      workers: [
        { name: "db", behaviour: slowToStart, startupTimeoutMs: 1_000 },
        { name: "cache" },
        { name: "api", dependsOn: ["db", "cache"] },
      ],
    }),
    makeGroup: retelling((event) => [
      event.type === "start-held" ? { ...event, dependencies: ["db", "cache"] } : event,
    ]),
  },
  {
    fault: "asks a worker to stop twice",
    invariant: "one-teardown",
    scenario: scenario({ stopAtMs: 1_000, workers: [{ name: "a", behaviour: slowToStop }] }),
    makeGroup: retelling((event) => event.type === "stopping" ? [event, event] : [event]),
  },
  {
    fault: "stops a group again for another reason",
    invariant: "one-teardown",
    scenario: scenario({
      stopAtMs: 1_000,
      workers: [{ name: "db", group: { workers: [{ name: "a", behaviour: slowToStop }] } }],
    }),
    makeGroup: retelling((event) =>
      event.type === "group-stopping" ? [event, { ...event, reason: "signal" }] : [event]
    ),
  },
  {
    fault: "tells twice that a group is over",
    invariant: "one-teardown",
    scenario: scenario({
      stopAtMs: 1_000,
      workers: [{ name: "db", group: { workers: [{ name: "a" }] } }],
    }),
    makeGroup: retelling((event) => event.type === "group-finished" ? [event, event] : [event]),
  },
  {
    fault: "reports another reason than the first",
    invariant: "one-teardown",
    scenario: scenario({
      stopAtMs: 2_000,
      workers: [{ name: "a", behaviour: crashing, fatal: ["Error"] }, { name: "b", behaviour: slowToStop }],
    }),
    makeGroup: made(
      class extends MutantGroup {
        override report(): GroupReport {
          return { ...super.report(), stopReason: "abort" };
        }
      },
    ),
  },
  {
    fault: "calls a service dead that was stopped",
    invariant: "status-legal",
    scenario: scenario({ stopAtMs: 1_000, workers: [{ name: "a" }] }),
    makeGroup: retelling((event) => {
      if (event.type !== "finished") return [event];
      const { atMs, worker, incarnation } = event;
      return [event, { type: "gave-up", atMs, worker, incarnation, rule: "stop-requested" }];
    }),
  },
];
