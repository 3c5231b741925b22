import { assertEquals } from "@std/assert";
import type { GroupChild, GroupReport, Order, Policy, SupervisionEvent } from "@mainstay/supervisor";
import fc from "fast-check";
import { eventLine } from "../support/event_line.ts";
import { holds } from "../support/law.ts";
import { livesOfAnyKind, policyWithoutEscalation, scripted, seededRandom } from "../support/scripted_worker.ts";
import { runGroupVirtually, type VirtualRun } from "../support/virtual_run.ts";

const member = fc.record({
  lives: livesOfAnyKind,
  policy: policyWithoutEscalation as fc.Arbitrary<Policy>,
  seed: fc.nat(),
  escalates: fc.boolean(),
});
type Members = (typeof member extends fc.Arbitrary<infer Member> ? Member : never)[];

const members = fc.array(member, { minLength: 1, maxLength: 4 });
const stopOrders = fc.constantFrom<Order>("sequential", "parallel");

function runMembers(
  members: Members,
  stopOrder: Order,
  onEvent?: (event: SupervisionEvent, stop: () => void) => void,
  graceMs = Infinity,
): VirtualRun<GroupReport> {
  const stopper = new AbortController();
  const workers = members.map(({ lives, policy, seed, escalates }, index): GroupChild => ({
    ...policy,
    ...(escalates ? { onExhausted: "escalate" } : {}),
    name: `w${index}`,
    run: scripted(lives),
    random: seededRandom(seed),
  }));
  const run = runGroupVirtually(workers, {
    signal: stopper.signal,
    stopOrder,
    graceMs,
    onEvent: (event) => onEvent?.(event, () => stopper.abort()),
  });
  run.stopper.signal.addEventListener("abort", () => stopper.abort());
  return run;
}

/** How long a stop may take: the longest grace in parallel, the sum of all one after the other. */
function stopMs(members: Members, stopOrder: Order): number {
  const gracesMs = members.map(({ policy }) => policy.graceMs!);
  return stopOrder === "parallel" ? Math.max(...gracesMs) : gracesMs.reduce((sum, graceMs) => sum + graceMs);
}

/** Nothing starts after the stop; every incarnation that started has ended or was abandoned; the report agrees. */
function checkStopped(run: VirtualRun<GroupReport>): void {
  const stopping = run.events.findIndex(({ type }) => type === "group-stopping");
  if (stopping >= 0) assertEquals(run.events.slice(stopping).filter(({ type }) => type === "started"), []);
  const lives = new Map<string, string>();
  for (const event of run.events) {
    if (!("worker" in event)) continue;
    const life = `${event.worker}#${event.incarnation}`;
    if (event.type === "started") {
      assertEquals([...lives].filter(([other, end]) => other.startsWith(`${event.worker}#`) && end === "runs"), []);
      lives.set(life, "runs");
    } else if (event.type === "abandoned") lives.set(life, "abandoned");
    else if (["crashed", "completed", "stopped"].includes(event.type)) lives.set(life, "ended");
  }
  assertEquals([...lives.values()].includes("runs"), false);
  const report = run.report ?? (run.error as { report: GroupReport }).report;
  const abandoned = [...lives].filter(([, end]) => end === "abandoned").map(([life]) => life.split("#")[0]);
  assertEquals(abandoned.toSorted(), report.abandoned.toSorted());
  assertEquals(run.events.at(-1)?.type, "group-finished");
}

for (
  const [stopOrder, within] of [["sequential", "the sum of all graces"], ["parallel", "the longest grace"]] as const
) {
  Deno.test(`runGroup() in ${stopOrder} order returns within ${within}, whenever it is stopped`, async (t) => {
    const property = fc.asyncProperty(members, fc.nat(8_000), async (members, stopAtMs) => {
      const run = runMembers(members, stopOrder);
      await run.advance(stopAtMs);
      await run.stop();
      await run.advance(stopMs(members, stopOrder));
      assertEquals(run.isOver, true);
      checkStopped(run);
    });
    await holds(t, property, { numRuns: 200 });
  });
}

Deno.test("runGroup() returns within its own grace, whenever it is stopped", async (t) => {
  const property = fc.asyncProperty(
    members,
    stopOrders,
    fc.nat(8_000),
    fc.nat(1_500),
    async (members, stopOrder, stopAtMs, graceMs) => {
      const run = runMembers(members, stopOrder, undefined, graceMs);
      await run.advance(stopAtMs);
      const isOver = run.isOver || run.times("group-stopping").length > 0;
      await run.stop();
      await run.advance(graceMs);
      if (!isOver) assertEquals(run.isOver, true);
      await run.advance(stopMs(members, stopOrder));
      checkStopped(run);
    },
  );
  await holds(t, property, { numRuns: 200 });
});

Deno.test("runGroup() starts nothing after an observer stopped it at any event", async (t) => {
  const property = fc.asyncProperty(members, stopOrders, fc.nat(60), async (members, stopOrder, nth) => {
    let told = 0;
    const run = runMembers(members, stopOrder, (_, stop) => {
      if (told++ === nth) stop();
    });
    await run.advance(10_000);
    if (told <= nth) await run.stop();
    await run.advance(stopMs(members, stopOrder));
    assertEquals(run.isOver, true);
    checkStopped(run);
  });
  await holds(t, property, { numRuns: 200 });
});

Deno.test("runGroup() reports times that add up, for every worker that was not abandoned", async (t) => {
  const property = fc.asyncProperty(members, stopOrders, fc.nat(8_000), async (members, stopOrder, stopAtMs) => {
    const run = runMembers(members, stopOrder);
    await run.advance(stopAtMs);
    await run.stop();
    await run.advance(stopMs(members, stopOrder));
    const report = run.report ?? (run.error as { report: GroupReport }).report;
    for (const { name, outcome, runningMs, waitingMs, coolingMs } of report.workers) {
      if (run.typesOf(name).includes("abandoned")) continue;
      const ended = run.events.findLast((event) => "worker" in event && event.worker === name)!;
      assertEquals([name, outcome, runningMs + waitingMs + coolingMs], [name, outcome, ended.atMs]);
    }
  });
  await holds(t, property, { numRuns: 200 });
});

Deno.test("runGroup() tells its events in the order of their times, whatever the jitter", async (t) => {
  const property = fc.asyncProperty(members, stopOrders, fc.nat(8_000), async (members, stopOrder, stopAtMs) => {
    const run = runMembers(members, stopOrder);
    await run.advance(stopAtMs);
    const times = run.events.map(({ atMs }) => atMs);
    assertEquals(times, times.toSorted((a, b) => a - b));
    for (const event of run.events) if ("ranMs" in event) assertEquals(event.ranMs >= 0, true);
  });
  await holds(t, property, { numRuns: 100 });
});

Deno.test("runGroup() does the same at any hour", async (t) => {
  const property = fc.asyncProperty(members, fc.nat(8_000), fc.nat(2 ** 30), async (members, stopAtMs, shiftMs) => {
    const [early, late] = await Promise.all([0, shiftMs].map(async (fromMs) => {
      const empty = runGroupVirtually([]);
      await empty.advance(fromMs);
      const workers = members.map(({ lives, policy, seed }, index): GroupChild => ({
        ...policy,
        name: `w${index}`,
        run: scripted(lives),
        random: seededRandom(seed),
      }));
      const run = runGroupVirtually(workers, { clock: empty.clock });
      await empty.advance(stopAtMs);
      return run.events.map((event) => eventLine(shifted(event, -fromMs)));
    }));
    assertEquals(late, early);
  });
  await holds(t, property, { numRuns: 100 });
});

function shifted(event: SupervisionEvent, byMs: number): SupervisionEvent {
  const moved = { ...event, atMs: event.atMs + byMs } as Record<string, unknown>;
  for (const field of ["retryAtMs", "sinceMs"]) if (field in moved) moved[field] = (moved[field] as number) + byMs;
  return moved as unknown as SupervisionEvent;
}
