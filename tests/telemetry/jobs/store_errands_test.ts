import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../src/simulation/virtual_clock.ts";
import { type Errand, mostLoose, StoreErrands } from "../../../src/telemetry/jobs/store_errands.ts";

class Scene {
  readonly clock = new VirtualClock();
  readonly log: string[] = [];
  /** What happened, and when. */
  readonly trace: string[] = [];
  readonly errands = new StoreErrands({
    clock: this.clock,
    random: () => 0.999999,
    say: (level, sentence) => this.log.push(`${level} ${sentence}`),
  });

  errand(name: string, failures = 0, takesMs = 0): Errand {
    return {
      what: name,
      run: async () => {
        this.trace.push(`${this.clock.now()} ${name}`);
        if (takesMs > 0) await this.clock.sleep(takesMs);
        if (failures-- > 0) throw new Error("away");
      },
      over: (isDone) => this.trace.push(`${this.clock.now()} ${name} ${isDone ? "done" : "not done"}`),
    };
  }
}

Deno.test("StoreErrands.add() runs nothing within the call", async () => {
  const scene = new Scene();
  scene.errands.add(scene.errand("a"));
  assertEquals([scene.trace, scene.errands.pending], [[], 1]);
  await scene.clock.advance(0);
  assertEquals([scene.trace, scene.errands.pending], [["0 a", "0 a done"], 0]);
});

Deno.test("StoreErrands runs one after the other, in order", async () => {
  const scene = new Scene();
  for (const name of ["a", "b", "c"]) scene.errands.add(scene.errand(name, 0, 10));
  await scene.clock.advance(30);
  assertEquals(scene.trace, ["0 a", "10 a done", "10 b", "20 b done", "20 c", "30 c done"]);
});

Deno.test("StoreErrands leaves a store alone that failed, longer each time, up to 30 s", async () => {
  const scene = new Scene();
  scene.errands.add(scene.errand("a", 8));
  await scene.clock.advance(200_000);
  const triedAtMs = scene.trace.filter((line) => line.endsWith(" a")).map((line) => Math.ceil(parseInt(line) / 1_000));
  assertEquals(triedAtMs, [0, 1, 3, 7, 15, 31, 61, 91, 121]);
  assertEquals(scene.trace.at(-1)!.endsWith("a done"), true);
});

Deno.test("StoreErrands lets others go first when one fails", async () => {
  const scene = new Scene();
  scene.errands.add(scene.errand("a", 1));
  scene.errands.add(scene.errand("b"));
  await scene.clock.advance(5_000);
  assertEquals(scene.trace.map((line) => line.replace(/^\S+ /, "")), ["a", "b", "b done", "a", "a done"]);
});

Deno.test("StoreErrands warns once of one that fails", async () => {
  const scene = new Scene();
  scene.errands.add(scene.errand("register x", 20));
  await scene.clock.advance(600_000);
  assertEquals(scene.log, [
    "warn The store could not register x, which is tried again until it can: Error: away",
  ]);
});

Deno.test("StoreErrands warns at most once a minute of many that fail", async () => {
  const scene = new Scene();
  for (let n = 0; n < 100; n++) scene.errands.add(scene.errand(`${n}`, 1_000));
  await scene.clock.advance(59_000);
  assertEquals(scene.log.length, 1);
  await scene.clock.advance(60_000);
  assertEquals(scene.log.length, 2);
});

Deno.test("StoreErrands.drop() takes back what waits", async () => {
  const scene = new Scene();
  const errand = scene.errand("a");
  scene.errands.add(errand);
  scene.errands.drop(errand);
  scene.errands.drop(errand);
  await scene.clock.advance(10);
  assertEquals(scene.trace, ["0 a not done"]);
});

for (const failures of [0, 1]) {
  Deno.test(`StoreErrands.drop() tries what is under way no second time (${failures} failures)`, async () => {
    const scene = new Scene();
    const errand = scene.errand("a", failures, 10);
    scene.errands.add(errand);
    await scene.clock.advance(5);
    scene.errands.drop(errand);
    await scene.clock.advance(60_000);
    assertEquals(scene.trace, ["0 a", `10 a ${failures === 0 ? "done" : "not done"}`]);
  });
}

Deno.test("StoreErrands.stop() takes all back, and leaves no sleep", async () => {
  const scene = new Scene();
  scene.errands.add(scene.errand("a", 1));
  scene.errands.add(scene.errand("b"));
  await scene.clock.advance(10);
  scene.errands.stop();
  await scene.clock.advance(0);
  assertEquals([scene.trace, scene.clock.pending], [["0 a", "10 b not done", "10 a not done"], 0]);
});

Deno.test("StoreErrands.stop() tells what is under way how it ends", async () => {
  const scene = new Scene();
  scene.errands.add(scene.errand("a", 0, 10));
  scene.errands.add(scene.errand("b", 0, 10));
  await scene.clock.advance(5);
  scene.errands.stop();
  await scene.clock.advance(60_000);
  assertEquals(scene.trace, ["0 a", "5 b not done", "10 a done"]);
});

Deno.test("StoreErrands.add() works again after a stop", async () => {
  const scene = new Scene();
  scene.errands.add(scene.errand("a"));
  scene.errands.stop();
  scene.errands.add(scene.errand("b"));
  await scene.clock.advance(0);
  assertEquals(scene.trace, ["0 a not done", "0 b", "0 b done"]);
});

for (const [count, dropped] of [[mostLoose - 1, []], [mostLoose, []], [mostLoose + 1, ["0 0 not done"]]] as const) {
  Deno.test(`StoreErrands.loosen() keeps the newest (${count}) while the store fails`, async () => {
    const scene = new Scene();
    scene.errands.add(scene.errand("failing", Infinity));
    await scene.clock.advance(0);
    scene.trace.length = 0;
    for (let n = 0; n < count; n++) {
      const errand = scene.errand(`${n}`);
      scene.errands.add(errand);
      scene.errands.loosen(errand);
    }
    assertEquals(scene.trace, [...dropped]);
    assertEquals(scene.errands.pending, Math.min(count, mostLoose) + 1);
  });
}

Deno.test("StoreErrands says so when the clock fails", async () => {
  const log: string[] = [];
  const errands = new StoreErrands({
    clock: { now: () => 0, sleep: () => Promise.reject(new Error("worn out")) },
    random: () => 0,
    say: (level, sentence) => log.push(`${level} ${sentence}`),
  });
  errands.add({ what: "a", run: () => Promise.resolve(), over: () => {} });
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(log, ["error The clock of the jobs has failed: Error: worn out"]);
});
