// Whatever children do, whatever strategy they are under and whoever pulls at the handle: no child is lost, none runs twice.
import { assertEquals } from "@std/assert";
import {
  group,
  type GroupChild,
  type GroupHandle,
  type GroupRuleOptions,
  type Policy,
  type Strategy,
  type Worker,
} from "@mainstay/supervisor";
import fc from "fast-check";
import { obedient } from "../support/acting_workers.ts";
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

/** A child that lives a few lives and is obedient, and ready, from then on. Nothing about it fails its group. */
const child = fc.record({
  lives: fc.array(life, { maxLength: 3 }),
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

const rules: fc.Arbitrary<GroupRuleOptions> = fc.record({
  strategy: fc.constantFrom<Strategy>("one-for-one", "one-for-all", "rest-for-one"),
  stopOrder: fc.constantFrom("sequential", "parallel"),
  budget: fc.option(
    fc.record({
      intensity: fc.nat(3),
      periodMs: fc.constant(1_000),
      onExhausted: fc.constant("pause" as const),
      pauseMs: fc.nat(800),
    }),
    { nil: undefined },
  ),
});

type Method = "stop" | "restart" | "remove" | "start";
const pull = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.nat(400)),
  method: fc.constantFrom<Method>("stop", "restart", "restart", "remove", "start"),
  who: fc.nat(3),
});

/** Its lives, then an incarnation that says it is ready and stays. */
function runOf({ lives }: Child): Worker {
  const plays = lives.length === 0 ? undefined : scripted(lives);
  return (context) => {
    if (plays !== undefined && context.incarnation <= lives.length) return plays(context);
    context.ready();
    return obedient(context);
  };
}

function listOf(children: readonly Child[]): GroupChild[] {
  return children.map((each, index) => ({ ...each.policy, name: `c${index}`, run: runOf(each) }));
}

/** Pulls at the handle in one of the ways; a child that has left is put back. */
function act(handle: GroupHandle, method: Method, name: string, child: GroupChild): Promise<unknown> {
  if (method !== "start") return handle[method](name);
  return Promise.resolve(handle.start(child as Exclude<GroupChild, readonly unknown[]>));
}

const numRuns = 300;

/** Lives through the pulls, then through a quiet time that is long enough for everything that was due. */
async function settled(
  children: Child[],
  options: GroupRuleOptions,
  pulls: (typeof pull extends fc.Arbitrary<infer V> ? V : never)[],
  inside: boolean,
) {
  const list = listOf(children);
  const run = startGroupVirtually(inside ? [{ name: "g", run: group(list, { ...options, keepAlive: true }) }] : list, {
    ...(inside ? {} : options),
  });
  await run.advance(0);
  const handle = inside ? run.group.group("g")! : run.group;
  const answers: Promise<unknown>[] = [];
  for (const { afterMs, method, who } of pulls) {
    await run.advance(afterMs);
    const index = who % list.length;
    answers.push(act(handle, method, `c${index}`, list[index]!));
  }
  await run.advance(60_000);
  return { run, handle, answers: await Promise.all(answers) };
}

const children = fc.array(child, { minLength: 1, maxLength: 4 });
const pulls = fc.array(pull, { maxLength: 6 });

Deno.test("a group loses no child: in the end each one runs, or has ended for a reason", async (t) => {
  const property = fc.asyncProperty(children, rules, pulls, fc.boolean(), async (children, rules, pulls, inside) => {
    const { handle } = await settled(children, rules, pulls, inside);
    const limbo = handle.children().filter(({ status }) =>
      !["ready", "completed", "stopped", "gave-up", "abandoned"].includes(status)
    );
    assertEquals(limbo.map(({ name, status }) => `${name} ${status}`), []);
  });
  await holds(t, property, { numRuns });
});

Deno.test("a group answers whoever pulls at its handle", async (t) => {
  const words = [
    "stopped",
    "abandoned",
    "not-running",
    "not-found",
    "restarted",
    "waiting",
    "failed",
    "stopping",
    "closed",
    "removed",
    "started",
    "running",
    "leaving",
  ];
  const property = fc.asyncProperty(children, rules, pulls, fc.boolean(), async (children, rules, pulls, inside) => {
    const { answers } = await settled(children, rules, pulls, inside);
    assertEquals(answers.filter((answer) => !words.includes(answer as string)), []);
  });
  await holds(t, property, { numRuns: 100 });
});

Deno.test("a group never runs a child twice at a time, and numbers its incarnations through", async (t) => {
  const property = fc.asyncProperty(children, rules, pulls, fc.boolean(), async (children, rules, pulls, inside) => {
    const { run } = await settled(children, rules, pulls, inside);
    const running = new Map<string, number>();
    const latest = new Map<string, number>();
    for (const event of run.events) {
      if (!("worker" in event)) continue;
      const { type, worker, incarnation } = event;
      // A child of a name that was used before is a child of its own.
      if (type === "added") latest.delete(worker);
      if (type === "started") {
        assertEquals(running.has(worker), false, `${worker}#${incarnation} starts beside another`);
        assertEquals(incarnation, (latest.get(worker) ?? 0) + 1);
        running.set(worker, incarnation);
        latest.set(worker, incarnation);
      } else if (["crashed", "completed", "stopped", "late-exit", "removed"].includes(type)) running.delete(worker);
    }
  });
  await holds(t, property, { numRuns });
});

Deno.test("a group restart starts nobody before all whom it concerns are down, and them in order", async (t) => {
  const property = fc.asyncProperty(children, rules, async (children, rules) => {
    const { run } = await settled(children, rules, [], false);
    const up = new Set<string>();
    const lateOnes = new Set<string>();
    let down: { from: number; by: number } | undefined;
    for (const event of run.events) {
      if (event.type === "group-restarting") {
        const place = Number(event.trigger.slice(1));
        down = { from: event.strategy === "one-for-all" ? 0 : place, by: -1 };
      }
      if (!("worker" in event)) continue;
      const place = Number(event.worker.slice(1));
      if (event.type === "started") {
        if (down !== undefined && down.by < 0) {
          assertEquals(
            [...up].filter((name) => Number(name.slice(1)) >= down!.from),
            [],
            `${event.atMs} ${event.worker}`,
          );
        }
        if (down !== undefined && event.after === "group-restart" && !lateOnes.delete(event.worker)) {
          assertEquals(place >= down.by, true, `${event.atMs} ${event.worker} starts out of order`);
        }
        if (down !== undefined) down.by = Math.max(down.by, place);
        up.add(event.worker);
      } else if (event.type === "late-exit") lateOnes.add(event.worker);
      else if (["crashed", "completed", "stopped", "abandoned"].includes(event.type)) up.delete(event.worker);
    }
  });
  await holds(t, property, { numRuns });
});

Deno.test("a group that is stopped at any moment starts nobody any more, and is over within its graces", async (t) => {
  const property = fc.asyncProperty(
    children,
    rules,
    pulls,
    fc.nat(2_000),
    async (children, rules, pulls, stopAtMs) => {
      const list = listOf(children);
      const run = startGroupVirtually(list, rules);
      await run.advance(0);
      let leftMs = stopAtMs;
      for (const { afterMs, method, who } of pulls) {
        const ms = Math.min(afterMs, leftMs);
        leftMs -= ms;
        await run.advance(ms);
        void act(run.group, method, `c${who % list.length}`, list[who % list.length]!);
      }
      await run.advance(leftMs);
      await run.stop();
      await run.advance(children.reduce((sum, { policy }) => sum + policy.graceMs!, 0));
      assertEquals(run.isOver, true);
      const stopping = run.events.findIndex(({ type }) => type === "group-stopping");
      assertEquals(run.events.slice(stopping).filter(({ type }) => type === "started"), []);
    },
  );
  await holds(t, property, { numRuns });
});
