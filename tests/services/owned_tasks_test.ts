import { assertEquals, assertThrows } from "@std/assert";
import { OwnedTasks, type TaskBody } from "../../src/services/owned_tasks.ts";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { endless } from "../support/virtual_application.ts";

/** The tasks of one run, and what was told of their failures. */
function owned() {
  const clock = new VirtualClock();
  const failures: string[] = [];
  const tasks = new OwnedTasks("api", (task, { name, message }, isCritical) => {
    failures.push(`${clock.now()} ${task} ${name}: ${message}${isCritical ? " (critical)" : ""}`);
  });
  /** Runs until it is cancelled. */
  const obedient: TaskBody = (signal) => clock.sleep(Infinity, signal);
  return { clock, failures, tasks, obedient };
}

Deno.test("OwnedTasks.spawn() starts a task after its caller has gone on", async () => {
  const { tasks, clock } = owned();
  const marks: string[] = [];
  tasks.spawn("poll", () => void marks.push("task"));
  marks.push("caller");
  await clock.advance(0);
  assertEquals(marks, ["caller", "task"]);
});

Deno.test("OwnedTasks.pending names the tasks that have not ended, in order", async () => {
  const { tasks, clock, obedient } = owned();
  tasks.spawn("a", obedient);
  tasks.spawn("b", () => clock.sleep(10));
  tasks.spawn("a", obedient);
  assertEquals(tasks.pending, ["a", "b", "a"]);
  await clock.advance(10);
  assertEquals(tasks.pending, ["a", "a"]);
});

for (
  const [what, body] of [
    ["throws", () => {
      throw new TypeError("boom");
    }],
    ["rejects", () => Promise.reject(new TypeError("boom"))],
  ] as const
) {
  Deno.test(`OwnedTasks tells of a task that ${what}, and its end never rejects`, async () => {
    const { tasks, failures, clock } = owned();
    const task = tasks.spawn("poll", body);
    const critical = tasks.spawn("feed", body, { critical: true });
    await clock.advance(0);
    assertEquals(await Promise.all([task.ended, critical.ended]), [undefined, undefined]);
    assertEquals(failures, ["0 poll TypeError: boom", "0 feed TypeError: boom (critical)"]);
    assertEquals(tasks.pending, []);
  });
}

Deno.test("OwnedTask.cancel() ends one task and says nothing of it", async () => {
  const { tasks, failures, clock, obedient } = owned();
  const [a] = [tasks.spawn("a", obedient, { critical: true }), tasks.spawn("b", obedient)];
  await clock.advance(5);
  a.cancel();
  a.cancel();
  await clock.advance(0);
  assertEquals([a.name, tasks.pending, failures], ["a", ["b"], []]);
});

Deno.test("OwnedTasks tells of a cancelled task that throws something else", async () => {
  const { tasks, failures, clock } = owned();
  const task = tasks.spawn("a", async (signal) => {
    await clock.sleep(Infinity, signal).catch(() => {});
    throw new Error("could not save");
  });
  await clock.advance(0);
  task.cancel();
  await clock.advance(0);
  assertEquals(failures, ["0 a Error: could not save"]);
});

Deno.test("OwnedTasks tells of a task that throws an AbortError which nobody asked for", async () => {
  const { tasks, failures, clock } = owned();
  tasks.spawn("a", () => Promise.reject(new DOMException("somebody else's", "AbortError")));
  await clock.advance(0);
  assertEquals(failures, ["0 a AbortError: somebody else's"]);
});

Deno.test("OwnedTasks.cancel() takes no more tasks", () => {
  const { tasks } = owned();
  tasks.cancel();
  const error = assertThrows(() => tasks.spawn("late", () => {}), Error);
  assertEquals(error.message, 'Cannot start task "late" of service "api": it is stopping');
  assertEquals(tasks.pending, []);
});

Deno.test("OwnedTasks.cancelAll() without tasks is over at once", async () => {
  const { tasks, clock } = owned();
  assertEquals([await tasks.cancelAll(clock, 5_000), clock.pending], [[], 0]);
});

Deno.test("OwnedTasks.cancelAll() waits for those who obey, and leaves no timer", async () => {
  const { tasks, clock, obedient } = owned();
  tasks.spawn("a", obedient);
  tasks.spawn("b", (signal) => clock.sleep(Infinity, signal).catch(() => clock.sleep(100)));
  await clock.advance(0);
  const cancelling = tasks.cancelAll(clock, 5_000);
  await clock.advance(100);
  assertEquals([await cancelling, clock.now(), clock.pending], [[], 100, 0]);
});

for (const [endsAtMs, pending] of [[4_999, []], [5_000, []], [5_001, ["slow"]]] as const) {
  Deno.test(`OwnedTasks.cancelAll() within 5000 ms names [${pending}] when one ends after ${endsAtMs}`, async () => {
    const { tasks, clock } = owned();
    tasks.spawn("slow", () => clock.sleep(endsAtMs));
    await clock.advance(0);
    const cancelling = tasks.cancelAll(clock, 5_000);
    await clock.advance(5_000);
    assertEquals(await cancelling, pending);
  });
}

Deno.test("OwnedTasks.cancelAll() names those who refuse, in order", async () => {
  const { tasks, clock, obedient } = owned();
  tasks.spawn("x", endless);
  tasks.spawn("a", obedient);
  tasks.spawn("y", endless);
  await clock.advance(0);
  const cancelling = tasks.cancelAll(clock, 10);
  await clock.advance(10);
  assertEquals(await cancelling, ["x", "y"]);
});

Deno.test("OwnedTasks.cancelAll() with no time names those who do not end at once", async () => {
  const { tasks, clock, obedient } = owned();
  tasks.spawn("a", obedient);
  tasks.spawn("x", endless);
  await clock.advance(0);
  const cancelling = tasks.cancelAll(clock, 0);
  await clock.advance(0);
  assertEquals(await cancelling, ["x"]);
});

Deno.test("OwnedTasks.ended() waits for tasks that are started meanwhile", async () => {
  const { tasks, clock } = owned();
  let isOver = false;
  tasks.spawn("a", async () => {
    await clock.sleep(10);
    tasks.spawn("b", () => clock.sleep(10));
  });
  tasks.ended().then(() => isOver = true);
  await clock.advance(19);
  assertEquals(isOver, false);
  await clock.advance(1);
  assertEquals(isOver, true);
});

for (const name of ["", undefined as unknown as string, 5 as unknown as string]) {
  Deno.test(`OwnedTasks.spawn() refuses the name ${JSON.stringify(name)}`, () => {
    const error = assertThrows(() => owned().tasks.spawn(name, () => {}), TypeError);
    assertEquals(error.message.startsWith('Cannot start a task of service "api": "name" must be a text'), true);
  });
}

Deno.test("OwnedTasks.spawn() refuses a body that is no function", () => {
  const error = assertThrows(() => owned().tasks.spawn("a", Promise.resolve() as unknown as TaskBody), TypeError);
  assertEquals(
    error.message,
    'Cannot start a task of service "api": "body" must be a function, received a promise, which must be awaited',
  );
});
