import { assertEquals, assertInstanceOf } from "@std/assert";
import type { AnyService } from "@mainstay/supervisor/services";
import type { WorkerEvent } from "../../src/core/event.ts";
import { Failure } from "../../src/core/failure.ts";
import { defaultPolicy } from "../../src/core/policy.ts";
import { defineServices } from "../../src/services/service_definition.ts";
import type { ServiceEvent } from "../../src/services/service_event.ts";
import { ServiceNode } from "../../src/services/service_node.ts";
import { IllegalMoveError } from "../../src/services/status_machine.ts";

type EventOf<Type> = Extract<WorkerEvent, { type: Type }>;

/** One service with what its supervision tells it, and what it tells. */
class Told {
  readonly events: ServiceEvent[] = [];
  readonly calls: string[] = [];
  readonly broken: unknown[] = [];
  readonly node: ServiceNode;
  nowMs = 0;

  constructor(service: AnyService = { name: "db" }, isStrict = true) {
    const [definition] = defineServices([service], "", defaultPolicy);
    this.node = new ServiceNode(definition!, undefined, {
      isStrict,
      roots: [],
      broke: (thrown) => this.broken.push(thrown),
      now: () => this.nowMs,
      tell: (event) => this.events.push(event),
      warn: (message) => this.calls.push(`warn ${message}`),
      joined: (node) => this.calls.push(`joined ${node.path}`),
      left: (node) => this.calls.push(`left ${node.path}`),
      changed: (node) => this.calls.push(`changed ${node.path}`),
    });
  }

  /** Its supervision tells an event of it, or of a service that belongs to it; answers what follows. */
  tell<Type extends WorkerEvent["type"]>(
    type: Type,
    rest: Omit<EventOf<Type>, "type" | "atMs" | "worker" | "incarnation"> & { incarnation?: number },
    node = this.node,
  ): string[] {
    const event = { type, atMs: this.nowMs, worker: node.path, incarnation: node.incarnation, ...rest };
    return node.observe(event as unknown as WorkerEvent).map(line);
  }

  /** Begins a run of it. */
  start(incarnation = 1, node = this.node): string[] {
    return this.tell("started", { incarnation, ready: false, after: "first" }, node);
  }

  /** Begins a run of it, and takes it to where it runs and is ready. */
  run(incarnation = 1, node = this.node): void {
    this.start(incarnation, node);
    node.running();
    this.tell("ready", {}, node);
  }
}

/** What an event says of status and readiness. */
function line(event: ServiceEvent): string {
  switch (event.type) {
    case "service-status":
      return `${event.previous} → ${event.status}${event.ready ? " ready" : ""}`;
    case "service-readiness":
      return `${event.ready ? "ready" : "not ready"}${event.reason === undefined ? "" : `: ${event.reason}`}`;
    case "service-task-failed":
      return event.task;
    case "service-unclean":
      return event.cause.text;
  }
}

const boom = new Failure(new TypeError("boom"));

Deno.test("ServiceNode begins before its start, with all that belongs to it", () => {
  const { node, calls } = new Told({ name: "p", children: [{ name: "a", children: [{ name: "b" }] }, { name: "c" }] });
  assertEquals([node.status, node.isReady, node.incarnation, node.reason, node.losses], [
    "not-started",
    false,
    0,
    undefined,
    0,
  ]);
  assertEquals(calls, ["joined p", "joined p/a", "joined p/a/b", "joined p/c"]);
  assertEquals(node.children.map(({ path, parent }) => [path, parent?.path]), [["p/a", "p"], ["p/c", "p"]]);
});

Deno.test("ServiceNode.observe() answers what follows, which is so already", () => {
  const told = new Told();
  assertEquals(told.start(), ["not-started → starting"]);
  told.node.running();
  assertEquals(told.tell("ready", { reason: "connected" }), ["ready: connected"]);
  assertEquals([told.node.status, told.node.isReady, told.node.reason], ["running", true, "connected"]);
  assertEquals(told.events.map(line), ["starting → running"]);
});

Deno.test("ServiceNode.observe() loses readiness with the status", () => {
  const told = new Told();
  told.run();
  assertEquals(told.tell("stopping", {}), ["running → stopping"]);
  assertEquals([told.node.isReady, told.node.reason, told.node.losses], [false, "stopping", 1]);
  assertEquals(told.tell("stopped", { ranMs: 5 }), ["stopping → stopped"]);
  assertEquals([told.node.reason, told.node.losses], ["stopped", 1]);
});

Deno.test("ServiceNode.observe() tells a change of readiness once", () => {
  const told = new Told();
  told.run();
  const found = [
    told.tell("ready", { reason: "again" }),
    told.tell("not-ready", { reason: "lost" }),
    told.tell("not-ready", { reason: "lost again" }),
    told.tell("ready", { reason: "back" }),
  ];
  assertEquals(found, [[], ["not ready: lost"], [], ["ready: back"]]);
  assertEquals([told.node.losses, told.node.reason], [1, "back"]);
});

for (const type of ["stopping", "failed"] as const) {
  Deno.test(`ServiceNode.observe() takes no readiness from who is ${type}`, () => {
    const told = new Told();
    told.start();
    if (type === "failed") told.node.fail(new Error("boom"), "serve");
    else told.tell("stopping", {});
    assertEquals([told.tell("ready", {}), told.node.isReady], [[], false]);
  });
}

Deno.test("ServiceNode.fail() fails it with what it was doing", () => {
  const told = new Told();
  told.start(2);
  told.nowMs = 70;
  told.node.fail(boom.thrown, "onStart");
  const [event] = told.events;
  assertEquals(event?.type === "service-status" && { ...event, failure: { ...event.failure } }, {
    type: "service-status",
    atMs: 70,
    service: "db",
    incarnation: 2,
    status: "failed",
    previous: "starting",
    ready: false,
    reason: "failed",
    failure: { name: "TypeError", message: "boom", phase: "onStart", incarnation: 2, atMs: 70 },
  });
});

Deno.test("ServiceNode.fail() keeps the first failure of each run", () => {
  const told = new Told();
  const info = () => {
    const { failures, lastFailure } = told.node.info(() => ({ restarts: 0, budgetUsed: 0 }));
    return [failures, lastFailure?.message, lastFailure?.incarnation];
  };
  told.start(1);
  told.node.fail(new Error("first"), "serve");
  told.node.fail(new Error("second"), "onStop");
  told.tell("crashed", { error: new Failure(new Error("first")), ranMs: 0 });
  assertEquals(info(), [1, "first", 1]);
  told.start(2);
  assertEquals(info(), [1, "first", 1]);
  told.node.fail(new Error("third"), "serve");
  assertEquals(info(), [2, "third", 2]);
});

for (const [isLate, phase] of [[true, "readiness"], [false, "serve"]] as const) {
  Deno.test(`ServiceNode.observe() keeps a crash that it did not see itself, as one of "${phase}"`, () => {
    const told = new Told();
    told.start();
    if (isLate) told.tell("startup-timeout", { startupTimeoutMs: 5 });
    told.tell("crashed", { error: boom, ranMs: 5 });
    const { lastFailure, status } = told.node;
    const name = isLate ? "StartupTimeoutError" : boom.name;
    assertEquals([status, lastFailure?.phase, lastFailure?.name], ["failed", phase, name]);
  });
}

Deno.test("ServiceNode.observe() knows until when it waits", () => {
  const told = new Told();
  const retryAtMs = () => told.node.info(() => ({ restarts: 0, budgetUsed: 0 })).retryAtMs;
  told.start();
  told.node.fail(boom.thrown, "serve");
  told.nowMs = 10;
  told.tell("restart-scheduled", { attempt: 1, delayMs: 90, ceilingMs: 90, budgetUsed: 1, rule: "backoff" });
  assertEquals([retryAtMs(), [99, 100, 101].map((ms) => told.node.isHopeless(ms))], [100, [true, false, false]]);
  told.start(2);
  assertEquals([retryAtMs(), told.node.isHopeless(0)], [undefined, false]);
  told.node.fail(boom.thrown, "serve");
  const rest = { cycle: 1, cooldownMs: 500, retryAtMs: 510, rule: "worker-budget" } as const;
  assertEquals(told.tell("cooldown-started", rest), ["failed → cooling"]);
  assertEquals([retryAtMs(), [509, 510, 511].map((ms) => told.node.isHopeless(ms))], [510, [true, false, false]]);
  assertEquals(told.tell("finished", { outcome: "stopped", rule: "stop-requested" }), [
    "cooling → stopping",
    "stopping → stopped",
  ]);
  assertEquals([retryAtMs(), told.node.isHopeless(1e9)], [undefined, true]);
});

for (
  const [type, rest] of [
    ["finished", { outcome: "completed", rule: "restart-rule" }],
    ["gave-up", { rule: "worker-budget" }],
    ["escalated", { rule: "worker-budget" }],
    ["abandoned", { sinceMs: 0 }],
  ] as const
) {
  Deno.test(`ServiceNode.isHopeless() once it is ${type}, until it is to be started again`, () => {
    const told = new Told();
    const fail = () => {
      told.start(told.node.incarnation + 1);
      told.node.fail(boom.thrown, "serve");
      told.tell(type, rest as never);
    };
    fail();
    assertEquals([told.node.isHopeless(0), told.node.isHopeless(Infinity), told.node.hasEnded], [true, true, true]);
    told.tell("start-held", { dependencies: ["a"], rule: "dependency" });
    assertEquals([told.node.isHopeless(0), told.node.hasEnded], [false, false]);
    fail();
    told.tell("restart-scheduled", { attempt: 1, delayMs: 9, ceilingMs: 9, budgetUsed: 1, rule: "backoff" });
    assertEquals([told.node.isHopeless(9), told.node.hasEnded], [false, false]);
    fail();
    told.tell("restart-held", { attempt: 1, rule: "group-budget" });
    assertEquals([told.node.isHopeless(0), told.node.hasEnded], [false, false]);
  });
}

Deno.test("ServiceNode.isHopeless() of a child depends on whether its parent starts again", () => {
  const told = new Told({ name: "p", children: [{ name: "a" }] });
  const [child] = told.node.children as [ServiceNode];
  told.start();
  told.start(1, child);
  child.fail(boom.thrown, "serve");
  told.tell("gave-up", { rule: "worker-budget" }, child);
  const found = [child.isHopeless(Infinity)];
  told.node.running();
  found.push(child.isHopeless(Infinity));
  told.node.fail(boom.thrown, "serve");
  found.push(child.isHopeless(Infinity));
  told.tell("gave-up", { rule: "worker-budget" });
  found.push(child.isHopeless(Infinity));
  assertEquals(found, [false, true, false, true]);
});

Deno.test("ServiceNode.reason names those that it waits for", () => {
  const told = new Told();
  told.tell("start-held", { dependencies: ["db", "queue"], rule: "dependency" });
  assertEquals([told.node.reason, told.node.plight], ["waiting for db, queue", "db: waiting for db, queue"]);
  told.tell("finished", { outcome: "stopped", rule: "dependency" });
  assertEquals(told.node.plight, "db: waiting for db, queue");
  told.start();
  assertEquals(told.node.reason, undefined);
});

Deno.test("ServiceNode.plight says what keeps it from being ready", () => {
  const told = new Told();
  const found = [told.node.plight];
  told.start();
  told.node.phase = "onStart";
  told.nowMs = 1_500;
  found.push(told.node.plight);
  told.node.running();
  told.nowMs = 2_000;
  found.push(told.node.plight);
  told.tell("ready", {});
  told.tell("not-ready", { reason: "lost" });
  found.push(told.node.plight);
  told.node.fail(boom.thrown, "serve");
  found.push(told.node.plight);
  assertEquals(found, [
    "db: not-started",
    "db: starting (onStart) for 1500 ms",
    "db: running for 500 ms, not ready",
    "db: running for 500 ms, not ready: lost",
    "db: TypeError: boom",
  ]);
});

Deno.test("ServiceNode.late() says that it should be ready, and changes nothing else", () => {
  const told = new Told();
  told.start();
  told.node.running();
  told.node.late(50);
  assertEquals(told.events.map(line), ["starting → running", "not ready: not ready 50 ms after its start"]);
  assertEquals([told.node.status, told.node.losses], ["running", 0]);
  told.tell("ready", {});
  told.node.late(50);
  told.tell("stopping", {});
  told.node.late(50);
  assertEquals(told.events.length, 2);
});

Deno.test("ServiceNode.unclean() keeps what was not clean, until the next run", () => {
  const told = new Told();
  told.start(3);
  told.nowMs = 9;
  told.node.unclean({ kind: "tasks-pending", phase: "tasks", text: "Tasks still run", pending: ["poll"] });
  const cause = {
    service: "db",
    incarnation: 3,
    kind: "tasks-pending",
    phase: "tasks",
    text: "Tasks still run",
    pending: ["poll"],
  } as const;
  assertEquals(told.node.causes, [cause]);
  assertEquals(told.events, [{ type: "service-unclean", atMs: 9, service: "db", incarnation: 3, cause }]);
  told.start(4);
  assertEquals(told.node.causes, []);
});

Deno.test("ServiceNode.observe() of an abandoned run knows that it goes on", () => {
  const told = new Told();
  told.run();
  told.tell("stopping", {});
  assertEquals(told.tell("abandoned", { sinceMs: 0 }), ["stopping → stopped"]);
  assertEquals([told.node.isLeftBehind, told.node.hasEnded], [true, true]);
  const [run, other] = [{}, {}] as Parameters<ServiceNode["gone"]>[0][];
  told.node.run = run;
  told.node.gone(other!);
  assertEquals(told.node.isLeftBehind, true);
  told.node.gone(run!);
  assertEquals(told.node.isLeftBehind, false);
});

Deno.test("ServiceNode.observe() of a run that is abandoned though nobody asked it to stop fails it", () => {
  const told = new Told();
  told.run();
  assertEquals(told.tell("abandoned", { sinceMs: 0 }), ["running → failed"]);
});

Deno.test("ServiceNode.onChange() calls back on every change, each listener on its own", () => {
  const told = new Told();
  let calls = 0;
  const listener = () => calls++;
  const forgets = [told.node.onChange(listener), told.node.onChange(listener)];
  told.start();
  assertEquals(calls, 2);
  forgets[0]!();
  told.node.running();
  assertEquals(calls, 3);
  forgets[1]!();
  told.tell("ready", {});
  assertEquals(calls, 3);
});

Deno.test("ServiceNode.onChange() calls back when the change is so, before it is told", () => {
  const told = new Told();
  const seen: unknown[] = [];
  told.start();
  told.node.onChange(() => seen.push([told.node.status, told.events.length]));
  told.node.running();
  assertEquals(seen, [["running", 0]]);
});

Deno.test("ServiceNode.renewChildren() keeps those of its definition, and numbers their runs on", () => {
  const told = new Told({ name: "p", children: [{ name: "a" }] });
  const [added] = defineServices([{ name: "x", children: [{ name: "y" }] }], "p/", defaultPolicy);
  told.node.add(added!);
  const [a] = told.node.children as [ServiceNode];
  told.run(4, a);
  told.tell("finished", { outcome: "stopped", rule: "stop-requested" }, a);
  told.calls.length = 0;
  told.node.renewChildren();
  assertEquals(told.node.children, [a]);
  assertEquals([a.runsBefore, a.hasEnded], [4, false]);
  assertEquals(told.calls, ["left p/x/y", "left p/x"]);
});

Deno.test("ServiceNode.counts says whether it and all that it belongs to are required", () => {
  const child = { name: "a", children: [{ name: "b" }] };
  const [required] = [new Told({ name: "p", children: [child] }).node.children];
  const [optional] = [new Told({ name: "p", role: "optional", children: [child] }).node.children];
  const [own] = [new Told({ name: "p", children: [{ ...child, role: "optional" }] }).node.children];
  assertEquals([required, optional, own].map((nodes) => [nodes![0]!.counts, nodes![0]!.children[0]!.counts]), [
    [true, true],
    [false, false],
    [false, false],
  ]);
});

for (const [used, left] of [[0, 5], [5, 0], [6, 0]] as const) {
  Deno.test(`ServiceNode.info() with ${used} of 5 restarts used says that ${left} are left`, () => {
    const { node } = new Told({ name: "db", dependsOn: [] });
    const { budget, restarts } = node.info(() => ({ restarts: 7, budgetUsed: used }));
    assertEquals([budget, restarts], [{ intensity: 5, left }, 7]);
  });
}

Deno.test("ServiceNode.info() leaves out what there is not", () => {
  const { node } = new Told({ name: "db", children: [{ name: "a", role: "optional" }] });
  const rest = {
    status: "not-started",
    ready: false,
    incarnation: 0,
    restarts: 0,
    failures: 0,
    dependsOn: [],
  } as const;
  const budget = { intensity: 5, left: 5 };
  assertEquals(node.info(() => ({ restarts: 0, budgetUsed: 0 })), {
    ...rest,
    name: "db",
    path: "db",
    role: "required",
    budget,
    children: [{ ...rest, name: "a", path: "db/a", role: "optional", budget, children: [] }],
  });
});

Deno.test("ServiceNode does not perform an illegal move in strict mode, and reports it", () => {
  const strict = new Told();
  strict.run();
  assertEquals(strict.start(2), []);
  assertEquals([strict.node.status, strict.broken.length], ["running", 1]);
  assertInstanceOf(strict.broken[0], IllegalMoveError);
  assertEquals((strict.broken[0] as IllegalMoveError).to, "starting");
});

Deno.test("ServiceNode performs an illegal move in lenient mode, and warns of it", () => {
  const lenient = new Told({ name: "db" }, false);
  lenient.run();
  lenient.start(2);
  assertEquals([lenient.node.status, lenient.broken], ["starting", []]);
  assertEquals(lenient.calls.filter((call) => call.startsWith("warn ")).length, 1);
});
