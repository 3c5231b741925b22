import { assertEquals, assertThrows } from "@std/assert";
import {
  type AnyService,
  type ApplicationEvent,
  type DependencyChange,
  Resource,
  Service,
  type ServiceContext,
  type ServiceSpec,
} from "@mainstay/supervisor/services";
import type { SupervisionEvent } from "../../src/core/event.ts";
import { defaultPolicy } from "../../src/core/policy.ts";
import { Observer } from "../../src/drivers/observer.ts";
import { defineServices } from "../../src/services/service_definition.ts";
import { ServiceTree } from "../../src/services/service_tree.ts";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { serving, VirtualApplication } from "../support/virtual_application.ts";

/** A tree that nobody runs: the test says what its supervision tells. */
function tree(services: readonly AnyService[], isStrict = true) {
  const events: ApplicationEvent[] = [];
  const broken: unknown[] = [];
  const made = new ServiceTree(defineServices(services, "", defaultPolicy), {
    clock: new VirtualClock(),
    random: () => 0.5,
    isStrict,
    observer: new Observer<ApplicationEvent>((event) => void events.push(event), undefined, {
      level: () => "info",
      sentence: () => "",
    }),
    warn: () => {},
    stopping: new AbortController().signal,
    broke: (thrown) => broken.push(thrown),
  });
  const start = (worker: string, parent?: string) => {
    const around = parent === undefined ? undefined : made.node(parent);
    made.observe({ type: "started", atMs: 0, worker, incarnation: 1, ready: true, after: "first" }, around);
  };
  const ready = (worker: string, parent?: string) => {
    start(worker, parent);
    const around = parent === undefined ? undefined : made.node(parent);
    made.observe({ type: "ready", atMs: 0, worker, incarnation: 1 }, around);
  };
  return { tree: made, events, broken, start, ready };
}

const family: readonly AnyService[] = [
  { name: "db" },
  { name: "p", children: [{ name: "a" }, { name: "b", role: "optional" }] },
  { name: "o", role: "optional", children: [{ name: "c" }] },
];

Deno.test("ServiceTree finds each service by its path", () => {
  const { tree: found } = tree(family);
  const paths = ["db", "p", "p/a", "p/b", "o", "o/c"];
  assertEquals(paths.map((path) => found.node(path)?.path), paths);
  assertEquals([found.node("a"), found.node("p/"), found.node("")], [undefined, undefined, undefined]);
  assertEquals(found.roots.map(({ path }) => path), ["db", "p", "o"]);
});

Deno.test("ServiceTree counts those that are required, and all that they belong to", () => {
  const { tree: counted, ready } = tree(family);
  assertEquals(counted.nodes.filter(({ counts }) => counts).map(({ path }) => path), ["db", "p", "p/a"]);
  const seen =
    () => [counted.required.ready, counted.required.all, counted.required.areReady, counted.required.wereReady];
  assertEquals(seen(), [0, 3, false, false]);
  ready("db");
  ready("o");
  ready("p");
  assertEquals(seen(), [2, 3, false, false]);
  ready("a", "p");
  assertEquals(seen(), [3, 3, true, true]);
  counted.observe({ type: "not-ready", atMs: 0, worker: "db", incarnation: 1 });
  assertEquals(seen(), [2, 3, false, true]);
});

Deno.test("ServiceTree counts those no more who have left it", () => {
  const { tree: counted, ready } = tree(family);
  const parent = counted.node("p")!;
  const [added] = defineServices([{ name: "x", children: [{ name: "y" }] }], "p/", defaultPolicy);
  parent.add(added!);
  for (const [worker, around] of [["db"], ["p"], ["a", "p"]] as const) ready(worker, around);
  assertEquals([counted.required.ready, counted.required.all, counted.required.areReady], [3, 5, false]);
  parent.renewChildren();
  assertEquals([counted.required.ready, counted.required.all, counted.required.areReady], [3, 3, true]);
  assertEquals([counted.node("p/x"), counted.nodes.filter(({ counts }) => counts).map(({ path }) => path)], [
    undefined,
    ["db", "p", "p/a"],
  ]);
});

Deno.test("ServiceTree of nobody is ready", () => {
  const { tree: empty } = tree([]);
  assertEquals([empty.required.areReady, empty.nodes, empty.causes, empty.leftBehind, empty.info()], [
    true,
    [],
    [],
    [],
    [],
  ]);
});

Deno.test("ServiceTree.observe() tells an event first, then what follows, when all of it is so", () => {
  const seen: string[] = [];
  const { tree: observing, events } = tree([{ name: "db" }]);
  observing.onChange(() => seen.push(`${events.length} ${observing.node("db")!.status}`));
  observing.observe({ type: "started", atMs: 0, worker: "db", incarnation: 1, ready: true, after: "first" });
  assertEquals(events.map(({ type }) => type), ["started", "service-status", "service-status"]);
  assertEquals(seen, ["0 running"]);
});

Deno.test("ServiceTree.observe() tells of a service's children by their paths", () => {
  const { tree: observing, events } = tree(family);
  const parent = observing.node("p")!;
  const told: SupervisionEvent[] = [
    { type: "group-started", atMs: 0, workers: 2 },
    { type: "group-started", atMs: 0, group: "inner", workers: 2 },
    { type: "group-restarting", atMs: 0, trigger: "a", strategy: "dependents" },
    { type: "added", atMs: 0, worker: "a", incarnation: 0 },
  ];
  for (const event of told) observing.observe(event, parent);
  assertEquals(events, [
    { type: "group-started", atMs: 0, group: "p", workers: 2 },
    { type: "group-started", atMs: 0, group: "p/inner", workers: 2 },
    { type: "group-restarting", atMs: 0, group: "p", trigger: "p/a", strategy: "dependents" },
    { type: "added", atMs: 0, worker: "p/a", incarnation: 0 },
  ]);
  assertEquals(told[0], { type: "group-started", atMs: 0, workers: 2 });
});

Deno.test("ServiceTree.observe() of an illegal move in strict mode says so once, and tells the event", () => {
  const { tree: strict, events, broken, start } = tree([{ name: "db" }]);
  start("db");
  start("db");
  assertEquals(broken.map((thrown) => (thrown as Error).name), ["IllegalMoveError"]);
  assertEquals(events.filter(({ type }) => type === "started").length, 2);
  assertEquals(strict.node("db")?.status, "running");
});

Deno.test("ServiceTree.onChange() calls back until told not to", () => {
  const { tree: changing, start } = tree(family);
  let calls = 0;
  const forget = changing.onChange(() => calls++);
  start("db");
  forget();
  start("p");
  assertEquals(calls, 1);
});

Deno.test("ServiceTree.release() sets its instances free, and tells nothing any more", () => {
  class Cache extends Resource {}
  const cache = new Cache();
  const { tree: over, events } = tree([cache]);
  assertEquals(cache.info().path, "Cache");
  over.release();
  assertThrows(() => cache.info(), Error);
  over.node("Cache")!.unclean({ kind: "forced", phase: "onStop", text: "late" });
  assertEquals(events, []);
});

Deno.test("ServiceTree.info() tells of all services, in the order in which they were given", async () => {
  const run = new VirtualApplication(family);
  await run.advance(0);
  const [db, p, o] = run.app.info().services;
  assertEquals([db!.path, p!.path, o!.path, ...p!.children.map(({ path }) => path), o!.children[0]!.path], [
    "db",
    "p",
    "o",
    "p/a",
    "p/b",
    "o/c",
  ]);
  await run.stop();
});

Deno.test("ServiceTree.info() knows the budget of each service, of children too", async () => {
  const failing: ServiceSpec = {
    name: "a",
    budget: { intensity: 3, periodMs: 10_000 },
    onStart: ({ incarnation }) => {
      if (incarnation < 3) throw new Error("boom");
    },
  };
  const run = new VirtualApplication([failing, { name: "p", children: [failing] }]);
  await run.advance(3_000);
  const seen = () => [run.info("a"), run.info("p/a")].map(({ budget, restarts }) => [budget.left, restarts]);
  assertEquals(seen(), [[1, 2], [1, 2]]);
  await run.advance(7_000);
  assertEquals(seen(), [[2, 2], [2, 2]]);
  await run.advance(1_000);
  assertEquals(seen(), [[3, 2], [3, 2]]);
  await run.stop();
});

Deno.test("ServiceTree.info() and Resource.info() tell the same of children, their own restarts too", async () => {
  class Pool extends Resource {}
  const failing: ServiceSpec = {
    name: "a",
    budget: { intensity: 4 },
    onStart: ({ incarnation }) => {
      if (incarnation < 3) throw new Error("boom");
    },
  };
  const pool = new Pool({ children: [{ name: "q", children: [failing] }, { name: "b" }] });
  const run = new VirtualApplication([pool]);
  await run.advance(3_000);
  const info = pool.info();
  assertEquals([info.restarts, info.children[0]?.restarts, info.children[0]?.children[0]?.restarts], [0, 0, 2]);
  assertEquals(info.children[0]?.children[0]?.budget, { intensity: 4, left: 2 });
  assertEquals(info, run.info("Pool"));
  await run.stop();
});

Deno.test("ServiceTree forgets the group of whom it does not know any more", async () => {
  const { tree: made } = tree([{ name: "p" }]);
  const p = made.node("p")!;
  const group = made.childrenOf(p);
  group.add({ name: "c" });
  const inner = made.childrenOf(made.node("p/c")!);
  inner.add({ name: "d" });
  const d = made.node("p/c/d")!;
  const stopper = new AbortController();
  inner.start(() => {}, stopper.signal).catch(() => {});
  assertEquals(made.groupOf(d) === undefined, false);
  stopper.abort();
  await inner.stop(0);
  // The next run of "p", which adds nobody.
  made.childrenOf(p);
  assertEquals([made.node("p/c"), made.node("p/c/d"), made.groupOf(d)], [undefined, undefined, undefined]);
});

// Waiting for services

class Feed extends Service {
  protected override async serve(context: ServiceContext): Promise<void> {
    await context.clock.sleep(10, context.signal);
    await serving(context);
  }
}

Deno.test("ServiceTree.waitForReady() finds services by path, by object, by instance, by class", async () => {
  const [object, instance] = [{ name: "object" }, new Feed({ name: "instance" })];
  const run = new VirtualApplication([object, { name: "p", children: [instance, new Feed({ name: "other" })] }]);
  const ends: string[] = [];
  for (const [what, reference] of Object.entries({ path: "p/other", object, instance, class: Feed })) {
    run.app.waitForReady([reference]).then(({ outcome }) => ends.push(`${run.clock.now()} ${what} ${outcome}`));
  }
  await run.advance(20);
  assertEquals(ends, ["0 object ready", "10 instance ready", "20 path ready", "20 class ready"]);
  await run.stop();
});

for (
  const [what, reference, text] of [
    ["path", "p/nobody", 'service "p/nobody"'],
    ["name of a child", "a", 'service "a"'],
    ["class", Feed, "service of class Feed"],
    ["object", { name: "a" }, 'service that was given as this object, "a"'],
    ["object without name", {} as AnyService, "service that was given as this object"],
    ["service undefined", undefined as never, "service undefined"],
    ["service 5", 5 as never, "service 5"],
  ] as const
) {
  Deno.test(`ServiceTree.waitForReady() rejects for a ${what} that is not there`, async () => {
    const run = new VirtualApplication([{ name: "p", children: [{ name: "a" }] }]);
    const thrown = run.app.waitForReady([reference]).catch(String);
    await run.advance(0);
    assertEquals(await thrown, `TypeError: Cannot wait for services: there is no ${text}`);
    await run.stop();
  });
}

for (
  const [what, services, options, text] of [
    ["a path alone", "p", undefined, '"services" must be an array, received "p"'],
    ["nothing", undefined, undefined, '"services" must be an array, received undefined'],
    ["an object alone", { name: "p" }, undefined, '"services" must be an array, received an object'],
    [
      "a promise",
      Promise.resolve(["p"]),
      undefined,
      '"services" must be an array, received a promise, which must be awaited',
    ],
    ["an option that there is not", ["p"], { timeout: 5 }, 'unknown option "timeout", known are timeoutMs, signal'],
    [
      "a limit that is none",
      ["p"],
      { timeoutMs: "5" },
      '"timeoutMs" must be a finite number of at least 0, or Infinity, received "5"',
    ],
  ] as const
) {
  Deno.test(`ServiceTree.waitForReady() rejects for ${what}`, async () => {
    const contexts: ServiceContext[] = [];
    const run = new VirtualApplication([{ name: "p", onStart: (context) => void contexts.push(context) }]);
    await run.advance(0);
    for (const asked of [run.app, ...contexts]) {
      const thrown = (asked.waitForReady as (...given: unknown[]) => Promise<unknown>)(services, options).catch(
        (error) => error.message,
      );
      await run.advance(0);
      assertEquals(await thrown, `Cannot wait for services: ${text}`);
    }
    await run.stop();
  });
}

Deno.test("ServiceTree.waitForReady() goes on for a service that starts again by hand while its dependency is down", async () => {
  const run = new VirtualApplication([
    {
      name: "db",
      serve: async ({ ready, clock, incarnation, signal }) => {
        ready();
        await clock.sleep(incarnation === 1 ? 10 : Infinity, signal);
        throw new Error("boom");
      },
    },
    { name: "web", dependsOn: ["db"] },
  ]);
  await run.advance(10);
  run.app.stopService("web");
  await run.advance(0);
  const vain = run.app.waitForReady(["web"]);
  await run.advance(0);
  assertEquals([run.app.startService("web"), run.info("web").reason], ["started", "waiting for db"]);
  const waiting = run.app.waitForReady(["web"]);
  await run.advance(1_000);
  assertEquals([(await vain).outcome, (await waiting).outcome, run.info("web").status], [
    "hopeless",
    "ready",
    "running",
  ]);
  await run.stop();
});

// Dependencies

Deno.test("ServiceTree.dependency() answers what was given for a dependency", async () => {
  class Database extends Resource {}
  class Primary extends Database {}
  const [db, queue] = [new Primary({ name: "db" }), { name: "queue" }];
  const found: unknown[] = [];
  const run = new VirtualApplication([db, queue, { name: "other" }, {
    name: "web",
    dependsOn: [Database, "queue"],
    onStart: ({ dependency }) => {
      found.push(dependency("db"), dependency(Database), dependency(Primary), dependency("queue"));
      for (const reference of ["other", "web", Feed]) {
        try {
          found.push(dependency(reference as string));
        } catch (error) {
          found.push(String(error));
        }
      }
    },
  }]);
  await run.advance(0);
  assertEquals(found.slice(0, 4).map((each, index) => each === [db, db, db, queue][index]), [true, true, true, true]);
  assertEquals(found.slice(4), [
    'TypeError: Service "web" does not depend on service "other"',
    'TypeError: Service "web" does not depend on service "web"',
    'TypeError: Service "web" does not depend on service of class Feed',
  ]);
  await run.stop();
});

Deno.test("ServiceTree.dependency() of a child finds its siblings", async () => {
  class Cache extends Resource {}
  const cache = new Cache();
  const found: unknown[] = [];
  const run = new VirtualApplication([{
    name: "p",
    children: [cache, {
      name: "a",
      dependsOn: [Cache],
      onStart: ({ dependency }) => void found.push(dependency(Cache)),
    }],
  }]);
  await run.advance(0);
  assertEquals([found.length, found[0] === cache], [1, true]);
  await run.stop();
});

/** A service that is ready, then is not, then is again, every 10 ms. */
const flapping: ServiceSpec = {
  name: "db",
  serve: async ({ ready, notReady, clock, signal }) => {
    ready("up");
    await clock.sleep(10, signal);
    notReady("lost");
    await clock.sleep(10, signal);
    ready("back");
    await clock.sleep(Infinity, signal);
  },
};

/** Writes changes down as they are told. */
function noting(marks: string[]) {
  return ({ name, ready, reason }: DependencyChange, { clock, path }: ServiceContext) =>
    void marks.push(`${clock.now()} ${path}: ${name} ${ready ? "ready" : "not ready"} (${reason})`);
}

Deno.test("ServiceTree tells those who depend on a service when it is lost, and when it is back", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([
    flapping,
    { name: "web", dependsOn: ["db"], onDependencyChange: noting(marks) },
    { name: "other", onDependencyChange: noting(marks) },
    { name: "deaf", dependsOn: ["db"] },
  ]);
  await run.advance(100);
  assertEquals(marks, ["10 web: db not ready (lost)", "20 web: db ready (back)"]);
  assertEquals([run.info("web").incarnation, run.info("web").status], [1, "running"]);
  await run.stop();
});

Deno.test("ServiceTree tells children of their siblings", async () => {
  const marks: string[] = [];
  const children = [flapping, { name: "web", dependsOn: ["db"], onDependencyChange: noting(marks) }];
  const run = new VirtualApplication([{ name: "p", children }]);
  await run.advance(100);
  assertEquals(marks, ["10 p/web: db not ready (lost)", "20 p/web: db ready (back)"]);
  await run.stop();
});

Deno.test("ServiceTree tells of the failure and the return of a dependency", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([
    {
      name: "db",
      serve: async ({ ready, clock, incarnation, signal }) => {
        ready();
        await clock.sleep(incarnation === 1 ? 10 : Infinity, signal);
        throw new Error("boom");
      },
    },
    { name: "web", dependsOn: ["db"], onDependencyChange: noting(marks) },
  ]);
  await run.advance(1_010);
  assertEquals(marks, ["10 web: db not ready (failed)", "1010 web: db ready (undefined)"]);
  await run.stop();
});

Deno.test("ServiceTree tells nothing to who is stopping", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([
    flapping,
    { name: "web", dependsOn: ["db"], onDependencyChange: noting(marks), onStop: ({ clock }) => clock.sleep(50) },
  ]);
  await run.advance(5);
  await run.stop(100);
  assertEquals(marks, []);
});

Deno.test("ServiceTree tells nothing to who was asked to stop while it starts", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([
    flapping,
    { name: "web", dependsOn: ["db"], onDependencyChange: noting(marks), onStart: ({ clock }) => clock.sleep(50) },
  ]);
  await run.advance(5);
  run.app.stopService("web");
  await run.advance(100);
  assertEquals([marks, run.info("web").status], [[], "stopped"]);
  await run.stop();
});

Deno.test("ServiceTree tells a new run only of what changes during it", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([
    flapping,
    { name: "web", dependsOn: ["db"], onDependencyFailure: "restart", onDependencyChange: noting(marks) },
  ]);
  await run.advance(15);
  run.app.restartService("web");
  await run.advance(100);
  assertEquals(marks, ["10 web: db not ready (lost)"]);
  assertEquals(run.info("web").incarnation, 2);
  await run.stop();
});

Deno.test("ServiceTree reports a change that a service could not bear, and goes on", async () => {
  const run = new VirtualApplication([
    flapping,
    {
      name: "web",
      dependsOn: ["db"],
      onDependencyChange: ({ ready }) => {
        if (!ready) throw new Error("boom");
      },
    },
  ]);
  await run.advance(100);
  assertEquals(run.ofType("service-task-failed").map(({ atMs, task, error }) => `${atMs} ${task} ${error.message}`), [
    "10 onDependencyChange boom",
  ]);
  assertEquals([run.info("web").status, run.info("web").failures], ["running", 0]);
  await run.stop();
});

Deno.test("ServiceTree hands out the live group of each service", async () => {
  const { tree: idle } = tree(family);
  assertEquals([idle.groupOf(idle.node("db")!), idle.groupOf(idle.node("p/a")!)], [undefined, undefined]);
  const run = new VirtualApplication(family);
  await run.advance(0);
  assertEquals([run.app.startService("db"), run.app.startService("p/a")], ["running", "running"]);
  await run.stop();
  assertEquals([run.app.startService("db"), run.app.startService("p/a")], ["closed", "closed"]);
});
