import { assertEquals, assertThrows } from "@std/assert";
import { VirtualClock } from "../../../src/simulation/virtual_clock.ts";
import { Jobs } from "../../../src/telemetry/jobs/jobs.ts";
import { JobScene } from "./job_scene.ts";

const tidy = { owner: "shop", name: "tidy", schedule: { everyMs: 60_000 }, run: () => {} };

Deno.test("Jobs.list() has them in the order of their scheduling", () => {
  const { executor } = new JobScene();
  const [b, a] = ["b", "a"].map((name) => executor.schedule({ ...tidy, name }));
  const c = executor.schedule({ ...tidy, name: "c" });
  b!.cancel();
  assertEquals(executor.jobs(), [a, c]);
});

Deno.test("Jobs.add() refuses a name that is taken", () => {
  const { executor } = new JobScene();
  executor.schedule(tidy);
  const message = `Cannot schedule "shop/tidy": "name" must be free, and a job that is not over has it`;
  assertThrows(() => executor.schedule(tidy), TypeError, message);
  assertEquals(executor.jobs().length, 1);
});

for (const other of [{ owner: "post" }, { instance: "2" }, { name: "sweep" }]) {
  Deno.test(`Jobs.add() takes another one: ${JSON.stringify(other)}`, () => {
    const { executor } = new JobScene();
    executor.schedule(tidy);
    executor.schedule({ ...tidy, ...other });
    assertEquals(executor.jobs().length, 2);
  });
}

Deno.test("Jobs.add() takes a name that is free again", async () => {
  const scene = new JobScene();
  scene.executor.schedule(tidy).cancel();
  scene.executor.schedule({ ...tidy, schedule: { afterMs: 0 } });
  await scene.clock.advance(1);
  scene.executor.schedule(tidy);
  assertEquals(scene.executor.jobs().length, 1);
});

Deno.test("Jobs.add() registers them in the background", async () => {
  const scene = new JobScene();
  scene.executor.schedule(tidy);
  scene.executor.schedule({ ...tidy, instance: "2", tier: "framework", schedule: { afterMs: 5_000 } });
  scene.executor.schedule({ ...tidy, instance: "3", schedule: { at: 0 } });
  const within = scene.store.registerCalls;
  await scene.clock.advance(10);
  assertEquals(
    [
      within,
      scene.store.registrations().map((
        { kind, instance, tier, oneShot, schedule },
      ) => [kind, instance, tier, oneShot, schedule]),
    ],
    [0, [
      ["job", "", "app", false, "every 1 min"],
      ["job", "2", "framework", true, "once after 5 s"],
      ["job", "3", "app", true, "once at 1970-01-01T00:00:00Z"],
    ]],
  );
});

Deno.test("Jobs.add() tries again to register them while the store fails, and runs them meanwhile", async () => {
  const scene = new JobScene();
  scene.store.registerFailures = 3;
  const job = scene.executor.schedule({ ...tidy, schedule: { everyMs: 1_000 } });
  await scene.clock.advance(1_000);
  const early = job.info();
  await scene.clock.advance(60_000);
  assertEquals([early.runs, early.registrationId, job.info().registrationId], [1, null, 1]);
  const records = await scene.records();
  const unknown = records.filter(({ registrationId }) => registrationId === null);
  assertEquals(unknown.map(({ startedAtMs }) => startedAtMs - scene.aheadMs).toSorted(), [1_000, 2_000, 3_000]);
  assertEquals(records.length, 61);
  assertEquals(scene.log, [
    `warn The store could not register "shop/tidy", which is tried again until it can: Error: the store is away`,
  ]);
});

Deno.test("Job.cancel() marks it in the store, while that fails again and again", async () => {
  const scene = new JobScene();
  const job = scene.executor.schedule(tidy);
  await scene.clock.advance(10);
  scene.store.cancelFailures = 5;
  let answer: boolean | undefined;
  job.cancel().then((isMarked) => answer = isMarked);
  await scene.clock.advance(500);
  const [early, list] = [answer, scene.executor.jobs()];
  await scene.clock.advance(60_000);
  assertEquals([early, list, answer, scene.store.cancelCalls], [undefined, [], true, 6]);
  assertEquals(scene.store.registrations().map(({ cancelledAtMs }) => cancelledAtMs !== null), [true]);
});

for (const failures of [0, 1, 2, 3]) {
  Deno.test(`Job.cancel() makes a job known first that is not, and stays the last word (${failures} failures)`, async () => {
    const scene = new JobScene();
    scene.store.registerFailures = failures;
    const cancelled = scene.executor.schedule(tidy).cancel();
    await scene.clock.advance(120_000);
    assertEquals([await cancelled, scene.store.registerCalls, scene.store.cancelCalls], [true, failures + 1, 1]);
    assertEquals(scene.store.registrations().map(({ cancelledAtMs }) => cancelledAtMs !== null), [true]);
  });
}

Deno.test("Job.cancel() answers false when the executor stops first", async () => {
  const scene = new JobScene();
  const job = scene.executor.schedule(tidy);
  await scene.clock.advance(10);
  scene.store.cancelFailures = Infinity;
  const cancelled = job.cancel();
  await scene.clock.advance(10_000);
  scene.executor.stop();
  assertEquals(await cancelled, false);
});

for (const failures of [0, 1, 5]) {
  Deno.test(`Job.cancel() never marks the next job of its name (${failures} failures)`, async () => {
    const scene = new JobScene();
    const job = scene.executor.schedule(tidy);
    await scene.clock.advance(10);
    scene.store.cancelFailures = failures;
    const cancelled = job.cancel();
    await scene.clock.advance(10);
    scene.executor.schedule(tidy);
    await scene.clock.advance(120_000);
    assertEquals(await cancelled, failures === 0);
    assertEquals(scene.store.registrations().map(({ cancelledAtMs }) => cancelledAtMs), [null]);
  });
}

Deno.test("Jobs.stop() ends all jobs, leaves no timer, and marks none", async () => {
  const scene = new JobScene();
  const jobs = [
    scene.executor.schedule(tidy),
    scene.executor.schedule({ ...tidy, name: "at", schedule: { at: scene.aheadMs + 1e9 } }),
    scene.executor.schedule({ ...tidy, name: "jitter", schedule: { everyMs: 10 }, jitterMs: 100 }),
  ];
  scene.chance = 0.9;
  await scene.clock.advance(50);
  scene.executor.stop();
  await scene.clock.advance(20_000);
  assertEquals(jobs.map((job) => job.info().status), ["stopped", "stopped", "stopped"]);
  assertEquals([scene.executor.jobs(), scene.clock.pending, scene.store.cancelCalls], [[], 0, 0]);
  assertEquals(scene.store.registrations().map(({ cancelledAtMs }) => cancelledAtMs), [null, null, null]);
});

Deno.test("Jobs.add() works when the executor has started again", async () => {
  const scene = new JobScene();
  scene.executor.schedule(tidy);
  scene.executor.stop();
  assertThrows(() => scene.executor.schedule(tidy), Error, "the executor has stopped");
  await scene.clock.advance(20_000);
  scene.executor.start();
  const job = scene.executor.schedule(tidy);
  await scene.clock.advance(60_000);
  assertEquals([job.info().runs, job.info().registrationId], [1, 1]);
});

Deno.test("Jobs fail loudly when the clock does", async () => {
  const log: string[] = [];
  const jobs = new Jobs({
    clock: { now: () => 0, sleep: () => Promise.reject(new Error("worn out")) },
    wallClock: () => 0,
    random: () => 0,
    execute: () => Promise.reject(new Error("not to be called")),
    register: () => Promise.resolve(1),
    cancelRegistration: () => Promise.resolve(true),
    say: (level, sentence) => log.push(`${level} ${sentence}`),
  });
  const job = jobs.add(tidy);
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals([job.info().status, job.info().runs, jobs.list()], ["failed", 0, []]);
  assertEquals(log.toSorted(), [
    `error Job "shop/tidy" has ended, because its schedule has failed: Error: worn out`,
    "error The clock of the jobs has failed: Error: worn out",
  ]);
});

Deno.test("Jobs that wait long share their sleeps", async () => {
  const clock = new VirtualClock();
  const jobs = new Jobs({
    clock,
    wallClock: () => clock.now(),
    random: () => 0,
    execute: () => Promise.reject(new Error("not to be called")),
    register: () => Promise.resolve(1),
    cancelRegistration: () => Promise.resolve(true),
    say: () => {},
  });
  for (let n = 0; n < 10_000; n++) {
    if (n === 5_000) await clock.advance(1_000);
    jobs.add({ owner: "shop", name: `${n}`, schedule: { at: 86_400_000 + n }, run: () => {} });
  }
  await clock.advance(29_000);
  assertEquals(clock.pending, 1);
  // One look a minute, whatever their number, and after each 500 of them a turn for everybody else.
  assertEquals((await clock.advance(570_000)).fired, 10 * (1 + 10_000 / 500));
});

Deno.test("Jobs that come and go leave nothing behind", async () => {
  const scene = new JobScene();
  for (let n = 0; n < 300; n++) {
    scene.executor.schedule({ ...tidy, name: `${n}`, schedule: { afterMs: n } });
    if (n % 3 === 0) scene.executor.jobs().at(-1)!.cancel();
  }
  await scene.clock.advance(10_000);
  assertEquals([scene.executor.jobs(), scene.clock.pending], [[], 0]);
  assertEquals(scene.store.registrations().length, 300);
});
