import type { SupervisionEvent } from "../core/event.ts";
import { Failure } from "../core/failure.ts";
import { type GroupMember, type GroupRules, GroupSupervision } from "../core/group_supervision.ts";
import type { Supervision } from "../core/supervision.ts";
import { systemClock } from "../drivers/clock.ts";
import type { Cast, CastMember } from "./cast.ts";
import { type CutOff, endOf, type EngineRun, eventsPerSlice, type Life } from "./engine_run.ts";
import { type LifePlan, planLife } from "./life_plan.ts";
import type { RandomStreams } from "./random_streams.ts";
import type { Act } from "./scenario.ts";
import { sameInstantMs } from "../drivers/alarm.ts";
import { failedCleanUp, scriptedError } from "./simulated_worker.ts";
import { TimerQueue } from "./timer_queue.ts";

/** Makes the decision core that is obeyed; another one than the product's only to see that its faults are found. */
export type MakeGroup = (members: readonly GroupMember[], rules: GroupRules) => GroupSupervision;

/** Runs a cast as a plain event loop over a queue of timers, without promises: the decisions of production, much faster. */
export function policyEngine(
  cast: Cast,
  streams: RandomStreams,
  limit: number,
  makeGroup: MakeGroup = (members, rules) => new GroupSupervision(members, rules),
): EngineRun {
  const world = new World(cast, streams, makeGroup);
  return world.result(world.run(limit) ? "limit" : undefined);
}

/** The same, with turns for the rest of the program, so that somebody can cut it off. */
export async function interruptiblePolicyEngine(
  cast: Cast,
  streams: RandomStreams,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<EngineRun> {
  if (signal === undefined) return policyEngine(cast, streams, limit);
  const world = new World(cast, streams, (members, rules) => new GroupSupervision(members, rules));
  for (let left = limit; world.run(Math.min(left, eventsPerSlice)); left -= eventsPerSlice) {
    if (left <= eventsPerSlice) return world.result("limit");
    await systemClock.sleep(0);
    if (signal.aborted) return world.result("signal");
  }
  return world.result(undefined);
}

/** What a timer of the world does when it is due. */
interface Due {
  fire(): void;
}

class World {
  readonly group: GroupSupervision;
  readonly events: SupervisionEvent[] = [];
  readonly lives: Life[] = [];
  readonly timers = new TimerQueue<Due>();
  nowMs = 0;
  readonly #horizonMs: number;
  readonly #slots: readonly PolicySlot[];
  /** What follows from what happens now, as reactions to promises do. */
  readonly #reactions: (() => void)[] = [];
  /** Who was asked to stop since the last pause: as in production, a grace is watched only then. */
  readonly #asked: PolicySlot[] = [];
  readonly #told = (event: SupervisionEvent, subject: Supervision | undefined) => this.#obey(event, subject);

  constructor({ scenario, members, budget }: Cast, streams: RandomStreams, makeGroup: MakeGroup) {
    this.#horizonMs = scenario.horizonMs;
    this.group = makeGroup(
      members.map(({ name, policy }) => ({ name, policy, random: streams.stream(`jitter:${name}`) })),
      { budget, keepAlive: scenario.keepAlive ?? false, tellsOfItself: true },
    );
    this.#slots = members.map((member, index) =>
      new PolicySlot(this, member, this.group.workers[index]!, streams.stream(`faults:${member.name}`))
    );
    if (scenario.stopAtMs !== undefined) {
      this.timers.push(scenario.stopAtMs, {
        fire: () => {
          this.group.requestStop("abort", this.nowMs);
          this.settle();
        },
      });
    }
    this.group.begin(0);
    this.settle();
  }

  /** Goes on until the horizon or for so many timers; answers whether the limit came first. */
  run(limit: number): boolean {
    for (let fired = 0; this.timers.peekTimeMs() <= this.#horizonMs; fired++) {
      if (this.group.isFinished) return false;
      if (fired === limit) return true;
      this.nowMs = this.timers.peekTimeMs();
      this.timers.pop()!.fire();
    }
    this.nowMs = this.#horizonMs;
    return false;
  }

  /** What has come of it so far. */
  result(cutOffBy: CutOff | undefined): EngineRun {
    const { events, lives, nowMs, group } = this;
    const report = group.isFinished ? group.report() : undefined;
    return { events, lives, endedAtMs: endOf(events, nowMs), cutOffBy, report };
  }

  /** Hands out what was decided, then lets follow what follows from it, until all is quiet. */
  settle(): void {
    this.group.drain(this.#told);
    for (let react = this.#reactions.shift(); react !== undefined; react = this.#reactions.shift()) {
      react();
      this.group.drain(this.#told);
    }
  }

  /** The time at which a sleep of so many milliseconds ends that is asked for now, rounded as a clock rounds it. */
  after(ms: number): number {
    return this.nowMs + Math.max(0, ms);
  }

  /** Lets something follow once what happens now is over. */
  afterwards(reaction: () => void): void {
    this.#reactions.push(reaction);
  }

  #obey(event: SupervisionEvent, subject: Supervision | undefined): void {
    this.events.push(event);
    if (subject === undefined) return;
    const slot = this.#slots[subject.index]!;
    if (event.type === "started") slot.launch(event.incarnation);
    if (event.type !== "stopping") return slot.watch();
    slot.askToStop();
    slot.watchLater();
    if (this.#asked.push(slot) === 1) {
      this.timers.push(this.nowMs, {
        fire: () => {
          for (const asked of this.#asked.splice(0)) asked.watch();
        },
      });
    }
  }
}

/** One worker of the world: what the drivers' slot, its alarm and the simulated worker are together. */
class PolicySlot {
  readonly #world: World;
  readonly #member: CastMember;
  readonly #supervision: Supervision;
  readonly #random: () => number;
  #present: Living | undefined;
  #wakesAtMs = Infinity;
  #ring = 0;

  constructor(world: World, member: CastMember, supervision: Supervision, random: () => number) {
    this.#world = world;
    this.#member = member;
    this.#supervision = supervision;
    this.#random = random;
  }

  launch(incarnation: number): void {
    this.#world.afterwards(() => this.#begin(incarnation));
  }

  #begin(incarnation: number): void {
    const { nowMs } = this.#world;
    if (!this.#supervision.isRunning(incarnation)) return this.#supervision.onExit(incarnation, undefined, nowMs);
    const plan = planLife(this.#member, incarnation, nowMs, this.#random);
    this.#present = new Living(this.#world, this.#supervision, this.#member.name, incarnation, plan);
  }

  askToStop(): void {
    this.#present?.askToStop();
  }

  /** As the drivers' alarm does: a healthy reset may be noticed by a sleep that was asked for earlier. */
  watch(): void {
    const { dueMs, dueIsLazy } = this.#supervision;
    if (this.#wakesAtMs === dueMs || (dueIsLazy && this.#wakesAtMs < dueMs)) return;
    this.#wakesAtMs = dueMs;
    const ring = ++this.#ring;
    if (dueMs === Infinity) return;
    this.#world.timers.push(this.#world.after(dueMs - this.#world.nowMs), {
      fire: () => ring === this.#ring && this.#wake(),
    });
  }

  /** Forgets what was due before. */
  watchLater(): void {
    this.#wakesAtMs = Infinity;
    this.#ring++;
  }

  #wake(): void {
    this.#wakesAtMs = Infinity;
    const { nowMs } = this.#world;
    const { dueMs } = this.#supervision;
    if (dueMs - nowMs > sameInstantMs) return this.watch();
    this.#supervision.onDue(Math.max(nowMs, dueMs));
    this.#world.settle();
  }
}

/** One incarnation. */
class Living {
  readonly #world: World;
  readonly #supervision: Supervision;
  readonly #life: Life;
  readonly #plan: LifePlan;
  #deaf: boolean;
  #next = 0;

  constructor(world: World, supervision: Supervision, worker: string, incarnation: number, plan: LifePlan) {
    this.#world = world;
    this.#supervision = supervision;
    this.#plan = plan;
    this.#deaf = plan.onStop === "ignore";
    this.#life = { worker, incarnation, fromMs: world.nowMs, askedToStopMs: undefined, toMs: undefined };
    world.lives.push(this.#life);
    this.#goOn();
  }

  askToStop(): void {
    if (this.#life.toMs !== undefined) return;
    this.#life.askedToStopMs = this.#world.nowMs;
    if (this.#deaf) return;
    const { onStop } = this.#plan;
    if (onStop === "throw") return this.#end(scriptedError(failedCleanUp));
    if (typeof onStop !== "object") return this.#end(undefined);
    this.#at(this.#world.nowMs + onStop.takesMs, () => this.#end(undefined));
  }

  /** Performs the next act, when it is due and unless the worker stops before. */
  #goOn(): void {
    const act = this.#plan.acts[this.#next++];
    if (act === undefined) return;
    this.#at(Math.max(this.#world.nowMs, act.atMs), () => {
      if (this.#deaf || this.#life.askedToStopMs === undefined) this.#perform(act);
    });
  }

  #perform(act: Act): void {
    const { nowMs } = this.#world;
    const { incarnation } = this.#life;
    switch (act.do) {
      case "ready":
        this.#supervision.onReady(incarnation, act.reason, nowMs);
        this.#world.settle();
        return this.#goOn();
      case "not-ready":
        this.#supervision.onNotReady(incarnation, act.reason, nowMs);
        this.#world.settle();
        return this.#goOn();
      case "crash":
        return this.#end(scriptedError(act.error!));
      case "return":
        return this.#end(undefined);
      case "hang":
        this.#deaf = true;
        return;
      default:
        act.do satisfies never;
    }
  }

  /** Nothing that an ended incarnation had in mind happens any more. */
  #at(atMs: number, act: () => void): void {
    if (atMs === Infinity) return;
    this.#world.timers.push(this.#world.after(atMs - this.#world.nowMs), {
      fire: () => {
        if (this.#life.toMs !== undefined) return;
        act();
        this.#world.settle();
      },
    });
  }

  #end(thrown: Error | undefined): void {
    this.#life.toMs = this.#world.nowMs;
    const failure = thrown && new Failure(thrown);
    this.#world.afterwards(() => this.#supervision.onExit(this.#life.incarnation, failure, this.#world.nowMs));
  }
}
