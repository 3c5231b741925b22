import { assertEquals } from "@std/assert";
import type { GroupChild, Policy, Worker } from "@mainstay/supervisor";
import fc from "fast-check";
import { eventLine } from "../support/event_line.ts";
import { holds } from "../support/law.ts";
import {
  type Life,
  livesOfAnyKind,
  policyWithoutEscalation,
  scripted,
  seededRandom,
} from "../support/scripted_worker.ts";
import { runGroupVirtually } from "../support/virtual_run.ts";

interface Noise {
  readonly lives: Life[];
  readonly policy: Policy;
  readonly seed: number;
}

const noise: fc.Arbitrary<Noise> = fc.record({
  lives: livesOfAnyKind,
  policy: policyWithoutEscalation as fc.Arbitrary<Policy>,
  seed: fc.nat(),
});
const noises = fc.array(noise, { minLength: 1, maxLength: 4 });
const stopAtMs = fc.nat(10_000);

/** Never fails: says that it is ready, not ready, ready again, and ends when it is asked to. */
const steady: Worker = async ({ clock, signal, ready, notReady }) => {
  while (true) {
    await clock.sleep(700, signal);
    ready();
    await clock.sleep(900, signal);
    notReady();
  }
};
const steadyMember: GroupChild = { name: "steady", run: steady, startupTimeoutMs: 800, graceMs: 100 };

/**
 * Runs the noise, with the steady worker at this place (none for -1), and answers each worker's events as lines.
 *
 * All are asked to stop at once: one after the other, a worker stops later the slower the ones after it are.
 */
async function tracesOf(noises: Noise[], place: number, stopAtMs: number): Promise<Map<string, string[]>> {
  const workers = noises.map(({ lives, policy, seed }, index): GroupChild => ({
    ...policy,
    name: `noise ${index}`,
    run: scripted(lives),
    random: seededRandom(seed),
  }));
  if (place >= 0) workers.splice(place % (workers.length + 1), 0, steadyMember);
  const run = runGroupVirtually(workers, { keepAlive: true, stopOrder: "parallel" });
  await run.advance(stopAtMs);
  await run.stop();
  await run.advance(5_000);
  assertEquals(run.isOver, true);
  const traces = new Map<string, string[]>(workers.map((worker) => [(worker as { name: string }).name, []]));
  for (const event of run.events) {
    // Whether a late exit is told depends on whether the group still waits for somebody else.
    if ("worker" in event && event.type !== "late-exit") traces.get(event.worker)!.push(eventLine(event));
  }
  return traces;
}

Deno.test("runGroup() leaves the life of a steady worker as it is, whatever the others do", async (t) => {
  const property = fc.asyncProperty(noises, fc.nat(4), stopAtMs, async (noises, place, stopAtMs) => {
    const among = await tracesOf(noises, place, stopAtMs);
    const alone = await tracesOf([], 0, stopAtMs);
    assertEquals(among.get("steady"), alone.get("steady"));
  });
  await holds(t, property, { numRuns: 150 });
});

Deno.test("runGroup() leaves the decisions of all others as they are when a steady worker joins", async (t) => {
  const property = fc.asyncProperty(noises, fc.nat(4), stopAtMs, async (noises, place, stopAtMs) => {
    const without = await tracesOf(noises, -1, stopAtMs);
    const joined = await tracesOf(noises, place, stopAtMs);
    joined.delete("steady");
    assertEquals(joined, without);
  });
  await holds(t, property, { numRuns: 150 });
});

Deno.test("runGroup() leaves each worker's life as it is on its own", async (t) => {
  const property = fc.asyncProperty(noises, stopAtMs, async (noises, stopAtMs) => {
    const together = await tracesOf(noises, -1, stopAtMs);
    for (const [index, each] of noises.entries()) {
      const alone = await tracesOf([each], -1, stopAtMs);
      const expected = alone.get("noise 0")!.map((line) => line.replaceAll("noise 0", `noise ${index}`));
      assertEquals(together.get(`noise ${index}`), expected);
    }
  });
  await holds(t, property, { numRuns: 100 });
});
