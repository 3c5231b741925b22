// Table ST, status machine: which status may follow which, and what is told of it.
import { assertEquals, assertInstanceOf, assertStringIncludes, assertThrows } from "@std/assert";
import { defaultPolicy } from "../../src/core/policy.ts";
import { defineServices } from "../../src/services/service_definition.ts";
import type { ServiceEvent } from "../../src/services/service_event.ts";
import { ServiceNode } from "../../src/services/service_node.ts";
import { type ServiceStatus, serviceStatuses } from "../../src/services/service_status.ts";
import { IllegalMoveError, StatusMachine } from "../../src/services/status_machine.ts";
import { endless, serving, VirtualApplication } from "../support/virtual_application.ts";

/** Ways along legal moves from "not-started" to each status. */
const ways: Readonly<Record<ServiceStatus, readonly ServiceStatus[]>> = {
  "not-started": [],
  "starting": ["starting"],
  "running": ["starting", "running"],
  "stopping": ["stopping"],
  "stopped": ["stopping", "stopped"],
  "failed": ["failed"],
  "crashed": ["starting", "crashed"],
  "cooling": ["cooling"],
  "dead": ["dead"],
};

function machineIn(status: ServiceStatus, isStrict: boolean, warnings: string[] = []): StatusMachine {
  const machine = new StatusMachine("db", isStrict, (message) => warnings.push(message));
  for (const step of ways[status]) machine.move(step);
  return machine;
}

/** What becomes of one pair: a move that is legal, one that is not, none. */
function mark(from: ServiceStatus, to: ServiceStatus): string {
  const machine = machineIn(from, true);
  try {
    return machine.move(to) ? "yes" : "-";
  } catch (error) {
    assertInstanceOf(error, IllegalMoveError);
    return ".";
  }
}

// The reference's table with DEAD→STOPPED, NOT_STARTED→FAILED, COOLING→FAILED, STARTING→CRASHED, FAILED→CRASHED, without CRASHED→STARTING.
Deno.test("ST1 status × status is this table: 36 legal, 36 illegal, 9 no moves", () => {
  const rows = serviceStatuses.map((from) =>
    [from.padEnd(11), ...serviceStatuses.map((to) => mark(from, to).padEnd(3))].join(" ").trimEnd()
  );
  assertEquals(
    rows.join("\n"),
    `\
not-started -   yes .   yes .   yes .   yes yes
starting    .   -   yes yes yes yes yes yes yes
running     .   .   -   yes yes yes yes yes yes
stopping    .   .   .   -   yes yes .   .   .
stopped     .   yes .   .   -   .   .   .   .
failed      .   yes .   yes yes -   yes yes yes
crashed     .   .   .   yes yes .   -   .   yes
cooling     .   yes .   yes .   yes .   -   yes
dead        .   .   .   yes yes .   .   .   -`,
  );
  const counts = serviceStatuses.flatMap((from) => serviceStatuses.map((to) => mark(from, to)));
  assertEquals(["yes", ".", "-"].map((each) => counts.filter((found) => found === each).length), [36, 36, 9]);
});

Deno.test("ST2 StatusMachine refuses an illegal move in strict mode, and stays", () => {
  const machine = machineIn("stopped", true);
  const error = assertThrows(() => machine.move("running"), IllegalMoveError);
  assertEquals([error.service, error.from, error.to], ["db", "stopped", "running"]);
  assertEquals(
    error.message,
    'Cannot move service "db" to "running": the table of legal moves holds no such move out of "stopped"',
  );
  assertEquals([machine.status, machine.previous], ["stopped", "stopping"]);
});

Deno.test("ST3 StatusMachine performs an illegal move in lenient mode, with a warning", () => {
  const warnings: string[] = [];
  const machine = machineIn("stopped", false, warnings);
  assertEquals([machine.move("running"), machine.status, machine.previous], [true, "running", "stopped"]);
  assertEquals(warnings, [
    'Cannot move service "db" to "running": the table of legal moves holds no such move out of "stopped"; it is done all the same',
  ]);
});

for (const isStrict of [true, false]) {
  Deno.test(`ST4 StatusMachine takes running → running for no move, ${isStrict ? "strict" : "lenient"}`, () => {
    const warnings: string[] = [];
    const machine = machineIn("running", isStrict, warnings);
    assertEquals([machine.move("running"), machine.status, machine.previous], [false, "running", "starting"]);
    assertEquals(warnings, []);
  });
}

Deno.test("ST4 a service that is ready again tells no status again", async () => {
  const run = new VirtualApplication([{
    name: "db",
    serve: async (context) => {
      context.ready("a");
      context.notReady("b");
      context.ready("c");
      await serving(context);
    },
  }]);
  await run.advance(0);
  assertEquals(run.statuses(), ["0 db#1 starting", "0 db#1 running"]);
  await run.stop();
});

Deno.test("ST5 a failure that is reported by a stopped service is ignored", async () => {
  const run = new VirtualApplication([
    {
      name: "db",
      graceMs: 100,
      onStop: async ({ clock }) => {
        await clock.sleep(500);
        throw new Error("too late");
      },
    },
    { name: "web", serve: serving },
  ]);
  await run.advance(0);
  run.app.stopService("db");
  await run.advance(1_000);
  assertEquals(run.statuses("db"), ["0 db#1 starting", "0 db#1 running", "0 db#1 stopping", "100 db#1 stopped"]);
  assertEquals(run.ofType("late-exit").map(({ error }) => error?.message), ["too late"]);
  await run.stop();
});

for (const status of ["stopped", "dead"] as const) {
  Deno.test(`ST5 ServiceNode.fail() of a service that is ${status} changes nothing`, () => {
    const events: ServiceEvent[] = [];
    const nothing = () => {};
    const told = { joined: nothing, left: nothing, changed: nothing, warn: nothing, broke: nothing };
    const host = { ...told, now: () => 0, isStrict: true, roots: [] };
    const [definition] = defineServices([{ name: "db" }], "", defaultPolicy);
    const node = new ServiceNode(definition!, undefined, { ...host, tell: (event) => events.push(event) });
    const who = { atMs: 0, worker: "db", incarnation: 1 };
    node.observe({ ...who, type: "started", ready: true, after: "first" });
    if (status === "dead") node.observe({ ...who, type: "gave-up", rule: "worker-budget" });
    else node.observe({ ...who, type: "stopped", ranMs: 0 });
    node.fail(new Error("too late"), "onStop");
    assertEquals([node.status, events], [status, []]);
  });
}

Deno.test("ST6 a failed service that fails once more tells that it failed once", async () => {
  const run = new VirtualApplication([{
    name: "db",
    serve: async ({ ready, clock }) => {
      ready();
      await clock.sleep(10);
      throw new Error("first");
    },
    onStop: () => {
      throw new Error("second");
    },
  }]);
  await run.advance(10);
  assertEquals(run.statuses(), ["0 db#1 starting", "0 db#1 running", "10 db#1 failed"]);
  assertEquals([run.info("db").failures, run.info("db").lastFailure?.message], [1, "first"]);
  await run.stop();
});

Deno.test("ST7 a running service that is stopped tells that it is stopping, too", async () => {
  const run = new VirtualApplication([{ name: "db" }]);
  await run.advance(5);
  await run.stop();
  assertEquals(run.statuses(), ["0 db#1 starting", "0 db#1 running", "5 db#1 stopping", "5 db#1 stopped"]);
});

Deno.test("ST10 a failed service is stopped before it starts again", async () => {
  const run = new VirtualApplication([{
    name: "db",
    serve: async (context) => {
      if (context.incarnation === 1) throw new Error("boom");
      await serving(context);
    },
  }]);
  await run.advance(1_000);
  assertEquals(run.statuses(), [
    "0 db#1 starting",
    "0 db#1 failed",
    "1000 db#2 stopped",
    "1000 db#2 starting",
    "1000 db#2 running",
  ]);
  await run.stop();
});

Deno.test("ST11 StatusMachine ends by force without a look at the table", () => {
  const machine = machineIn("not-started", true);
  assertEquals([machine.move("stopped", true), machine.status], [true, "stopped"]);
});

Deno.test("ST11 a running service that does not end is stopped by force in strict mode", async () => {
  const run = new VirtualApplication([{
    name: "db",
    graceMs: 100,
    serve: ({ ready }) => {
      ready();
      return endless();
    },
  }]);
  await run.advance(0);
  const report = await run.stop(100);
  assertEquals(run.statuses(), ["0 db#1 starting", "0 db#1 running", "0 db#1 stopping", "100 db#1 stopped"]);
  assertEquals([report?.outcome, report?.teardown.abandoned], ["stopped", ["db"]]);
});

Deno.test("ST12 the event of a failure says what failed, and that the service is not ready", async () => {
  const thrown = new TypeError("no such host");
  const run = new VirtualApplication([{
    name: "db",
    serve: async ({ ready, clock }) => {
      ready();
      await clock.sleep(10);
      throw thrown;
    },
  }]);
  await run.advance(10);
  const { failure, ...rest } = run.ofType("service-status").at(-1)!;
  assertEquals(rest, {
    type: "service-status",
    atMs: 10,
    service: "db",
    incarnation: 1,
    status: "failed",
    previous: "running",
    ready: false,
    reason: "failed",
  });
  assertEquals([failure?.name, failure?.message, failure?.phase], ["TypeError", "no such host", "serve"]);
  assertStringIncludes((failure?.thrown as Error).stack!, "status_test.ts");
  await run.stop();
});
