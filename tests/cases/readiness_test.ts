// Table R, readiness: who waits for whom, and what a service says of itself.
import { assertEquals, assertRejects } from "@std/assert";
import type { ServiceContext } from "@mainstay/supervisor/services";
import { waitForReady } from "../../src/services/ready_wait.ts";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { serving, VirtualApplication } from "../support/virtual_application.ts";

/** A service that is ready at that time, in seconds. */
function readyAt(name: string, seconds: number) {
  return {
    name,
    serve: async (context: ServiceContext) => {
      await context.clock.sleep(seconds * 1_000, context.signal);
      await serving(context);
    },
  };
}

/** Waits for services from the very beginning: when and how that ended. */
function waitFor(run: VirtualApplication, services: string[], timeoutMs: number): string[] {
  const ends: string[] = [];
  run.app.waitForReady(services, { timeoutMs }).then(({ ready, outcome, reasons }) =>
    ends.push([run.clock.now(), ready, outcome, ...reasons].join(" "))
  );
  return ends;
}

/** A signal that knows how many listeners it has; those that leave by a signal of their own, too. */
function listenedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const leaving: (AbortSignal | undefined)[] = [];
  const { addEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    leaving.push((args[2] as AddEventListenerOptions | undefined)?.signal);
    addEventListener.apply(signal, args);
  };
  return { controller, signal, listeners: () => leaving.filter((end) => end?.aborted !== true).length };
}

Deno.test("R1 waitForReady() for nobody is over at once", async () => {
  const clock = new VirtualClock();
  const { ready, outcome, reasons, lost } = await waitForReady([], clock, undefined);
  assertEquals([ready, outcome, reasons, lost.aborted], [true, "ready", [], false]);
  assertEquals([clock.now(), clock.pending], [0, 0]);
});

Deno.test("R2 waitForReady() waits for the last one", async () => {
  const run = new VirtualApplication([readyAt("a", 1), readyAt("b", 3)]);
  const ends = waitFor(run, ["a", "b"], 5_000);
  await run.advance(2_999);
  assertEquals(ends, []);
  await run.advance(1);
  assertEquals(ends, ["3000 true ready"]);
  await run.stop();
});

Deno.test("R3 waitForReady() ends in vain when the time is over", async () => {
  const run = new VirtualApplication([readyAt("a", 1), readyAt("b", Infinity)]);
  const ends = waitFor(run, ["a", "b"], 5_000);
  await run.advance(4_999);
  assertEquals(ends, []);
  await run.advance(1);
  assertEquals(ends, ["5000 false timeout b: running for 5000 ms, not ready"]);
  await run.stop();
});

Deno.test("R4 waitForReady() ends in vain when the application is to stop", async () => {
  const run = new VirtualApplication([readyAt("a", 1), readyAt("b", 3)]);
  const ends = waitFor(run, ["a", "b"], 5_000);
  await run.advance(2_000);
  await run.stop();
  assertEquals(ends.map((end) => end.split(" ").slice(0, 3).join(" ")), ["2000 false stopped"]);
});

Deno.test("R4 waitForReady() ends in vain when both happen at one instant", async () => {
  const clock = new VirtualClock();
  const stopping = new AbortController();
  const listeners = new Set<() => void>();
  const member = {
    isReady: false,
    isHopeless: () => false,
    plight: "a: starting",
    losses: 0,
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const waiting = waitForReady([member], clock, stopping.signal);
  member.isReady = true;
  for (const listener of listeners) listener();
  stopping.abort();
  const { ready, outcome } = await waiting;
  assertEquals([ready, outcome, listeners.size, clock.pending], [false, "stopped", 0, 0]);
});

Deno.test("R8 waitForReady() rejects when its caller gives up, and leaves nothing behind", async () => {
  const run = new VirtualApplication([readyAt("a", 1), readyAt("b", 30)]);
  await run.advance(1_000);
  const before = run.clock.pending;
  const { controller, signal, listeners } = listenedSignal();
  const waiting = run.app.waitForReady(["a", "b"], { timeoutMs: 5_000, signal });
  assertEquals([run.clock.pending, listeners()], [before + 1, 1]);
  const reason = new Error("no longer wanted");
  controller.abort(reason);
  assertEquals(await assertRejects(() => waiting), reason);
  assertEquals([run.clock.pending, listeners()], [before, 0]);
  await run.stop();
});

Deno.test("R8 waitForReady() of a caller who gave up before rejects at once", async () => {
  const clock = new VirtualClock();
  const { controller, signal, listeners } = listenedSignal();
  controller.abort("enough");
  const rejected = await waitForReady([], clock, undefined, { signal }).catch((reason) => reason);
  assertEquals([rejected, clock.pending, listeners()], ["enough", 0, 0]);
});

Deno.test("R9 ready() said twice keeps its first reason", async () => {
  const run = new VirtualApplication([{
    name: "a",
    serve: async (context) => {
      await context.clock.sleep(10);
      context.ready("a");
      context.ready("b");
      await context.clock.sleep(Infinity, context.signal);
    },
  }]);
  await run.advance(10);
  assertEquals([run.info("a").ready, run.info("a").reason], [true, "a"]);
  assertEquals(run.states(), ["0 a#1 starting", "0 a#1 running", "10 a#1 ready (a)"]);
  await run.stop();
});

Deno.test("R11 notReady() of who is not ready changes nothing", async () => {
  const run = new VirtualApplication([{
    name: "a",
    serve: async (context) => {
      await context.clock.sleep(10);
      context.ready();
      context.notReady("first");
      context.notReady("second");
      await context.clock.sleep(Infinity, context.signal);
    },
  }]);
  await run.advance(10);
  assertEquals([run.info("a").ready, run.info("a").reason], [false, "first"]);
  assertEquals(run.states(), ["0 a#1 starting", "0 a#1 running", "10 a#1 ready", "10 a#1 not ready (first)"]);
  await run.stop();
});

Deno.test("R12 notReady() of a running service tells status, readiness, reason, though the observer throws", async () => {
  const run = new VirtualApplication([{
    name: "a",
    serve: async (context) => {
      context.ready("connected");
      await context.clock.sleep(10);
      context.notReady("connection lost");
      await context.clock.sleep(Infinity, context.signal);
    },
  }], {
    onEvent: () => {
      throw new Error("the sending failed");
    },
  });
  await run.advance(10);
  assertEquals(run.ofType("service-readiness").at(-1), {
    type: "service-readiness",
    atMs: 10,
    service: "a",
    incarnation: 1,
    status: "running",
    ready: false,
    reason: "connection lost",
  });
  assertEquals([run.info("a").status, run.app.info().status], ["running", "degraded"]);
  await run.stop();
});
