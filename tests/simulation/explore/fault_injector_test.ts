import type { ExploredFault } from "../../../src/simulation/explore/explored_fault.ts";
import { FaultInjector } from "../../../src/simulation/explore/fault_injector.ts";
import { ListedFaults } from "../../../src/simulation/explore/fault_source.ts";
import { InjectedFault } from "../../../src/simulation/explore/injected_fault.ts";
import { VirtualClock } from "../../../src/simulation/virtual_clock.ts";
import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";

/** An injector on a virtual clock, and what it has told. */
function injector(list: readonly ExploredFault[], healAtMs = Infinity, answers = new Map<string, boolean>()) {
  const clock = new VirtualClock();
  const told: unknown[] = [];
  const held = new Set<string>();
  const spared: string[] = [];
  const faults = new FaultInjector({
    source: new ListedFaults(list),
    isHealed: () => clock.now() >= healAtMs,
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    healAtMs,
    answers,
    onSpared: (name) => spared.push(name),
    isStopped: () => false,
    onReached: () => {},
    onFault: (fault, nth) => told.push([clock.now(), fault, nth]),
    onSometimes: (name, happened) => told.push([name, happened]),
    onBroken: (error) => told.push(error.message),
    onHeld: (what, isHeld) => isHeld ? held.add(what) : held.delete(what),
  });
  return { clock, faults, told, held, spared, answers };
}

/** What a promise comes to, and when. */
function outcomeOf(clock: VirtualClock, promise: Promise<unknown>): Promise<string> {
  return promise.then((value) => `${clock.now()}: ${value}`, (error) => `${clock.now()}: ${error}`);
}

Deno.test("wrap() keeps this, arguments, answers, properties and the type", async () => {
  const { faults } = injector([]);
  const add = Object.assign(function (this: { base: number }, one: number, other = 2): number {
    return this.base + one + other;
  }, { extra: "here" });
  const wrapped: typeof add = faults.wrap("add", add);
  assertEquals([wrapped.call({ base: 10 }, 1), wrapped.call({ base: 10 }, 1, 1)], [13, 12]);
  assertEquals([wrapped.name, wrapped.length, wrapped.extra], [add.name, 1, "here"]);
  const answer = Promise.resolve(7);
  assertStrictEquals(faults.wrap("answer", () => answer)(), answer);
  class Store {
    #rows = ["a"];
    rows() {
      return Promise.resolve(this.#rows);
    }
  }
  const store = new Store();
  store.rows = faults.wrap("rows", store.rows);
  assertEquals(await store.rows(), ["a"]);
});

Deno.test("wrap() lets an async call throw before or after it took effect", async () => {
  const { faults, clock, told } = injector([
    { call: "put", nth: 1, do: "throw-before" },
    { call: "put", nth: 2, do: "throw-after" },
  ]);
  let effects = 0;
  const put = faults.wrap("put", async () => {
    await clock.sleep(10);
    return ++effects;
  });
  const outcomes = [put(), put(), put()].map((promise) => outcomeOf(clock, promise));
  await clock.advance(100);
  assertEquals(await Promise.all(outcomes), [
    "0: InjectedFault: put call 1: threw before it took effect",
    "10: InjectedFault: put call 2: took effect, then threw",
    "10: 2",
  ]);
  assertEquals(told.length, 2);
});

Deno.test("wrap() throws where the function answers no promise", () => {
  const { faults, told } = injector(
    [
      { call: "parse", nth: 1, do: "throw-before" },
      { call: "parse", nth: 2, do: "throw-after" },
      { call: "parse", nth: 3, do: "slow", ms: 5 },
      { call: "parse", nth: 4, do: "hang", ms: 5 },
    ],
    Infinity,
    new Map([["parse", false]]),
  );
  const texts: string[] = [];
  const parse = faults.wrap("parse", (text: string) => texts.push(text));
  assertThrows(() => parse("one"), InjectedFault, "parse call 1");
  assertThrows(() => parse("two"), InjectedFault, "parse call 2");
  assertEquals([parse("three"), parse("four"), texts, told.length], [2, 3, ["two", "three", "four"], 2]);
});

Deno.test("wrap() spares the calls of which nobody knows what they answer, until one has answered", async () => {
  const list = ["throw-before", "hang"].map((kind, index) => (
    { call: "get", nth: index + 1, do: kind, ...(kind === "hang" && { ms: 5 }) } as ExploredFault
  ));
  for (const [answer, known] of [[Promise.resolve(1), true], [1, false]] as const) {
    const { faults, answers, spared, told } = injector([list[0]!]);
    assertStrictEquals(faults.wrap("get", () => answer)(), answer);
    assertEquals([[...answers], spared, told], [[["get", known]], ["get"], []]);
  }
  const { clock, faults, spared, told } = injector(list, Infinity, new Map([["get", true]]));
  const get = faults.wrap("get", () => Promise.resolve("value"));
  const outcomes = [get(), get()].map((promise) => outcomeOf(clock, promise));
  await clock.advance(10);
  assertEquals((await Promise.all(outcomes)).map((text) => text.slice(0, 16)), [
    "0: InjectedFault",
    "5: InjectedFault",
  ]);
  assertEquals([spared.length, told.length], [0, 2]);
});

Deno.test("wrap() takes a function for what it is told that it is", async () => {
  const { faults, answers } = injector(["get", "parse"].map((call) => ({ call, nth: 1, do: "throw-before" }) as const));
  await assertRejects(faults.wrap("get", () => Promise.resolve(1), { async: true }), InjectedFault);
  assertThrows(() => faults.wrap("parse", async () => {}, { async: false })(), InjectedFault);
  assertEquals(answers.size, 0);
});

Deno.test("wrap() sees that a bound function is declared async", async () => {
  const { faults } = injector([{ call: "get", nth: 1, do: "throw-before" }]);
  const get = faults.wrap("get", (async () => await Promise.resolve(1)).bind(null));
  await assertRejects(() => get(), InjectedFault);
});

Deno.test("wrap() rejects where a function has answered a promise before", async () => {
  const { faults } = injector([{ call: "get", nth: 2, do: "throw-before" }]);
  const get = faults.wrap("get", () => Promise.resolve("value"));
  assertEquals(await get(), "value");
  await assertRejects(() => get(), InjectedFault);
});

Deno.test("wrap() answers late, whatever the answer is", async () => {
  const { faults, clock } = injector([1, 2].map((nth) => ({ call: "get", nth, do: "slow", ms: 500 }) as const));
  let calls = 0;
  const get = faults.wrap("get", async () => {
    const call = ++calls;
    await clock.sleep(10);
    if (call === 2) throw new Error("its own");
    return "value";
  });
  const outcomes = [outcomeOf(clock, get()), outcomeOf(clock, get()), outcomeOf(clock, get())];
  assertEquals(calls, 3);
  await clock.advance(1_000);
  assertEquals(await Promise.all(outcomes), ["510: value", "510: Error: its own", "10: value"]);
});

Deno.test("wrap() hangs without effect, then throws", async () => {
  const { faults, clock, held } = injector([{ call: "get", nth: 1, do: "hang", ms: 60_000 }]);
  let calls = 0;
  const get = faults.wrap("get", async () => await Promise.resolve(++calls));
  const outcome = outcomeOf(clock, get());
  await clock.advance(59_999);
  assertEquals([calls, [...held]], [0, ["get call 1"]]);
  await clock.advance(1);
  assertEquals([await outcome, calls, held.size], [
    "60000: InjectedFault: get call 1: hung for 1m, then threw, without effect",
    0,
    0,
  ]);
});

for (
  const [how, args] of [["an argument", (signal: AbortSignal) => [signal]], [
    "`signal` of one",
    (signal: AbortSignal) => [null, { signal }],
  ]] as const
) {
  Deno.test(`wrap() ends a call that is held back when its signal aborts, which is ${how}`, async () => {
    const { faults, clock, held } = injector([
      { call: "get", nth: 1, do: "hang", ms: 60_000 },
      { call: "get", nth: 2, do: "slow", ms: 60_000 },
    ]);
    const get = faults.wrap("get", async (..._args: unknown[]) => await Promise.resolve("value"));
    const stop = new AbortController();
    const outcomes = [get, get].map((call) => outcomeOf(clock, call(...args(stop.signal))));
    await clock.advance(100);
    stop.abort("enough");
    assertEquals([await Promise.all(outcomes), held.size], [["100: enough", "100: enough"], 0]);
  });
}

Deno.test("wrap() lets all calls of an outage throw, and tells of each", async () => {
  const outage = { call: "get", do: "fails", fromMs: 100, toMs: 200 } as const;
  const { faults, clock, told } = injector([outage]);
  const get = faults.wrap("get", async () => await Promise.resolve("value"));
  const outcomes: Promise<string>[] = [];
  for (const atMs of [99, 100, 199, 200]) clock.sleep(atMs).then(() => outcomes.push(outcomeOf(clock, get())));
  await clock.advance(300);
  assertEquals(await Promise.all(outcomes), [
    "99: value",
    "100: InjectedFault: get call 2: threw, in an outage",
    "199: InjectedFault: get call 3: threw, in an outage",
    "200: value",
  ]);
  assertEquals(told, [[100, outage, 2], [199, outage, 3]]);
});

Deno.test("wrap() throws what it is told to throw", async () => {
  const { faults } = injector([{ call: "get", nth: 1, do: "throw-before" }]);
  const refused = (cause: InjectedFault) => new Deno.errors.ConnectionRefused(cause.message, { cause });
  const get = faults.wrap("get", async () => await Promise.resolve(1), { error: refused });
  const error = await assertRejects(() => get(), Deno.errors.ConnectionRefused);
  assertEquals(error.cause instanceof InjectedFault, true);
});

Deno.test("wrap() holds nothing back after everything has healed", async () => {
  const { faults, clock, told } = injector([
    { call: "get", nth: 1, do: "hang", ms: 60_000 },
    { call: "get", nth: 2, do: "throw-before" },
  ], 1_000);
  const get = faults.wrap("get", async () => await Promise.resolve("value"));
  const first = outcomeOf(clock, get());
  await clock.advance(1_000);
  assertEquals((await first).split(":")[0], "1000");
  assertEquals(await outcomeOf(clock, get()), "1000: value");
  assertEquals(told, [[0, { call: "get", nth: 1, do: "hang", ms: 1_000 }, 1]]);
});

Deno.test("wrap() counts functions of the same name together", () => {
  const { faults } = injector([{ call: "get", nth: 2, do: "throw-before" }]);
  const [one, other] = [faults.wrap("get", () => 1), faults.wrap("get", () => 2)];
  assertEquals(one(), 1);
  assertThrows(other, InjectedFault);
  assertEquals(other(), 2);
});

Deno.test("point() crashes as it is told", () => {
  const { faults, told } = injector([{ point: "charged", nth: 2, do: "crash" }]);
  faults.point("charged");
  assertThrows(() => faults.point("charged"), InjectedFault, "point charged, time 2: crashed");
  faults.point("charged");
  assertEquals(told, [[0, { point: "charged", nth: 2, do: "crash" }, 2]]);
});

Deno.test("sometimes() tells whether it happened, always() what does not hold", () => {
  const { faults, told } = injector([]);
  faults.sometimes("it rains");
  faults.sometimes("it snows", false);
  faults.sometimes("it hails", undefined);
  faults.always("it is day", true);
  assertThrows(() => faults.always("it is night", false), Error, '"it is night" does not hold');
  assertEquals(told, [["it rains", true], ["it snows", false], ["it hails", false], '"it is night" does not hold']);
});

Deno.test("wrap() and its like name what is wrong", () => {
  const { faults } = injector([]);
  const wrong = [
    [() => faults.wrap("", () => {}), 'Cannot wrap a function: "name" must be a text that is not empty, received ""'],
    [() => faults.wrap("db", 7 as never), 'Cannot wrap "db": "fn" must be a function, received 7'],
    [
      () => faults.wrap("db", () => {}, { errors: 1 } as never),
      'Cannot wrap "db": unknown option "errors", known are async, error',
    ],
    [
      () => faults.wrap("db", () => {}, { error: 1 as never }),
      'Cannot wrap "db": "error" must be a function, received 1',
    ],
    [
      () => faults.wrap("db", () => {}, { async: 1 as never }),
      'Cannot wrap "db": "async" must be true or false, received 1',
    ],
    [() => faults.wrap("rows", function* () {}), 'Cannot wrap "rows": "fn" must not be a generator function'],
    [() => faults.wrap("rows", async function* () {}), 'Cannot wrap "rows": "fn" must not be a generator function'],
    [
      () => faults.sometimes("hit", 5 as never),
      'Cannot say that "hit" happens sometimes: "condition" must be true or false, received 5',
    ],
    [
      () => faults.always("held", Promise.resolve(false) as never),
      'Cannot say that "held" always holds: "condition" must be true or false, received a promise, which must be awaited',
    ],
    [() => faults.point(undefined as never), 'Cannot mark a point: "name" must be a text'],
    [() => faults.sometimes(""), 'Cannot say what happens sometimes: "name" must be a text'],
    [() => faults.always("", true), 'Cannot say what always holds: "name" must be a text'],
  ] as const;
  for (const [call, message] of wrong) assertThrows(call, TypeError, message);
});
