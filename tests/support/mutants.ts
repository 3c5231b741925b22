import type { SupervisionEvent } from "../../src/core/event.ts";
import { Failure } from "../../src/core/failure.ts";
import { type GroupMember, type GroupRules, GroupSupervision } from "../../src/core/group_supervision.ts";
import type { ResolvedPolicy } from "../../src/core/policy.ts";
import { Supervision } from "../../src/core/supervision.ts";
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
const plain = { baseMs: 100, multiplier: 2, maxMs: 1_000, jitter: "none" } as const;

/** Supervises every worker under a policy that is not the agreed one. */
function underPolicy(change: (policy: ResolvedPolicy) => Partial<ResolvedPolicy>): MakeGroup {
  return (members, rules) =>
    new GroupSupervision(
      members.map((member) => ({ ...member, policy: { ...member.policy, ...change(member.policy) } })),
      rules,
    );
}

/** Tells of each event as `retell` has it: not at all, once, or more often. */
class RetellingGroup extends GroupSupervision {
  readonly #retell: (event: SupervisionEvent, group: RetellingGroup) => readonly SupervisionEvent[];

  constructor(
    members: readonly GroupMember[],
    rules: GroupRules,
    retell: (event: SupervisionEvent, group: RetellingGroup) => readonly SupervisionEvent[],
  ) {
    super(members, rules);
    this.#retell = retell;
  }

  override tell(event: SupervisionEvent, subject: Supervision | undefined): void {
    for (const told of this.#retell(event, this)) super.tell(told, subject);
  }
}

/** Takes a start-up that timed out for a crash, without waiting for the incarnation to end. */
class HastySupervision extends Supervision {
  override onDue(nowMs: number): void {
    if (this.status !== "starting") return super.onDue(nowMs);
    this.onReady(this.incarnation, undefined, nowMs - 1);
    this.onExit(this.incarnation, new Failure(new Error("not ready in time")), nowMs);
  }
}

class HastyGroup extends GroupSupervision {
  protected override supervise(name: string, index: number, policy: ResolvedPolicy, random: () => number): Supervision {
    return new HastySupervision(name, index, policy, random, this);
  }
}

/** Forgets, at a stop, the workers that wait for a restart. */
class ForgetfulSupervision extends Supervision {
  override stop(nowMs: number): void {
    if (this.status !== "waiting") super.stop(nowMs);
  }
}

class ForgetfulGroup extends GroupSupervision {
  protected override supervise(name: string, index: number, policy: ResolvedPolicy, random: () => number): Supervision {
    return new ForgetfulSupervision(name, index, policy, random, this);
  }
}

/** The planted faults, one for each invariant. */
export const mutants: readonly Mutant[] = [
  {
    fault: "allows one restart more than the budget",
    invariant: "budget-window",
    scenario: {
      name: "mutant",
      horizonMs: 60_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 3, periodMs: 60_000 } }],
    },
    makeGroup: underPolicy(({ budget }) => ({ budget: { ...budget, intensity: budget.intensity + 1 } })),
  },
  {
    fault: "forgets the cap of the backoff",
    invariant: "delay-bounds",
    scenario: {
      name: "mutant",
      horizonMs: 60_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 9 } }],
    },
    makeGroup: underPolicy(({ backoff }) => ({ backoff: { ...backoff, maxMs: backoff.maxMs * 10 } })),
  },
  {
    fault: "starts the backoff over in silence at every start",
    invariant: "backoff-growth",
    scenario: {
      name: "mutant",
      horizonMs: 20_000,
      workers: [{
        name: "a",
        behaviour: {
          script: [{ acts: [{ atMs: 10, do: "crash" }] }, { acts: [{ atMs: 10, do: "crash" }] }],
          ...crashing,
        },
        backoff: plain,
        healthyAfterMs: 100_000,
      }],
    },
    makeGroup: (members, rules) =>
      new RetellingGroup(
        members.map((member) => ({ ...member, policy: { ...member.policy, healthyAfterMs: 400 } })),
        rules,
        (event) => event.type === "healthy" ? [] : [event],
      ),
  },
  {
    fault: "calls a worker healthy as soon as it is ready",
    invariant: "recovery-earned",
    scenario: {
      name: "mutant",
      horizonMs: 20_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 50 } }],
    },
    makeGroup: underPolicy(() => ({ healthyAfterMs: 0 })),
  },
  {
    fault: "gives up before the budget is spent",
    invariant: "policy-kept",
    scenario: {
      name: "mutant",
      horizonMs: 20_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, onExhausted: "give-up" }],
    },
    makeGroup: underPolicy(({ budget }) => ({ budget: { ...budget, intensity: 2 } })),
  },
  {
    fault: "gives up where it should cool down",
    invariant: "policy-kept",
    scenario: {
      name: "mutant",
      horizonMs: 20_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 1 } }],
    },
    makeGroup: underPolicy(() => ({ onExhausted: "give-up" })),
  },
  {
    fault: "cools down for ever",
    invariant: "policy-kept",
    scenario: {
      name: "mutant",
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
    },
    makeGroup: underPolicy(() => ({ maxCooldowns: 0 })),
  },
  {
    fault: "never restarts",
    invariant: "policy-kept",
    scenario: { name: "mutant", horizonMs: 20_000, workers: [{ name: "a", behaviour: crashing, backoff: plain }] },
    makeGroup: underPolicy(() => ({ restart: "never" })),
  },
  {
    fault: "gives a start-up half of its time",
    invariant: "policy-kept",
    scenario: { name: "mutant", horizonMs: 20_000, workers: [{ name: "a", startupTimeoutMs: 1_000, backoff: plain }] },
    makeGroup: underPolicy(() => ({ startupTimeoutMs: 500 })),
  },
  {
    fault: "forgets the start-up limit once it has begun",
    invariant: "policy-kept",
    scenario: { name: "mutant", horizonMs: 20_000, workers: [{ name: "a", startupTimeoutMs: 1_000, backoff: plain }] },
    makeGroup: underPolicy(() => ({ startupTimeoutMs: 100_000 })),
  },
  {
    fault: "gives a tenth of the grace",
    invariant: "policy-kept",
    scenario: {
      name: "mutant",
      horizonMs: 20_000,
      stopAtMs: 1_000,
      workers: [{ name: "a", behaviour: { onStop: { takesMs: 2_000 } } }],
    },
    makeGroup: underPolicy(({ graceMs }) => ({ graceMs: graceMs / 10 })),
  },
  {
    fault: "tells of an end later than it was",
    invariant: "all-accounted",
    scenario: {
      name: "mutant",
      horizonMs: 2_000,
      workers: [{ name: "a", behaviour: crashing, restart: "never" }],
    },
    makeGroup: (members, rules) =>
      new RetellingGroup(
        members,
        rules,
        (event) => [event.type === "crashed" ? { ...event, atMs: event.atMs + 1 } : event],
      ),
  },
  {
    fault: "cuts cooldowns to a half",
    invariant: "cooldown-length",
    scenario: {
      name: "mutant",
      horizonMs: 60_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 1 }, cooldownMs: 10_000 }],
    },
    makeGroup: underPolicy(({ cooldownMs }) => ({ cooldownMs: cooldownMs / 2 })),
  },
  {
    fault: "stops the siblings of a worker that crashes",
    invariant: "crash-isolation",
    scenario: {
      name: "mutant",
      horizonMs: 5_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain }, { name: "sibling" }],
    },
    makeGroup: (members, rules) =>
      new RetellingGroup(members, rules, (event, group) => {
        if (event.type === "crashed") group.workers.find(({ name }) => name === "sibling")?.stop(event.atMs);
        return [event];
      }),
  },
  {
    fault: "starts the next incarnation while the last one lives",
    invariant: "single-incarnation",
    scenario: {
      name: "mutant",
      horizonMs: 5_000,
      workers: [{ name: "a", startupTimeoutMs: 1_000, backoff: plain, budget: { intensity: 1 } }],
    },
    makeGroup: (members, rules) => new HastyGroup(members, rules),
  },
  {
    fault: "tells of a crash twice",
    invariant: "starts-and-ends",
    scenario: { name: "mutant", horizonMs: 2_000, workers: [{ name: "a", behaviour: crashing, backoff: plain }] },
    makeGroup: (members, rules) =>
      new RetellingGroup(members, rules, (event) => event.type === "crashed" ? [event, event] : [event]),
  },
  {
    fault: "abandons in silence",
    invariant: "all-accounted",
    scenario: {
      name: "mutant",
      horizonMs: 60_000,
      stopAtMs: 1_000,
      workers: [{ name: "a", behaviour: { onStop: "ignore" } }],
    },
    makeGroup: (members, rules) =>
      new RetellingGroup(members, rules, (event) => event.type === "abandoned" ? [] : [event]),
  },
  {
    fault: "gives up in silence",
    invariant: "give-up-once",
    scenario: {
      name: "mutant",
      horizonMs: 10_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 1 }, onExhausted: "give-up" }],
    },
    makeGroup: (members, rules) =>
      new RetellingGroup(members, rules, (event) => event.type === "gave-up" ? [] : [event]),
  },
  {
    fault: "gives up twice",
    invariant: "give-up-once",
    scenario: {
      name: "mutant",
      horizonMs: 10_000,
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 1 }, onExhausted: "give-up" }],
    },
    makeGroup: (members, rules) =>
      new RetellingGroup(members, rules, (event) => event.type === "gave-up" ? [event, event] : [event]),
  },
  {
    fault: "forgets at a stop who waits for a restart",
    invariant: "no-start-after-stop",
    scenario: {
      name: "mutant",
      horizonMs: 10_000,
      stopAtMs: 550,
      workers: [{ name: "a", behaviour: crashing, backoff: { ...plain, baseMs: 200 } }],
    },
    makeGroup: (members, rules) => new ForgetfulGroup(members, rules),
  },
];
