import { assertEquals, assertRejects } from "@std/assert";
import type { Overlap } from "../../../src/telemetry/jobs/job.ts";
import { JobScene } from "./job_scene.ts";

function scheduled(scene: JobScene, overlap: Overlap, takesMs: number, queueLimit?: number) {
  return scene.executor.schedule({
    owner: "shop",
    name: "tidy",
    schedule: { everyMs: 10 },
    run: scene.taking(takesMs),
    overlap,
    queueLimit,
  });
}

const all = ["skip", "queue", "allow"] as const;
// What becomes of a time that is due: while nothing runs, while another one runs, while its queue is full; and all that again while it is paused.
const grid: [Overlap, string, string, string, string][] = [
  ["skip", "runs", "skipped", "skipped", "skipped"],
  ["queue", "runs", "queued", "skipped", "skipped"],
  ["allow", "runs", "runs", "runs", "skipped"],
];

for (const [overlap, ...cells] of grid) {
  for (const [index, when] of ["idle", "running", "queue full", "paused"].entries()) {
    Deno.test(`Job due under "${overlap}" while ${when}: ${cells[index]}`, async () => {
      const scene = new JobScene();
      const job = scheduled(scene, overlap, 1_000);
      const [before, paused] = [[0, 1, 2, 0][index]!, when === "paused"];
      await scene.clock.advance(before * 10 + 5);
      if (paused) job.pause();
      const { runs, skipped, queued } = job.info();
      await scene.clock.advance(10);
      const after = job.info();
      const became = { runs: after.runs - runs, skipped: after.skipped - skipped, queued: after.queued - queued };
      assertEquals(became, { runs: 0, skipped: 0, queued: 0, [cells[index]!]: 1 });
    });
  }
  Deno.test(`Job.runNow() under "${overlap}" while it runs`, async () => {
    const scene = new JobScene();
    const job = scheduled(scene, overlap, 1_000);
    await scene.clock.advance(10);
    const asked = job.runNow().then(({ status }) => status, ({ message }) => message);
    const { running, queued } = job.info();
    await scene.clock.advance(3_000);
    assertEquals(
      [running, queued, await asked],
      ({
        skip: [1, 0, `Cannot run "shop/tidy" now: it is running`],
        queue: [1, 1, "success"],
        allow: [2, 0, "success"],
      })[overlap],
    );
  });
  Deno.test(`Job.runNow() under "${overlap}" works while it is paused`, async () => {
    const scene = new JobScene();
    const job = scheduled(scene, overlap, 5);
    job.pause();
    const asked = job.runNow();
    await scene.clock.advance(5);
    assertEquals([(await asked).status, job.info().runs, scene.beganMs], ["success", 1, [0]]);
  });
}

Deno.test("Job under queue runs what waits as soon as the one before it is over, in order", async () => {
  const scene = new JobScene();
  scheduled(scene, "queue", 25, 3);
  await scene.clock.advance(100);
  assertEquals(scene.beganMs, [10, 35, 60, 85]);
});

for (const [queueLimit, skipped] of [[1, 3], [2, 2], [4, 0], [5, 0]]) {
  Deno.test(`Job under queue skips what finds no place: ${queueLimit} places, 4 come`, async () => {
    const scene = new JobScene();
    const job = scheduled(scene, "queue", 1_000, queueLimit);
    await scene.clock.advance(50);
    assertEquals([job.info().queued, job.info().skipped], [Math.min(queueLimit!, 4), skipped]);
  });
}

Deno.test("Job.runNow() is refused where the queue is full", async () => {
  const scene = new JobScene();
  const job = scheduled(scene, "queue", 1_000);
  await scene.clock.advance(20);
  await assertRejects(() => job.runNow(), Error, `Cannot run "shop/tidy" now: its queue is full`);
});

Deno.test("Job.pause() lets what waits go on waiting until the resume", async () => {
  const scene = new JobScene();
  const job = scheduled(scene, "queue", 15);
  await scene.clock.advance(22);
  job.pause();
  await scene.clock.advance(50);
  const waiting = job.info().queued;
  job.resume();
  await scene.clock.advance(0);
  assertEquals([waiting, scene.beganMs], [1, [10, 72]]);
});

Deno.test("Job.runNow() passes by what waits for the resume", async () => {
  const scene = new JobScene();
  const job = scheduled(scene, "queue", 15, 2);
  await scene.clock.advance(22);
  job.pause();
  const asked = job.runNow();
  await scene.clock.advance(30);
  assertEquals([(await asked).status, scene.beganMs, job.info().queued], ["success", [10, 25], 1]);
});

for (const overlap of all) {
  Deno.test(`Job whose body goes on after its time limit is running, under "${overlap}"`, async () => {
    const scene = new JobScene();
    const job = scene.executor.schedule({
      owner: "shop",
      name: "tidy",
      schedule: { everyMs: 10 },
      run: scene.taking(25),
      timeoutMs: 5,
      overlap,
    });
    await scene.clock.advance(40);
    const began = { skip: [10, 40], queue: [10, 35], allow: [10, 20, 30, 40] }[overlap];
    assertEquals(scene.beganMs, began);
    assertEquals(job.info().lastStatus, "timed-out");
    assertEquals(scene.mostRunning, overlap === "allow" ? 3 : 1);
  });
}

Deno.test("Job asks a body's answer once", async () => {
  const scene = new JobScene();
  let asked = 0;
  const lazy = { then: (resolve: () => void) => (asked++, resolve()) };
  scene.executor.schedule({ owner: "shop", name: "tidy", schedule: { afterMs: 0 }, run: () => lazy });
  await scene.clock.advance(1);
  assertEquals(asked, 1);
});

for (
  const [how, run, status] of [
    ["answers", () => 5, "success"],
    ["answers later", () => Promise.resolve(5), "success"],
    ["throws", () => {
      throw new Error("no");
    }, "error"],
    ["throws later", () => Promise.reject(new Error("no")), "error"],
  ] as const
) {
  Deno.test(`Job goes on after a body that ${how}`, async () => {
    const scene = new JobScene();
    const job = scene.executor.schedule({ owner: "shop", name: "tidy", schedule: { everyMs: 10 }, run });
    await scene.clock.advance(35);
    const { runs, running, lastStatus } = job.info();
    assertEquals([runs, running, lastStatus], [3, 0, status]);
  });
}
