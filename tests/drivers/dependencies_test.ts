// Who depends on others starts when they are ready, waits as long as they are not, and ends when they have ended for good.
import { assertEquals, assertRejects } from "@std/assert";
import { group, type GroupChild, runGroup, type Worker } from "@mainstay/supervisor";
import { alwaysCrashing, crashingAfter, deaf, obedient, readyAfter, throwing } from "../support/acting_workers.ts";
import { runGroupVirtually, startGroupVirtually } from "../support/virtual_run.ts";

const late = { startupTimeoutMs: Infinity };
const onA = { dependsOn: ["a"] };

/** Ready at once, then not from 10 to 20 ms. */
const wavering: Worker = async (context) => {
  context.ready();
  await context.clock.sleep(10);
  context.notReady();
  await context.clock.sleep(10);
  context.ready();
  await obedient(context);
};

Deno.test("dependsOn holds a child until the dependency is ready, then starts it in that instant", async () => {
  const run = runGroupVirtually([{ name: "a", run: readyAfter(10), ...late }, { name: "b", run: obedient, ...onA }]);
  await run.advance(10);
  assertEquals(run.events.slice(2), [
    { type: "start-held", atMs: 0, worker: "b", incarnation: 0, dependencies: ["a"], rule: "dependency" },
    { type: "ready", atMs: 10, worker: "a", incarnation: 1, reason: undefined },
    { type: "started", atMs: 10, worker: "b", incarnation: 1, ready: true, after: "first" },
  ]);
});

Deno.test("dependsOn tells nobody of a wait that does not come", async () => {
  const run = runGroupVirtually([["a", obedient], { name: "b", run: obedient, ...onA }]);
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ b+"]);
});

Deno.test("dependsOn does not go by the order in which children are given", async () => {
  const run = runGroupVirtually([
    { name: "c", run: obedient, dependsOn: ["b", "a"] },
    { name: "b", run: obedient, ...onA },
    ["a", obedient],
  ]);
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ cw bw a+ b+ c+"]);
});

Deno.test("dependsOn starts the waves of a diamond, each in the given order", async () => {
  const boots = { run: readyAfter(10), ...late };
  const run = runGroupVirtually([
    { name: "d", dependsOn: ["b", "c"], ...boots },
    { name: "b", ...onA, ...boots },
    { name: "c", ...onA, ...boots },
    { name: "a", ...boots },
  ]);
  await run.advance(30);
  assertEquals(run.marks, ["0 *+ dw bw cw a+", "10 a^ b+ c+", "20 b^ c^ d+", "30 d^"]);
});

Deno.test("dependsOn tells once for whom a child waits, by the names that are missing then", async () => {
  const run = runGroupVirtually([
    { name: "a", run: readyAfter(10), ...late },
    ["up", obedient],
    { name: "c", run: readyAfter(20), ...late },
    { name: "w", run: obedient, dependsOn: ["a", "up", "c"] },
  ]);
  await run.advance(50);
  const told = run.events.flatMap((event) => event.type === "start-held" ? [event.dependencies] : []);
  assertEquals([told, run.heads("started").at(-1)], [[["a", "c"]], "20 w#1 started"]);
});

for (const [bootMs, startedAtMs] of [[9, 9], [10, 20], [11, 20]] as const) {
  Deno.test(`dependsOn wants all to be ready at once: one ready at ${bootMs}, the other not from 10 to 20`, async () => {
    const run = runGroupVirtually([
      { name: "a", run: wavering, ...late },
      { name: "b", run: readyAfter(bootMs), ...late },
      { name: "w", run: obedient, dependsOn: ["a", "b"] },
    ]);
    await run.advance(50);
    assertEquals(run.heads("started").at(-1), `${startedAtMs} w#1 started`);
  });
}

Deno.test("dependsOn leaves a running child alone when readiness is lost and regained", async () => {
  const run = runGroupVirtually([{ name: "a", run: wavering, ...late }, {
    name: "b",
    run: obedient,
    ...onA,
    onDependencyFailure: "restart",
  }]);
  await run.advance(50);
  assertEquals(run.marks, ["0 *+ a+ bw a^ b+", "10 av", "20 a^"]);
});

Deno.test("dependsOn leaves a running child alone when the dependency crashes", async () => {
  const run = runGroupVirtually([["a", crashingAfter(100)], { name: "b", run: obedient, ...onA }]);
  await run.advance(1_100);
  assertEquals(run.marks, ["0 *+ a+ b+", "100 a! a~", "1100 a+"]);
});

const returns: [aCrashesAtMs: number, marks: string[]][] = [
  [49, ["1049 a+", "1050 b+"]],
  [50, ["1050 a+ b+"]],
  [51, ["1050 bw", "1051 a+ b+"]],
];

for (const [crashMs, marks] of returns) {
  Deno.test(`dependsOn starts again at 1050 who may, if the dependency is back at ${crashMs + 1_000}`, async () => {
    const run = runGroupVirtually([["a", crashingAfter(crashMs)], { name: "b", run: crashingAfter(50), ...onA }]);
    await run.advance(2_000);
    assertEquals(run.marks.filter((line) => Number(line.split(" ")[0]) > 1_000), marks);
  });
}

const boots: [bootMs: number, marks: string[]][] = [
  [99, ["599 b^"]],
  [100, ["600 bt b? b! b~"]],
  [101, ["600 bt b? b! b~"]],
];

for (const [bootMs, marks] of boots) {
  Deno.test(`dependsOn counts startupTimeoutMs 100 from the start at 500: ready after ${bootMs}`, async () => {
    const run = runGroupVirtually([{ name: "a", run: readyAfter(500), ...late }, {
      name: "b",
      run: readyAfter(bootMs),
      startupTimeoutMs: 100,
      ...onA,
    }]);
    await run.advance(900);
    assertEquals(run.marks, ["0 *+ a+ bw", "500 a^ b+", ...marks]);
  });
}

Deno.test("dependsOn waits through failed starts, delays and time-outs of the dependency", async () => {
  const run = runGroupVirtually([
    { name: "a", run: readyAfter(100, 100, 5), startupTimeoutMs: 50 },
    { name: "b", run: obedient, ...onA },
  ]);
  await run.advance(4_000);
  assertEquals(run.marks, [
    "0 *+ a+ bw",
    "50 at a? a! a~",
    "1050 a+",
    "1100 at a? a! a~",
    "3100 a+",
    "3105 a^ b+",
  ]);
});

Deno.test("dependsOn waits through a cooldown of the dependency", async () => {
  const run = runGroupVirtually([
    { name: "a", run: throwing(1), startupTimeoutMs: 50, budget: { intensity: 0 }, cooldownMs: 2_000 },
    { name: "b", run: obedient, ...onA },
  ]);
  await run.advance(2_000);
  assertEquals(run.marks, ["0 *+ a+ bw a! ac", "2000 a+"]);
});

// How a dependency ends for good, and what is told of that when b and c wait for it and for b.
const endings: [how: string, a: Exclude<GroupChild, readonly unknown[]>, marks: string][] = [
  ["completes", { name: "a", run: ({ clock }) => clock.sleep(10) }, "10 a. a= b= c="],
  [
    "gives up",
    { name: "a", run: crashingAfter(10), budget: { intensity: 0 }, onExhausted: "give-up" },
    "10 a! ax b= c=",
  ],
  ["is never restarted", { name: "a", run: crashingAfter(10), restart: "never" }, "10 a! ax b= c="],
];

for (const [how, a, marks] of endings) {
  Deno.test(`dependsOn ends at once whoever waits for one that ${how}, and whoever waits for them`, async () => {
    const run = startGroupVirtually([{ ...a, ...late }, { name: "b", run: obedient, ...onA }, {
      name: "c",
      run: obedient,
      dependsOn: ["b"],
    }]);
    await run.advance(100);
    assertEquals(run.marks, ["0 *+ a+ bw cw", marks]);
    assertEquals(run.lines("finished").slice(-2), [
      "10 b#0 finished outcome=stopped rule=dependency",
      "10 c#0 finished outcome=stopped rule=dependency",
    ]);
  });
  Deno.test(`dependsOn lets run on whoever runs when the dependency ${how}`, async () => {
    const run = startGroupVirtually([a, { name: "b", run: obedient, ...onA }]);
    await run.advance(100);
    assertEquals([run.marks.at(-1), run.group.counts().active], [marks.replace(" b= c=", ""), 1]);
  });
}

Deno.test("dependsOn ends at once whoever waits for one that is stopped by hand", async () => {
  const run = startGroupVirtually([{ name: "a", run: readyAfter(100), ...late }, { name: "b", run: obedient, ...onA }]);
  await run.advance(10);
  assertEquals(await run.group.stop("a"), "stopped");
  assertEquals(run.marks, ["0 *+ a+ bw", "10 a? a- a= b="]);
});

Deno.test("dependsOn ends at once whoever waits for one that is removed", async () => {
  const run = startGroupVirtually([{ name: "a", run: readyAfter(100), ...late }, { name: "b", run: obedient, ...onA }]);
  await run.advance(10);
  assertEquals(await run.group.remove("a"), "removed");
  assertEquals(run.marks, ["0 *+ a+ bw", "10 a? a- a= ao b="]);
});

Deno.test("dependsOn ends at once whoever waits for one that was abandoned when it was stopped by hand", async () => {
  const run = startGroupVirtually([{ name: "a", run: deaf, graceMs: 5, ...late }, {
    name: "b",
    run: obedient,
    ...onA,
  }]);
  await run.advance(0);
  const answer = run.group.stop("a");
  await run.advance(5);
  assertEquals([await answer, run.marks], ["abandoned", ["0 *+ a+ bw a?", "5 aa b="]]);
});

Deno.test("dependsOn holds on to one that was abandoned and may come back", async () => {
  const deafOnce: Worker = async (context) => {
    if (context.incarnation === 1) return await context.clock.sleep(100);
    context.ready();
    await obedient(context);
  };
  const run = startGroupVirtually([
    { name: "a", run: deafOnce, startupTimeoutMs: 20, graceMs: 10 },
    { name: "b", run: obedient, ...onA },
  ]);
  await run.advance(5_000);
  assertEquals(run.marks, ["0 *+ a+ bw", "20 at a?", "30 aa", "100 al a! a~", "1100 a+ a^ b+"]);
});

Deno.test("dependsOn ends who waits for one that was abandoned and has left since", async () => {
  const run = startGroupVirtually([
    { name: "a", run: deaf, startupTimeoutMs: 20, graceMs: 10 },
    { name: "b", run: obedient, ...onA },
  ]);
  await run.advance(50);
  assertEquals(await run.group.remove("a"), "abandoned");
  assertEquals(run.marks, ["0 *+ a+ bw", "20 at a?", "30 aa", "50 ao b="]);
});

Deno.test("dependsOn ends who comes back from a delay to find the dependency gone", async () => {
  const run = startGroupVirtually([["a", obedient], { name: "b", run: crashingAfter(10), ...onA }]);
  await run.advance(20);
  await run.group.remove("a");
  await run.advance(2_000);
  assertEquals(run.marks, ["0 *+ a+ b+", "10 b! b~", "20 a? a- a= ao", "1010 b="]);
});

Deno.test("a group of which everyone waits for one that gave up is over", async () => {
  const run = runGroupVirtually([
    { name: "a", run: alwaysCrashing, restart: "never", ...late },
    { name: "b", run: obedient, ...onA },
    { name: "c", run: obedient, dependsOn: ["b", "a"] },
  ]);
  await run.advance(0);
  assertEquals(run.marks, ["0 *+ a+ bw cw a! ax b= c= *="]);
  assertEquals(run.report?.workers.map(({ outcome, rule, starts }) => [outcome, rule, starts]), [
    ["gave-up", "restart-rule", 1],
    ["stopped", "dependency", 0],
    ["stopped", "dependency", 0],
  ]);
});

Deno.test("a group() is ready for its dependents when all in it are", async () => {
  const run = runGroupVirtually([
    { name: "g", run: group([["x", obedient], { name: "y", run: readyAfter(10), ...late }]) },
    { name: "b", run: obedient, dependsOn: ["g"] },
  ]);
  await run.advance(10);
  assertEquals(run.marks, ["0 *+ g+ g*+ g/x+ g/y+ bw", "10 g/y^ g^ b+"]);
});

Deno.test("a group() whose children depend on each other is ready when the last of them is", async () => {
  const run = runGroupVirtually([
    {
      name: "g",
      run: group([{ name: "x", run: readyAfter(10), ...late }, { name: "y", run: obedient, dependsOn: ["x"] }]),
    },
    { name: "b", run: obedient, dependsOn: ["g"] },
  ]);
  await run.advance(10);
  assertEquals(run.marks, ["0 *+ g+ g*+ g/x+ g/yw bw", "10 g/x^ g/y+ g^ b+"]);
});

Deno.test("a group() that depends on another starts nobody in it before", async () => {
  const run = runGroupVirtually([
    { name: "a", run: readyAfter(10), ...late },
    { name: "g", run: group([["x", obedient]]), ...onA },
  ]);
  await run.advance(10);
  assertEquals(run.marks, ["0 *+ a+ gw", "10 a^ g+ g*+ g/x+ g^"]);
});

Deno.test("dependsOn in two places names each its own sibling", async () => {
  const inner = () => group([{ name: "a", run: readyAfter(10), ...late }, { name: "b", run: obedient, ...onA }]);
  const run = runGroupVirtually([{ name: "g", run: inner() }, { name: "a", run: readyAfter(20), ...late }, {
    name: "b",
    run: obedient,
    ...onA,
  }]);
  await run.advance(20);
  assertEquals(run.marks, ["0 *+ g+ g*+ g/a+ g/bw a+ bw", "10 g/a^ g/b+ g^", "20 a^ b+"]);
});

Deno.test("dependsOn in a pause of the group starts for the first time, and again only after it", async () => {
  const run = runGroupVirtually([
    { name: "slow", run: readyAfter(200), ...late },
    ["a", crashingAfter(100)],
    { name: "b", run: crashingAfter(100), ...onA },
    { name: "first", run: obedient, dependsOn: ["slow"] },
  ], { budget: { intensity: 0, periodMs: 10_000, onExhausted: "pause", pauseMs: 500 } });
  await run.advance(600);
  assertEquals(run.marks, [
    "0 *+ slow+ a+ b+ firstw",
    "100 a! *| a| b! *| b|",
    "200 slow^ first+",
    "600 *r a+ b+",
  ]);
});

Deno.test("dependsOn says after a pause for whom a child still waits", async () => {
  const run = runGroupVirtually([["a", crashingAfter(100)], { name: "b", run: crashingAfter(150), ...onA }], {
    budget: { intensity: 1, periodMs: 60_000, onExhausted: "pause", pauseMs: 500 },
  });
  await run.advance(1_100);
  assertEquals(run.marks, ["0 *+ a+ b+", "100 a! a~", "150 b! *| b|", "650 *r bw", "1100 a+ b+"]);
});

const wrong: [what: string, children: GroupChild[], options: object, message: string][] = [
  [
    "a name that is not there",
    [{ name: "b", run: obedient, ...onA }],
    {},
    'Cannot run the group: "b" depends on "a", which is not there',
  ],
  [
    "itself",
    [{ name: "a", run: obedient, ...onA }],
    {},
    'Cannot run the group: "dependsOn" goes round in a circle: "a" → "a"',
  ],
  [
    "a strategy that restarts others",
    [["a", obedient], { name: "b", run: obedient, ...onA }],
    { strategy: "one-for-all" },
    'Cannot run the group: "strategy" must be "one-for-one" in a group whose members depend on each other, as "b" does',
  ],
  [
    "a stop one after the other",
    [["a", obedient], { name: "b", run: obedient, ...onA }],
    { stopOrder: "sequential" },
    'Cannot run the group: "stopOrder" must be "parallel" in a group whose members depend on each other, as "b" does',
  ],
  [
    "a text in place of a list",
    [["a", obedient], { name: "b", run: obedient, dependsOn: "a" as unknown as string[] }],
    {},
    'Cannot supervise worker "b": "dependsOn" must be an array of names, received "a"',
  ],
  [
    "a name twice",
    [["a", obedient], { name: "b", run: obedient, dependsOn: ["a", "a"] }],
    {},
    'Cannot supervise worker "b": "dependsOn" holds "a" twice',
  ],
  [
    "an unknown onDependencyFailure",
    [["a", obedient], { name: "b", run: obedient, ...onA, onDependencyFailure: "die" as unknown as "stay" }],
    {},
    'Cannot supervise worker "b": "onDependencyFailure" must be one of "stay", "restart", received "die"',
  ],
];

for (const [what, children, options, message] of wrong) {
  Deno.test(`dependsOn refuses ${what}`, async () => {
    await assertRejects(() => runGroup(children, { signals: false, ...options }), TypeError, message);
  });
}
