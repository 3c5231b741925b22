import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type EscalationError, group, pool, startGroup } from "@mainstay/supervisor";
import { crashingAfter, obedient } from "../support/acting_workers.ts";
import { countedSignal } from "../support/counted_signal.ts";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { startGroupVirtually } from "../support/virtual_run.ts";

Deno.test("startGroup() stays when it is empty", async () => {
  const run = startGroupVirtually([]);
  await run.advance(1e6);
  assertEquals(run.isOver, false);
});

Deno.test("startGroup() stays when its children have ended", async () => {
  const run = startGroupVirtually([["w", () => {}]]);
  await run.advance(1e6);
  assertEquals([run.isOver, run.group.counts().children], [false, 1]);
});

Deno.test("startGroup() with keepAlive false is over when it is empty", async () => {
  const run = startGroupVirtually([], { keepAlive: false });
  await run.advance(0);
  assertEquals(run.report?.outcome, "ended");
});

Deno.test("startGroup() takes a group, whose own options count", async () => {
  const run = startGroupVirtually(group([["a", obedient], ["b", obedient]], { stopOrder: "parallel" }));
  await run.advance(0);
  await run.stop();
  assertEquals(run.marks, ["0 *+ a+ b+ *? b? a? b- b= a- a= *="]);
});

Deno.test("startGroup() of a group that does not keep itself alive is over when its children have ended", async () => {
  const run = startGroupVirtually(group([["w", () => {}]]));
  await run.advance(0);
  assertEquals(run.report?.outcome, "ended");
});

Deno.test("startGroup() throws at once what is wrong", () => {
  assertThrows(() => startGroup([["", obedient]], { signals: false }), TypeError, '"name" must be a text');
  assertThrows(() => startGroup([], { gracems: 5 } as never), TypeError, 'unknown option "gracems"');
  assertThrows(() => startGroup([], { graceMs: -1 }), RangeError, '"graceMs" must be a finite number of at least 0');
  assertThrows(() => startGroup([], { signals: 1 as never }), TypeError, '"signals" must be true or false');
});

Deno.test("RunningGroup.finished rejects with what failed the group", async () => {
  const run = startGroupVirtually([{ name: "w", run: crashingAfter(10), fatal: Error }]);
  await run.advance(10);
  assertEquals((run.error as EscalationError).worker, "w");
  await assertRejects(() => run.group.shutdown(), Error, 'Worker "w" failed its group');
});

Deno.test("startGroup() lets the failure of a group that nobody waits for be an unhandled rejection", async () => {
  const unhandled: string[] = [];
  const count = (event: PromiseRejectionEvent) => {
    unhandled.push(event.reason.name);
    event.preventDefault();
  };
  globalThis.addEventListener("unhandledrejection", count);
  const clock = new VirtualClock({ settle: "promises" });
  startGroup([{ name: "w", run: crashingAfter(10), fatal: Error }], { clock, signals: false });
  await clock.advance(10);
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.removeEventListener("unhandledrejection", count);
  assertEquals(unhandled, ["EscalationError"]);
});

for (const option of ["strategy", "defaults", "keepAlive"] as const) {
  Deno.test(`startGroup() refuses ${option} beside a group, which has its own`, () => {
    const options = { strategy: "one-for-all", defaults: {}, keepAlive: true };
    assertThrows(
      () => startGroup(group([]), { [option]: options[option], signals: false }),
      TypeError,
      `Cannot run the group: "${option}" must be said to group() or pool(), which made the group`,
    );
  });
}

Deno.test("startGroup() listens to its signal as long as it lives", async () => {
  const { signal, controller, count } = countedSignal();
  const run = startGroupVirtually([["w", obedient]], { signal });
  await run.advance(0);
  assertEquals(count(), 1);
  controller.abort();
  await run.advance(0);
  assertEquals([count(), run.report?.stopReason], [0, "abort"]);
});

Deno.test("startGroup() with a signal that has aborted starts nothing", async () => {
  const run = startGroupVirtually([["w", obedient]], { signal: AbortSignal.abort() });
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ *? w= *="]);
});

for (const children of [[], pool({ name: "c", run: obedient })]) {
  Deno.test(`startGroup() of ${children instanceof Array ? "an empty list" : "a pool"} handles the process's signals`, async () => {
    const { addSignalListener, removeSignalListener } = Deno;
    const counted = { added: 0, removed: 0 };
    Deno.addSignalListener = () => counted.added++;
    Deno.removeSignalListener = () => counted.removed++;
    try {
      const run = startGroupVirtually(children, { signals: true });
      await run.advance(0);
      const { added } = counted;
      await run.stop();
      assertEquals([added > 0, counted.removed === added], [true, true]);
    } finally {
      Object.assign(Deno, { addSignalListener, removeSignalListener });
    }
  });
}

Deno.test("startGroup() ends the grace at a second signal, on all levels", async () => {
  const listeners: (() => void)[] = [];
  const { addSignalListener, removeSignalListener } = Deno;
  Deno.addSignalListener = (signal, listener) => {
    if (signal === "SIGTERM") listeners.push(listener);
  };
  Deno.removeSignalListener = () => {};
  try {
    const deaf = ({ clock }: Parameters<typeof obedient>[0]) => clock.sleep(Infinity);
    const run = startGroupVirtually([["z", obedient], { name: "g", run: group([["x", deaf], ["y", deaf]]) }], {
      signals: true,
    });
    await run.advance(10);
    listeners[0]!();
    await run.advance(10);
    listeners[0]!();
    await run.advance(0);
    assertEquals(run.marks.slice(1), [
      "10 *? g? g*? g/y?",
      "20 *t g*t g/ya g/x? z? z- z= g/xa g*= ga *=",
    ]);
    assertEquals([run.report?.stopReason, run.report?.abandoned], ["signal", ["g/x", "g/y"]]);
  } finally {
    Object.assign(Deno, { addSignalListener, removeSignalListener });
  }
});
