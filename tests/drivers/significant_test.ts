// Significant children: whose end ends their group, and whose does not.
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type AutoShutdown,
  DoNotRestartError,
  group,
  type GroupChild,
  type RestartRule,
  runGroup,
  ShutdownError,
} from "@mainstay/supervisor";
import { crashingAfter, obedient, slowToStop } from "../support/acting_workers.ts";
import { runGroupVirtually, startGroupVirtually } from "../support/virtual_run.ts";

const exits: Record<string, () => void> = {
  return: () => {},
  ShutdownError: () => fails(new ShutdownError("done")),
  DoNotRestart: () => fails(new DoNotRestartError("enough")),
  error: () => fails(new Error("boom")),
  nonRetryable: () => fails(new TypeError("hopeless")),
};

/** What the group does when a significant child ends 100 ms after its start; another one of its kind runs on. */
async function outcome(autoShutdown: AutoShutdown, restart: RestartRule, exit: string): Promise<string> {
  const run = runGroupVirtually([
    {
      name: "w",
      significant: true,
      restart,
      nonRetryable: TypeError,
      run: async (context) => {
        if (context.incarnation > 1) return await obedient(context);
        await context.clock.sleep(100);
        exits[exit]!();
      },
    },
    { name: "s", significant: true, run: ({ clock, signal }) => clock.sleep(5_000, signal) },
    ["plain", obedient],
  ], { autoShutdown });
  await run.advance(4_000);
  if (run.isOver) return `ends at ${run.report?.durationMs} (${run.report?.stopReason})`;
  await run.advance(4_000);
  return run.isOver ? `ends at ${run.report?.durationMs} (${run.report?.stopReason})` : "lives";
}

const table = `
on-failure  return         any ends at 100 (auto-shutdown)  all ends at 5000 (auto-shutdown)
on-failure  ShutdownError  any ends at 100 (auto-shutdown)  all ends at 5000 (auto-shutdown)
on-failure  DoNotRestart   any ends at 100 (auto-shutdown)  all ends at 5000 (auto-shutdown)
on-failure  error          any ends at 5000 (auto-shutdown)  all lives
on-failure  nonRetryable   any ends at 100 (auto-shutdown)  all ends at 5000 (auto-shutdown)
never       return         any ends at 100 (auto-shutdown)  all ends at 5000 (auto-shutdown)
never       ShutdownError  any ends at 100 (auto-shutdown)  all ends at 5000 (auto-shutdown)
never       DoNotRestart   any ends at 100 (auto-shutdown)  all ends at 5000 (auto-shutdown)
never       error          any ends at 100 (auto-shutdown)  all ends at 5000 (auto-shutdown)
never       nonRetryable   any ends at 100 (auto-shutdown)  all ends at 5000 (auto-shutdown)`;

Deno.test("autoShutdown × restart rule × exit of a significant child is this table", async () => {
  const lines: string[] = [""];
  for (const restart of ["on-failure", "never"] as const) {
    for (const exit of Object.keys(exits)) {
      const any = await outcome("any-significant", restart, exit);
      const all = await outcome("all-significant", restart, exit);
      lines.push(`${restart.padEnd(12)}${exit.padEnd(15)}any ${any}  all ${all}`);
    }
  }
  assertEquals(lines.join("\n"), table);
});

const [w, s]: [GroupChild, GroupChild] = [
  { name: "w", run: obedient, significant: true },
  { name: "s", run: ({ clock }) => clock.sleep(50), significant: true },
];

Deno.test("autoShutdown never lives on when children end", async () => {
  const run = runGroupVirtually([["a", () => {}], ["b", obedient]]);
  await run.advance(1_000);
  assertEquals(run.isOver, false);
});

Deno.test("autoShutdown ends a group in good order, last first, whose report says why", async () => {
  const run = runGroupVirtually([["a", slowToStop(10)], s, ["b", slowToStop(10)]], { autoShutdown: "any-significant" });
  await run.advance(100);
  assertEquals(run.marks, ["0 *+ a+ s+ b+", "50 s. s= *? b?", "60 b- b= a?", "70 a- a= *="]);
  assertEquals([run.report?.outcome, run.report?.stopReason], ["stopped", "auto-shutdown"]);
});

Deno.test("autoShutdown says nothing of a child that is not significant", async () => {
  const run = runGroupVirtually([w, ["plain", () => {}]], { autoShutdown: "any-significant" });
  await run.advance(1_000);
  assertEquals(run.isOver, false);
});

for (const method of ["stop", "remove", "restart"] as const) {
  for (const autoShutdown of ["any-significant", "all-significant"] as const) {
    Deno.test(`autoShutdown ${autoShutdown} is not set off by ${method}() by hand`, async () => {
      const run = startGroupVirtually([w, ["plain", obedient]], { autoShutdown });
      await run.advance(0);
      await Promise.all([run.group[method]("w"), run.advance(0)]);
      await run.advance(1_000);
      assertEquals(run.isOver, false);
    });
  }
}

Deno.test("autoShutdown all-significant counts those that were stopped by hand as ended", async () => {
  const run = startGroupVirtually([w, s, ["plain", obedient]], { autoShutdown: "all-significant" });
  await run.advance(0);
  void run.group.stop("w");
  await run.advance(50);
  assertEquals([run.report?.durationMs, run.report?.stopReason], [50, "auto-shutdown"]);
});

Deno.test("autoShutdown is not set off by a group restart, nor by a temporary child that is caught in it", async () => {
  const run = runGroupVirtually([
    { name: "t", run: obedient, significant: true, restart: "temporary" },
    ["b", crashingAfter(100)],
    { name: "w", run: obedient, significant: true },
  ], { strategy: "one-for-all", autoShutdown: "any-significant" });
  await run.advance(2_000);
  assertEquals(run.marks, ["0 *+ t+ b+ w+", "100 b! b~ *~ w? w- t? t- t=", "1100 b+ w+"]);
});

Deno.test("autoShutdown waits for the last restart of a significant child", async () => {
  const run = runGroupVirtually([
    {
      name: "w",
      run: crashingAfter(100, 100, 100),
      significant: true,
      budget: { intensity: 1 },
      onExhausted: "give-up",
    },
    ["plain", obedient],
  ], { autoShutdown: "any-significant" });
  await run.advance(2_000);
  assertEquals(run.marks, ["0 *+ w+ plain+", "100 w! w~", "1100 w+", "1200 w! wx *? plain? plain- plain= *="]);
});

Deno.test("autoShutdown leaves an escalation an escalation", async () => {
  const run = runGroupVirtually([
    { name: "w", run: crashingAfter(100), significant: true, fatal: Error },
    ["plain", obedient],
  ], { autoShutdown: "any-significant" });
  await run.advance(100);
  assertEquals((run.error as Error).name, "EscalationError");
});

Deno.test("autoShutdown of a significant group ends the group around it, through two levels", async () => {
  const inner = group([s, ["x", obedient]], { autoShutdown: "any-significant" });
  const middle = group([{ name: "inner", run: inner, significant: true }, ["y", obedient]], {
    autoShutdown: "all-significant",
  });
  const run = runGroupVirtually([{ name: "middle", run: middle, significant: true }, ["z", obedient]], {
    autoShutdown: "any-significant",
  });
  await run.advance(50);
  assertEquals(
    run.marks[1],
    [
      "50 middle/inner/s. middle/inner/s= middle/inner*? middle/inner/x? middle/inner/x- middle/inner/x= middle/inner*=",
      "middle/inner. middle/inner= middle*? middle/y? middle/y- middle/y= middle*=",
      "middle. middle= *? z? z- z= *=",
    ].join(" "),
  );
});

Deno.test("autoShutdown of a group that is not significant is a completion for the group around it", async () => {
  const inner = group([s, ["x", obedient]], { autoShutdown: "any-significant" });
  const run = runGroupVirtually([{ name: "inner", run: inner }, ["z", obedient]]);
  await run.advance(1_000);
  assertEquals(run.marks.at(-1), "50 inner/s. inner/s= inner*? inner/x? inner/x- inner/x= inner*= inner. inner=");
});

Deno.test("autoShutdown of a group that is always restarted starts it again", async () => {
  const inner = group([s], { autoShutdown: "any-significant" });
  const run = runGroupVirtually([{ name: "inner", run: inner, restart: "always" }]);
  await run.advance(1_050);
  assertEquals(run.marks.at(-1), "1050 inner+ inner*+ inner/s+ inner^");
});

Deno.test("autoShutdown takes a significant child that was added by hand", async () => {
  const run = startGroupVirtually([["plain", obedient]], { autoShutdown: "any-significant" });
  run.group.start({ name: "s", run: () => {}, significant: true });
  await run.advance(0);
  assertEquals(run.report?.stopReason, "auto-shutdown");
});

for (
  const [what, children, autoShutdown, message] of [
    [
      "where nothing comes of it",
      [w],
      "never",
      '"significant" must be false in a group whose "autoShutdown" is "never"',
    ],
    [
      "that is always restarted",
      [{ ...w, restart: "always" }],
      "any-significant",
      '"significant" must be false for a worker that is always restarted',
    ],
    [
      "that is always restarted, in OTP's word",
      [{ ...w, restart: "permanent" }],
      "all-significant",
      '"significant" must be false for a worker that is always restarted',
    ],
  ] as const
) {
  Deno.test(`runGroup() refuses a significant child ${what}`, async () => {
    await assertRejects(
      () => runGroup(children as never, { autoShutdown }),
      TypeError,
      `Cannot supervise worker "w": ${message}`,
    );
  });
  Deno.test(`GroupHandle.start() refuses a significant child ${what}`, () => {
    const run = startGroupVirtually([], { autoShutdown });
    assertThrows(() => run.group.start(children[0] as never), TypeError, message);
  });
}

function fails(error: Error): never {
  throw error;
}
