// A group inside a group: its failure is an abnormal end with its causes, its restart a fresh beginning.
import { assertEquals } from "@std/assert";
import {
  EscalationError,
  group,
  type GroupChild,
  type GroupRuleOptions,
  type WorkerReport,
} from "@mainstay/supervisor";
import { alwaysCrashing, crashingAfter, obedient } from "../support/acting_workers.ts";
import { runGroupVirtually } from "../support/virtual_run.ts";

/** A subtree "db" whose child escalates with its second crash, 50 ms after each of its starts. */
const failing = {
  name: "db",
  run: group([{ name: "w", run: crashingAfter(...Array(20).fill(50)), budget: { intensity: 1 } }, ["x", obedient]], {
    defaults: { onExhausted: "escalate" },
  }),
} as const;

/** Who failed, from the outside in, and what was thrown in the end. */
function causes(error: unknown): string[] {
  const chain: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause) {
    chain.push(each instanceof EscalationError ? `${each.name} of ${each.worker}: ${each.rule}` : String(each));
  }
  return chain;
}

Deno.test("group() that fails is a crash for the group around it, and is restarted after its own delay", async () => {
  const run = runGroupVirtually([failing, ["other", obedient]]);
  await run.advance(3_000);
  assertEquals(run.marks, [
    "0 *+ db+ db*+ db/w+ db/x+ db^ other+",
    "50 db/w! db/w~",
    "1050 db/w+",
    "1100 db/w! db/we db*? db/x? db/x- db/x= db*= db! db~",
    "2100 db+ db*+ db/w+ db/x+ db^",
    "2150 db/w! db/w~",
  ]);
});

Deno.test("group() that fails under restart on-failure is restarted, and is never taken for a clean end", async () => {
  const run = runGroupVirtually([{ ...failing, restart: "transient" }]);
  await run.advance(1_100);
  assertEquals(
    run.lines("crashed").at(-1)?.split(" ranMs")[0],
    [
      "1100 db#1 crashed error=EscalationError: Worker",
      '"db/w" failed its group: its restart budget is spent, last Error: boom',
    ].join(" "),
  );
  assertEquals(
    run.lines("restart-scheduled").at(-1),
    [
      "1100 db#1 restart-scheduled attempt=1",
      "delayMs=1000 ceilingMs=1000 budgetUsed=1 rule=backoff",
    ].join(" "),
  );
});

Deno.test("group() that fails under restart never is given up, with the chain of causes in its report", async () => {
  const run = runGroupVirtually([{ ...failing, restart: "never" }]);
  await run.advance(2_000);
  const { outcome, rule, error, lastErrors } = run.report!.workers[0]!;
  assertEquals([outcome, rule, error?.name, lastErrors.length], ["gave-up", "restart-rule", "GiveUpError", 1]);
  assertEquals(causes(error?.cause), ["EscalationError of db/w: worker-budget", "Error: boom"]);
});

Deno.test("EscalationError leads through all levels to what was thrown first", async () => {
  const tree = group([{ name: "b", run: group([["c", alwaysCrashing]]), fatal: Error }], {
    defaults: { budget: { intensity: 0 }, onExhausted: "escalate" },
  });
  const run = runGroupVirtually([{ name: "a", run: tree, budget: { intensity: 0 }, onExhausted: "escalate" }]);
  await run.advance(0);
  assertEquals(causes(run.error), [
    "EscalationError of a: worker-budget",
    "EscalationError of a/b: fatal",
    "EscalationError of a/b/c: worker-budget",
    "Error: boom",
  ]);
});

Deno.test("EscalationError carries the reports of all levels", async () => {
  const run = runGroupVirtually([{ ...failing, budget: { intensity: 0 }, onExhausted: "escalate" }, ["o", obedient]]);
  await run.advance(2_000);
  const shown = ({ name, outcome, group }: WorkerReport): string =>
    `${name} ${outcome}${group ? ` (${group.outcome}: ${group.workers.map(shown).join(", ")})` : ""}`;
  assertEquals((run.error as EscalationError).report.workers.map(shown), [
    "db escalated (failed: w escalated, x stopped)",
    "o stopped",
  ]);
});

Deno.test("group() gives the classification of its failures to its parent, whose rules see the EscalationError", async () => {
  const run = runGroupVirtually([{ ...failing, clean: EscalationError }, ["other", obedient]]);
  await run.advance(5_000);
  assertEquals(run.marks.slice(3), ["1100 db/w! db/we db*? db/x? db/x- db/x= db*= db. db="]);
});

Deno.test("group() numbers the incarnations of its children through all of its own", async () => {
  const seen: string[] = [];
  const kids: GroupChild[] = [["w", ({ path, incarnation, clock }) => {
    seen.push(`${clock.now()} ${path}#${incarnation}`);
    throw new Error("boom");
  }]];
  const run = runGroupVirtually([{
    name: "db",
    run: group(kids, { defaults: { budget: { intensity: 1 }, onExhausted: "escalate" } }),
  }], { defaults: { backoff: { baseMs: 100, multiplier: 1, jitter: "none" } } });
  await run.advance(350);
  assertEquals(seen, ["0 db/w#1", "100 db/w#2", "200 db/w#3", "300 db/w#4"]);
});

Deno.test("group() starts its children's budgets, attempts and cooldowns afresh", async () => {
  const run = runGroupVirtually([failing]);
  await run.advance(10_000);
  const scheduled = run.lines("restart-scheduled").filter((line) => line.includes("db/w"));
  assertEquals([...new Set(scheduled.map((line) => line.replace(/^\d+ db\/w#\d+ /, "")))], [
    "restart-scheduled attempt=1 delayMs=1000 ceilingMs=1000 budgetUsed=1 rule=backoff",
  ]);
});

Deno.test("group() reports its latest incarnation alone", async () => {
  const run = runGroupVirtually([failing]);
  await run.advance(3_000);
  await run.stop();
  const [{ starts, restarts, crashes, group: inner }] = run.report!.workers as [WorkerReport];
  assertEquals([starts, restarts, crashes], [2, 1, 1]);
  assertEquals(inner?.workers.map(({ name, starts, restarts, crashes }) => [name, starts, restarts, crashes]), [
    ["w", 1, 1, 1],
    ["x", 1, 0, 0],
  ]);
});

// §2.1.7: nested budgets multiply, (top + 1) · (sub + 1) starts before the root gives up.
for (const [top, sub, starts] of [[0, 0, 1], [1, 1, 4], [2, 3, 12], [3, 3, 16], [5, 5, 36], [10, 10, 121]] as const) {
  Deno.test(`group() with budgets ${top} and ${sub} starts a worker ${starts} times before the root gives up`, async () => {
    const atOnce = { backoff: { baseMs: 0 }, budget: { intensity: Infinity } };
    const budget = (intensity: number): GroupRuleOptions => ({ budget: { intensity, periodMs: 5_000 } });
    const run = runGroupVirtually([{ name: "sub", run: group([["w", alwaysCrashing]], budget(sub)) }], {
      ...budget(top),
      defaults: atOnce,
    });
    await run.advance(0);
    assertEquals((run.error as Error)?.name, "EscalationError");
    assertEquals(run.heads("started").filter((line) => line.includes("sub/w")).length, starts);
    assertEquals(run.clock.now(), 0);
  });
}

Deno.test("group() with workers' own budgets multiplies them too, three levels deep", async () => {
  const run = runGroupVirtually([{
    name: "a",
    run: group([{ name: "b", run: group([["w", alwaysCrashing]]) }]),
  }], { defaults: { backoff: { baseMs: 0 }, budget: { intensity: 2 }, onExhausted: "escalate" } });
  await run.advance(0);
  assertEquals(run.heads("started").filter((line) => line.includes("a/b/w")).length, 27);
});

Deno.test("group() refines the policy of the group around it, field by field", async () => {
  const inner = group([["w", alwaysCrashing]], { defaults: { budget: { intensity: 2 }, onExhausted: "give-up" } });
  const run = runGroupVirtually([{ name: "a", run: inner, backoff: { baseMs: 7 } }], {
    defaults: { backoff: { baseMs: 20, multiplier: 3, jitter: "none" }, budget: { intensity: 9, periodMs: 1_000 } },
  });
  await run.advance(1_000);
  assertEquals(run.delaysMs, [20, 60]);
  assertEquals(run.heads("gave-up"), ["80 a/w#3 gave-up"]);
});

Deno.test("group() that ends in good order completes", async () => {
  const run = runGroupVirtually([{ name: "a", run: group([["w", () => {}], ["x", ({ clock }) => clock.sleep(50)]]) }]);
  await run.advance(100);
  assertEquals(run.marks, ["0 *+ a+ a*+ a/w+ a/x+ a^ a/w. a/w=", "50 a/x. a/x= a*= a. a= *="]);
});

Deno.test("group() that ends in good order is started again under restart always", async () => {
  const run = runGroupVirtually([{
    name: "a",
    run: group([["w", ({ clock }) => clock.sleep(50)]]),
    restart: "always",
  }]);
  await run.advance(1_050);
  assertEquals(run.marks, ["0 *+ a+ a*+ a/w+ a^", "50 a/w. a/w= a*= a. a~", "1050 a+ a*+ a/w+ a^"]);
});

Deno.test("group() without children completes at once", async () => {
  const run = runGroupVirtually([{ name: "a", run: group([]) }]);
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ a*+ a^ a*= a. a= *="]);
});

Deno.test("group() without children stays with keepAlive", async () => {
  const run = runGroupVirtually([{ name: "a", run: group([], { keepAlive: true }) }]);
  await run.advance(10_000);
  assertEquals(run.isOver, false);
  await run.stop();
  assertEquals(run.marks.at(-1), "10000 *? a? a*? a*= a- a= *=");
});

Deno.test("group() tells its own events with its path", async () => {
  const deep = group([{ name: "b", run: group([["w", crashingAfter(10)]], { strategy: "one-for-all" }) }]);
  const run = runGroupVirtually([{ name: "a", run: deep }]);
  await run.advance(10);
  await run.stop();
  const told = run.lines("group-started", "group-restarting", "group-stopping", "group-finished");
  assertEquals(told, [
    "0 group group-started workers=1",
    "0 a group-started workers=1",
    "0 a/b group-started workers=1",
    "10 a/b group-restarting trigger=a/b/w strategy=one-for-all",
    "10 group group-stopping reason=abort",
    "10 a group-stopping reason=parent",
    "10 a/b group-stopping reason=parent",
    "10 a/b group-finished outcome=stopped",
    "10 a group-finished outcome=stopped",
    "10 group group-finished outcome=stopped",
  ]);
});

Deno.test("group() is restarted as a whole when a sibling's crash restarts its group", async () => {
  const run = runGroupVirtually([{ name: "a", run: group([["x", obedient], ["y", obedient]]) }, [
    "b",
    crashingAfter(100),
  ]], { strategy: "one-for-all" });
  await run.advance(2_000);
  assertEquals(run.marks, [
    "0 *+ a+ a*+ a/x+ a/y+ a^ b+",
    "100 b! b~ *~ a? a*? a/y? a/y- a/y= a/x? a/x- a/x= a*= a-",
    "1100 a+ a*+ a/x+ a/y+ a^ b+",
  ]);
});

Deno.test("group() cools down with nothing of it running", async () => {
  const run = runGroupVirtually([{ ...failing, budget: { intensity: 0 }, cooldownMs: 500 }]);
  await run.advance(1_600);
  assertEquals(run.marks.slice(3), [
    "1100 db/w! db/we db*? db/x? db/x- db/x= db*= db! dbc",
    "1600 db+ db*+ db/w+ db/x+ db^",
  ]);
});

Deno.test("the same group() may stand in two places", async () => {
  const twice = group([["w", obedient]]);
  const run = runGroupVirtually([{ name: "a", run: twice }, { name: "b", run: twice }]);
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ a*+ a/w+ a^ b+ b*+ b/w+ b^"]);
});
