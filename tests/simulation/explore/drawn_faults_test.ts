import { DrawnFaults, type DrawTerms } from "../../../src/simulation/explore/drawn_faults.ts";
import type { CallFault } from "../../../src/simulation/explore/fault_source.ts";
import { RandomStreams } from "../../../src/simulation/random_streams.ts";
import { assert, assertEquals } from "@std/assert";

const steady: DrawTerms = { rules: {}, swarm: false, stalls: true, wallClockJumps: true };

function drawn(seed: number, terms: Partial<DrawTerms> = {}): DrawnFaults {
  return new DrawnFaults(new RandomStreams(String(seed)), { ...steady, ...terms });
}

/** What so many calls come to, one each second. */
function faultsOf(source: DrawnFaults, name: string, calls: number): (CallFault | undefined)[] {
  return Array.from({ length: calls }, (_, index) => source.ofCall(name, index + 1, index * 1_000));
}

function count(faults: readonly (CallFault | undefined)[], kind: string): number {
  return faults.filter((fault) => fault?.do === kind).length;
}

Deno.test("DrawnFaults gives the same again for the same seed, and something else for another", () => {
  const world = (seed: number) => Array.from({ length: 20 }, () => source(seed).nextOfWorld());
  const source = (seed: number) => drawn(seed);
  assertEquals(faultsOf(drawn(1), "db", 500), faultsOf(drawn(1), "db", 500));
  assertEquals(world(1), world(1));
  assert(JSON.stringify(faultsOf(drawn(1), "db", 500)) !== JSON.stringify(faultsOf(drawn(2), "db", 500)));
});

Deno.test("DrawnFaults gives a name the same whatever else is called", () => {
  const source = drawn(3);
  const mixed: (CallFault | undefined)[] = [];
  for (let index = 0; index < 300; index++) {
    source.ofCall("other", index + 1, index * 1_000);
    source.crashes("point");
    if (index % 7 === 0) source.nextOfWorld();
    mixed.push(source.ofCall("db", index + 1, index * 1_000));
  }
  assertEquals(mixed, faultsOf(drawn(3), "db", 300));
});

Deno.test("DrawnFaults has each kind for 2 % of the calls without a swarm", () => {
  const source = drawn(4, { rules: { db: { fails: false } } });
  const faults = faultsOf(source, "db", 20_000);
  for (const kind of ["throw-before", "throw-after", "slow", "hang"]) {
    const share = count(faults, kind) / faults.length;
    assert(share > 0.016 && share < 0.024, `${kind}: ${share}`);
  }
  const crashes = Array.from({ length: 20_000 }, () => source.crashes("point")).filter(Boolean).length;
  assert(crashes > 320 && crashes < 480, `${crashes}`);
});

Deno.test("DrawnFaults keeps to the probability and the span of a rule", () => {
  const rules = {
    db: { slow: { probability: 1, minMs: 7, maxMs: 9 }, fails: false, "throw-before": false, "throw-after": false },
  };
  const faults = faultsOf(drawn(5, { rules }), "db", 500);
  assertEquals(count(faults, "slow"), 500);
  assertEquals(new Set(faults.map((fault) => (fault as { ms: number }).ms)), new Set([7, 8, 9]));
  assertEquals(faultsOf(drawn(5, { rules: { db: false } }), "db", 500).filter((fault) => fault), []);
});

Deno.test("DrawnFaults gives outages their share of the time", () => {
  const others = { "throw-before": false, "throw-after": false, slow: false, hang: false };
  const rules = { db: { ...others, fails: { probability: 0.25, minMs: 60_000, maxMs: 60_000 } } };
  const faults = faultsOf(drawn(6, { rules }), "db", 100_000);
  const share = count(faults, "fails") / faults.length;
  assert(share > 0.23 && share < 0.27, `${share}`);
  for (const [index, fault] of faults.entries()) {
    if (fault?.do === "fails") assert(fault.fromMs <= index * 1_000 && index * 1_000 < fault.toMs);
  }
  assertEquals(
    count(faultsOf(drawn(6, { rules: { db: { ...others, fails: { probability: 0 } } } }), "db", 5_000), "fails"),
    0,
  );
});

Deno.test("DrawnFaults gives outages of any length their share of the time", () => {
  const rules = { db: { fails: { probability: 0.5 } } };
  let down = 0;
  const [seeds, calls] = [20, 80_000];
  for (let seed = 0; seed < seeds; seed++) down += count(faultsOf(drawn(seed, { rules }), "db", calls), "fails");
  const share = down / (seeds * calls);
  assert(share > 0.46 && share < 0.54, `${share}`);
});

Deno.test("DrawnFaults leaves out kinds wholly in a swarm, others in other seeds", () => {
  const kinds = ["throw-before", "throw-after", "slow", "hang", "fails"];
  const mixes = Array.from({ length: 60 }, (_, seed) => {
    const faults = faultsOf(drawn(seed, { swarm: true }), "db", 5_000);
    return kinds.map((kind) => count(faults, kind) > 0);
  });
  for (const [index, kind] of kinds.entries()) {
    const having = mixes.filter((mix) => mix[index]).length;
    assert(having > 15 && having < 45, `${kind}: ${having}`);
  }
  assert(new Set(mixes.map(String)).size > 15);
});

Deno.test("DrawnFaults has a kind for all names or for none in a swarm", () => {
  for (let seed = 0; seed < 20; seed++) {
    const source = drawn(seed, { swarm: true });
    const having = ["a", "b", "c"].map((name) => count(faultsOf(source, name, 5_000), "hang") > 0);
    assertEquals(new Set(having).size, 1);
  }
});

Deno.test("DrawnFaults gives the faults of the whole program in the order of their time", () => {
  const source = drawn(8);
  const faults = Array.from({ length: 200 }, () => source.nextOfWorld()!);
  assertEquals(faults.map(({ atMs }) => atMs), faults.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  for (const fault of faults) {
    if (fault.do === "stall") assert(fault.forMs >= 10 && fault.forMs <= 10_000);
    else assert(Math.abs(fault.byMs) >= 1_000 && Math.abs(fault.byMs) <= 86_400_000);
  }
  assertEquals(new Set(faults.map((fault) => fault.do === "stall" ? "stall" : Math.sign(fault.byMs))).size, 3);
  assertEquals(drawn(8, { stalls: false, wallClockJumps: false }).nextOfWorld(), undefined);
  assertEquals(drawn(8, { wallClockJumps: false }).nextOfWorld()?.do, "stall");
});
