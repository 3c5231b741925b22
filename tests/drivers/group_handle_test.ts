// Each method of the handle in every state of a child and of its group: what it answers, where the child is then, what happened.
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { group, type GroupChild, type GroupOptions, pool, type RunningGroup } from "@mainstay/supervisor";
import { deaf, obedient, readyAfter, slowToStop, throwing } from "../support/acting_workers.ts";
import { eventMarks } from "../support/event_marks.ts";
import { startGroupVirtually } from "../support/virtual_run.ts";

const never = { run: readyAfter(Infinity), startupTimeoutMs: Infinity };

interface State {
  readonly children: readonly GroupChild[];
  readonly options?: GroupOptions;
  /** What brings the child into its state, if that does not happen by itself. */
  readonly before?: (group: RunningGroup) => unknown;
}

/** How a child called "w" gets into each state; what else there is says nothing when it is stopped. */
const states: Record<string, State> = {
  "idle": { children: [{ name: "gate", ...never }, ["w", obedient]], options: { startOrder: "sequential" } },
  "starting": { children: [{ name: "w", ...never }] },
  "ready": { children: [["w", obedient]] },
  "unready": {
    children: [["w", (context) => {
      context.notReady();
      return obedient(context);
    }]],
  },
  "waiting": { children: [["w", throwing(1)]] },
  "cooling": { children: [{ name: "w", run: throwing(1), budget: { intensity: 0 } }] },
  "held": { children: [["trigger", throwing(1)], ["w", obedient]], options: { strategy: "one-for-all" } },
  "paused": {
    children: [["w", throwing(1)]],
    options: { budget: { intensity: 0, onExhausted: "pause" } },
  },
  "stopping": { children: [["w", slowToStop(500)]], before: (group) => group.stop("w") },
  "abandoned": { children: [{ name: "w", run: deaf, graceMs: 0 }], before: (group) => group.stop("w") },
  "completed": { children: [["w", (context) => context.incarnation === 1 ? undefined : obedient(context)]] },
  "stopped": { children: [["w", obedient]], before: (group) => group.stop("w") },
  "gave-up": { children: [{ name: "w", run: throwing(1), restart: "never" }] },
};

const statesAtTheEnd = ["ready", "stopping", "abandoned", "completed", "gave-up"];

const methods: Record<string, (group: RunningGroup) => unknown> = {
  "start(name)": (group) => group.start("w"),
  "start(spec)": (group) => group.start({ name: "w", run: obedient }),
  "stop": (group) => group.stop("w"),
  "restart": (group) => group.restart("w"),
  "remove": (group) => group.remove("w"),
};

/** One cell of a table: `answer status marks`; an answer that comes only when the child has stopped is in brackets. */
async function cell({ children, options, before }: State, method: string, end?: "stopping" | "over"): Promise<string> {
  const slow: GroupChild = { name: "slow", run: slowToStop(700) };
  const run = startGroupVirtually(end === "stopping" ? [slow, ...children] : children, {
    ...options,
    ...(end === undefined ? {} : { stopOrder: "parallel" }),
  });
  await run.advance(10);
  void before?.(run.group);
  await run.advance(0);
  if (end !== undefined) await run.stop();
  if (end === "over") await run.advance(10_000);
  const told = run.events.length;
  let answer: unknown;
  Promise.resolve(methods[method]!(run.group)).then((value) => answer = value);
  await run.advance(0);
  const atOnce = answer;
  const status = run.group.children().find(({ name }) => name === "w")?.status ?? "gone";
  const marks = eventMarks(run.events.slice(told));
  await run.advance(690);
  return `${atOnce ?? `(${answer})`} ${status} ${marks}`.trim();
}

/** A line for each state, the methods beside each other; methods that do the same are named together. */
async function table(end?: "stopping" | "over"): Promise<string> {
  const lines: string[] = [];
  for (const [state, set] of Object.entries(states)) {
    // Who runs when its group stops is soon stopped, however it ran.
    if (end !== undefined && !statesAtTheEnd.includes(state)) continue;
    const cells = new Map<string, string[]>();
    for (const method of Object.keys(methods)) {
      const text = await cell(set, method, end);
      cells.set(text, [...cells.get(text) ?? [], method]);
    }
    for (const [text, names] of cells) lines.push(`${state.padEnd(10)} ${names.join(", ").padEnd(41)} ${text}`);
  }
  return lines.join("\n");
}

Deno.test("GroupHandle of a running group is this table", async () => {
  assertEquals(
    await table(),
    `\
idle       start(name), start(spec)                  running idle
idle       stop                                      stopped stopped w=
idle       restart                                   waiting idle
idle       remove                                    removed gone w= wo
starting   start(name), start(spec)                  running starting
starting   stop                                      stopped stopped w? w- w=
starting   restart                                   restarted starting w? w- w+
starting   remove                                    removed gone w? w- w= wo
ready      start(name), start(spec)                  running ready
ready      stop                                      stopped stopped w? w- w=
ready      restart                                   restarted ready w? w- w+
ready      remove                                    removed gone w? w- w= wo
unready    start(name), start(spec)                  running unready
unready    stop                                      stopped stopped w? w- w=
unready    restart                                   restarted unready w? w- w+ wv
unready    remove                                    removed gone w? w- w= wo
waiting    start(name), start(spec)                  running waiting
waiting    stop                                      stopped stopped w=
waiting    restart                                   restarted ready w+
waiting    remove                                    removed gone w= wo
cooling    start(name), start(spec)                  running cooling
cooling    stop                                      stopped stopped w=
cooling    restart                                   restarted ready w+
cooling    remove                                    removed gone w= wo
held       start(name), start(spec)                  running held
held       stop                                      stopped stopped w=
held       restart                                   waiting held
held       remove                                    removed gone w= wo
paused     start(name), start(spec)                  running held
paused     stop                                      stopped stopped w=
paused     restart                                   restarted ready w+
paused     remove                                    removed gone w= wo
stopping   start(name), start(spec)                  leaving stopping
stopping   stop                                      (stopped) stopping
stopping   restart                                   (restarted) stopping
stopping   remove                                    (removed) stopping
abandoned  start(name), start(spec)                  leaving abandoned
abandoned  stop, restart                             abandoned abandoned
abandoned  remove                                    abandoned gone wo
completed  start(name)                               started ready w+
completed  start(spec)                               started ready wo wn w+
completed  stop                                      not-running completed
completed  restart                                   restarted ready w+
completed  remove                                    removed gone wo
stopped    start(name)                               started ready w+
stopped    start(spec)                               started ready wo wn w+
stopped    stop                                      not-running stopped
stopped    restart                                   restarted ready w+
stopped    remove                                    removed gone wo
gave-up    start(name)                               started ready w+
gave-up    start(spec)                               started ready wo wn w+
gave-up    stop                                      not-running gave-up
gave-up    restart                                   restarted ready w+
gave-up    remove                                    removed gone wo`,
  );
});
Deno.test("GroupHandle of a stopping group is this table", async () => {
  assertEquals(
    await table("stopping"),
    `\
ready      start(name), start(spec), restart         closed stopped
ready      stop                                      not-running stopped
ready      remove                                    removed gone wo
stopping   start(name), start(spec), restart         closed stopping
stopping   stop                                      (stopped) stopping
stopping   remove                                    (removed) stopping
abandoned  start(name), start(spec)                  closed abandoned
abandoned  stop, restart                             abandoned abandoned
abandoned  remove                                    abandoned gone wo
completed  start(name), start(spec), restart         closed completed
completed  stop                                      not-running completed
completed  remove                                    removed gone wo
gave-up    start(name), start(spec), restart         closed gave-up
gave-up    stop                                      not-running gave-up
gave-up    remove                                    removed gone wo`,
  );
});
Deno.test("GroupHandle of a group that is over is this table", async () => {
  assertEquals(
    await table("over"),
    `\
ready      start(name), start(spec), restart, remove closed stopped
ready      stop                                      not-running stopped
stopping   start(name), start(spec), restart, remove closed stopped
stopping   stop                                      not-running stopped
abandoned  start(name), start(spec), remove          closed abandoned
abandoned  stop, restart                             abandoned abandoned
completed  start(name), start(spec), restart, remove closed completed
completed  stop                                      not-running completed
gave-up    start(name), start(spec), restart, remove closed gave-up
gave-up    stop                                      not-running gave-up`,
  );
});

Deno.test("GroupHandle answers not-found for a name that nobody has", async () => {
  const { group } = startGroupVirtually([]);
  assertEquals([await group.stop("x"), await group.restart("x"), await group.remove("x")], [
    "not-found",
    "not-found",
    "not-found",
  ]);
  assertEquals(group.group("x"), undefined);
});

Deno.test("GroupHandle.start() throws for a name that nobody has", () => {
  const { group } = startGroupVirtually([]);
  assertThrows(() => group.start("x"), TypeError, 'Cannot start worker "x": the group has no such child');
});

for (const name of ["", 7, null, undefined]) {
  Deno.test(`GroupHandle refuses the name ${JSON.stringify(name)}`, async () => {
    const { group } = startGroupVirtually([]);
    for (const method of ["stop", "restart", "remove"] as const) {
      await assertRejects(
        () => group[method](name as never),
        TypeError,
        `Cannot ${method} a child: "name" must be a text that is not empty`,
      );
    }
  });
}

for (
  const [what, child, message] of [
    ["an unknown option", { name: "w", run: obedient, grace: 1 }, 'unknown option "grace"'],
    ["a path for a name", { name: "a/b", run: obedient }, '"name" must not contain "/"'],
    ["no function", { name: "w", run: 7 }, '"run" must be a function, received 7'],
    ["nothing", null, '"child" must be { name, run } or [name, run], received null'],
    ["a bad number", { name: "w", run: obedient, graceMs: -1 }, '"graceMs" must be'],
  ] as const
) {
  Deno.test(`GroupHandle.start() throws for ${what}, and changes nothing`, () => {
    const { group } = startGroupVirtually([]);
    assertThrows(() => group.start(child as never), Error, message);
    assertEquals(group.children(), []);
  });
}

Deno.test("GroupHandle.start() gives a child the defaults of its group", async () => {
  const run = startGroupVirtually([], { defaults: { backoff: { baseMs: 7, jitter: "none" } } });
  run.group.start({ name: "w", run: throwing(1) });
  await run.advance(7);
  assertEquals(run.marks, ["0 *+ wn w+ w! w~", "7 w+"]);
});

Deno.test("GroupHandle.start() takes the place of a child of that name that has ended, with a new policy", async () => {
  const run = startGroupVirtually([["w", () => {}], ["other", obedient]]);
  await run.advance(0);
  assertEquals(run.group.start({ name: "w", run: deaf, graceMs: 5 }), "started");
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ w+ other+ w. w= wo wn w+"]);
  assertEquals(run.group.children().map(({ name }) => name), ["other", "w"]);
  await run.stop();
  await run.advance(5);
  assertEquals([run.report?.removed?.completed, run.report?.abandoned], [1, ["w"]]);
});

Deno.test("GroupHandle.start() gives a given-up child a fresh budget", async () => {
  const run = startGroupVirtually([{
    name: "w",
    run: throwing(1, 2, 3, 4),
    budget: { intensity: 1 },
    onExhausted: "give-up",
  }]);
  await run.advance(5_000);
  run.group.start("w");
  await run.advance(5_000);
  assertEquals(run.marks, ["0 *+ w+ w! w~", "1000 w+ w! wx", "5000 w+ w! w~", "6000 w+ w! wx"]);
});

Deno.test("GroupHandle.restart() charges nothing and waits for no delay", async () => {
  const run = startGroupVirtually([["w", obedient]], {
    defaults: { budget: { intensity: 0 } },
    budget: { intensity: 0 },
  });
  for (let i = 0; i < 10; i++) {
    await run.advance(0);
    void run.group.restart("w");
  }
  await run.advance(0);
  await run.stop();
  const { starts, restarts, crashes } = run.report!.workers[0]!;
  assertEquals([starts, restarts, crashes, run.clock.now()], [11, 0, 0, 0]);
});

Deno.test("GroupHandle.restart() gives a child that cools down a fresh budget, and its first delay", async () => {
  const run = startGroupVirtually([{ name: "w", run: throwing(1, 2, 3), budget: { intensity: 1 } }]);
  await run.advance(2_000);
  void run.group.restart("w");
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ w+ w! w~", "1000 w+ w! wc", "2000 w+ w! w~"]);
  assertEquals(run.delaysMs, [1_000, 1_000]);
});

Deno.test("GroupHandle.restart() tells that it was by hand", async () => {
  const run = startGroupVirtually([["w", obedient]]);
  await run.advance(0);
  await Promise.all([run.group.restart("w"), run.advance(0)]);
  assertEquals(run.lines("started").at(-1), "0 w#2 started ready=true after=manual");
});

Deno.test("GroupHandle.restart() of one child restarts that one alone, under any strategy", async () => {
  const run = startGroupVirtually([["a", obedient], ["b", obedient], ["c", obedient]], { strategy: "one-for-all" });
  await run.advance(0);
  void run.group.restart("b");
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ b+ c+ b? b- b+"]);
});

Deno.test("GroupHandle.restart() starts a child again that had been stopped, under any strategy", async () => {
  const run = startGroupVirtually([["a", obedient], ["b", obedient], ["c", obedient]], { strategy: "rest-for-one" });
  await run.advance(0);
  void run.group.stop("b");
  await run.advance(0);
  void run.group.restart("b");
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ b+ c+ b? b- b= b+"]);
});

Deno.test("GroupHandle.restart() of a group starts all its children afresh", async () => {
  const run = startGroupVirtually([{ name: "g", run: pool({ name: "w", run: obedient }) }]);
  await run.advance(0);
  const before = run.group.group("g")!;
  assertEquals(before.spawn(), "w-1");
  await run.advance(0);
  void run.group.restart("g");
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ g+ g*+ g^ g/w-1n g/w-1+ g? g*? g/w-1? g/w-1- g/w-1= g/w-1o g*= g- g+ g*+ g^"]);
  assertEquals([before.spawn(), run.group.group("g")!.spawn()], ["closed", "w-2"]);
});

Deno.test("GroupHandle.children() says what each child is doing, in start order", async () => {
  const run = startGroupVirtually([
    { name: "w", run: obedient, significant: true },
    { name: "g", run: pool({ name: "x", run: obedient }) },
    ["done", () => {}],
    ["bad", throwing(1)],
  ], { autoShutdown: "all-significant" });
  await run.advance(0);
  assertEquals(run.group.children().map((child) => Object.values(child).join(" ")), [
    "w w worker ready 1 true 0 0",
    "g g group ready 1 false 0 0",
    "done done worker completed 1 false 0 0",
    "bad bad worker waiting 1 false 1 1",
  ]);
});

Deno.test("GroupHandle.counts() counts children by what they do", async () => {
  const run = startGroupVirtually([
    ["up", obedient],
    { name: "starting", ...never },
    ["stopping", slowToStop(100)],
    ["done", () => {}],
    ["waiting", throwing(1)],
    { name: "cooling", run: throwing(1), budget: { intensity: 0 } },
    { name: "gone", run: throwing(1), restart: "never" },
    { name: "left", run: deaf, graceMs: 0 },
    { name: "group", run: pool({ name: "x", run: obedient }) },
  ]);
  await run.advance(0);
  void run.group.stop("stopping");
  void run.group.stop("left");
  await run.advance(0);
  assertEquals(run.group.counts(), { children: 9, active: 4, restarting: 2, workers: 8, groups: 1 });
});

Deno.test("GroupHandle.counts() counts held children as restarting", async () => {
  const run = startGroupVirtually([["a", obedient], ["b", throwing(1)]], { strategy: "one-for-all" });
  await run.advance(0);
  assertEquals(run.group.counts(), { children: 2, active: 0, restarting: 2, workers: 2, groups: 0 });
});

for (
  const [what, run] of [
    ["one that runs", obedient],
    ["one that waits for its restart", throwing(1)],
    ["one that has completed", () => {}],
  ] as const
) {
  Deno.test(`GroupHandle.start() counts ${what} against maxChildren`, async () => {
    const virtual = startGroupVirtually([["w", run]], { maxChildren: 1 });
    await virtual.advance(0);
    assertEquals(virtual.group.start({ name: "next", run: obedient }), "full");
    await Promise.all([virtual.group.remove("w"), virtual.advance(0)]);
    assertEquals(virtual.group.start({ name: "next", run: obedient }), "started");
  });
}

Deno.test("GroupHandle.start() replaces a child that has ended in a group that is full", async () => {
  const run = startGroupVirtually([["w", () => {}]], { maxChildren: 1 });
  await run.advance(0);
  assertEquals(run.group.start({ name: "w", run: obedient }), "started");
});

Deno.test("GroupHandle.group() is the handle of a child's present incarnation", async () => {
  const run = startGroupVirtually([
    { name: "g", run: pool({ name: "x", run: obedient }) },
    ["w", obedient],
  ]);
  await run.advance(0);
  assertEquals([run.group.group("g")?.children(), run.group.group("w")], [[], undefined]);
  void run.group.stop("g");
  await run.advance(0);
  assertEquals(run.group.group("g"), undefined);
});

Deno.test("WorkerContext.group is the handle of the group that the worker is in", async () => {
  const seen: string[] = [];
  const look = {
    name: "w",
    run: (context: Parameters<typeof obedient>[0]) => {
      seen.push(`${context.path}: ${context.group.children().map(({ path }) => path)}`);
      return obedient(context);
    },
  };
  const run = startGroupVirtually([look, { name: "g", run: group([look, ["x", obedient]]) }]);
  await run.advance(0);
  assertEquals(seen, ["w: w,g", "g/w: g/w,g/x"]);
});

Deno.test("GroupHandle.start() adds to a group while it waits for a group restart, and starts with that", async () => {
  const run = startGroupVirtually([["a", obedient], ["b", throwing(1)]], { strategy: "one-for-all" });
  await run.advance(500);
  assertEquals(run.group.start({ name: "new", run: obedient }), "started");
  await run.advance(1_000);
  assertEquals(run.marks, ["0 *+ a+ b+ b! b~ *~ a? a-", "500 newn", "1000 a+ b+ new+"]);
});

Deno.test("GroupHandle.start() adds to a group in a sequential start, behind who hangs in it", async () => {
  const run = startGroupVirtually([{ name: "gate", run: readyAfter(300), startupTimeoutMs: Infinity }], {
    startOrder: "sequential",
  });
  await run.advance(100);
  assertEquals(run.group.start({ name: "new", run: obedient }), "started");
  await run.advance(1_000);
  assertEquals(run.marks, ["0 *+ gate+", "100 newn", "300 gate^ new+"]);
});

Deno.test("GroupHandle.remove() of a child that has not been started yet does not end the group", async () => {
  const run = startGroupVirtually([{ name: "gate", ...never }, ["w", obedient]], {
    startOrder: "sequential",
    keepAlive: false,
  });
  await run.advance(0);
  await Promise.all([run.group.remove("w"), run.advance(0)]);
  assertEquals([run.marks, run.isOver], [["0 *+ gate+ w= wo"], false]);
});

Deno.test("GroupHandle.remove() of the last child ends a group without keepAlive", async () => {
  const run = startGroupVirtually([["w", obedient]], { keepAlive: false });
  await run.advance(0);
  await Promise.all([run.group.remove("w"), run.advance(0)]);
  assertEquals([run.marks, run.report?.outcome], [["0 *+ w+ w? w- w= wo *="], "ended"]);
});

Deno.test("GroupHandle.remove() lets an abandoned child stay in the report, by its path", async () => {
  const run = startGroupVirtually([{ name: "w", run: deaf, graceMs: 10 }]);
  await run.advance(0);
  const removed = run.group.remove("w");
  await run.advance(10);
  assertEquals([await removed, run.group.children()], ["abandoned", []]);
  await run.stop();
  assertEquals([run.report?.abandoned, run.report?.workers, run.report?.removed?.abandoned], [["w"], [], 1]);
});

Deno.test("GroupHandle.remove() lets an abandoned child leave the report once it has ended", async () => {
  const run = startGroupVirtually([{ name: "w", run: slowToStop(50), graceMs: 10 }]);
  await run.advance(0);
  void run.group.remove("w");
  await run.advance(100);
  await run.stop();
  assertEquals(run.report?.abandoned, []);
});

Deno.test("GroupHandle lets a name be used again when its child has left", async () => {
  const run = startGroupVirtually([["w", obedient]]);
  await run.advance(0);
  await Promise.all([run.group.remove("w"), run.advance(0)]);
  assertEquals(run.group.start({ name: "w", run: obedient }), "started");
  await run.advance(0);
  assertEquals(run.group.children().map(({ name, status }) => [name, status]), [["w", "ready"]]);
});

Deno.test("GroupHandle.start() starts a child again that was abandoned and has ended since", async () => {
  const run = startGroupVirtually([{ name: "w", run: slowToStop(50), graceMs: 10 }]);
  await run.advance(0);
  void run.group.stop("w");
  await run.advance(20);
  assertEquals(run.group.start("w"), "leaving");
  await run.advance(50);
  assertEquals(run.group.start("w"), "started");
  await run.advance(0);
  assertEquals(run.group.children()[0]?.status, "ready");
});
