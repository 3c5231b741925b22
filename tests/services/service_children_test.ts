import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  type AnyService,
  ChildrenError,
  Resource,
  type ServiceContext,
  type ServiceSpec,
} from "@mainstay/supervisor/services";
import { EscalationError } from "@mainstay/supervisor";
import { endless, serving, VirtualApplication } from "../support/virtual_application.ts";

/** Something that throws. */
function boom(): never {
  throw new Error("boom");
}

/** What is lost at its first failure. */
const fragile = { onExhausted: "give-up", budget: { intensity: 0 } } as const;

/** Keeps the application up, whatever becomes of the service that is tested. */
const bystander: ServiceSpec = { name: "web", serve: serving };

/** The names of those that started, in order, each with the time. */
function starts(run: VirtualApplication): string[] {
  return run.ofType("started").map(({ atMs, worker }) => `${atMs} ${worker}`);
}

/** A child that takes some time to start. */
function slow(name: string, ms: number, rest: Partial<ServiceSpec> = {}): ServiceSpec {
  return { name, onStart: ({ clock, signal }) => clock.sleep(ms, signal), ...rest };
}

/** Takes so long in its first run, whatever it is told. */
function lasting(ms: number) {
  return async ({ clock, incarnation }: ServiceContext) => incarnation === 1 ? await clock.sleep(ms) : undefined;
}

/** Fails 10 ms after its first start. */
async function boomsOnce({ ready, clock, incarnation, signal }: ServiceContext) {
  ready();
  await clock.sleep(incarnation === 1 ? 10 : Infinity, signal);
  boom();
}

/** The parent's context, once it has started. */
function parent(rest: Partial<ServiceSpec> = {}) {
  const found: { context?: ServiceContext } = {};
  const afterStart = (context: ServiceContext) => void (found.context = context);
  return { spec: { name: "p", serve: serving, afterStart, ...rest } as ServiceSpec, found };
}

/** What `act` throws, as text. */
function thrownBy(act: () => void): string | undefined {
  try {
    act();
  } catch (error) {
    return String(error);
  }
}

Deno.test("ServiceChildren start one after the other, each once the one before is ready", async () => {
  const run = new VirtualApplication([{ name: "p", children: [slow("a", 10), slow("b", 20), slow("c", 5)] }]);
  await run.advance(35);
  assertEquals(starts(run), ["0 p", "0 p/a", "10 p/b", "30 p/c"]);
  assertEquals(run.statuses("p"), ["0 p#1 starting", "35 p#1 running"]);
  await run.stop();
});

Deno.test("ServiceChildren that depend on each other start by that, and stop by that", async () => {
  const stopped: string[] = [];
  const onStop = ({ name, clock }: ServiceContext) => {
    stopped.push(`${clock.now()} ${name}`);
    return clock.sleep(5);
  };
  const run = new VirtualApplication([{
    name: "p",
    children: [
      slow("web", 5, { dependsOn: ["db", "queue"], onStop }),
      slow("db", 10, { onStop }),
      slow("queue", 20, { onStop }),
    ],
  }]);
  await run.advance(25);
  assertEquals(starts(run), ["0 p", "0 p/db", "0 p/queue", "20 p/web"]);
  assertEquals(run.info("p").status, "running");
  await run.stop(10);
  assertEquals(stopped, ["25 web", "30 db", "30 queue"]);
  assertEquals(run.report?.teardown.clean, true);
});

Deno.test("ServiceChildren stop one after the other, the last one first", async () => {
  const stopped: string[] = [];
  const children = ["a", "b", "c"].map((name) => ({
    name,
    onStop: async ({ clock }: ServiceContext) => {
      await clock.sleep(10);
      stopped.push(`${clock.now()} ${name}`);
    },
  }));
  const run = new VirtualApplication([{ name: "p", children }]);
  await run.advance(0);
  await run.stop(30);
  assertEquals(stopped, ["10 c", "20 b", "30 a"]);
});

Deno.test("ServiceChildren keep their parent starting as long as a required one is tried again", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [{ name: "a", onStart: ({ incarnation }) => incarnation < 3 && boom() }],
  }]);
  await run.advance(3_000);
  assertEquals(run.statuses("p"), ["0 p#1 starting", "3000 p#1 running"]);
  assertEquals([run.info("p/a").incarnation, run.info("p/a").failures, run.info("p").failures], [3, 2, 0]);
  await run.stop();
});

Deno.test("ServiceChildren do not keep their parent starting for an optional one", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [{ name: "a", role: "optional", onStart: boom }, { name: "b" }],
  }]);
  await run.advance(0);
  assertEquals([run.info("p").status, run.info("p/a").status, run.info("p/b").status], [
    "running",
    "failed",
    "running",
  ]);
  assertEquals([run.info("p").ready, run.app.info().status], [true, "ok"]);
  await run.stop();
});

Deno.test("ServiceChildren do not keep their parent starting for an optional one that is never ready", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [{ name: "a", role: "optional", whenLate: "wait", serve: endless }, { name: "b" }],
  }]);
  await run.advance(40_000);
  assertEquals([run.info("p").status, run.info("p/b").status, run.app.info().status], ["running", "running", "ok"]);
  await run.stop(10_000);
});

Deno.test("ServiceChildren that are lost while they start fail their parent, which starts them anew", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [{ name: "a" }, { name: "b", ...fragile, onStart: ({ incarnation }) => incarnation === 1 && boom() }],
  }]);
  await run.advance(0);
  const { thrown, message, phase } = run.info("p").lastFailure!;
  assertInstanceOf(thrown, ChildrenError);
  assertEquals([message, phase, (thrown as ChildrenError).reasons], [
    'Cannot start the children of service "p": p/b: Error: boom',
    "children",
    ["p/b: Error: boom"],
  ]);
  await run.advance(1_000);
  assertEquals(run.statuses("p").slice(1), [
    "0 p#1 failed",
    "1000 p#2 stopped",
    "1000 p#2 starting",
    "1000 p#2 running",
  ]);
  assertEquals([run.info("p/a").incarnation, run.info("p/b").incarnation, run.report], [2, 2, undefined]);
  await run.stop();
});

Deno.test("ServiceChildren number their runs through those of their parent", async () => {
  const seen: number[] = [];
  const run = new VirtualApplication([{
    name: "p",
    children: [{ name: "a", children: [{ name: "b", onStart: ({ incarnation }) => void seen.push(incarnation) }] }],
  }]);
  await run.advance(0);
  for (const path of ["p", "p/a", "p", "p/a/b"]) {
    run.app.restartService(path);
    await run.advance(0);
  }
  assertEquals(seen, [1, 2, 3, 4, 5]);
  assertEquals(
    run.ofType("started").filter(({ worker }) => worker === "p/a/b").map(({ incarnation }) => incarnation),
    seen,
  );
  assertEquals([run.info("p").incarnation, run.info("p/a").incarnation, run.info("p/a/b").incarnation], [3, 4, 5]);
  await run.stop();
});

Deno.test("ServiceChildren count each failure, in all runs of their parent", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [{
      name: "a",
      onExhausted: "escalate",
      budget: { intensity: 0 },
      onStart: ({ incarnation }) => {
        if (incarnation < 4) throw new Error(`boom ${incarnation}`);
      },
    }],
  }]);
  await run.advance(7_000);
  const { failures, lastFailure, incarnation } = run.info("p/a");
  assertEquals([failures, lastFailure?.message, lastFailure?.incarnation, incarnation], [3, "boom 3", 3, 4]);
  await run.stop();
});

Deno.test("ServiceChildren that start too late fail each in its own run", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [{
      name: "a",
      ...fragile,
      startupTimeoutMs: 10,
      onStart: ({ clock, signal }) => clock.sleep(Infinity, signal),
    }],
  }]);
  await run.advance(2_000);
  const { failures, lastFailure } = run.info("p/a");
  assertEquals([failures, lastFailure?.name, lastFailure?.phase, lastFailure?.incarnation], [
    2,
    "StartupTimeoutError",
    "readiness",
    2,
  ]);
  await run.stop();
});

Deno.test("ServiceChildren whose running one escalates fail their parent", async () => {
  const run = new VirtualApplication([{
    name: "p",
    serve: serving,
    children: [{
      name: "a",
      onExhausted: "escalate",
      budget: { intensity: 0 },
      serve: boomsOnce,
    }, { name: "b" }],
  }]);
  await run.advance(10);
  const { thrown, phase } = run.info("p").lastFailure!;
  assertInstanceOf(thrown, EscalationError);
  assertEquals([(thrown as EscalationError).worker, phase, run.info("p/b").status, run.report], [
    "a",
    "children",
    "stopped",
    undefined,
  ]);
  await run.advance(1_000);
  assertEquals([run.info("p").status, run.info("p/a").incarnation], ["running", 2]);
  await run.stop();
});

Deno.test("ServiceChildren that stop because one of them escalated leave their parent ready no longer", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [
      { name: "a", onExhausted: "escalate", budget: { intensity: 0 }, serve: boomsOnce },
      { name: "b", onStop: ({ clock }) => clock.sleep(500) },
    ],
  }, { name: "q", dependsOn: ["p"] }]);
  await run.advance(10);
  const { status, ready, reason } = run.info("p");
  assertEquals([status, ready, reason, run.info("p/b").status], ["stopping", false, "stopping", "stopping"]);
  await run.advance(500);
  assertEquals([run.info("p").status, run.info("p").failures], ["failed", 1]);
  await run.advance(5_000);
  assertEquals([run.info("p").status, run.info("p").ready], ["running", true]);
  await run.stop();
});

Deno.test("ServiceChildren whose running one is given up leave their parent up", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [{
      name: "a",
      ...fragile,
      serve: async ({ ready, clock, signal }) => {
        ready();
        await clock.sleep(10, signal);
        boom();
      },
    }],
  }]);
  await run.advance(1_000);
  assertEquals([run.info("p").status, run.info("p/a").status, run.app.info().status], ["running", "dead", "degraded"]);
  await run.stop();
});

Deno.test("ServiceChildren that are unclean are named, and spare their parent's afterChildrenStop", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([{
    name: "p",
    afterChildrenStop: () => marks.push("p"),
    children: [
      { name: "a", afterChildrenStop: () => marks.push("a"), children: [{ name: "b", onStop: boom }] },
      { name: "c", afterChildrenStop: () => marks.push("c") },
    ],
  }]);
  await run.advance(0);
  const report = await run.stop();
  assertEquals(marks, ["c"]);
  assertEquals(report?.teardown.causes.map(({ service, kind, text }) => [service, kind, text]), [
    ["p", "child-unclean", 'Child "p/a" of service "p" was not torn down cleanly'],
    ["p/a", "child-unclean", 'Child "p/a/b" of service "p/a" was not torn down cleanly'],
    ["p/a/b", "hook-failed", '"onStop" of service "p/a/b" threw Error: boom'],
  ]);
});

Deno.test("ServiceChildren that do not end are all named at the end", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [{ name: "a", graceMs: 100, onStop: endless }, { name: "b" }, {
      name: "c",
      graceMs: 50,
      onStop: endless,
    }],
  }]);
  await run.advance(0);
  await run.stop(150);
  assertEquals(run.ofType("abandoned").map(({ atMs, worker }) => `${atMs} ${worker}`), [
    "50 p/c",
    "150 p/a",
    "150 p",
  ]);
  assertEquals(run.report?.teardown.abandoned, ["p", "p/a", "p/c"]);
});

for (
  const [how, children] of [
    ["one after the other", [{ name: "db" }, { name: "mid" }, { name: "web", onStop: endless }]],
    ["by dependency", [{ name: "web", dependsOn: ["mid"], onStop: endless }, { name: "mid", dependsOn: ["db"] }, {
      name: "db",
    }]],
  ] as const satisfies readonly (readonly [string, readonly ServiceSpec[]])[]
) {
  for (const end of ["is asked to stop", "fails by itself"] as const) {
    Deno.test(`ServiceChildren that stop ${how} keep a share each of their parent's grace when it ${end}`, async () => {
      const asked: string[] = [];
      const spec = children.map((child): ServiceSpec => ({
        onStop: async ({ clock, name }) => {
          asked.push(`${clock.now()} ${name}`);
          await clock.sleep(200);
          asked.push(`${clock.now()} ${name} has ended`);
        },
        ...child,
      }));
      const serve = (context: ServiceContext) =>
        end === "is asked to stop"
          ? serving(context)
          : (context.ready(), context.clock.sleep(100, context.signal).then(boom));
      const run = new VirtualApplication([
        { name: "p", role: "optional", graceMs: 900, serve, children: spec },
        bystander,
      ]);
      await run.advance(100);
      if (end === "is asked to stop") run.app.stopService("p");
      // A third of 900 ms is for who hangs, who comes then has more than enough.
      await run.advance(900);
      assertEquals(run.ofType("abandoned").filter(({ worker }) => worker === "p/web").map(({ atMs }) => atMs), [400]);
      assertEquals(asked, ["400 mid", "600 mid has ended", "600 db", "800 db has ended"]);
      await run.stop();
    });
  }
}

Deno.test("ServiceChildren that need no time leave theirs to those after them", async () => {
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 1_000,
    children: [{ name: "slow", onStop: ({ clock }) => clock.sleep(900) }, { name: "quick" }],
  }]);
  await run.advance(0);
  const report = await run.stop(900);
  assertEquals([report?.teardown.clean, report?.durationMs], [true, 900]);
});

Deno.test("ServiceChildren keep within a grace of their own that is less than their share", async () => {
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 1_000,
    children: [{ name: "a" }, { name: "b", graceMs: 50, onStop: endless }],
  }]);
  await run.advance(0);
  await run.stop(50);
  assertEquals(run.ofType("abandoned").map(({ atMs, worker }) => `${atMs} ${worker}`).slice(0, 1), ["50 p/b"]);
});

Deno.test("ServiceChildren who are left behind are the cause of their parent's unclean end, which is not forced", async () => {
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 500,
    children: [{ name: "c", graceMs: 100, onStop: endless }],
  }]);
  await run.advance(0);
  const report = await run.stop(500);
  assertEquals(report?.teardown.causes.map(({ service, kind, phase }) => `${service} ${kind} ${phase}`), [
    "p child-unclean children",
    "p/c forced onStop",
  ]);
  assertEquals(report?.teardown.abandoned, ["p", "p/c"]);
  assertEquals(report?.exitCode, 1);
});

Deno.test("ServiceChildren whose own children do not end keep all above them from starting again over them", async () => {
  const live = { now: 0, most: 0 };
  const deep: ServiceSpec = {
    name: "c",
    graceMs: 100,
    onStart: () => void (live.most = Math.max(live.most, ++live.now)),
    onStop: async ({ clock, incarnation }) => {
      if (incarnation === 1) await clock.sleep(10_000);
      live.now--;
    },
  };
  const run = new VirtualApplication([{
    name: "a",
    serve: async (context) => {
      context.ready();
      await context.clock.sleep(context.incarnation === 1 ? 10 : Infinity, context.signal);
      boom();
    },
    children: [{ name: "b", children: [deep, { name: "d" }] }],
  }, bystander]);
  await run.advance(10_009);
  assertEquals(run.ofType("abandoned").map(({ worker }) => worker), ["a/b/c", "a/b", "a"]);
  assertEquals([run.info("a").incarnation, run.app.startService("a")], [1, "leaving"]);
  await run.advance(1_001);
  assertEquals([run.info("a").incarnation, run.info("a").status, run.info("a/b/c").incarnation, live.most], [
    2,
    "running",
    2,
    1,
  ]);
  const report = await run.stop();
  // Of the first run: each parent for its child, the child itself for its hook.
  assertEquals(report?.teardown.earlier.map(({ service, kind, phase }) => `${service} ${kind} ${phase}`), [
    "a child-unclean children",
    "a/b child-unclean children",
    "a/b/c forced onStop",
  ]);
  const { clean, causes, abandoned } = report!.teardown;
  assertEquals([clean, causes, abandoned], [true, [], []]);
});

for (
  const [what, children, endMs] of [
    [
      "all of them have ended",
      [{ name: "a", onStop: lasting(1_000) }, { name: "b", onStop: lasting(5_000) }],
      5_010,
    ],
    [
      "one that fails late has ended",
      [{ name: "a", onStop: (context) => lasting(1_000)(context).then(boom), afterStop: lasting(4_000) }],
      5_010,
    ],
  ] as const satisfies readonly (readonly [string, readonly ServiceSpec[], number])[]
) {
  Deno.test(`ServiceChildren that are left behind keep their parent from starting again until ${what}`, async () => {
    const run = new VirtualApplication([{
      name: "p",
      serve: async (context) => {
        context.ready();
        await context.clock.sleep(context.incarnation === 1 ? 10 : Infinity, context.signal);
        boom();
      },
      children: children.map((child) => ({ ...child, graceMs: 0 })),
    }, bystander]);
    await run.advance(endMs - 1);
    assertEquals(run.ofType("late-exit"), []);
    await run.advance(1);
    assertEquals(run.ofType("late-exit").map(({ worker }) => worker), ["p"]);
    await run.stop();
  });
}

Deno.test("ServiceChildren are stopped when their parent is abandoned before it came to that", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 100,
    onStop: endless,
    children: [{ name: "a", onStop: ({ clock }) => void marks.push(`${clock.now()} a`) }],
  }, bystander]);
  await run.advance(0);
  run.app.stopService("p");
  await run.advance(100);
  assertEquals([marks, run.info("p/a").status], [["100 a"], "stopped"]);
  await run.stop();
});

Deno.test("ServiceChildren are not waited for once their parent's grace is over", async () => {
  const run = new VirtualApplication([{ name: "p", graceMs: 70, children: [{ name: "a", onStop: endless }] }]);
  await run.advance(0);
  await run.stop(70);
  assertEquals(run.ofType("abandoned").map(({ atMs, worker }) => `${atMs} ${worker}`).sort(), ["70 p", "70 p/a"]);
  assertEquals([run.report?.teardown.abandoned, run.info("p/a").status], [["p", "p/a"], "stopped"]);
});

Deno.test("ServiceChildren.add() before the others start takes its place among them", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [slow("a", 10)],
    beforeStart: ({ addChild }) => addChild(slow("b", 10)),
    onStart: ({ addChild }) => addChild(slow("c", 10, { dependsOn: [] })),
  }]);
  await run.advance(30);
  assertEquals(starts(run), ["0 p", "0 p/a", "10 p/b", "20 p/c"]);
  assertEquals(run.statuses("p"), ["0 p#1 starting", "30 p#1 running"]);
  await run.stop();
});

Deno.test("ServiceChildren.add() before the others start may depend on them", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [slow("a", 10)],
    onStart: ({ addChild }) => addChild({ name: "b", dependsOn: ["a"] }),
  }]);
  await run.advance(10);
  assertEquals(starts(run), ["0 p", "0 p/a", "10 p/b"]);
  await run.stop();
});

for (const children of [[], [{ name: "a" }]]) {
  Deno.test(`ServiceChildren.add() to ${children.length} that run starts it at once`, async () => {
    const { spec, found } = parent({ children });
    const run = new VirtualApplication([spec]);
    await run.advance(0);
    found.context!.addChild({ name: "late" });
    assertEquals(run.info("p/late").status, "starting");
    await run.advance(0);
    assertEquals([run.info("p/late").status, run.info("p").status], ["running", "running"]);
    await run.stop();
    assertEquals(run.info("p/late").status, "stopped");
  });
}

Deno.test("ServiceChildren.add() of one that is lost leaves the parent up", async () => {
  const { spec, found } = parent();
  const run = new VirtualApplication([spec]);
  await run.advance(0);
  found.context!.addChild({ name: "late", ...fragile, onStart: boom });
  await run.advance(0);
  assertEquals([run.info("p/late").status, run.info("p").status, run.app.info().status], [
    "dead",
    "running",
    "degraded",
  ]);
  await run.stop();
});

Deno.test("ServiceChildren.add() to those that run refuses one that depends on others, without a trace", async () => {
  const { spec, found } = parent({ children: [{ name: "a" }] });
  const run = new VirtualApplication([spec]);
  await run.advance(0);
  assertEquals(
    thrownBy(() => found.context!.addChild({ name: "late", dependsOn: ["a"] })),
    'TypeError: Cannot run service "p/late": "dependsOn" must be empty, because those that it joins were started one after the other',
  );
  assertEquals(run.info("p").children.map(({ name }) => name), ["a"]);
  await run.stop();
});

Deno.test("ServiceChildren.add() to those that run by dependency may depend on them", async () => {
  const { spec, found } = parent({ children: [{ name: "a" }, { name: "b", dependsOn: ["a"] }] });
  const run = new VirtualApplication([spec]);
  await run.advance(0);
  found.context!.addChild({ name: "late", dependsOn: ["b"] });
  await run.advance(0);
  assertEquals([run.info("p/late").status, run.info("p/late").dependsOn], ["running", ["b"]]);
  await run.stop();
});

for (
  const [what, child, message] of [
    [
      "a name that is taken",
      { name: "a" },
      'TypeError: Cannot add a child to service "p": it has a child of the name "a" already',
    ],
    [
      "a wrong option",
      { name: "b", role: 5 },
      'TypeError: Cannot run service "p/b": "role" must be one of "required", "optional", received 5',
    ],
    [
      "no service",
      5,
      'TypeError: Cannot add a child to service "p": "children[1]" must be a service, as an object or an instance, received 5',
    ],
  ] as const
) {
  Deno.test(`ServiceChildren.add() refuses ${what}, without a trace`, async () => {
    const { spec, found } = parent({ children: [{ name: "a" }] });
    const run = new VirtualApplication([spec]);
    await run.advance(0);
    assertEquals(thrownBy(() => found.context!.addChild(child as unknown as AnyService)), message);
    assertEquals(run.info("p").children.map(({ name, status }) => [name, status]), [["a", "running"]]);
    await run.stop();
  });
}

Deno.test("ServiceChildren.add() is refused once the service is told to end, in its hooks too", async () => {
  const thrown: (string | undefined)[] = [];
  const late = ({ addChild }: ServiceContext) => void thrown.push(thrownBy(() => addChild({ name: "late" })));
  const { spec, found } = parent({ beforeStop: late, onStop: late, afterChildrenStop: late });
  const run = new VirtualApplication([spec]);
  await run.advance(0);
  run.app.stop();
  thrown.push(thrownBy(() => found.context!.addChild({ name: "late" })));
  await run.advance(0);
  thrown.push(thrownBy(() => found.context!.addChild({ name: "late" })));
  assertEquals(thrown, Array(5).fill('Error: Cannot add a child to service "p": it is stopping'));
  assertEquals(run.info("p").children, []);
});

Deno.test("ServiceChildren that were added are gone when their parent starts again", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [{ name: "a" }],
    onStart: ({ addChild, incarnation }) => incarnation === 1 && addChild({ name: "b", children: [{ name: "c" }] }),
  }]);
  await run.advance(0);
  assertEquals([run.info("p").children.length, run.info("p/b/c").status], [2, "running"]);
  run.app.restartService("p");
  await run.advance(0);
  assertEquals(run.info("p").children.map(({ name, status }) => [name, status]), [["a", "running"]]);
  assertEquals(
    thrownBy(() => run.app.startService("p/b")),
    'TypeError: Cannot start service "p/b": there is no such service; there are "p", "p/a"',
  );
  await run.stop();
});

Deno.test("ServiceChildren.remove() stops one that was added, and forgets it", async () => {
  const ended: string[] = [];
  const { spec, found } = parent({ children: [{ name: "a" }] });
  const run = new VirtualApplication([spec]);
  await run.advance(0);
  const { addChild, removeChild } = found.context!;
  const cache = new (class Cache extends Resource {})({ name: "b" });
  Object.assign(cache, { onStop: ({ clock }: ServiceContext) => clock.sleep(100).then(() => ended.push("b")) });
  addChild(cache);
  await run.advance(0);
  const removing = removeChild("b");
  await run.advance(99);
  assertEquals([ended, run.info("p").children.map(({ name }) => name)], [[], ["a", "b"]]);
  await run.advance(1);
  assertEquals([await removing, ended, run.info("p").children.map(({ name }) => name)], ["removed", ["b"], ["a"]]);
  assertEquals([cache.status, cache.path, run.info("p").status], ["stopped", "b", "running"]);
  addChild(cache);
  await run.advance(0);
  assertEquals([cache.path, cache.status], ["p/b", "running"]);
  await run.stop(100);
  assertEquals(run.report?.teardown.clean, true);
});

Deno.test("ServiceChildren.remove() refuses one that was not added, and finds no other", async () => {
  const { spec, found } = parent({ children: [{ name: "a" }] });
  const run = new VirtualApplication([spec]);
  await run.advance(0);
  const { removeChild } = found.context!;
  const error = await assertRejects(() => removeChild("a"), TypeError);
  assertEquals(error.message, 'Cannot remove service "p/a": it was not added, but belongs to "p"');
  assertEquals([await removeChild("b"), run.info("p/a").status], ["not-found", "running"]);
  await run.stop();
});

Deno.test("ServiceChildren.remove() of one that does not end keeps it", async () => {
  const { spec, found } = parent();
  const run = new VirtualApplication([spec, bystander]);
  await run.advance(0);
  const { addChild, removeChild } = found.context!;
  addChild({ name: "b", graceMs: 100, onStop: endless });
  await run.advance(0);
  const removing = removeChild("b");
  await run.advance(100);
  assertEquals([await removing, run.info("p").children.map(({ name }) => name)], ["abandoned", ["b"]]);
  await run.stop(20_000);
  assertEquals(run.report?.teardown.abandoned.toSorted(), ["p", "p/b"]);
});

Deno.test("ServiceChildren.remove() of one that does not end forgets it once it has", async () => {
  const { spec, found } = parent();
  const run = new VirtualApplication([spec]);
  await run.advance(0);
  const { addChild, removeChild } = found.context!;
  addChild({ name: "b", graceMs: 100, onStop: lasting(1_000) });
  await run.advance(0);
  const removing = removeChild("b");
  await run.advance(999);
  assertEquals([await removing, run.info("p").children.map(({ name }) => name)], ["abandoned", ["b"]]);
  await run.advance(1);
  assertEquals(run.info("p").children, []);
  addChild({ name: "b" });
  await run.advance(0);
  assertEquals(run.info("p/b").status, "running");
  await run.stop();
  assertEquals(run.report?.teardown.abandoned, []);
});

Deno.test("ServiceChildren.remove() of one that its parent's start waits for lets the start go on", async () => {
  const contexts: ServiceContext[] = [];
  const run = new VirtualApplication([{
    name: "p",
    children: [slow("other", 1_000)],
    onStart: (context) => {
      contexts.push(context);
      context.addChild(slow("a", 5_000));
    },
  }]);
  await run.advance(1_500);
  assertEquals([run.info("p").status, run.info("p/a").status], ["starting", "starting"]);
  const removing = contexts[0]!.removeChild("a");
  await run.advance(0);
  assertEquals([await removing, run.info("p").status, run.info("p").failures], ["removed", "running", 0]);
  assertEquals(run.info("p").children.map(({ name }) => name), ["other"]);
  await run.stop();
});

Deno.test("ServiceChildren are started, stopped, restarted by hand, one alone", async () => {
  const run = new VirtualApplication([{ name: "p", children: [{ name: "a" }, { name: "b" }] }]);
  await run.advance(0);
  const answers: string[] = [];
  for (const [act, path] of [["stopService", "p/a"], ["stopService", "p/a"], ["restartService", "p/b"]] as const) {
    const answer = run.app[act](path);
    await run.advance(0);
    answers.push(await answer);
  }
  answers.push(run.app.startService("p/a"), run.app.startService("p/a"));
  await run.advance(0);
  assertEquals(answers, ["stopped", "not-running", "restarted", "started", "running"]);
  assertEquals(run.info("p").children.map(({ incarnation, restarts, status }) => [incarnation, restarts, status]), [
    [2, 0, "running"],
    [2, 0, "running"],
  ]);
  assertEquals(run.info("p").incarnation, 1);
  await run.stop();
});

Deno.test("ServiceChildren cannot be started while their parent does not run", async () => {
  const run = new VirtualApplication([{ name: "p", children: [{ name: "a" }] }, bystander]);
  await run.advance(0);
  run.app.stopService("p");
  await run.advance(0);
  assertEquals([run.app.startService("p/a"), await run.app.restartService("p/a"), await run.app.stopService("p/a")], [
    "closed",
    "closed",
    "not-running",
  ]);
  await run.stop();
});

Deno.test("ServiceChildren that are instances start anew with their parent, as the same instances", async () => {
  class Cache extends Resource {
    opened = 0;
    protected override onStart(): void {
      this.opened++;
    }
  }
  const cache = new Cache();
  const run = new VirtualApplication([{ name: "p", children: [cache] }]);
  await run.advance(0);
  run.app.restartService("p");
  await run.advance(0);
  assertEquals([cache.opened, cache.status, cache.info().incarnation], [2, "running", 2]);
  await run.stop();
});

Deno.test("ChildrenError names each child that is not ready", () => {
  const error = new ChildrenError("p", ["p/a: starting", "p/b: TypeError: boom"]);
  assertEquals([error.name, error.message, error.reasons], [
    "ChildrenError",
    'Cannot start the children of service "p": p/a: starting; p/b: TypeError: boom',
    ["p/a: starting", "p/b: TypeError: boom"],
  ]);
});
