// Whatever children depend on each other, however they live and whoever pulls at the handle: the order between them holds.
import { assertEquals } from "@std/assert";
import {
  group,
  type GroupBudget,
  type GroupChild,
  type GroupHandle,
  type Policy,
  type SupervisionEvent,
  type Worker,
} from "@mainstay/supervisor";
import fc from "fast-check";
import { slowToStop } from "../support/acting_workers.ts";
import { DependencyLaws } from "../support/dependency_laws.ts";
import { holds } from "../support/law.ts";
import { type Life, scripted } from "../support/scripted_worker.ts";
import { startGroupVirtually } from "../support/virtual_run.ts";

const life: fc.Arbitrary<Life> = fc.record({
  lifeMs: fc.oneof(fc.constant(0), fc.nat(50), fc.nat(1_000)),
  end: fc.constantFrom("crash", "crash", "return"),
  readyAtMs: fc.option(fc.nat(200), { nil: undefined }),
  deafMs: fc.oneof(fc.constant(0), fc.nat(800)),
  throwsWhenStopped: fc.boolean(),
});

/** A child that lives a few lives, some of them unready for a while, and stays, ready, from then on. */
const child = fc.record({
  lives: fc.array(life, { maxLength: 3 }),
  /** How long the one that stays goes on after it was asked to stop. */
  deafMs: fc.oneof(fc.constant(0), fc.nat(800)),
  unready: fc.option(fc.record({ atMs: fc.nat(300), forMs: fc.nat(300) }), { nil: undefined }),
  /** Which of the children before it, in the order of the circle-free graph, it depends on: one bit each. */
  needs: fc.nat(63),
  onDependencyFailure: fc.constantFrom("stay" as const, "restart" as const),
  isGroup: fc.nat(5),
  policy: fc.record({
    restart: fc.constantFrom("on-failure", "always", "never"),
    backoff: fc.record({ baseMs: fc.nat(300), maxMs: fc.constant(500), jitter: fc.constant("none") }),
    budget: fc.record({ intensity: fc.nat(4), periodMs: fc.constant(3_000) }),
    onExhausted: fc.constantFrom("cooldown", "give-up"),
    cooldownMs: fc.nat(1_000),
    startupTimeoutMs: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
    graceMs: fc.nat(600),
  }) as fc.Arbitrary<Policy>,
});
type Child = typeof child extends fc.Arbitrary<infer Value> ? Value : never;

const budget: fc.Arbitrary<GroupBudget | undefined> = fc.option(
  fc.record({
    intensity: fc.nat(3),
    periodMs: fc.constant(1_000),
    onExhausted: fc.constant("pause" as const),
    pauseMs: fc.nat(800),
  }),
  { nil: undefined },
);

const pull = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.nat(400)),
  method: fc.constantFrom("stop", "restart", "restart", "remove", "start", "start"),
  who: fc.nat(6),
  /** Whether an observer does it, from within the next event, or somebody outside. */
  inside: fc.boolean(),
});
type Pull = typeof pull extends fc.Arbitrary<infer Value> ? Value : never;

const plan = fc.record({
  children: fc.array(child, { minLength: 1, maxLength: 6 }),
  /** In which order they are given, whoever depends on whom. */
  order: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
  budget,
  pulls: fc.array(pull, { maxLength: 6 }),
  pullsInStop: fc.array(pull, { maxLength: 2 }),
  stopAfterMs: fc.oneof(fc.nat(50), fc.nat(4_000), fc.constant(60_000)),
  graceMs: fc.oneof(fc.constant(undefined), fc.nat(2_000)),
  nested: fc.boolean(),
});
type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never;

function runOf({ lives, unready, deafMs }: Child): Worker {
  const stays = slowToStop(deafMs);
  const plays = lives.length === 0 ? undefined : scripted(lives);
  return (context) => {
    const { clock, notReady, ready } = context;
    if (unready !== undefined) {
      void clock.sleep(unready.atMs).then(() => notReady()).then(() => clock.sleep(unready.forMs)).then(() => ready());
    }
    if (plays !== undefined && context.incarnation <= lives.length) return plays(context);
    ready();
    return stays(context);
  };
}

function childrenOf({ children, order }: Plan): Exclude<GroupChild, readonly unknown[]>[] {
  const list = children.map((each, index) => {
    const { startupTimeoutMs: _, graceMs: __, ...groupPolicy } = each.policy;
    const isGroup = each.isGroup === 0;
    return {
      ...(isGroup ? groupPolicy : each.policy),
      name: `c${index}`,
      run: isGroup ? group([{ ...each.policy, name: "inner", run: runOf(each) }]) : runOf(each),
      dependsOn: children.slice(0, index).flatMap((_, before) => (each.needs >> before) & 1 ? [`c${before}`] : []),
      onDependencyFailure: each.onDependencyFailure,
    };
  });
  return list.map((each, index) => ({ each, at: order[index]! })).sort((a, b) => a.at - b.at).map(({ each }) => each);
}

const numRuns = 300;
const quietMs = 60_000;

/** Lives through the pulls and a while of quiet, stops, and waits for the end; the laws are watched at every event. */
async function lived(plan: Plan) {
  const list = childrenOf(plan);
  const rules = { stopOrder: "parallel", keepAlive: true, budget: plan.budget } as const;
  const answers: Promise<unknown>[] = [];
  const asked: string[] = [];
  const waiting: Pull[] = [];
  let handle: GroupHandle | undefined = undefined;
  const laws = new DependencyLaws(list, plan.nested ? "g" : undefined);
  const act = ({ method, who }: Pull) => {
    const target = list[who % list.length]!;
    asked.push(`${method} ${target.name}`);
    try {
      answers.push(
        Promise.resolve(method === "start" ? handle!.start(target) : handle![method as "stop"](target.name)),
      );
    } catch (error) {
      // A child comes back only after those that it depends on.
      if (!String(error).includes("is not there")) throw error;
      asked.pop();
    }
  };
  const onEvent = (event: SupervisionEvent) => {
    laws.see(event);
    const next = handle === undefined ? undefined : waiting.shift();
    if (next !== undefined) act(next);
  };
  const options = { onEvent, ...(plan.graceMs === undefined ? {} : { graceMs: plan.graceMs }) };
  const run = plan.nested
    ? startGroupVirtually([{ name: "g", run: group(list, rules) }], options)
    : startGroupVirtually(list, { ...rules, ...options });
  await run.advance(0);
  handle = plan.nested ? run.group.group("g") : run.group;
  for (const each of plan.pulls) {
    await run.advance(each.afterMs);
    if (each.inside) waiting.push(each);
    else act(each);
  }
  await run.advance(plan.stopAfterMs);
  const atStop = handle!.children();
  const isPaused = laws.isPaused;
  const stoppedAtMs = run.clock.now();
  await run.stop();
  for (const each of plan.pullsInStop) {
    await run.advance(each.afterMs);
    act(each);
  }
  await run.advance(quietMs);
  return { list, run, laws, atStop, isPaused, stoppedAtMs, answers, asked };
}

Deno.test("children that depend on each other keep to their order, whatever happens", async (t) => {
  const property = fc.asyncProperty(plan, async (plan) => {
    const { laws, run } = await lived(plan);
    assertEquals(laws.broken, [], run.marks.join("\n"));
  });
  await holds(t, property, { numRuns });
});

Deno.test("a child waits neither for nothing, nor for one that has ended", async (t) => {
  const property = fc.asyncProperty(plan, async (plan) => {
    const { list, atStop, isPaused, run } = await lived({ ...plan, stopAfterMs: quietMs });
    const status = new Map(atStop.map((each) => [each.name, each.status]));
    const inVain = isPaused ? [] : atStop.filter((each) => each.status === "held").filter(({ name }) => {
      const needed = list.find((each) => each.name === name)!.dependsOn!.map((each) => status.get(each));
      return needed.every((each) => each === "ready") ||
        needed.some((each) => each === undefined || ["completed", "stopped", "gave-up"].includes(each));
    });
    assertEquals(inVain.map(({ name }) => name), [], run.marks.join("\n"));
  });
  await holds(t, property, { numRuns });
});

Deno.test("a group whose children depend on each other ends within the sum of their limits", async (t) => {
  const property = fc.asyncProperty(plan, async (plan) => {
    const { run, stoppedAtMs } = await lived(plan);
    assertEquals(run.isOver, true, run.marks.join("\n"));
    const sumMs = plan.children.reduce((sum, { policy }) => sum + policy.graceMs!, 0);
    const limitMs = stoppedAtMs + Math.min(sumMs, plan.graceMs ?? Infinity);
    assertEquals(run.events.filter(({ atMs }) => atMs > limitMs), [], run.marks.join("\n"));
    assertEquals(run.clock.pending >= 0 && run.error, undefined);
  });
  await holds(t, property, { numRuns });
});

Deno.test("a group whose children depend on each other answers whoever pulls at its handle", async (t) => {
  const property = fc.asyncProperty(plan, async (plan) => {
    const { answers, asked, run } = await lived(plan);
    const silent = Symbol("no answer");
    const said = await Promise.all(answers.map((answer) => Promise.race([answer, Promise.resolve(silent)])));
    assertEquals(said.flatMap((answer, index) => answer === silent ? [asked[index]] : []), [], run.marks.join("\n"));
  });
  await holds(t, property, { numRuns });
});

Deno.test("a group whose children depend on each other reports every one that is in it", async (t) => {
  const property = fc.asyncProperty(plan, async (plan) => {
    const { run, laws } = await lived(plan);
    const report = plan.nested ? run.report?.workers[0]?.group : run.report;
    const starts = new Map<string, number>();
    for (const event of run.events) {
      if (event.type === "added") starts.delete(event.worker);
      if (event.type === "started") starts.set(event.worker, event.incarnation);
    }
    const prefix = plan.nested ? "g/" : "";
    assertEquals(
      report?.workers.map(({ name, starts, outcome }) => [name, starts, outcome]),
      report?.workers.map(({ name, outcome }) => [name, starts.get(prefix + name) ?? 0, outcome]),
    );
    assertEquals(new Set(report?.workers.map(({ name }) => name)), new Set(laws.members), run.marks.join("\n"));
  });
  await holds(t, property, { numRuns: 100 });
});
