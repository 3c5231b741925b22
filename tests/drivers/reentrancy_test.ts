// An observer or a worker may call back in the middle of everything: the group stays in one piece.
import { assertEquals } from "@std/assert";
import { type GroupChild, type GroupOptions, runGroup, type SupervisionEvent } from "@mainstay/supervisor";
import { deaf, obedient, throwing } from "../support/acting_workers.ts";
import { rigid, runGroupVirtually, VirtualRun } from "../support/virtual_run.ts";

class DbError extends Error {}

/** A group that goes through events of every type within 10 s, and ends. */
const eventful: GroupChild[] = [
  {
    name: "crasher",
    run: throwing(1, 2, 3),
    budget: { intensity: 1, periodMs: 60_000 },
    cooldownMs: 500,
    healthyAfterMs: 300,
  },
  { name: "booting", run: ({ clock }) => clock.sleep(900), startupTimeoutMs: 100, graceMs: 50, restart: "never" },
  { name: "picky", run: throwing(new DbError("x")), nonRetryable: () => fails() },
  {
    name: "moody",
    run: async ({ ready, notReady, clock }) => {
      ready();
      await clock.sleep(100);
      notReady();
      await clock.sleep(100);
    },
  },
  ["hung", deaf],
  {
    name: "escalating",
    run: async ({ clock }) => {
      await clock.sleep(9_000);
      throw new DbError("corrupt");
    },
    fatal: DbError,
  },
];

const options: GroupOptions = { signals: false, defaults: { backoff: rigid, graceMs: 1_000 } };

/** Runs the eventful group; the signal aborts while the first event of this type is told. */
async function stoppedAt(type: SupervisionEvent["type"] | undefined): Promise<VirtualRun<unknown>> {
  const run = new VirtualRun(({ clock, events, stopper }) =>
    runGroup(eventful, {
      ...options,
      clock,
      signal: stopper.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.type === type) stopper.abort();
      },
    })
  );
  await run.advance(12_000);
  return run;
}

const types = [...new Set((await stoppedAt(undefined)).events.map(({ type }) => type))];

Deno.test("runGroup() tells events of every type but grace-ended of the eventful group", () => {
  assertEquals(
    types.toSorted(),
    [
      "abandoned",
      "completed",
      "cooldown-started",
      "crashed",
      "escalated",
      "finished",
      "gave-up",
      "group-finished",
      "group-started",
      "group-stopping",
      "healthy",
      "late-exit",
      "not-ready",
      "ready",
      "restart-scheduled",
      "rule-failed",
      "started",
      "startup-timeout",
      "stopped",
      "stopping",
    ],
  );
});

for (const type of types) {
  Deno.test(`runGroup() finishes when an observer stops it at ${type}, without a further start`, async () => {
    const run = await stoppedAt(type);
    const stopped = run.events.findIndex((event) => event.type === "group-stopping");
    const startsAfter = run.events.slice(stopped).filter((event) => event.type === "started");
    assertEquals([run.isOver, startsAfter, run.events.at(-1)?.type], [true, [], "group-finished"]);
    assertEquals(run.times("group-stopping").length, 1);
  });
}

Deno.test("runGroup() keeps events in order when a worker speaks from within its start", async () => {
  const run = runGroupVirtually([
    ["loud", (context) => {
      context.ready("one");
      context.notReady("two");
      context.ready("three");
      return obedient(context);
    }],
    ["other", obedient],
  ]);
  await run.advance(0);
  assertEquals(run.lines(), [
    "0 group group-started workers=2",
    "0 loud#1 started ready=true after=first",
    "0 other#1 started ready=true after=first",
    "0 loud#1 ready reason=one",
    "0 loud#1 not-ready reason=two",
    "0 loud#1 ready reason=three",
  ]);
});

Deno.test("runGroup() may be stopped by a worker while it is being started", async () => {
  const stopper = new AbortController();
  const run = runGroupVirtually([["first", obedient], ["suicidal", () => stopper.abort()], ["last", obedient]], {
    signal: stopper.signal,
  });
  await run.advance(0);
  assertEquals(run.report && Object.fromEntries(run.report.workers.map(({ name, outcome }) => [name, outcome])), {
    first: "stopped",
    suicidal: "stopped",
    last: "stopped",
  });
});

Deno.test("runGroup() may be run from within another group's observer", async () => {
  let inner: VirtualRun<unknown> | undefined;
  const outer = runGroupVirtually([["w", () => {}]], {
    onEvent: ({ type }) => {
      if (type === "completed") inner = runGroupVirtually([["inner", () => {}]]);
    },
  });
  await outer.advance(0);
  await inner?.advance(0);
  assertEquals([outer.isOver, inner?.heads("completed")], [true, ["0 inner#1 completed"]]);
});

function fails(): never {
  throw new Error("bad rule");
}
