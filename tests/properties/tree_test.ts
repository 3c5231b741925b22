// Whatever happens in a tree: nothing of a group outlives it, every level keeps its deadlines, and the report knows who was left.
import { assertEquals } from "@std/assert";
import {
  type EscalationError,
  group,
  type GroupChild,
  type GroupReport,
  type GroupRuleOptions,
  type Policy,
  type Strategy,
  TerminateTreeError,
  type Worker,
} from "@mainstay/supervisor";
import fc from "fast-check";
import { obedient } from "../support/acting_workers.ts";
import { holds } from "../support/law.ts";
import { runGroupVirtually, type VirtualRun } from "../support/virtual_run.ts";

/** On which of those before it a child depends, by their places as bits, where its group goes by dependency. */
interface Dependence {
  readonly needs: number;
  readonly onDependencyFailure: "stay" | "restart";
}
/** A leaf's lives: how long each lasts, how it ends, how long it goes on when it is asked to stop. */
interface Leaf extends Dependence {
  readonly lives: readonly { readonly lifeMs: number; readonly end: "crash" | "return" | "terminate" }[];
  readonly deafMs: number;
  readonly policy: Policy;
}
interface Branch extends Dependence {
  readonly children: readonly Node[];
  readonly rules: GroupRuleOptions;
  readonly policy: Policy;
}
type Node = Leaf | Branch;

const policy = fc.record({
  restart: fc.constantFrom("on-failure", "always", "never"),
  backoff: fc.record({
    baseMs: fc.integer({ min: 1, max: 200 }),
    maxMs: fc.constant(400),
    jitter: fc.constant("none"),
  }),
  budget: fc.record({ intensity: fc.nat(2), periodMs: fc.constant(2_000) }),
  onExhausted: fc.constantFrom("cooldown", "give-up", "escalate", "escalate"),
  cooldownMs: fc.integer({ min: 1, max: 500 }),
  graceMs: fc.nat(400),
}) as fc.Arbitrary<Policy>;

const rules: fc.Arbitrary<GroupRuleOptions> = fc.record({
  strategy: fc.constantFrom<Strategy>("one-for-one", "one-for-all", "rest-for-one"),
  stopOrder: fc.constantFrom("sequential", "parallel"),
  terminateTree: fc.constantFrom("propagate", "contain"),
});

const dependence = { needs: fc.nat(7), onDependencyFailure: fc.constantFrom("stay" as const, "restart" as const) };

const leaf: fc.Arbitrary<Leaf> = fc.record({
  ...dependence,
  lives: fc.array(
    fc.record({ lifeMs: fc.nat(300), end: fc.constantFrom("crash", "crash", "crash", "return", "terminate") }),
    { maxLength: 4 },
  ),
  deafMs: fc.oneof(fc.constant(0), fc.nat(600)),
  policy,
});

const { node } = fc.letrec<{ node: Node; branch: Branch }>((tie) => ({
  node: fc.oneof({ depthSize: "small", maxDepth: 3 }, leaf as fc.Arbitrary<Node>, tie("branch")),
  branch: fc.record({
    ...dependence,
    children: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
    rules,
    policy,
  }),
}));
const nodes = fc.array(node, { minLength: 1, maxLength: 3 });

function runOf({ lives, deafMs }: Leaf): Worker {
  return async (context) => {
    const life = lives[context.incarnation - 1];
    try {
      if (life === undefined) return await obedient(context);
      await context.clock.sleep(life.lifeMs, context.signal);
    } catch {
      return await context.clock.sleep(deafMs);
    }
    if (life.end === "terminate") throw new TerminateTreeError("enough");
    if (life.end === "crash") throw new Error("boom");
  };
}

function childrenOf(nodes: readonly Node[], { strategy, stopOrder }: GroupRuleOptions): GroupChild[] {
  const byDependency = strategy === "one-for-one" && stopOrder === "parallel";
  return nodes.map((node, index) => ({
    ...node.policy,
    ...(byDependency
      ? {
        dependsOn: nodes.slice(0, index).flatMap((_, place) => (node.needs & (1 << place)) > 0 ? [`n${place}`] : []),
        onDependencyFailure: node.onDependencyFailure,
      }
      : {}),
    name: `n${index}`,
    run: "lives" in node ? runOf(node) : group(childrenOf(node.children, node.rules), node.rules),
  }));
}

async function lived(nodes: readonly Node[], rules: GroupRuleOptions, stopAtMs: number, graceMs = 5_000) {
  const run = runGroupVirtually(childrenOf(nodes, rules), { ...rules, graceMs });
  await run.advance(stopAtMs);
  await run.stop();
  return run;
}

function reportOf(run: VirtualRun<GroupReport>): GroupReport {
  return run.report ?? (run.error as EscalationError).report;
}

const stopAtMs = fc.nat(3_000);
const numRuns = 300;

Deno.test("a tree is over within the grace of its root, whatever it consists of", async (t) => {
  const property = fc.asyncProperty(nodes, rules, stopAtMs, fc.nat(700), async (nodes, rules, stopAtMs, graceMs) => {
    const run = await lived(nodes, rules, stopAtMs, graceMs);
    await run.advance(graceMs);
    assertEquals(run.isOver, true);
    assertEquals(run.events.at(-1)?.type, "group-finished");
  });
  await holds(t, property, { numRuns });
});

Deno.test("a group starts nobody outside its own life, at any level", async (t) => {
  const property = fc.asyncProperty(nodes, rules, stopAtMs, async (nodes, rules, stopAtMs) => {
    const run = await lived(nodes, rules, stopAtMs);
    await run.advance(5_000);
    const open = new Set<string>();
    for (const event of run.events) {
      const path = "group" in event ? event.group ?? "" : "";
      if (event.type === "group-started") {
        assertEquals(open.has(path), false, `${event.atMs} ${path} begins twice`);
        open.add(path);
      } else if (event.type === "group-stopping" || event.type === "group-finished") open.delete(path);
      else if (event.type === "started") {
        const parent = event.worker.split("/").slice(0, -1).join("/");
        assertEquals(open.has(parent), true, `${event.atMs} ${event.worker} starts in a group that does not run`);
      }
    }
    assertEquals(open.size, 0);
  });
  await holds(t, property, { numRuns });
});

Deno.test("a tree leaves nobody running but those whom its report calls abandoned", async (t) => {
  const property = fc.asyncProperty(nodes, rules, stopAtMs, async (nodes, rules, stopAtMs) => {
    const run = await lived(nodes, rules, stopAtMs);
    await run.advance(5_000);
    const groups = new Set(run.events.flatMap((event) => "group" in event && event.group ? [event.group] : []));
    const running = new Map<string, string>();
    for (const event of run.events) {
      if (!("worker" in event) || groups.has(event.worker)) continue;
      if (event.type === "started") {
        assertEquals(running.get(event.worker), undefined, `${event.atMs} ${event.worker} runs twice`);
        running.set(event.worker, "runs");
      } else if (event.type === "abandoned") running.set(event.worker, "abandoned");
      else if (["crashed", "completed", "stopped", "late-exit"].includes(event.type)) running.delete(event.worker);
    }
    const { abandoned } = reportOf(run);
    assertEquals([...running].filter(([path, how]) => how !== "abandoned" || !abandoned.includes(path)), []);
    const told = new Set(run.events.flatMap((event) => event.type === "abandoned" ? [event.worker] : []));
    assertEquals(abandoned.filter((path, index) => !told.has(path) || abandoned.indexOf(path) !== index), []);
  });
  await holds(t, property, { numRuns });
});

Deno.test("a tree reports every child at every level", async (t) => {
  const property = fc.asyncProperty(nodes, rules, stopAtMs, async (nodes, rules, stopAtMs) => {
    const run = await lived(nodes, rules, stopAtMs);
    await run.advance(5_000);
    const check = (nodes: readonly Node[], report: GroupReport): void => {
      assertEquals(report.workers.map(({ name }) => name), nodes.map((_, index) => `n${index}`));
      for (const [index, node] of nodes.entries()) {
        const worker = report.workers[index]!;
        if ("lives" in node) assertEquals(worker.group, undefined);
        else if (worker.starts > 0) check(node.children, worker.group!);
      }
    };
    check(nodes, reportOf(run));
    JSON.stringify(run.events);
  });
  await holds(t, property, { numRuns: 100 });
});
