// Table L, lifecycle: hooks, children and tasks of a service, in their order.
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type ChildrenError,
  Resource,
  type ServiceContext,
  type ServiceHooks,
  type ServiceSpec,
} from "@mainstay/supervisor/services";
import { endless, serving, VirtualApplication } from "../support/virtual_application.ts";

const hooks = [
  "beforeStart",
  "onStart",
  "afterStart",
  "beforeStop",
  "onStop",
  "afterStop",
  "afterChildrenStop",
] as const;

/** A service that writes down when its hooks are called. */
function marking(marks: string[], name: string, spec: Partial<ServiceSpec> = {}): ServiceSpec {
  const marked: ServiceHooks = {};
  for (const hook of hooks) {
    marked[hook] = (context) => {
      marks.push(`${name}.${hook}`);
      return spec[hook]?.(context);
    };
  }
  return { ...spec, ...marked, name };
}

/** A hook that throws. */
function boom(): never {
  throw new Error("boom");
}

Deno.test("L1 a service starts its children one after the other, after its hooks, before it runs", async () => {
  const marks: string[] = [];
  const children = ["a", "b"].map((name) => marking(marks, name));
  const run = new VirtualApplication([marking(marks, "p", { children })], {
    onEvent: (event) => event.type === "service-status" && marks.push(`${event.service} ${event.status}`),
  });
  await run.advance(0);
  assertEquals(marks, [
    "p starting",
    "p.beforeStart",
    "p.onStart",
    "p.afterStart",
    "p/a starting",
    "a.beforeStart",
    "a.onStart",
    "a.afterStart",
    "p/a running",
    "p/b starting",
    "b.beforeStart",
    "b.onStart",
    "b.afterStart",
    "p/b running",
    "p running",
  ]);
  await run.stop();
});

Deno.test("L2 onStart() that throws fails the service before afterStart and children", async () => {
  const marks: string[] = [];
  const children = [marking(marks, "a")];
  const run = new VirtualApplication([marking(marks, "p", { children, onStart: boom })]);
  await run.advance(0);
  assertEquals(marks.slice(0, 2), ["p.beforeStart", "p.onStart"]);
  assertEquals(marks.filter((mark) => mark.startsWith("a.") || mark === "p.afterStart"), []);
  assertEquals(run.statuses(), ["0 p#1 starting", "0 p#1 failed"]);
  assertEquals(run.ofType("crashed").map(({ worker, error }) => [worker, error.message]), [["p", "boom"]]);
  assertEquals(run.info("p").lastFailure?.phase, "onStart");
  await run.stop();
});

// Children go down with their parent, so none can be up while it starts: each of them is started anew with it.
Deno.test("L3 a service that starts again starts all its children, whatever became of them", async () => {
  const run = new VirtualApplication([{
    name: "p",
    children: [{ name: "a" }, {
      name: "b",
      role: "optional",
      onExhausted: "give-up",
      budget: { intensity: 0 },
      onStart: ({ clock }) => clock.now() === 0 && boom(),
    }],
  }]);
  await run.advance(10);
  assertEquals(run.app.info().services[0]!.children.map(({ status }) => status), ["running", "dead"]);
  run.app.restartService("p");
  await run.advance(0);
  assertEquals(run.statuses().slice(-11).map((line) => line.replace(/#\d+/, "")), [
    "10 p stopping",
    "10 p/a stopping",
    "10 p/a stopped",
    "10 p stopped",
    "10 p starting",
    "10 p/a starting",
    "10 p/a running",
    "10 p/b stopped",
    "10 p/b starting",
    "10 p running",
    "10 p/b running",
  ]);
  await run.stop();
});

Deno.test("L4 a service that stops calls its hooks, stops its children last to first, then is stopped", async () => {
  const marks: string[] = [];
  const children = ["a", "b", "c"].map((name) => marking(marks, name));
  const run = new VirtualApplication([marking(marks, "p", { children })], {
    onEvent: (event) => event.type === "service-status" && marks.push(`${event.service} ${event.status}`),
  });
  await run.advance(0);
  marks.length = 0;
  await run.stop();
  const stopOf = (name: string) => [
    `p/${name} stopping`,
    ...["beforeStop", "onStop", "afterStop", "afterChildrenStop"].map((hook) => `${name}.${hook}`),
    `p/${name} stopped`,
  ];
  assertEquals(marks, [
    "p stopping",
    "p.beforeStop",
    "p.onStop",
    "p.afterStop",
    ...stopOf("c"),
    ...stopOf("b"),
    ...stopOf("a"),
    "p.afterChildrenStop",
    "p stopped",
  ]);
});

Deno.test("L5 a child whose stop throws spares its siblings, and its parent's afterChildrenStop", async () => {
  const marks: string[] = [];
  const children = [marking(marks, "a"), marking(marks, "b", { onStop: boom }), marking(marks, "c")];
  const run = new VirtualApplication([marking(marks, "p", { children })]);
  await run.advance(0);
  marks.length = 0;
  const report = await run.stop();
  assertEquals(marks.filter((mark) => /onStop|afterChildrenStop/.test(mark)), [
    "p.onStop",
    "c.onStop",
    "c.afterChildrenStop",
    "b.onStop",
    "b.afterChildrenStop",
    "a.onStop",
    "a.afterChildrenStop",
  ]);
  assertEquals(report?.teardown.causes.map(({ service, kind, phase }) => `${service} ${kind} ${phase}`), [
    "p child-unclean children",
    "p/b hook-failed onStop",
  ]);
});

Deno.test("L7 onStop() that throws fails the service, which goes on to its stop", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([marking(marks, "p", { onStop: boom })]);
  await run.advance(0);
  marks.length = 0;
  const report = await run.stop();
  assertEquals(marks, ["p.beforeStop", "p.onStop", "p.afterStop", "p.afterChildrenStop"]);
  assertEquals(run.statuses().slice(2), ["0 p#1 stopping", "0 p#1 failed", "0 p#1 stopped"]);
  assertEquals([report?.outcome, report?.teardown.clean], ["stopped", false]);
});

Deno.test("L8 stop() called twice in a row stops once, and both callers see the end", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([
    marking(marks, "p", { onStop: ({ clock }) => clock.sleep(50) }),
    { name: "web", serve: serving },
  ]);
  await run.advance(0);
  marks.length = 0;
  const stops = [run.app.stopService("p"), run.app.stopService("p")];
  await run.advance(50);
  assertEquals(await Promise.all(stops), ["stopped", "stopped"]);
  assertEquals(marks, ["p.beforeStop", "p.onStop", "p.afterStop", "p.afterChildrenStop"]);
  assertEquals(await run.app.stopService("p"), "not-running");
  const reports = [run.app.stop(), run.app.stop()];
  await run.advance(0);
  const [first, second] = await Promise.all(reports);
  assertEquals([first === second, marks.length], [true, 4]);
});

Deno.test("L10 a service that is stopped, started, stopped calls its hooks twice", async () => {
  const marks: string[] = [];
  class Pool extends Resource {
    protected override onStart(): void {
      marks.push("start");
    }
    protected override onStop(): void {
      marks.push("stop");
    }
  }
  const pool = new Pool();
  const run = new VirtualApplication([pool, { name: "web", serve: serving }]);
  await run.advance(0);
  const stopped = pool.stop();
  await run.advance(0);
  const started = pool.start();
  await run.advance(0);
  assertEquals([await stopped, started, pool.status], ["stopped", "started", "running"]);
  await run.stop();
  assertEquals(marks, ["start", "stop", "start", "stop"]);
});

Deno.test("L11 start() of a service that starts changes nothing", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([marking(marks, "p", { onStart: ({ clock }) => clock.sleep(50) })]);
  await run.advance(10);
  assertEquals(run.app.startService("p"), "running");
  await run.advance(40);
  assertEquals(marks, ["p.beforeStart", "p.onStart", "p.afterStart"]);
  assertEquals(run.statuses(), ["0 p#1 starting", "50 p#1 running"]);
  await run.stop();
});

Deno.test("L11 start() of a service that was asked to stop while it starts does not keep it up", async () => {
  const run = new VirtualApplication([
    { name: "p", onStart: ({ clock }) => clock.sleep(50) },
    { name: "web", serve: serving },
  ]);
  await run.advance(10);
  const stopped = run.app.stopService("p");
  assertEquals(run.app.startService("p"), "leaving");
  await run.advance(40);
  assertEquals(await stopped, "stopped");
  assertEquals(run.statuses("p"), ["0 p#1 starting", "10 p#1 stopping", "50 p#1 stopped"]);
  await run.stop();
});

Deno.test("L13 a hook that outlives the grace is reported, and the stop is over", async () => {
  const run = new VirtualApplication([{ name: "p", graceMs: 10_000, onStop: endless }]);
  await run.advance(0);
  assertEquals(await run.stop(9_999), undefined);
  await run.advance(1);
  assertEquals(run.ofType("abandoned").map(({ atMs, worker }) => [atMs, worker]), [[10_000, "p"]]);
  assertEquals([run.report?.outcome, run.report?.teardown.clean, run.report?.teardown.abandoned], [
    "stopped",
    false,
    ["p"],
  ]);
});

Deno.test("L13 a hook that outlives the grace after a failure is reported, and the service not waited for", async () => {
  const run = new VirtualApplication([{ name: "p", graceMs: 10_000, serve: boom, onStop: endless }]);
  await run.advance(9_999);
  assertEquals(run.ofType("service-unclean"), []);
  await run.advance(1);
  assertEquals(run.ofType("service-unclean").map(({ atMs, cause }) => [atMs, cause.kind, cause.phase]), [
    [10_000, "forced", "onStop"],
  ]);
  assertEquals(run.ofType("abandoned").map(({ atMs, worker }) => [atMs, worker]), [[10_000, "p"]]);
});

Deno.test("L14 a service with a loop calls its hooks around it", async () => {
  const marks: string[] = [];
  const serve = async (context: ServiceContext) => {
    marks.push("p.serve");
    context.signal.addEventListener("abort", () => marks.push("p.serve told to end"));
    await serving(context).catch(() => marks.push("p.serve ended"));
  };
  const run = new VirtualApplication([marking(marks, "p", { serve })]);
  await run.advance(0);
  marks.push("—");
  await run.stop();
  assertEquals(marks, [
    "p.beforeStart",
    "p.onStart",
    "p.serve",
    "p.afterStart",
    "—",
    "p.beforeStop",
    "p.serve told to end",
    "p.serve ended",
    "p.onStop",
    "p.afterStop",
    "p.afterChildrenStop",
  ]);
});

// Its start is over only after afterStart and its children.
Deno.test("L15 a service with a loop is starting while afterStart is called", async () => {
  const seen: string[] = [];
  const run = new VirtualApplication([{
    name: "p",
    serve: serving,
    afterStart: () => void seen.push(run.info("p").status, String(run.info("p").ready)),
  }]);
  await run.advance(0);
  assertEquals([...seen, run.info("p").status], ["starting", "false", "running"]);
  await run.stop();
});

Deno.test("L16 a loop that returns fails a service that must always run", async () => {
  const run = new VirtualApplication([{
    name: "p",
    restart: "always",
    serve: async ({ ready, clock }) => {
      ready();
      await clock.sleep(10);
    },
  }]);
  await run.advance(1_010);
  assertEquals(run.statuses(), [
    "0 p#1 starting",
    "0 p#1 running",
    "10 p#1 failed",
    "1010 p#2 stopped",
    "1010 p#2 starting",
    "1010 p#2 running",
  ]);
  assertEquals(
    [run.info("p").lastFailure?.name, run.info("p").lastFailure?.message],
    ["ServeReturnedError", 'Service "p" returned from its loop, and its restart rule is "always"'],
  );
  await run.stop();
});

for (const restart of ["on-failure", "never"] as const) {
  Deno.test(`L16 a loop that returns is the end of a service with the rule ${restart}`, async () => {
    const run = new VirtualApplication([{
      name: "p",
      restart,
      serve: async ({ ready, clock }) => {
        ready();
        await clock.sleep(10);
      },
    }]);
    await run.advance(60_000);
    assertEquals(run.statuses(), ["0 p#1 starting", "0 p#1 running", "10 p#1 stopping", "10 p#1 stopped"]);
    assertEquals([run.report?.outcome, run.report?.exitCode], ["ended", 0]);
  });
}

Deno.test("L17 onStop() of a service with a loop that throws is seen before it is stopped", async () => {
  const run = new VirtualApplication([{ name: "p", serve: serving, onStop: boom }]);
  await run.advance(0);
  const report = await run.stop();
  assertEquals(run.statuses().slice(2), ["0 p#1 stopping", "0 p#1 failed", "0 p#1 stopped"]);
  assertEquals(run.ofType("stopped").map(({ error }) => error?.message), ["boom"]);
  assertEquals(report?.teardown.causes.map(({ text }) => text), ['"onStop" of service "p" threw Error: boom']);
});

Deno.test("L19 a dependency that is not there is named with its type before anything starts", () => {
  class Database extends Resource {}
  const started: string[] = [];
  const web = { name: "web", onStart: () => started.push("web") };
  const byClass = assertThrows(() => new VirtualApplication([{ ...web, dependsOn: [Database] }]), TypeError);
  assertEquals(
    byClass.message,
    'Cannot run service "web": it depends on a service of class Database, which is not there',
  );
  const byName = assertThrows(() => new VirtualApplication([{ ...web, dependsOn: ["db"] }]), TypeError);
  assertEquals(
    byName.message,
    'Cannot run service "web": "dependsOn" must name services beside it (there are none), received "db"',
  );
  assertEquals(started, []);
});

// A service that waits for its dependencies has not been started: the limit is that of the whole start-up.
Deno.test("L20 a dependency that does not become ready in time is listed with its status", async () => {
  const slow = {
    whenLate: "wait",
    serve: ({ clock, signal }: ServiceContext) => clock.sleep(Infinity, signal),
  } as const;
  const run = new VirtualApplication([{ ...slow, name: "db" }, { name: "web", dependsOn: ["db"] }], {
    startupTimeoutMs: 30_000,
  });
  await run.advance(29_999);
  assertEquals([run.report, run.info("web").status, run.info("web").reason], [
    undefined,
    "not-started",
    "waiting for db",
  ]);
  await run.advance(1);
  assertEquals(
    run.report?.reason,
    "start-up failed: db: running for 30000 ms, not ready; web: waiting for db",
  );
  assertEquals((run.report?.error as Error).name, "StartUpError");
});

Deno.test("L22 a subclass that overrides stop() is refused, with the hook to write instead", () => {
  class Database extends Resource {
    // @ts-expect-error: what the framework does has another type
    override stop(): void {}
  }
  const error = assertThrows(() => new Database(), TypeError);
  assertEquals(
    error.message,
    'Cannot make service "Database": "stop" is the framework\'s own; write the hook "onStop" instead',
  );
});

// Nobody gives a parent here: whoever belongs to one service already is refused by another.
Deno.test("L23 addChild() refuses an instance that belongs to another service", async () => {
  class Cache extends Resource {}
  const cache = new Cache();
  const errors: unknown[] = [];
  const run = new VirtualApplication([
    { name: "a", children: [cache] },
    {
      name: "b",
      dependsOn: ["a"],
      onStart: ({ addChild }) => {
        try {
          addChild(cache);
        } catch (error) {
          errors.push(error);
        }
      },
    },
  ]);
  await run.advance(0);
  assertEquals(
    String(errors[0]),
    'TypeError: Cannot run service "b/Cache": it runs already, as "a/Cache"; one instance runs once',
  );
  assertEquals([cache.path, run.app.info().services[1]!.children], ["a/Cache", []]);
  await run.stop();
});

// Paths instead of names with random ends: the names of siblings must differ.
Deno.test("L24 a service is called by its path", async () => {
  class Bus extends Resource {}
  const [inner, outer] = [new Bus(), new Bus()];
  const paths: string[] = [outer.path];
  const run = new VirtualApplication([outer, {
    name: "hassette",
    children: [inner],
    onStart: ({ name, path }) => paths.push(name, path),
  }]);
  await run.advance(0);
  assertEquals([...paths, outer.path, inner.path], ["Bus", "hassette", "hassette", "Bus", "hassette/Bus"]);
  const twice = assertThrows(() => new VirtualApplication([new Bus(), new Bus()]), TypeError);
  assertEquals(twice.message, 'Cannot run the application: 2 of its services have the name "Bus"');
  await run.stop();
});

Deno.test("L26 waitForReady() on children names the one that is not ready in time with its status", async () => {
  const results: string[] = [];
  const run = new VirtualApplication([{
    name: "p",
    children: [
      { name: "a" },
      { name: "b", role: "optional", serve: ({ clock, signal }) => clock.sleep(Infinity, signal) },
    ],
    afterStart: ({ spawn, waitForReady, clock }) => {
      spawn("wait", async () => {
        const { outcome, reasons } = await waitForReady(["p/a", "p/b"], { timeoutMs: 100 });
        results.push(`${clock.now()} ${outcome}: ${reasons.join("; ")}`);
      });
    },
  }]);
  await run.advance(99);
  assertEquals(results, []);
  await run.advance(1);
  assertEquals(results, ["100 timeout: p/b: running for 100 ms, not ready"]);
  await run.stop();
});

Deno.test("L26 a required child that is never ready fails its parent in time", async () => {
  const run = new VirtualApplication([{
    name: "p",
    startupTimeoutMs: 100,
    children: [{ name: "a" }, { name: "b", serve: ({ clock, signal }) => clock.sleep(Infinity, signal) }],
  }]);
  await run.advance(100);
  assertEquals(run.statuses("p"), ["0 p#1 starting", "100 p#1 failed"]);
  assertEquals(run.info("p").lastFailure?.name, "StartupTimeoutError");
  await run.stop();
});

Deno.test("L26 a required child that is lost fails its parent with its reason", async () => {
  const run = new VirtualApplication([{
    name: "p",
    budget: { intensity: 0 },
    onExhausted: "escalate",
    children: [{ name: "a" }, { name: "b", onExhausted: "give-up", budget: { intensity: 0 }, onStart: boom }],
  }]);
  await run.advance(0);
  const { lastFailure } = run.info("p");
  const message = 'Cannot start the children of service "p": p/b: Error: boom';
  assertEquals([lastFailure?.name, lastFailure?.message, lastFailure?.phase], ["ChildrenError", message, "children"]);
  assertEquals((lastFailure?.thrown as ChildrenError).reasons, ["p/b: Error: boom"]);
});

Deno.test("L27 a task that refuses to end is named when its time is over", async () => {
  const run = new VirtualApplication([{
    name: "p",
    tasksGraceMs: 5_000,
    onStart: ({ spawn }) => {
      spawn("stubborn", endless);
      spawn("obedient", (signal) => run.clock.sleep(Infinity, signal));
    },
  }]);
  await run.advance(0);
  await run.stop(4_999);
  assertEquals(run.ofType("service-unclean"), []);
  await run.advance(1);
  assertEquals(run.ofType("service-unclean").map(({ atMs, cause }) => [atMs, cause.kind, cause.pending, cause.text]), [
    [
      5_000,
      "tasks-pending",
      ["stubborn"],
      'Tasks of service "p" still run 5000 ms after they were cancelled: "stubborn"',
    ],
  ]);
  // Nothing of it is started again over what still runs: it is waited for until its grace is over.
  await run.advance(5_000);
  assertEquals(run.report?.teardown.abandoned, ["p"]);
});

Deno.test("L27 a task that ends in time is not named", async () => {
  const run = new VirtualApplication([{
    name: "p",
    tasksGraceMs: 5_000,
    onStart: ({ spawn, clock }) => void spawn("slow", () => clock.sleep(5_000)),
  }]);
  await run.advance(0);
  const report = await run.stop(5_000);
  assertEquals([report?.outcome, report?.teardown], ["stopped", {
    clean: true,
    causes: [],
    earlier: [],
    abandoned: [],
  }]);
});

Deno.test("L27 stop() from outside of an application that runs no more rejects", async () => {
  class Pool extends Resource {}
  const pool = new Pool();
  const error = await assertRejects(() => pool.stop(), Error);
  assertEquals(error.message, 'Cannot stop service "Pool": no application runs it');
});
