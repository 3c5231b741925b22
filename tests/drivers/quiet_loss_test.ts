// Decision 13: nothing is lost quietly, and nothing that is told is stale.
import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { EscalationError, GiveUpError, supervise, type SupervisionEvent } from "@mainstay/supervisor";
import { VirtualClock } from "@mainstay/supervisor/simulation";

Deno.test("supervise() says why it lost a worker that neither became ready nor ended", async () => {
  const clock = new VirtualClock();
  const running = supervise("w", () => new Promise(() => {}), { clock, startupTimeoutMs: 100, graceMs: 50 });
  await clock.advance(150);

  const { outcome, rule, error } = await running;
  assertEquals([outcome, rule], ["abandoned", "startup-timeout"]);
  assertInstanceOf(error, GiveUpError);
  assertEquals(error!.message, 'Gave up worker "w": it neither became ready in time nor ended');
});

Deno.test("supervise() blames no old crash when a worker is given up for returning", async () => {
  const clock = new VirtualClock();
  const events: SupervisionEvent[] = [];
  const running = supervise("w", ({ incarnation }) => {
    if (incarnation === 1) throw new Error("long ago");
  }, {
    clock,
    restart: "always",
    onExhausted: "give-up",
    budget: { intensity: 2 },
    backoff: { baseMs: 10, jitter: "none" },
    onEvent: (event) => events.push(event),
  });
  await clock.advance(1_000);

  assertEquals((await running).outcome, "gave-up");
  assertEquals(events.filter((event) => event.type === "gave-up").map(({ error }) => error), [undefined]);
});

Deno.test("supervise() keeps the grace of a worker that obeys at once, even a grace of nothing", async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const running = supervise("w", ({ clock, signal }) => clock.sleep(1_000, signal), {
    clock,
    signal: stop.signal,
    graceMs: 0,
  });
  await clock.advance(10);
  stop.abort();
  await clock.advance(10);

  assertEquals((await running).outcome, "stopped");
});

Deno.test("supervise() reports a predicate that answers with a promise", async () => {
  const clock = new VirtualClock();
  const events: SupervisionEvent[] = [];
  const fatal = (() => Promise.resolve(true)) as unknown as () => boolean;
  supervise("w", () => {
    throw new Error("down");
  }, { clock, fatal, restart: "never", onEvent: (event) => events.push(event) });
  await clock.advance(10);

  assertEquals(events.map(({ type }) => type), ["started", "rule-failed", "crashed", "gave-up"]);
});

Deno.test("supervise() keeps a grace of nothing on the real clock too", async () => {
  const stop = new AbortController();
  const running = supervise("w", ({ signal, ready }) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      ready();
    }), {
    signal: stop.signal,
    graceMs: 0,
    onEvent: (event) => event.type === "ready" && stop.abort(),
  });

  assertEquals((await running).outcome, "stopped");
});

Deno.test("supervise() escalates when a worker that must not be lost hangs in its start-up", async () => {
  const clock = new VirtualClock();
  const running = supervise("w", () => new Promise(() => {}), {
    clock,
    startupTimeoutMs: 100,
    graceMs: 50,
    onExhausted: "escalate",
  });
  running.catch(() => {});
  await clock.advance(200);

  const error = await assertRejects(() => running, EscalationError);
  assertEquals([error.rule, error.report.abandoned], ["startup-timeout", ["w"]]);
});
