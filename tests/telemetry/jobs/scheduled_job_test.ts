import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Job, JobOptions } from "../../../src/telemetry/jobs/job.ts";
import type { Calendar } from "../../../src/telemetry/jobs/schedule.ts";
import { holds } from "../../support/law.ts";
import { epochMs, JobScene } from "./job_scene.ts";

/** A scene with one job whose body takes no time. */
function scheduled(options: Partial<JobOptions> & Pick<JobOptions, "schedule">): [JobScene, Job] {
  const scene = new JobScene();
  return [scene, scene.executor.schedule({ owner: "shop", name: "tidy", run: scene.taking(0), ...options })];
}

const least = { owner: "shop", name: "tidy", schedule: { everyMs: 10 } };

/** Each full multiple of so many milliseconds, by the time of day. */
const everyWall = (ms: number): Calendar => ({
  text: `each ${ms} ms`,
  next: (afterMs) => (Math.floor(afterMs / ms) + 1) * ms,
});

const minuteMs = 60_000;
const hourMs = 3_600_000;

for (const [ms, runs] of [[59_999, 0], [60_000, 1], [60_001, 1], [119_999, 1], [120_000, 2]]) {
  Deno.test(`Job every minute after ${ms} ms: ${runs} runs`, async () => {
    const [scene, job] = scheduled({ schedule: { everyMs: 60_000 } });
    await scene.clock.advance(ms!);
    assertEquals(job.info().runs, runs);
  });
}

for (const schedule of [{ everyMs: 10, firstAfterMs: 0 }, { afterMs: 0 }, { at: epochMs }, { at: epochMs - hourMs }]) {
  Deno.test(`Job runs at once, but not within schedule(): ${JSON.stringify(schedule)}`, async () => {
    const [scene] = scheduled({ schedule });
    const within = [...scene.beganMs];
    await scene.clock.advance(0);
    assertEquals([within, scene.beganMs], [[], [0]]);
  });
}

for (
  const [schedule, text] of [[{ afterMs: 5_000 }, "once after 5 s"], [
    { at: epochMs + 5_000 },
    "once at 2026-01-01T00:00:05Z",
  ]] as const
) {
  for (const [ms, began] of [[4_999, []], [5_000, [5_000]], [5_001, [5_000]]] as const) {
    Deno.test(`Job ${text} at ${ms} ms`, async () => {
      const [scene, job] = scheduled({ schedule });
      await scene.clock.advance(ms);
      assertEquals([scene.beganMs, job.info().status, job.info().schedule], [
        [...began],
        ms < 5_000 ? "waiting" : "done",
        text,
      ]);
      assertEquals(scene.executor.jobs().length, ms < 5_000 ? 1 : 0);
    });
  }
}

Deno.test("Job.info() tells all there is to tell", async () => {
  const [scene, job] = scheduled({ schedule: { everyMs: minuteMs }, instance: "2", tier: "framework" });
  const fresh = job.info();
  assertEquals(fresh, {
    owner: "shop",
    instance: "2",
    name: "tidy",
    tier: "framework",
    schedule: "every 1 min",
    status: "waiting",
    nextAtMs: epochMs + minuteMs,
    running: 0,
    queued: 0,
    runs: 0,
    skipped: 0,
    missed: 0,
    lastStatus: null,
    lastAtMs: null,
    registrationId: null,
  });
  await scene.clock.advance(minuteMs + 1);
  assertEquals(job.info(), {
    ...fresh,
    nextAtMs: epochMs + 2 * minuteMs,
    runs: 1,
    lastStatus: "success",
    lastAtMs: epochMs + minuteMs,
    registrationId: 1,
  });
  assertEquals([job.owner, job.instance, job.name], ["shop", "2", "tidy"]);
});

Deno.test("Job is recorded with its registration", async () => {
  const [scene] = scheduled({ schedule: { everyMs: minuteMs } });
  await scene.clock.advance(minuteMs);
  const [record] = await scene.records();
  assertEquals([record!.kind, record!.owner, record!.name, record!.registrationId], ["job", "shop", "tidy", 1]);
});

// A clock that stood still, as a process does that is stopped: what is due meanwhile comes late, all together.
for (const [lateMs, runs, missed, nextMs] of [[9, 1, 0, 20], [10, 1, 1, 30], [11, 1, 1, 30], [95, 1, 9, 110]]) {
  Deno.test(`Job that is noticed ${lateMs} ms late runs once: ${missed} missed`, async () => {
    const scene = new JobScene();
    let lostMs = 0;
    const { clock } = scene;
    const now = clock.now.bind(clock);
    clock.now = () => now() + lostMs;
    const job = scene.executor.schedule({
      owner: "shop",
      name: "tidy",
      schedule: { everyMs: 10 },
      run: scene.taking(0),
    });
    await clock.advance(9);
    lostMs = lateMs!;
    await clock.advance(1);
    const info = job.info();
    assertEquals([info.runs, info.missed, info.nextAtMs! - epochMs], [runs, missed, nextMs]);
  });
}

Deno.test("Job that is noticed late while it is paused skips all that was due", async () => {
  const scene = new JobScene();
  let lostMs = 0;
  const { clock } = scene;
  const now = clock.now.bind(clock);
  clock.now = () => now() + lostMs;
  const job = scene.executor.schedule({ ...least, run: scene.taking(0), paused: true });
  await clock.advance(9);
  lostMs = 95;
  await clock.advance(1);
  assertEquals([job.info().skipped, job.info().missed], [10, 0]);
});

for (const [backMs, began] of [[0, [10_000]], [0.5, []], [1, []]] as const) {
  Deno.test(`Job by the time of day does not begin ${backMs} ms before its time`, async () => {
    const [scene] = scheduled({ schedule: { at: epochMs + 10_000 } });
    await scene.clock.advance(5_000);
    scene.aheadMs -= backMs;
    await scene.clock.advance(5_000);
    const early = [...scene.beganMs];
    await scene.clock.advance(1);
    assertEquals([early, scene.beganMs.length], [[...began], 1]);
  });
}

Deno.test("Job that is due once is not done while it waits for its jitter", async () => {
  const [scene, job] = scheduled({ schedule: { afterMs: 10 }, jitterMs: 10 });
  scene.chance = 0.5;
  await scene.clock.advance(14);
  const waiting = job.info();
  await scene.clock.advance(1);
  assertEquals([waiting.status, waiting.queued, scene.beganMs, job.info().status], ["waiting", 1, [15], "done"]);
});

// The time of day is set forwards by an hour at 0:10, and looked at within a minute.
for (const [schedule, what] of [[{ at: epochMs + hourMs }, "at"], [everyWall(hourMs), "calendar"]] as const) {
  Deno.test(`Job by the time of day (${what}) runs soon after that was set forwards past it`, async () => {
    const [scene] = scheduled({ schedule });
    await scene.clock.advance(10 * minuteMs + 1);
    scene.aheadMs += hourMs;
    await scene.clock.advance(minuteMs);
    assertEquals(scene.beganMs, [11 * minuteMs]);
  });
  Deno.test(`Job by the time of day (${what}) waits longer when that was set back`, async () => {
    const [scene] = scheduled({ schedule });
    await scene.clock.advance(30 * minuteMs + 1);
    scene.aheadMs -= 20 * minuteMs;
    await scene.clock.advance(50 * minuteMs - 2);
    const before = [...scene.beganMs];
    await scene.clock.advance(1);
    assertEquals([before, scene.beganMs], [[], [80 * minuteMs]]);
  });
}

Deno.test("Job by a calendar runs once for one time of day, though that comes twice", async () => {
  const [scene, job] = scheduled({ schedule: everyWall(hourMs) });
  await scene.clock.advance(hourMs + minuteMs);
  scene.aheadMs -= 30 * minuteMs;
  await scene.clock.advance(89 * minuteMs);
  assertEquals(scene.beganMs, [hourMs, 2 * hourMs + 30 * minuteMs]);
  assertEquals([job.info().skipped, job.info().missed], [0, 0]);
});

Deno.test("Job by a calendar sees times before its scheduling, when the time of day was set back before the first run", async () => {
  const [scene] = scheduled({ schedule: everyWall(hourMs) });
  await scene.clock.advance(30 * minuteMs);
  scene.aheadMs -= 2 * hourMs;
  await scene.clock.advance(30 * minuteMs);
  assertEquals(scene.beganMs, [hourMs]);
});

Deno.test("Job by a calendar counts what was due while the time of day jumped", async () => {
  const [scene, job] = scheduled({ schedule: everyWall(hourMs) });
  scene.aheadMs += 5 * hourMs + 1;
  await scene.clock.advance(minuteMs);
  assertEquals([job.info().runs, job.info().missed], [1, 4]);
});

Deno.test("Job by the time of day is not due at a time that is no number", async () => {
  const [scene, job] = scheduled({ schedule: everyWall(hourMs) });
  scene.aheadMs = NaN;
  await scene.clock.advance(3 * hourMs);
  const blind = job.info().runs;
  scene.aheadMs = epochMs;
  await scene.clock.advance(minuteMs);
  assertEquals([blind, job.info().runs, job.info().missed], [0, 1, 2]);
});

Deno.test("Job every so often does not care for the time of day", async () => {
  const [scene] = scheduled({ schedule: { everyMs: hourMs } });
  scene.aheadMs += 24 * hourMs;
  await scene.clock.advance(hourMs);
  scene.aheadMs -= 48 * hourMs;
  await scene.clock.advance(hourMs);
  assertEquals(scene.beganMs, [hourMs, 2 * hourMs]);
});

for (const [chance, delayMs] of [[0, 0], [0.5, 4], [0.875, 7], [1, 0], [NaN, 0]]) {
  Deno.test(`Job with jitter begins ${delayMs} ms late where chance gives ${chance}`, async () => {
    const scene = new JobScene();
    scene.executor.schedule({
      owner: "shop",
      name: "tidy",
      schedule: { everyMs: 10 },
      run: scene.taking(0),
      jitterMs: 8,
    });
    scene.chance = chance!;
    await scene.clock.advance(37);
    assertEquals(scene.beganMs, [10, 20, 30].map((ms) => ms + delayMs!));
  });
}

Deno.test("Job with jitter longer than its period keeps all of its runs", async () => {
  const [scene, job] = scheduled({ schedule: { everyMs: 10 }, jitterMs: 50 });
  scene.chance = 0.5;
  await scene.clock.advance(50);
  assertEquals([scene.beganMs, job.info().queued, job.info().runs], [[35, 45], 3, 2]);
});

Deno.test("Job with jitter that is paused meanwhile does not run", async () => {
  const [scene, job] = scheduled({ schedule: { everyMs: 10 }, jitterMs: 8 });
  scene.chance = 0.5;
  await scene.clock.advance(12);
  job.pause();
  await scene.clock.advance(6);
  assertEquals([scene.beganMs, job.info().skipped, job.info().queued], [[], 1, 0]);
});

for (const [resumeMs, runs, skipped] of [[29, 2, 2], [30, 1, 3], [31, 1, 3]]) {
  Deno.test(`Job.resume() at ${resumeMs} ms goes on on the grid`, async () => {
    const [scene, job] = scheduled({ schedule: { everyMs: 10 }, paused: true });
    await scene.clock.advance(10);
    const paused = job.info();
    await scene.clock.advance(resumeMs! - 10);
    job.resume();
    await scene.clock.advance(45 - resumeMs!);
    assertEquals([paused.status, paused.nextAtMs, paused.skipped], ["paused", null, 1]);
    assertEquals([job.info().runs, job.info().skipped], [runs, skipped]);
  });
}

for (const schedule of [{ afterMs: 10 }, { at: epochMs + 10 }]) {
  Deno.test(`Job that is due once while it is paused runs when it is resumed: ${JSON.stringify(schedule)}`, async () => {
    const [scene, job] = scheduled({ schedule, paused: true });
    await scene.clock.advance(50);
    const paused = job.info();
    job.resume();
    await scene.clock.advance(0);
    assertEquals([paused.status, paused.queued, paused.skipped], ["paused", 1, 0]);
    assertEquals([scene.beganMs, job.info().status], [[50], "done"]);
  });
}

Deno.test("Job that is due once is done when its body has ended", async () => {
  const scene = new JobScene();
  const job = scene.executor.schedule({ owner: "shop", name: "tidy", schedule: { afterMs: 5 }, run: scene.taking(10) });
  await scene.clock.advance(14);
  const before = [job.info().status, scene.executor.jobs().length];
  await scene.clock.advance(1);
  assertEquals([before, [job.info().status, scene.executor.jobs().length]], [["running", 1], ["done", 0]]);
  await assertRejects(() => job.runNow(), Error, `Cannot run "shop/tidy" now: it is done`);
  assertEquals([await job.cancel(), job.info().status], [false, "done"]);
});

Deno.test("Job.cancel() ends it, and leaves the run under way", async () => {
  const scene = new JobScene();
  const job = scene.executor.schedule({
    owner: "shop",
    name: "tidy",
    schedule: { everyMs: 10 },
    run: scene.taking(15),
    overlap: "queue",
  });
  await scene.clock.advance(22);
  const waiting = job.info().queued;
  const cancelled = job.cancel();
  await scene.clock.advance(50);
  const { status, running, queued, runs, skipped, nextAtMs, lastStatus } = job.info();
  assertEquals([waiting, status, running, queued, runs, skipped, nextAtMs, lastStatus], [
    1,
    "cancelled",
    0,
    0,
    1,
    1,
    null,
    "success",
  ]);
  assertEquals([await cancelled, await job.cancel(), scene.executor.jobs()], [true, true, []]);
  assertEquals(scene.store.cancelCalls, 1);
});

Deno.test("Job.cancel() with running cancels the run under way", async () => {
  const scene = new JobScene();
  const job = scene.executor.schedule({
    owner: "shop",
    name: "tidy",
    schedule: { everyMs: 10 },
    run: scene.taking(1_000),
  });
  await scene.clock.advance(15);
  job.cancel({ running: true });
  await scene.clock.advance(1);
  assertEquals([job.info().lastStatus, (await scene.records())[0]!.status], ["cancelled", "cancelled"]);
});

Deno.test("Job.cancel() refuses options that are not as they must be", () => {
  const [, job] = scheduled({ schedule: { everyMs: 10 } });
  assertThrows(
    () => job.cancel({ force: true } as object),
    TypeError,
    `Cannot cancel "shop/tidy": unknown option "force"`,
  );
  assertThrows(() => job.cancel({ running: 1 } as object), TypeError, `"running" must be true or false, received 1`);
  assertEquals(job.info().status, "waiting");
});

for (const end of ["cancel", "stop"] as const) {
  Deno.test(`Job.runNow() that waits is refused by a ${end}`, async () => {
    const scene = new JobScene();
    const job = scene.executor.schedule({
      owner: "shop",
      name: "tidy",
      schedule: { everyMs: 10 },
      run: scene.taking(1_000),
      overlap: "queue",
    });
    await scene.clock.advance(10);
    const asked = job.runNow().then(() => "ran", ({ message }) => message);
    if (end === "cancel") job.cancel();
    else scene.executor.stop();
    const why = end === "cancel" ? "it is cancelled" : "its executor has stopped";
    assertEquals(await asked, `Cannot run "shop/tidy": ${why}`);
    assertEquals(await job.runNow().catch(({ message }) => message), `Cannot run "shop/tidy" now: ${why}`);
  });
}

Deno.test("Job may cancel, pause and run itself from its body", async () => {
  const scene = new JobScene();
  const seen: string[] = [];
  const job: Job = scene.executor.schedule({
    owner: "shop",
    name: "tidy",
    schedule: { everyMs: 10 },
    overlap: "allow",
    run: () => {
      seen.push(`${scene.clock.now()} ${job.info().status}`);
      if (seen.length === 1) job.runNow();
      if (seen.length === 2) job.pause();
      if (seen.length === 3) job.cancel({ running: true });
    },
  });
  await scene.clock.advance(25);
  job.resume();
  await scene.clock.advance(50);
  assertEquals(seen, ["10 running", "10 running", "30 running"]);
  assertEquals([job.info().status, job.info().skipped], ["cancelled", 1]);
});

const odd: [string, () => unknown, string][] = [
  ["throws", () => {
    throw new Error("no such day");
  }, "Error: no such day"],
  [
    "answers NaN",
    () => NaN,
    `RangeError: Cannot go on with the schedule "odd": "next" must answer a time after ${epochMs + 10}, received NaN`,
  ],
  [
    "answers the past",
    () => 5,
    `RangeError: Cannot go on with the schedule "odd": "next" must answer a time after ${epochMs + 10}, received 5`,
  ],
];

for (const [what, answer, why] of odd) {
  Deno.test(`Job whose calendar ${what} ends loudly, after what was due, and others go on`, async () => {
    const schedule = { text: "odd", next: (ms: number) => (ms === epochMs ? ms + 10 : answer()) as number };
    const [scene, job] = scheduled({ schedule });
    const other = scene.executor.schedule({ owner: "shop", name: "other", schedule: { everyMs: 10 }, run: () => {} });
    await scene.clock.advance(30);
    assertEquals([job.info().status, job.info().runs, other.info().runs], ["failed", 1, 3]);
    assertEquals(scene.log, [`error Job "shop/tidy" has ended, because its schedule has failed: ${why}`]);
    assertEquals(scene.executor.jobs(), [other]);
  });
  Deno.test(`Job whose calendar ${what} at first is not scheduled`, () => {
    const scene = new JobScene();
    const schedule = { text: "odd", next: () => answer() as number };
    assertThrows(() => scene.executor.schedule({ owner: "shop", name: "tidy", schedule, run: () => {} }));
    assertEquals(scene.executor.jobs(), []);
  });
}

Deno.test("Job whose calendar has nothing is done at once", () => {
  const [scene, job] = scheduled({ schedule: { text: "never", next: () => undefined } });
  assertEquals([job.info().status, scene.executor.jobs()], ["done", []]);
});

const step = fc.oneof(
  fc.record({ what: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 60 }) }),
  fc.record({ what: fc.constantFrom("pause" as const, "resume" as const, "runNow" as const), ms: fc.constant(0) }),
);

Deno.test("Job accounts for each due time, overlaps by its rule alone, and is never early", async (test) => {
  const life = fc.record({
    everyMs: fc.integer({ min: 5, max: 40 }),
    isWall: fc.boolean(),
    overlap: fc.constantFrom("skip" as const, "queue" as const, "allow" as const),
    queueLimit: fc.integer({ min: 1, max: 3 }),
    jitterMs: fc.constantFrom(0, 0, 7, 90),
    timeoutMs: fc.constantFrom(undefined, 10),
    takesMs: fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 5 }),
    chances: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 5 }),
    steps: fc.array(step, { minLength: 1, maxLength: 25 }),
    end: fc.constantFrom("cancel" as const, "stop" as const, "none" as const),
  });
  await holds(
    test,
    fc.asyncProperty(life, async ({ everyMs, isWall, takesMs, chances, steps, end, overlap, queueLimit, ...rest }) => {
      const scene = new JobScene();
      let asked = 0;
      const job = scene.executor.schedule({
        owner: "shop",
        name: "tidy",
        schedule: isWall ? everyWall(everyMs) : { everyMs },
        run: () => scene.taking(takesMs[scene.beganMs.length % takesMs.length]!)(),
        overlap,
        ...(overlap === "queue" ? { queueLimit } : {}),
        ...rest,
      });
      const firstMs = isWall ? everyMs - epochMs % everyMs : everyMs;
      const check = (untilMs: number) => {
        const { runs, skipped, missed, queued, running } = job.info();
        const dues = untilMs < firstMs ? 0 : Math.floor((untilMs - firstMs) / everyMs) + 1;
        assertEquals(runs + skipped + missed + queued, dues + asked);
        assertEquals([runs, running], [scene.beganMs.length, scene.running]);
        if (overlap !== "allow") assertEquals(scene.mostRunning <= 1, true);
        if (asked === 0 && scene.beganMs.length > 0) assertEquals(scene.beganMs[0]! >= firstMs, true);
        if (asked > 0 || rest.jitterMs > 0 || overlap !== "skip") return;
        assertEquals(scene.beganMs.filter((ms) => (ms - firstMs) % everyMs !== 0), []);
      };
      for (const [index, { what, ms }] of steps.entries()) {
        scene.chance = chances[index % chances.length]!;
        if (what === "runNow") {
          asked++;
          // What is refused never counts; what was cancelled later had its turn.
          job.runNow().catch(({ message }) => asked -= message.includes(" now: ") ? 1 : 0);
        } else if (what !== "wait") job[what]();
        await scene.clock.advance(ms);
        check(scene.clock.now());
      }
      const endedMs = scene.clock.now();
      if (end === "cancel") job.cancel();
      if (end === "stop") scene.executor.stop();
      if (end === "none") return;
      const { runs } = job.info();
      await scene.clock.advance(500);
      check(endedMs);
      assertEquals([job.info().runs, job.info().queued, scene.running], [runs, 0, 0]);
    }),
    { numRuns: 400 },
  );
});

for (const [hours, began] of [[3, []], [4, ["anew"]]] as const) {
  Deno.test(`Job by a calendar ${began.length > 0 ? "begins anew" : "waits"} when the time of day is set back by ${hours} hours`, async () => {
    const [scene] = scheduled({ schedule: everyWall(minuteMs) });
    await scene.clock.advance(10 * minuteMs);
    const before = scene.beganMs.length;
    scene.aheadMs -= hours * hourMs;
    await scene.clock.advance(5 * minuteMs);
    assertEquals(scene.beganMs.length > before, began.length > 0);
  });
}
