import type { ExploredFault } from "../../../src/simulation/explore/explored_fault.ts";
import type { ExploreFailure, RunAccount } from "../../../src/simulation/explore/run_account.ts";
import { InjectedFault } from "../../../src/simulation/explore/injected_fault.ts";
import { causeOf, shrinkFaults } from "../../../src/simulation/explore/shrink_faults.ts";
import { assert, assertEquals } from "@std/assert";

const thrown = new Error("thrown");
const failing = (error: unknown = thrown): ExploreFailure => ({ kind: "threw", error, atMs: 0 });

/** A run in which all these faults struck. */
function account(faults: readonly ExploredFault[], failure: ExploreFailure | undefined): RunAccount {
  const nothing = {
    calls: new Map(),
    points: new Map(),
    sometimes: new Map(),
    trace: [],
    steps: 0,
    restHash: "",
    spared: new Set<string>(),
    log: [],
    endedAtMs: 0,
    events: 0,
  };
  return { ...nothing, faults: faults.map((fault, index) => ({ fault, atMs: index * 100, nth: 1 })), failure };
}

const calls = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ call: `c${index}`, nth: 3, do: "throw-after" }) as const);
const has = (faults: readonly ExploredFault[], name: string) =>
  faults.some((fault) => "call" in fault && fault.call === name);

Deno.test("shrinkFaults() finds the two faults of thirty that it takes, at their mildest", async () => {
  const fails = (faults: readonly ExploredFault[]) => has(faults, "c4") && has(faults, "c22");
  const { account: { faults }, runs, isFickle } = await shrinkFaults(
    account(calls(30), failing()),
    (list) => Promise.resolve(account(list, fails(list) ? failing() : undefined)),
    () => true,
    () => true,
  );
  assertEquals(faults.map(({ fault }) => fault), [
    { call: "c4", nth: 1, do: "throw-before" },
    { call: "c22", nth: 1, do: "throw-before" },
  ]);
  assert(runs < 60 && !isFickle, `${runs}`);
});

Deno.test("shrinkFaults() makes an outage of a thousand calls of which most must fail, before it leaves out one by one", async () => {
  const found = Array.from(
    { length: 1_000 },
    (_, index) => ({ call: "db", nth: index + 1, do: "throw-before" }) as const,
  );
  const failed = (list: readonly ExploredFault[]) => list.some((fault) => fault.do === "fails") ? 1_000 : list.length;
  const { account: { faults }, runs } = await shrinkFaults(
    account(found, failing()),
    (list) => Promise.resolve(account(list, failed(list) > 500 ? failing() : undefined)),
    () => true,
    () => true,
  );
  assertEquals(faults.map(({ fault }) => fault.do), ["fails"]);
  assert(runs < 100, `${runs}`);
});

Deno.test("shrinkFaults() keeps faults that were found, though they would not be allowed", async () => {
  const { account: { faults } } = await shrinkFaults(
    account(calls(4), failing()),
    (list) => Promise.resolve(account(list, has(list, "c2") ? failing() : undefined)),
    () => false,
    () => true,
  );
  assertEquals(faults.map(({ fault }) => fault), [calls(4)[2]]);
});

Deno.test("shrinkFaults() ends when its time is over, with what it has", async () => {
  let left = 3;
  const { account: { faults }, runs } = await shrinkFaults(
    account(calls(30), failing()),
    (list) => Promise.resolve(account(list, has(list, "c29") ? failing() : undefined)),
    () => true,
    () => left-- > 0,
  );
  assertEquals([faults.length, runs], [8, 4]);
});

Deno.test("shrinkFaults() offers no kind that was not asked for", async () => {
  const { account: { faults } } = await shrinkFaults(
    account(calls(8), failing()),
    (list) => Promise.resolve(account(list, list.length > 0 ? failing() : undefined)),
    (fault) => fault.do === "throw-after",
    () => true,
  );
  assertEquals(faults.map(({ fault }) => fault), [{ call: "c7", nth: 1, do: "throw-after" }]);
});

Deno.test("shrinkFaults() says so when the same faults do not fail again", async () => {
  const found = account(calls(3), failing());
  const held = (list: readonly ExploredFault[]) => Promise.resolve(account(list, undefined));
  assertEquals(await shrinkFaults(found, held, () => true, () => true), { account: found, runs: 1, isFickle: true });
});

Deno.test("shrinkFaults() takes no other failure for the same", async () => {
  const other = new RangeError("another");
  const { account: { faults } } = await shrinkFaults(
    account(calls(4), failing()),
    (list) => Promise.resolve(account(list, failing(has(list, "c2") ? thrown : other))),
    () => true,
    () => true,
  );
  assertEquals(faults.map(({ fault }) => "call" in fault && fault.call), ["c2"]);
});

Deno.test("causeOf() tells failures apart by where they were thrown, or by whose fault they pass on", () => {
  const make = () => new Error(String(Math.random()));
  const [one, other] = [make(), make()];
  assertEquals(causeOf(failing(one)), causeOf(failing(other)));
  assert(causeOf(failing(one)) !== causeOf(failing(new Error("elsewhere"))));
  assert(causeOf(failing(one)) !== causeOf({ ...failing(one), kind: "always" }));
  const injected = (nth: number) => new InjectedFault("db", nth, { call: "db", nth, do: "throw-before" });
  assertEquals(causeOf(failing(injected(1))), causeOf(failing(injected(7))));
  assertEquals(causeOf({ ...failing(), kind: "limit" }), causeOf({ ...failing(one), kind: "never-settles" }));
  const things = ["text", "other", undefined, { code: 1 }, { code: 2 }, 7].map((thing) =>
    causeOf({ ...failing(), error: thing })
  );
  assertEquals(new Set(things).size, things.length);
});
