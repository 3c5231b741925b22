import { assertEquals, assertThrows } from "@std/assert";
import {
  type OwnedTask,
  RestartRefusedError,
  type ServiceContext,
  type ServiceHooks,
  type ServiceSpec,
} from "@mainstay/supervisor/services";
import { endless, serving, VirtualApplication } from "../support/virtual_application.ts";

const startHooks = ["beforeStart", "onStart", "afterStart"] as const;
const stopHooks = ["beforeStop", "onStop", "afterStop", "afterChildrenStop"] as const;

/** A service that writes down which of its hooks and loops are called, and does what it is given in them. */
function marking(marks: string[], spec: Partial<ServiceSpec> = {}): ServiceSpec {
  const marked: ServiceHooks = {};
  for (const hook of [...startHooks, ...stopHooks]) {
    marked[hook] = (context) => {
      marks.push(hook);
      return spec[hook]?.(context);
    };
  }
  return { ...spec, ...marked, name: spec.name ?? "p" };
}

/** Something that throws. */
function boom(): never {
  throw new Error("boom");
}

/** A loop that fails some time after its start. */
function failingAfter(ms: number) {
  return async ({ ready, clock, signal }: ServiceContext) => {
    ready();
    await clock.sleep(ms, signal);
    boom();
  };
}

/** Keeps the application up, whatever becomes of the service that is tested. */
const bystander: ServiceSpec = { name: "web", serve: serving };

// Readiness

Deno.test("ServiceRun takes a service without a loop as ready once it has started", async () => {
  const run = new VirtualApplication([{ name: "p", afterStart: ({ clock }) => clock.sleep(10) }]);
  await run.advance(9);
  assertEquals(run.states(), ["0 p#1 starting"]);
  await run.advance(1);
  assertEquals(run.states(), ["0 p#1 starting", "10 p#1 running", "10 p#1 ready"]);
  await run.stop();
});

for (const hook of startHooks) {
  Deno.test(`ServiceRun remembers what ${hook} says of readiness until the start is over`, async () => {
    const run = new VirtualApplication([{
      name: "p",
      serve: ({ clock, signal }) => clock.sleep(Infinity, signal),
      [hook]: async ({ ready, clock }: ServiceContext) => {
        ready("early");
        await clock.sleep(10);
      },
    }]);
    await run.advance(9);
    assertEquals(run.states(), ["0 p#1 starting"]);
    await run.advance(1);
    assertEquals(run.states(), ["0 p#1 starting", "10 p#1 running", "10 p#1 ready (early)"]);
    await run.stop();
  });
}

Deno.test("ServiceRun takes the last word on readiness that was said before the start was over", async () => {
  const run = new VirtualApplication([{
    name: "p",
    onStart: ({ ready, notReady, clock, spawn }) => {
      ready("first");
      notReady("warming up");
      spawn("warm", async () => {
        await clock.sleep(10);
        ready("warm");
      });
    },
  }]);
  await run.advance(10);
  assertEquals(run.states(), ["0 p#1 starting", "0 p#1 running", "10 p#1 ready (warm)"]);
  await run.stop();
});

Deno.test("ServiceRun says the readiness of a loop only after the children have started", async () => {
  const run = new VirtualApplication([{
    name: "p",
    serve: serving,
    children: [{ name: "a", onStart: ({ clock }) => clock.sleep(10) }],
  }]);
  await run.advance(10);
  assertEquals(run.states("p"), ["0 p#1 starting", "10 p#1 running", "10 p#1 ready"]);
  await run.stop();
});

Deno.test("ServiceRun takes no readiness that is said after the failure, or by an earlier run", async () => {
  const contexts: ServiceContext[] = [];
  const run = new VirtualApplication([{
    name: "p",
    serve: async (context) => {
      contexts.push(context);
      await context.clock.sleep(10);
      if (context.incarnation === 1) boom();
      await context.clock.sleep(Infinity, context.signal);
    },
    onStop: ({ ready }) => ready("too late"),
  }]);
  await run.advance(10);
  contexts[0]!.ready("too late");
  await run.advance(1_000);
  contexts[0]!.ready("by an earlier run");
  await run.advance(10);
  assertEquals(run.states(), [
    "0 p#1 starting",
    "0 p#1 running",
    "10 p#1 failed",
    "1010 p#2 stopped",
    "1010 p#2 starting",
    "1010 p#2 running",
  ]);
  assertEquals(run.info("p").ready, false);
  await run.stop();
});

const late = "100 not ready 100 ms after its start";

for (const [readyAtMs, told] of [[99, []], [100, [late]], [101, [late]]] as const) {
  Deno.test(`ServiceRun that may be late, ready at ${readyAtMs}, tells [${told}] by 100`, async () => {
    const run = new VirtualApplication([{
      name: "p",
      whenLate: "wait",
      startupTimeoutMs: 100,
      beforeStart: ({ clock, ready }) => void clock.sleep(readyAtMs).then(() => ready()),
      serve: ({ clock, signal }) => clock.sleep(Infinity, signal),
    }]);
    await run.advance(200);
    const unready = run.ofType("service-readiness").filter(({ ready }) => !ready);
    assertEquals(unready.map(({ atMs, reason }) => `${atMs} ${reason}`), told);
    assertEquals([run.info("p").ready, run.info("p").incarnation], [true, 1]);
    await run.stop();
  });
}

for (const [readyAtMs, status] of [[99, "running"], [100, "failed"], [101, "failed"]] as const) {
  Deno.test(`ServiceRun that must not be late, ready at ${readyAtMs}, is ${status} at 101`, async () => {
    const run = new VirtualApplication([{
      name: "p",
      startupTimeoutMs: 100,
      serve: async ({ clock, ready, signal }) => {
        await clock.sleep(readyAtMs, signal);
        ready();
        await clock.sleep(Infinity, signal);
      },
    }]);
    await run.advance(101);
    assertEquals(run.info("p").status, status);
    if (status === "failed") {
      const { name, phase } = run.info("p").lastFailure!;
      assertEquals([name, phase], ["StartupTimeoutError", "readiness"]);
    }
    await run.stop();
  });
}

// Failures of the start

for (const [index, hook] of startHooks.entries()) {
  Deno.test(`ServiceRun whose ${hook} throws is torn down at once, and started again`, async () => {
    const marks: string[] = [];
    const run = new VirtualApplication([
      marking(marks, { [hook]: ({ incarnation }: ServiceContext) => incarnation === 1 && boom() }),
    ]);
    await run.advance(999);
    assertEquals(marks, [...startHooks.slice(0, index + 1), ...stopHooks]);
    assertEquals(run.statuses(), ["0 p#1 starting", "0 p#1 failed"]);
    assertEquals(run.info("p").lastFailure?.phase, hook);
    await run.advance(1);
    assertEquals(run.info("p").status, "running");
    await run.stop();
  });

  Deno.test(`ServiceRun that is stopped during ${hook} goes no further, and is torn down`, async () => {
    const marks: string[] = [];
    const run = new VirtualApplication([
      marking(marks, { [hook]: ({ clock, signal }: ServiceContext) => clock.sleep(Infinity, signal) }),
      bystander,
    ]);
    await run.advance(5);
    const stopped = run.app.stopService("p");
    await run.advance(0);
    assertEquals(await stopped, "stopped");
    assertEquals(marks, [...startHooks.slice(0, index + 1), ...stopHooks]);
    assertEquals(run.statuses("p"), ["0 p#1 starting", "5 p#1 stopping", "5 p#1 stopped"]);
    assertEquals([run.info("p").failures, run.ofType("service-unclean")], [0, []]);
    await run.stop();
  });

  Deno.test(`ServiceRun that is stopped during ${hook} waits for its end`, async () => {
    const marks: string[] = [];
    const run = new VirtualApplication([marking(marks, { [hook]: ({ clock }: ServiceContext) => clock.sleep(50) })]);
    await run.advance(5);
    await run.stop(44);
    assertEquals(marks, startHooks.slice(0, index + 1));
    await run.advance(1);
    assertEquals(marks, [...startHooks.slice(0, index + 1), ...stopHooks]);
    assertEquals([run.report?.outcome, run.report?.teardown.clean], ["stopped", true]);
  });

  Deno.test(`ServiceRun that is stopped during ${hook}, which throws then, has not failed`, async () => {
    const run = new VirtualApplication([{
      name: "p",
      [hook]: async ({ clock }: ServiceContext) => {
        await clock.sleep(50);
        boom();
      },
    }]);
    await run.advance(5);
    await run.stop(45);
    assertEquals(run.statuses(), ["0 p#1 starting", "5 p#1 stopping", "50 p#1 stopped"]);
    assertEquals(run.report?.teardown.causes.map(({ kind, phase, text }) => [kind, phase, text]), [
      ["hook-failed", hook, `"${hook}" of service "p" threw Error: boom`],
    ]);
    assertEquals([run.report?.teardown.clean, run.report?.exitCode, run.info("p").failures], [false, 0, 0]);
  });

  Deno.test(`ServiceRun that is stopped during ${hook}, which throws that it was aborted, is clean`, async () => {
    const run = new VirtualApplication([{
      name: "p",
      [hook]: async ({ clock }: ServiceContext) => {
        await clock.sleep(50);
        throw new DOMException("over", "AbortError");
      },
    }]);
    await run.advance(5);
    await run.stop(45);
    assertEquals([run.report?.teardown.clean, run.report?.outcome], [true, "stopped"]);
  });
}

/** Throws so many microtasks after its call, once it has said that it is ready; in its first run alone. */
function diesAfter(hops: number) {
  return async (context: ServiceContext) => {
    if (context.incarnation > 1) return await serving(context);
    context.ready();
    for (let hop = 0; hop < hops; hop++) await undefined;
    boom();
  };
}

/** Loops that are over within the microtasks of their start. */
const stillborn: Readonly<Record<string, ServiceHooks>> = {
  "loop throws at once": {
    serve: (context) => {
      context.ready();
      return context.incarnation === 1 ? boom() : serving(context);
    },
  },
  "loop rejects at once": { serve: diesAfter(0) },
  "loop rejects 1 microtask later": { serve: diesAfter(1) },
  "loop rejects 2 microtasks later": { serve: diesAfter(2) },
  "loop rejects 8 microtasks later": { serve: diesAfter(8) },
  "critical task throws at once": {
    serve: (context) => {
      if (context.incarnation === 1) context.spawn("feed", boom, { critical: true });
      return serving(context);
    },
  },
  "critical task of onStart throws at once": {
    onStart: ({ spawn, incarnation }) => void (incarnation === 1 && spawn("feed", boom, { critical: true })),
    serve: serving,
  },
  "critical task rejects at once": {
    serve: (context) => {
      if (context.incarnation === 1) context.spawn("feed", () => Promise.reject(new Error("boom")), { critical: true });
      return serving(context);
    },
  },
};

for (const [what, hooks] of Object.entries(stillborn)) {
  Deno.test(`ServiceRun whose ${what} is never running nor ready, and starts nobody`, async () => {
    const run = new VirtualApplication([
      { name: "p", ...hooks, children: [{ name: "a" }] },
      { name: "web", dependsOn: ["p"] },
    ]);
    await run.advance(999);
    assertEquals(run.states(), ["0 p#1 starting", "0 p#1 failed"]);
    assertEquals(run.ofType("started").map(({ worker }) => worker), ["p"]);
    await run.advance(1);
    assertEquals([run.info("p").status, run.info("p/a").incarnation, run.info("web").status], [
      "running",
      1,
      "running",
    ]);
    await run.stop();
  });

  Deno.test(`ServiceRun whose ${what} is never running nor ready without children either`, async () => {
    const run = new VirtualApplication([{ name: "p", ...hooks }, { name: "web", dependsOn: ["p"] }]);
    await run.advance(999);
    assertEquals(run.states(), ["0 p#1 starting", "0 p#1 failed"]);
    assertEquals([run.info("web").incarnation, run.warnings.filter((text) => text.includes("Cannot move"))], [0, []]);
    await run.stop();
  });
}

Deno.test("ServiceRun that may be late, whose afterStart hangs once its loop has failed, is given up at the end of its grace", async () => {
  const run = new VirtualApplication([
    { name: "p", whenLate: "wait", graceMs: 500, serve: failingAfter(10), afterStart: endless },
    bystander,
  ]);
  await run.advance(509);
  assertEquals([run.statuses("p"), run.ofType("abandoned")], [["0 p#1 starting", "10 p#1 failed"], []]);
  await run.advance(1);
  assertEquals(run.ofType("abandoned").map(({ atMs, worker }) => `${atMs} ${worker}`), ["510 p"]);
  assertEquals(run.ofType("service-unclean").map(({ cause: { kind, phase, text } }) => [kind, phase, text]), [
    ["forced", "afterStart", '"afterStart" of service "p" had not ended within its grace of 500 ms'],
  ]);
  const report = await run.stop();
  assertEquals([report?.exitCode, report?.teardown.abandoned], [1, ["p"]]);
});

Deno.test("ServiceRun that may be late, whose afterStart ends by its deadline once its loop has failed, is started again", async () => {
  const run = new VirtualApplication([
    {
      name: "p",
      role: "optional",
      whenLate: "wait",
      graceMs: 500,
      serve: (context) => context.incarnation === 1 ? failingAfter(10)(context) : serving(context),
      afterStart: async ({ clock, deadline, incarnation }) => {
        if (incarnation === 1) await clock.sleep(Infinity, deadline).catch(() => {});
      },
    },
    bystander,
  ]);
  await run.advance(1_510);
  assertEquals([run.info("p").incarnation, run.info("p").status], [2, "running"]);
  assertEquals((await run.stop())?.teardown.earlier.map(({ kind, phase }) => [kind, phase]), [[
    "forced",
    "afterStart",
  ]]);
});

// Unclean ends of failed runs

/** Fails after 10 ms, and its onStop throws; each time, or in its first run. */
function messy(always: boolean, rest: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    name: "p",
    serve: (context) => always || context.incarnation === 1 ? failingAfter(10)(context) : serving(context),
    onStop: ({ incarnation }) => void ((always || incarnation === 1) && boom()),
    ...rest,
  };
}

Deno.test("ServiceRun that was torn down uncleanly is started again, and the evidence is kept", async () => {
  const run = new VirtualApplication([messy(false)]);
  await run.advance(1_010);
  assertEquals([run.info("p").incarnation, run.info("p").status], [2, "running"]);
  const { teardown, exitCode } = (await run.stop())!;
  assertEquals(teardown, {
    clean: true,
    causes: [],
    earlier: [{
      service: "p",
      incarnation: 1,
      kind: "hook-failed",
      phase: "onStop",
      text: '"onStop" of service "p" threw Error: boom',
    }],
    abandoned: [],
  });
  assertEquals(exitCode, 0);
});

Deno.test("ServiceRun leaves the evidence of the last 16 causes of former runs", async () => {
  const run = new VirtualApplication([messy(true, { budget: { intensity: Infinity }, backoff: { multiplier: 1 } })]);
  // A run takes 10 ms, the delay before the next one 1000.
  await run.advance(20 * 1_010 + 5);
  assertEquals(run.info("p").incarnation, 21);
  const { earlier, causes } = (await run.stop())!.teardown;
  assertEquals(earlier.map(({ incarnation }) => incarnation), Array.from({ length: 16 }, (_, index) => index + 5));
  assertEquals(causes.map(({ incarnation }) => incarnation), [21]);
});

for (const [onExhausted, status] of [["give-up", "dead"], ["cooldown", "dead"], ["escalate", "crashed"]] as const) {
  Deno.test(`ServiceRun that must not be started again after an unclean end is ${status} by "${onExhausted}"`, async () => {
    const run = new VirtualApplication([messy(true, { whenUnclean: "refuse", onExhausted }), bystander]);
    await run.advance(60_000);
    assertEquals(run.statuses("p").slice(2), ["10 p#1 failed", `10 p#1 ${status}`]);
    const text = 'Service "p" is not started again: "onStop" of service "p" threw Error: boom';
    assertEquals(run.ofType("crashed").map(({ error }) => [error.name, error.message]), [[
      "RestartRefusedError",
      text,
    ]]);
    // What failed the run is still the failure of the service.
    assertEquals([run.info("p").lastFailure?.text, run.info("p").lastFailure?.phase], ["Error: boom", "serve"]);
    const { outcome, exitCode, reason } = (await run.stop())!;
    assertEquals(
      [outcome, exitCode, reason],
      status === "dead"
        ? ["stopped", 0, undefined]
        : ["failed", 1, `service "p" crashed: RestartRefusedError: ${text}`],
    );
  });
}

Deno.test("ServiceRun that must not be started again after an unclean end is after a clean one", async () => {
  const run = new VirtualApplication([messy(false, { whenUnclean: "refuse", onStop: () => {} })]);
  await run.advance(1_010);
  assertEquals([run.info("p").incarnation, run.info("p").status], [2, "running"]);
  await run.stop();
});

Deno.test("RestartRefusedError says what was not clean, and what failed the run", () => {
  const cause = { service: "p", incarnation: 1, phase: "onStop", text: "left a lock behind" } as const;
  const causes = [{ ...cause, kind: "hook-failed" }, { ...cause, kind: "forced", text: "hung" }] as const;
  const failure = new Error("boom");
  const error = new RestartRefusedError("p", causes, failure);
  assertEquals([error.name, error.message, error.causes, error.cause], [
    "RestartRefusedError",
    'Service "p" is not started again: left a lock behind; hung',
    causes,
    failure,
  ]);
});

Deno.test("ServiceRun that is left behind keeps no timer", async () => {
  const run = new VirtualApplication([
    { name: "p", graceMs: 60_000, serve: failingAfter(10), onStop: endless },
    bystander,
  ], { graceMs: 100 });
  await run.advance(20);
  await run.stop(100);
  assertEquals([run.report?.teardown.abandoned, run.clock.pending], [["p"], 0]);
});

for (
  const [what, hooks, doing] of [
    ["its loop", { serve: ({ clock, signal }) => clock.sleep(Infinity, signal) }, "its loop has not said ready()"],
    ["onStart", { onStart: ({ clock, signal }) => clock.sleep(Infinity, signal) }, '"onStart" has not ended'],
  ] as const satisfies readonly (readonly [string, ServiceHooks, string])[]
) {
  Deno.test(`ServiceRun that is late because of ${what} says so`, async () => {
    const run = new VirtualApplication([{ name: "x", startupTimeoutMs: 5_000, ...hooks }]);
    await run.advance(5_000);
    assertEquals(
      run.info("x").lastFailure?.text,
      `StartupTimeoutError: Cannot start service "x": it was not ready within 5000 ms; ${doing}`,
    );
    await run.stop();
  });
}

Deno.test("ServiceRun is told of changes one after the other, of each as it is then", async () => {
  const told: string[] = [];
  const run = new VirtualApplication([
    { name: "db" },
    { name: "queue" },
    {
      name: "web",
      dependsOn: ["db", "queue"],
      onDependencyChange: async ({ name, ready }, { clock }) => {
        told.push(`${clock.now()} ${name} ${ready}`);
        await clock.sleep(100);
      },
    },
  ]);
  await run.advance(0);
  run.app.stopService("db");
  await run.advance(10);
  run.app.startService("db");
  await run.advance(10);
  run.app.stopService("queue");
  await run.advance(10);
  run.app.stopService("db");
  await run.advance(500);
  // That "db" was back for 20 ms is told to nobody: it was gone again by then.
  assertEquals(told, ["0 db false", "100 queue false", "200 db false"]);
  await run.stop();
});

Deno.test("ServiceRun that cannot bear a change is told of the next one", async () => {
  const told: string[] = [];
  const run = new VirtualApplication([
    { name: "db" },
    {
      name: "web",
      dependsOn: ["db"],
      onDependencyChange: ({ ready }) => {
        told.push(`${ready}`);
        boom();
      },
    },
  ]);
  await run.advance(0);
  run.app.stopService("db");
  await run.advance(10);
  run.app.startService("db");
  await run.advance(10);
  assertEquals([told, run.ofType("service-task-failed").length], [["false", "true"], 2]);
  await run.stop();
});

Deno.test("ServiceRun that cannot bear a change is told of one that came meanwhile", async () => {
  const told: string[] = [];
  const run = new VirtualApplication([
    { name: "db" },
    {
      name: "web",
      dependsOn: ["db"],
      onDependencyChange: async ({ ready }, { clock }) => {
        told.push(`${clock.now()} ${ready}`);
        await clock.sleep(100);
        if (!ready) boom();
      },
    },
  ]);
  await run.advance(0);
  run.app.stopService("db");
  await run.advance(10);
  run.app.startService("db");
  await run.advance(500);
  assertEquals([told, run.ofType("service-task-failed").length], [["0 false", "100 true"], 1]);
  await run.stop();
});

Deno.test("ServiceRun watches whom it waited for as long as it lives", async () => {
  const lost: AbortSignal[] = [];
  const run = new VirtualApplication([
    { name: "db" },
    {
      name: "web",
      serve: async (context) => {
        context.ready();
        lost.push((await context.waitForReady(["db"])).lost);
        await context.clock.sleep(Infinity, context.signal);
      },
    },
  ]);
  await run.advance(0);
  run.app.restartService("web");
  await run.advance(0);
  run.app.stopService("db");
  await run.advance(0);
  assertEquals([run.info("web").incarnation, lost.map(({ aborted }) => aborted)], [2, [false, true]]);
  await run.stop();
});

Deno.test("ServiceRun whose loop throws at once fails after afterStart was called, before the children", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([marking(marks, { serve: boom, children: [{ name: "a" }] })]);
  await run.advance(0);
  assertEquals(marks, [...startHooks, ...stopHooks]);
  assertEquals(run.statuses(), ["0 p#1 starting", "0 p#1 failed"]);
  await run.stop();
});

Deno.test("ServiceRun whose loop dies while afterStart goes on fails at once, and is torn down after that", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([marking(marks, {
    serve: failingAfter(10),
    afterStart: async ({ clock, signal }) => {
      await clock.sleep(50);
      marks.push(`told to end: ${signal.aborted}`);
    },
    children: [{ name: "a" }],
  })]);
  await run.advance(10);
  assertEquals(run.statuses(), ["0 p#1 starting", "10 p#1 failed"]);
  assertEquals(marks, startHooks);
  await run.advance(40);
  assertEquals(marks, [...startHooks, "told to end: true", ...stopHooks]);
  assertEquals(run.ofType("crashed").map(({ atMs, error }) => [atMs, error.message]), [[50, "boom"]]);
  await run.stop();
});

Deno.test("ServiceRun whose loop dies while the children start stops them", async () => {
  const run = new VirtualApplication([{
    name: "p",
    serve: failingAfter(10),
    children: [{ name: "a" }, { name: "b", onStart: ({ clock, signal }) => clock.sleep(Infinity, signal) }, {
      name: "c",
    }],
  }]);
  await run.advance(10);
  assertEquals(run.statuses(), [
    "0 p#1 starting",
    "0 p/a#1 starting",
    "0 p/a#1 running",
    "0 p/b#1 starting",
    "10 p#1 failed",
    "10 p/c#0 stopping",
    "10 p/c#0 stopped",
    "10 p/b#1 stopping",
    "10 p/b#1 stopped",
    "10 p/a#1 stopping",
    "10 p/a#1 stopped",
  ]);
  assertEquals(run.info("p").lastFailure?.phase, "serve");
  await run.stop();
});

Deno.test("ServiceRun that has failed holds those who depend on it from that moment on", async () => {
  const run = new VirtualApplication([
    {
      name: "p",
      serve: (context) => context.incarnation === 1 ? failingAfter(10)(context) : serving(context),
      onStop: ({ clock }) => clock.sleep(100),
    },
    { name: "web", dependsOn: ["p"] },
  ]);
  await run.advance(20);
  run.app.restartService("web");
  await run.advance(80);
  assertEquals([run.info("web").status, run.info("web").reason], ["stopped", "waiting for p"]);
  await run.advance(1_010);
  assertEquals([run.info("p").incarnation, run.info("web").incarnation, run.info("web").status], [2, 2, "running"]);
  await run.stop(100);
});

Deno.test("ServiceRun whose loop returns while afterStart goes on completes once its start is over", async () => {
  const run = new VirtualApplication([{
    name: "p",
    serve: () => {},
    afterStart: ({ clock }) => clock.sleep(10),
    role: "optional",
  }, bystander]);
  await run.advance(10);
  assertEquals(run.statuses("p"), [
    "0 p#1 starting",
    "10 p#1 running",
    "10 p#1 stopping",
    "10 p#1 stopped",
  ]);
  assertEquals(run.info("p").failures, 0);
  await run.stop();
});

Deno.test("ServiceRun whose loop returns before its start is over keeps what it said of its readiness", async () => {
  const run = new VirtualApplication([{
    name: "p",
    role: "optional",
    serve: ({ ready }) => ready("warm"),
    afterStart: ({ clock }) => clock.sleep(10),
    onStop: ({ clock }) => clock.sleep(10),
  }, { name: "web", dependsOn: ["p"], serve: serving }]);
  await run.advance(20);
  assertEquals(run.states("p"), [
    "0 p#1 starting",
    "10 p#1 running",
    "10 p#1 ready (warm)",
    "10 p#1 stopping",
    "20 p#1 stopped",
  ]);
  assertEquals(run.info("web").status, "running");
  await run.stop();
});

Deno.test("ServiceRun whose loop has returned, and whose child does not end, has failed", async () => {
  const run = new VirtualApplication([{
    name: "p",
    onExhausted: "escalate",
    serve: ({ ready }) => ready(),
    children: [{ name: "c", graceMs: 500, onStop: endless }],
  }]);
  await run.advance(500);
  assertEquals(run.statuses("p").slice(2), ["0 p#1 stopping", "500 p#1 failed", "500 p#1 crashed"]);
  assertEquals(run.report?.outcome, "failed");
});

Deno.test("ServiceRun that a child leaves behind is reported once, as is the child, and ends as it would have", async () => {
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 1_000,
    serve: (context) => context.incarnation === 1 ? failingAfter(100)(context) : serving(context),
    children: [{ name: "c", graceMs: 500, onStop: ({ clock }) => clock.sleep(5_000) }],
  }, bystander]);
  await run.advance(5_100);
  const causes = run.ofType("service-unclean").map(({ atMs, cause }) => `${atMs} ${cause.service} ${cause.kind}`);
  assertEquals(causes, ["600 p/c forced", "600 p child-unclean"]);
  assertEquals(run.ofType("crashed").map(({ worker, error }) => [worker, error.message]), [["p", "boom"]]);
  await run.stop();
});

// The stop

for (const hook of stopHooks) {
  Deno.test(`ServiceRun whose ${hook} throws while it is stopped goes on, and says so`, async () => {
    const marks: string[] = [];
    const run = new VirtualApplication([marking(marks, { serve: serving, [hook]: boom })]);
    await run.advance(0);
    const report = await run.stop();
    assertEquals(marks.slice(3), stopHooks);
    assertEquals(run.statuses().slice(2), ["0 p#1 stopping", "0 p#1 failed", "0 p#1 stopped"]);
    assertEquals(report?.teardown.causes.map(({ kind, phase, text }) => [kind, phase, text]), [
      ["hook-failed", hook, `"${hook}" of service "p" threw Error: boom`],
    ]);
    assertEquals([report?.outcome, report?.exitCode], ["stopped", 0]);
  });

  Deno.test(`ServiceRun whose ${hook} throws after a failure keeps the failure`, async () => {
    const run = new VirtualApplication([{
      name: "p",
      serve: failingAfter(10),
      [hook]: () => {
        throw new TypeError("second");
      },
    }]);
    await run.advance(10);
    assertEquals(run.statuses(), ["0 p#1 starting", "0 p#1 running", "10 p#1 failed"]);
    assertEquals([run.info("p").lastFailure?.message, run.ofType("crashed")[0]?.error.message], ["boom", "boom"]);
    assertEquals(run.ofType("service-unclean").map(({ cause }) => cause.phase), [hook]);
    await run.stop();
  });

  Deno.test(`ServiceRun whose ${hook} throws after its loop has returned has failed`, async () => {
    const run = new VirtualApplication([{ name: "p", serve: ({ ready }) => ready(), [hook]: boom }]);
    await run.advance(0);
    assertEquals(run.statuses().slice(1), ["0 p#1 running", "0 p#1 stopping", "0 p#1 failed"]);
    assertEquals(run.ofType("restart-scheduled").map(({ attempt }) => attempt), [1]);
    await run.stop();
  });
}

Deno.test("ServiceRun tells its hooks to end at once, its loop after beforeStop", async () => {
  const marks: string[] = [];
  const told = (who: string, signal: AbortSignal) => marks.push(`${who} ${signal.aborted ? "told" : "not told"}`);
  let loop!: AbortSignal;
  const run = new VirtualApplication([{
    name: "p",
    serve: async (context) => {
      loop = context.signal;
      await serving(context).catch(() => {});
    },
    beforeStop: async ({ signal, clock }) => {
      told("beforeStop", signal);
      await clock.sleep(10);
      told("serve", loop);
    },
    onStop: ({ signal }) => {
      told("onStop", signal);
      told("serve", loop);
    },
  }]);
  await run.advance(0);
  await run.stop(10);
  assertEquals(marks, ["beforeStop told", "serve not told", "onStop told", "serve told"]);
});

for (
  const [what, end, causes] of [
    ["returns", () => {}, []],
    ["throws what its signal says", (signal: AbortSignal) => signal.throwIfAborted(), []],
    ["throws an AbortError", () => {
      throw new DOMException("another one", "AbortError");
    }, []],
    ["throws something else", boom, ["serve-failed"]],
  ] as const
) {
  Deno.test(`ServiceRun whose loop ${what} when it is told to end is torn down with [${causes}]`, async () => {
    const run = new VirtualApplication([{
      name: "p",
      serve: async (context) => {
        await serving(context).catch(() => {});
        end(context.signal);
      },
    }]);
    await run.advance(0);
    const report = await run.stop();
    assertEquals(report?.teardown.causes.map(({ kind }) => kind), causes);
    assertEquals(run.statuses().slice(2), ["0 p#1 stopping", "0 p#1 stopped"]);
  });
}

Deno.test("ServiceRun aborts the deadline when the grace is over, and not before", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 100,
    onStop: async ({ deadline, clock }) => {
      marks.push(`${clock.now()} ${deadline.aborted}`);
      await clock.sleep(99);
      marks.push(`${clock.now()} ${deadline.aborted}`);
      deadline.addEventListener("abort", () => marks.push(`${clock.now()} aborts`));
      await endless();
    },
  }]);
  await run.advance(0);
  await run.stop(100);
  assertEquals(marks, ["0 false", "99 false", "100 aborts"]);
});

Deno.test("ServiceRun that has failed and was torn down in time is not reported later", async () => {
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 500,
    serve: (context) => context.incarnation === 1 ? failingAfter(10)(context) : serving(context),
  }]);
  await run.advance(10);
  // The delay of its restart alone.
  assertEquals(run.clock.pending, 1);
  await run.advance(10_000);
  assertEquals([run.ofType("service-unclean"), run.info("p").incarnation, run.info("p").failures], [[], 2, 1]);
  await run.stop();
});

// Left behind

Deno.test("ServiceRun whose teardown hangs is left behind, and started again only once that has ended", async () => {
  let live = 0;
  let most = 0;
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 500,
    onStart: () => most = Math.max(most, ++live),
    serve: async (context) => {
      if (context.incarnation === 1) await failingAfter(100)(context);
      await serving(context);
    },
    onStop: async ({ clock, incarnation }) => {
      if (incarnation === 1) await clock.sleep(5_000);
      live--;
    },
  }, bystander]);
  await run.advance(599);
  assertEquals(run.ofType("abandoned"), []);
  await run.advance(1);
  assertEquals(run.ofType("abandoned").map(({ atMs, worker }) => `${atMs} ${worker}`), ["600 p"]);
  assertEquals(run.ofType("service-unclean").map(({ atMs, cause }) => `${atMs} ${cause.kind} ${cause.phase}`), [
    "600 forced onStop",
  ]);
  assertEquals([run.app.startService("p"), await run.app.restartService("p")], ["leaving", "abandoned"]);
  await run.advance(4_499);
  assertEquals(run.info("p").incarnation, 1);
  await run.advance(1);
  assertEquals(run.ofType("late-exit").map(({ atMs }) => atMs), [5_100]);
  await run.advance(1_000);
  assertEquals(run.statuses("p"), [
    "0 p#1 starting",
    "0 p#1 running",
    "100 p#1 failed",
    "6100 p#2 stopped",
    "6100 p#2 starting",
    "6100 p#2 running",
  ]);
  assertEquals(most, 1);
  await run.stop();
});

Deno.test("ServiceRun whose teardown hangs is waited for again while it is left behind", async () => {
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 500,
    serve: (context) => context.incarnation === 1 ? failingAfter(100)(context) : serving(context),
    onStop: ({ clock, incarnation }) => incarnation === 1 ? clock.sleep(5_000) : undefined,
  }, bystander]);
  await run.advance(1_000);
  const gone = run.app.waitForReady(["p"], { timeoutMs: 60_000 });
  await run.advance(0);
  assertEquals((await gone).outcome, "hopeless");
  await run.advance(4_100);
  const back = run.app.waitForReady(["p"], { timeoutMs: 60_000 });
  await run.advance(1_000);
  assertEquals((await back).outcome, "ready");
  await run.stop();
});

Deno.test("ServiceRun that is left behind and never ends is abandoned at the end", async () => {
  const run = new VirtualApplication([{ name: "p", graceMs: 500, serve: boom, onStop: endless }, bystander]);
  await run.advance(1_000);
  const report = await run.stop();
  assertEquals([report?.teardown.abandoned, report?.teardown.causes.map(({ kind }) => kind)], [["p"], ["forced"]]);
});

Deno.test("ServiceRun with a child that does not end is not started again over it", async () => {
  const live = { now: 0, most: 0 };
  const run = new VirtualApplication([{
    name: "p",
    serve: (context) => context.incarnation === 1 ? failingAfter(100)(context) : serving(context),
    children: [{
      name: "c",
      graceMs: 500,
      serve: async ({ ready, clock }) => {
        live.most = Math.max(live.most, ++live.now);
        ready();
        await clock.sleep(10_000);
        live.now--;
      },
    }],
  }, bystander]);
  await run.advance(9_999);
  assertEquals(run.ofType("abandoned").map(({ atMs, worker }) => `${atMs} ${worker}`), ["600 p/c", "600 p"]);
  assertEquals(run.info("p").incarnation, 1);
  await run.advance(1);
  assertEquals(run.ofType("late-exit").map(({ atMs, worker }) => `${atMs} ${worker}`), ["10000 p"]);
  await run.advance(1_000);
  assertEquals([run.info("p").incarnation, run.info("p/c").incarnation, live.most], [2, 2, 1]);
  await run.stop(30_000);
});

Deno.test("ServiceRun whose loop has returned, and whose teardown hangs, has failed", async () => {
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 500,
    onExhausted: "escalate",
    serve: ({ ready }) => ready(),
    onStop: endless,
  }]);
  await run.advance(500);
  assertEquals(run.statuses().slice(2), ["0 p#1 stopping", "500 p#1 failed", "500 p#1 crashed"]);
  assertEquals([run.report?.outcome, run.report?.exitCode], ["failed", 1]);
});

Deno.test("ServiceRun that was abandoned tells nothing after the end of the application", async () => {
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 500,
    onStop: async ({ clock, spawn }) => {
      await clock.sleep(1_000);
      spawn("late", () => {});
      boom();
    },
  }]);
  await run.advance(0);
  await run.stop(500);
  const told = run.events.length;
  assertEquals(run.report?.teardown.abandoned, ["p"]);
  await run.advance(5_000);
  assertEquals([run.events.length, run.app.info().services[0]!.status], [told, "stopped"]);
});

// Tasks

Deno.test("ServiceRun tells of a task that fails, and goes on", async () => {
  const run = new VirtualApplication([{ name: "p", onStart: ({ spawn }) => void spawn("poll", boom), serve: serving }]);
  await run.advance(0);
  assertEquals(
    run.ofType("service-task-failed").map(({ atMs, service, incarnation, task, error }) =>
      `${atMs} ${service}#${incarnation} ${task} ${error.message}`
    ),
    ["0 p#1 poll boom"],
  );
  assertEquals([run.info("p").status, run.info("p").failures], ["running", 0]);
  await run.stop();
});

Deno.test("ServiceRun fails with a task that it cannot do without", async () => {
  const run = new VirtualApplication([{
    name: "p",
    onStart: ({ spawn, clock }) => {
      spawn("feed", async () => {
        await clock.sleep(10);
        boom();
      }, { critical: true });
    },
    serve: serving,
  }]);
  await run.advance(10);
  assertEquals(run.statuses(), ["0 p#1 starting", "0 p#1 running", "10 p#1 failed"]);
  assertEquals([run.info("p").lastFailure?.phase, run.ofType("service-task-failed").length], ["tasks", 1]);
  await run.advance(1_000);
  assertEquals(run.info("p").incarnation, 2);
  await run.stop();
});

Deno.test("ServiceRun fails with such a task while it starts, too", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([marking(marks, {
    beforeStart: ({ spawn, clock }) => void spawn("feed", () => clock.sleep(10).then(boom), { critical: true }),
    onStart: ({ clock, signal }) => clock.sleep(Infinity, signal),
  })]);
  await run.advance(10);
  assertEquals(marks, ["beforeStart", "onStart", ...stopHooks]);
  assertEquals(run.info("p").lastFailure?.phase, "tasks");
  await run.stop();
});

Deno.test("ServiceRun that was asked to stop does not fail with such a task any more", async () => {
  const run = new VirtualApplication([{
    name: "p",
    onStart: ({ spawn, clock }) => {
      spawn("feed", (signal) => clock.sleep(Infinity, signal).catch(boom), { critical: true });
    },
  }]);
  await run.advance(0);
  const report = await run.stop();
  assertEquals(run.statuses().slice(2), ["0 p#1 stopping", "0 p#1 stopped"]);
  assertEquals([run.ofType("service-task-failed").length, report?.teardown.clean], [1, true]);
});

Deno.test("ServiceRun that is abandoned cancels its tasks", async () => {
  const marks: string[] = [];
  const run = new VirtualApplication([{
    name: "p",
    graceMs: 100,
    onStart: ({ spawn, clock }) => {
      spawn("poll", (signal) => clock.sleep(Infinity, signal).catch(() => marks.push(`cancelled at ${clock.now()}`)));
    },
    onStop: endless,
  }]);
  await run.advance(0);
  await run.stop(100);
  assertEquals(marks, ["cancelled at 100"]);
});

Deno.test("ServiceRun cancels its tasks after afterStop, and takes no more", async () => {
  const marks: string[] = [];
  const tasks: OwnedTask[] = [];
  const run = new VirtualApplication([{
    name: "p",
    onStart: ({ spawn, clock }) => {
      spawn("poll", (signal) => clock.sleep(Infinity, signal).catch(() => marks.push("poll cancelled")));
    },
    onStop: ({ spawn }) => {
      marks.push("onStop");
      tasks.push(spawn("last words", () => marks.push("last words")));
    },
    afterStop: () => void marks.push("afterStop"),
    afterChildrenStop: ({ spawn }) => {
      const error = assertThrows(() => spawn("late", () => {}), Error);
      marks.push(error.message);
    },
  }]);
  await run.advance(0);
  const report = await run.stop();
  assertEquals(marks, [
    "onStop",
    "last words",
    "afterStop",
    "poll cancelled",
    'Cannot start task "late" of service "p": it is stopping',
  ]);
  assertEquals([report?.teardown.clean, tasks[0]?.name], [true, "last words"]);
});

for (const [ms, kinds] of [[99, []], [100, ["tasks-pending"]], [101, ["tasks-pending"]]] as const) {
  Deno.test(`ServiceRun with a task that ends ${ms} ms after its cancellation is torn down with [${kinds}]`, async () => {
    const run = new VirtualApplication([{
      name: "p",
      tasksGraceMs: 100,
      onStart: ({ spawn, clock }) => {
        spawn("slow", (signal) => clock.sleep(Infinity, signal).catch(() => clock.sleep(ms)));
      },
    }]);
    await run.advance(0);
    await run.stop(200);
    assertEquals(run.report?.teardown.causes.map(({ kind }) => kind), kinds);
    assertEquals([run.report?.outcome, run.report?.teardown.abandoned], ["stopped", []]);
  });
}

Deno.test("ServiceRun is not started again before its last task has ended", async () => {
  const run = new VirtualApplication([{
    name: "p",
    tasksGraceMs: 100,
    onStart: ({ spawn, clock, incarnation }) => {
      if (incarnation === 1) spawn("slow", () => clock.sleep(5_000));
    },
    serve: (context) => context.incarnation === 1 ? failingAfter(10)(context) : serving(context),
  }]);
  await run.advance(4_999);
  assertEquals(run.ofType("crashed"), []);
  await run.advance(1);
  assertEquals(run.ofType("crashed").map(({ atMs }) => atMs), [5_000]);
  await run.stop();
});

// The rest of the context

Deno.test("ServiceRun gives a context whose parts may be taken apart", async () => {
  const seen: unknown[] = [];
  const run = new VirtualApplication([{
    name: "p",
    children: [{
      name: "c",
      serve: async ({ name, path, incarnation, clock, ready, notReady, spawn, waitForReady, addChild, signal }) => {
        seen.push([name, path, incarnation, clock === run.clock]);
        addChild({ name: "d" });
        notReady();
        ready();
        const { outcome } = await waitForReady(["p/c/d"]);
        seen.push(outcome);
        spawn("task", () => seen.push("task"));
        await clock.sleep(Infinity, signal);
      },
    }],
  }]);
  await run.advance(0);
  assertEquals(seen, [["c", "p/c", 1, true], "ready", "task"]);
  await run.stop();
});

Deno.test("ServiceRun of a service that must always run fails when its loop returns, and says so", async () => {
  const run = new VirtualApplication([{ name: "p", restart: "always", serve: ({ ready }) => ready() }]);
  await run.advance(0);
  const { name, message, phase } = run.info("p").lastFailure!;
  assertEquals([name, message, phase], [
    "ServeReturnedError",
    'Service "p" returned from its loop, and its restart rule is "always"',
    "serve",
  ]);
  await run.stop();
});
