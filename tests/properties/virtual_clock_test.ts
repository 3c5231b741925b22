import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { TimerQueue, type TimerTicket } from "../../src/simulation/timer_queue.ts";
import { holds } from "../support/law.ts";
import { type Settle, VirtualClock } from "../../src/simulation/virtual_clock.ts";

// Few different times, so that ties are the rule; some fractions, so that sums do not come out even.
const times = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.constantFrom(0.1, 0.2, 0.3, 1e-9, 1e9));

type Entry = { atMs: number; order: number };

function byTimeThenOrder(one: Entry, other: Entry): number {
  return one.atMs - other.atMs || one.order - other.order;
}

const queueSteps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("push" as const), atMs: times }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), which: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("pop" as const) }) },
  ),
  { maxLength: 300, size: "max" },
);

Deno.test("TimerQueue does what a sorted list does", async (test) => {
  await holds(
    test,
    fc.property(queueSteps, (steps) => {
      const queue = new TimerQueue<number>();
      const tickets: { ticket: TimerTicket; order: number }[] = [];
      let model: Entry[] = [];
      for (const step of steps) {
        if (step.kind === "push") {
          const order = tickets.length;
          tickets.push({ ticket: queue.pushCancellable(step.atMs, order), order });
          model.push({ atMs: step.atMs, order });
          model.sort(byTimeThenOrder);
        } else if (step.kind === "pop") {
          assertEquals(queue.pop(), model.shift()?.order);
        } else if (tickets.length > 0) {
          const { ticket, order } = tickets[step.which % tickets.length]!;
          assertEquals(queue.cancel(ticket), model.some((entry) => entry.order === order));
          model = model.filter((entry) => entry.order !== order);
        }
        assertEquals(queue.size, model.length);
        assertEquals(queue.peekTimeMs(), model[0]?.atMs ?? Infinity);
      }
    }),
    { numRuns: 500 },
  );
});

interface Plan {
  readonly delaysMs: readonly number[];
  /** How many awaits the worker makes between two sleeps. */
  readonly awaits: number;
}

const plans = fc.array(
  fc.record({ delaysMs: fc.array(times, { maxLength: 6 }), awaits: fc.integer({ min: 0, max: 40 }) }),
  { minLength: 1, maxLength: 8 },
);
const settles = fc.constantFrom<Settle>("ticks", "promises");

/** What must come out: an event loop over a sorted list, without a single promise. */
function expectedTrace(workers: readonly Plan[]): string[] {
  const due: (Entry & { worker: number; slept: number })[] = [];
  const trace: string[] = [];
  let order = 0;
  let nowMs = 0;
  const goOn = (worker: number, slept: number) => {
    const delayMs = workers[worker]!.delaysMs[slept];
    if (delayMs !== undefined) due.push({ atMs: nowMs + delayMs, order: order++, worker, slept });
  };
  workers.forEach((_, worker) => goOn(worker, 0));
  while (due.length > 0) {
    due.sort(byTimeThenOrder);
    const { atMs, worker, slept } = due.shift()!;
    nowMs = atMs;
    trace.push(`${worker}.${slept} at ${nowMs}`);
    goOn(worker, slept + 1);
  }
  return trace;
}

async function work(clock: VirtualClock, plan: Plan, worker: number, trace: string[]): Promise<void> {
  for (const [slept, delayMs] of plan.delaysMs.entries()) {
    await clock.sleep(delayMs);
    trace.push(`${worker}.${slept} at ${clock.now()}`);
    for (let turn = 0; turn < plan.awaits; turn++) await undefined;
  }
}

Deno.test("VirtualClock fires what a sorted list fires, in its order", async (test) => {
  await holds(
    test,
    fc.asyncProperty(plans, settles, async (workers, settle) => {
      const clock = new VirtualClock({ settle });
      const trace: string[] = [];
      const working = Promise.all(workers.map((plan, worker) => work(clock, plan, worker, trace)));
      const { fired, limited } = await clock.runUntilIdle();
      await working;

      assertEquals(trace, expectedTrace(workers));
      assertEquals([fired, limited, clock.pending], [trace.length, false, 0]);
    }),
  );
});

Deno.test("VirtualClock gives the same trace in one run as in many small ones", async (test) => {
  const steps = fc.array(
    fc.record({ ms: times, limit: fc.option(fc.integer({ min: 0, max: 3 }), { nil: Infinity }) }),
    { maxLength: 20 },
  );
  await holds(
    test,
    fc.asyncProperty(plans, settles, steps, async (workers, settle, runs) => {
      const clock = new VirtualClock({ settle });
      const trace: string[] = [];
      const working = Promise.all(workers.map((plan, worker) => work(clock, plan, worker, trace)));
      let total = 0;
      for (const { ms, limit } of runs) {
        const goalMs = clock.now() + ms;
        const { fired, limited } = await clock.advance(ms, { limit });
        total += fired;
        assertEquals(clock.now() === goalMs || limited, true);
      }
      total += (await clock.runUntilIdle()).fired;
      await working;

      assertEquals(trace, expectedTrace(workers));
      assertEquals([total, clock.pending], [trace.length, 0]);
    }),
  );
});

Deno.test("VirtualClock ends or aborts every sleep at its time, with nothing left behind", async (test) => {
  const sleeps = fc.array(
    fc.record({ delayMs: fc.oneof(times, fc.constant(Infinity)), abortAtMs: times }),
    { maxLength: 30 },
  );
  await holds(
    test,
    fc.asyncProperty(sleeps, settles, async (plan, settle) => {
      const clock = new VirtualClock({ settle });
      const controllers = plan.map(() => new AbortController());
      const outcomes: string[] = plan.map(() => "never");
      plan.forEach(({ abortAtMs }, i) => clock.sleep(abortAtMs).then(() => controllers[i]!.abort("aborted")));
      plan.forEach(({ delayMs }, i) => {
        const note = (how: string) => outcomes[i] = `${how} at ${clock.now()}`;
        clock.sleep(delayMs, controllers[i]!.signal).then(() => note("ended"), note);
      });
      const { fired } = await clock.runUntilIdle();

      // The aborting sleeps were asked for first, so they win a tie.
      assertEquals(
        outcomes,
        plan.map(({ delayMs, abortAtMs }) => delayMs < abortAtMs ? `ended at ${delayMs}` : `aborted at ${abortAtMs}`),
      );
      assertEquals(fired, plan.length + outcomes.filter((outcome) => outcome.startsWith("ended")).length);
      assertEquals(clock.pending, 0);
    }),
  );
});
