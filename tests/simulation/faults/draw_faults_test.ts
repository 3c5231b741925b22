import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { castOf } from "../../../src/simulation/cast.ts";
import type { Chaos } from "../../../src/simulation/faults/chaos.ts";
import { drawFaults } from "../../../src/simulation/faults/draw_faults.ts";
import { beginOf, endOfFault, type Fault, faultKinds } from "../../../src/simulation/faults/fault.ts";
import { faultCatalogue } from "../../../src/simulation/faults/fault_catalogue.ts";
import { RandomStreams } from "../../../src/simulation/random_streams.ts";
import type { Scenario } from "../../../src/simulation/scenario.ts";

const hourMs = 3_600_000;
const scenario: Scenario = {
  name: "services",
  horizonMs: 24 * hourMs,
  workers: [
    { name: "db", behaviour: { readyAfter: { kind: "fixed", ms: 5 } } },
    { name: "cache", dependsOn: ["db"] },
    { name: "api", count: 3, dependsOn: ["db", "cache"] },
    { name: "mail" },
  ],
};
const members = castOf(scenario).members.map(({ name }) => name);

function drawn(chaos: Chaos, seed: number, swarm = false, of: Scenario = scenario): Fault[] {
  return drawFaults(castOf(of), chaos, new RandomStreams(String(seed)), { swarm });
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const ofAll = (chaos: Chaos, swarm = false, of = scenario) => seeds.map((seed) => drawn(chaos, seed, swarm, of));

Deno.test("drawFaults() draws the same for the same seed, and other faults for another", () => {
  assertEquals(drawn({}, 7, true), drawn({}, 7, true));
  assertNotEquals(drawn({}, 7), drawn({}, 8));
});

Deno.test("drawFaults() has every kind in each run, without a swarm", () => {
  for (const faults of ofAll({ mostFaults: 1_000 })) {
    assertEquals(new Set(faults.map(({ kind }) => kind)), new Set(faultKinds));
  }
});

Deno.test("drawFaults() has a kind as often as its rule says, also without a swarm", () => {
  const runs = Array.from({ length: 1_000 }, (_, seed) => drawn({ faults: { hang: { probability: 0.3 } } }, seed));
  const share = runs.filter((faults) => faults.length > 0).length / runs.length;
  assert(Math.abs(share - 0.3) < 0.05, `${share}`);
});

Deno.test("drawFaults() of a swarm has each kind as often as its probability says", () => {
  const runs = Array.from({ length: 1_000 }, (_, seed) => drawn({ mostFaults: 1_000 }, seed, true));
  for (const kind of faultKinds) {
    const share = runs.filter((faults) => faults.some((fault) => fault.kind === kind)).length / runs.length;
    assert(Math.abs(share - faultCatalogue[kind].probability) < 0.05, `${kind}: ${share}`);
  }
});

Deno.test("drawFaults() of a swarm draws few faults and many", () => {
  const counts = ofAll({ faults: { crash: { probability: 1, perHour: 1 } }, mostFaults: 1_000 }, true).map((faults) =>
    faults.length
  );
  assert(Math.min(...counts) <= 8 && Math.max(...counts) >= 150, `${Math.min(...counts)} to ${Math.max(...counts)}`);
});

Deno.test("drawFaults() of a swarm draws 0.25, 0.5, 1, 2, 4 or 8 times what a rule says, of all kinds alike", () => {
  const factors = [0.25, 0.5, 1, 2, 4, 8];
  const rule = { probability: 1, perHour: 100 };
  const runs = ofAll({ faults: { crash: rule, hang: rule }, mostFaults: 100_000 }, true).slice(0, 50).map((faults) => {
    const [crashes, hangs] = (["crash", "hang"] as const).map((kind) => {
      const times = faults.filter((fault) => fault.kind === kind).length / 2_400;
      return factors.find((factor) => Math.abs(times / factor - 1) < 0.2);
    });
    assertEquals(crashes, hangs);
    return crashes;
  });
  assertEquals([...new Set(runs)].sort((a, b) => a! - b!), factors);
});

Deno.test("drawFaults() draws so many an hour, on average", () => {
  const counts = ofAll({ faults: { crash: { perHour: 2 } } }).map((faults) => faults.length);
  const average = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  assert(Math.abs(average - 48) < 2, `${average}`);
  assertEquals(drawn({ faults: { crash: { perHour: 0 } } }, 1), []);
  assertEquals(drawn({ faults: { crash: { probability: 0 } } }, 1), []);
});

Deno.test("drawFaults() leaves one of a kind at least where the rate is the catalogue's", () => {
  const minute = { ...scenario, horizonMs: 60_000 };
  const counts = ofAll({ faults: { hang: true } }, false, minute).map((faults) => faults.length);
  assertEquals(Math.min(...counts), 1);
  assert(Math.max(...counts) < 7, `${Math.max(...counts)}`);
  const swarmed = ofAll({ faults: { hang: { probability: 1 } } }, true, minute).map((faults) => faults.length);
  assert(Math.min(...swarmed) === 1 && Math.max(...swarmed) > 10, `${Math.max(...swarmed)}`);
  assertEquals(ofAll({ faults: { hang: { perHour: 0.2 } } }, false, minute).flat().length < 5, true);
});

Deno.test("drawFaults() draws a kind alike whatever other kinds there are", () => {
  for (const kind of faultKinds) {
    const alone = drawn({ faults: { [kind]: true }, mostFaults: 1_000 }, 3);
    assertEquals(drawn({ mostFaults: 1_000 }, 3).filter((fault) => fault.kind === kind), alone, kind);
  }
});

Deno.test("drawFaults() leaves out by lot what is too much, the scenario's own faults included", () => {
  const chaos: Chaos = { faults: { crash: { perHour: 20 } }, mostFaults: 10 };
  const faults: Fault[] = [{ kind: "stall", atMs: 1, forMs: 1 }, { kind: "stall", atMs: 9, forMs: 1 }];
  const runs = ofAll(chaos);
  assertEquals(runs.every((each) => each.length === 10), true);
  assert(runs.flat().some((fault) => beginOf(fault) > 20 * hourMs), "it is not the first ones that are kept");
  assertEquals(drawn(chaos, 1, false, { ...scenario, faults }).length, 8);
  assertEquals(drawn({ ...chaos, mostFaults: 1 }, 1, false, { ...scenario, faults }), []);
});

Deno.test("drawFaults() lists whole times before everything heals, by their beginning", () => {
  const healing = { ...scenario, recovery: { fromMs: 2 * hourMs, withinMs: hourMs } };
  for (const swarm of [false, true]) {
    for (const faults of ofAll({ mostFaults: 500 }, swarm, healing)) {
      const begins = faults.map(beginOf);
      assertEquals(begins, begins.toSorted((a, b) => a - b));
      assert(begins.every((atMs) => Number.isInteger(atMs) && atMs >= 0 && atMs < 2 * hourMs));
      assert(faults.every((fault) => Number.isInteger(endOfFault(fault)) && endOfFault(fault) >= beginOf(fault)));
    }
  }
  assertEquals(drawn({}, 1, false, { ...scenario, recovery: { fromMs: 0, withinMs: 5 } }), []);
});

Deno.test("drawFaults() keeps to the shortest and the longest", () => {
  const between = { perHour: 5, minMs: 400, maxMs: 900 };
  const faults = ofAll({ faults: Object.fromEntries(faultKinds.map((kind) => [kind, between])), mostFaults: 500 })
    .flat();
  const length = (fault: Fault): number => {
    if (fault.kind === "slow-start" || fault.kind === "slow-stop") return fault.byMs;
    if (fault.kind === "wall-clock-jump") return Math.abs(fault.byMs);
    return fault.kind === "cascade" ? fault.delayMs : endOfFault(fault) - beginOf(fault);
  };
  for (const kind of faultKinds) {
    const lengths = faults.filter((fault) => fault.kind === kind).map(length);
    if (kind === "crash" || kind === "crash-burst") assertEquals(new Set(lengths), new Set([0]));
    else assert(lengths.every((ms) => ms >= 400 && ms <= 900), kind);
  }
  const jumps = faults.flatMap((fault) => fault.kind === "wall-clock-jump" ? [Math.sign(fault.byMs)] : []);
  assertEquals(new Set(jumps), new Set([-1, 1]));
});

Deno.test("drawFaults() lets no fault of the catalogue last longer than half of a short run", () => {
  const minute = { ...scenario, horizonMs: 60_000 };
  const lengths = (rule: object) =>
    ofAll({ faults: { hang: rule } }, false, minute).flat().map((fault) => endOfFault(fault) - beginOf(fault));
  assert(Math.max(...lengths({})) <= 30_000);
  assert(Math.max(...lengths({ maxMs: 300_000 })) > 60_000);
});

Deno.test("drawFaults() strikes one, or several that have something in common", () => {
  const faults = ofAll({ mostFaults: 500 }).flat();
  for (const fault of faults) {
    if (!("workers" in fault)) continue;
    const { kind, workers = members } = fault;
    assertEquals(new Set(workers).size, workers.length);
    assert(workers.every((path) => members.includes(path)), kind);
    if (kind === "crash-burst" || kind === "outage" || kind === "cascade") assert(workers.length > 1, kind);
    else assertEquals(workers.length, 1, kind);
  }
});

Deno.test("drawFaults() strikes those alone that the rule names", () => {
  const chaos: Chaos = {
    faults: Object.fromEntries(faultKinds.map((kind) => [kind, { perHour: 2, workers: ["api", "cache"] }])),
    mostFaults: 1_000,
  };
  const struck = ofAll(chaos).flat().flatMap((fault) => "workers" in fault ? fault.workers ?? ["all"] : []);
  assertEquals(new Set(struck), new Set(["api", "api-1", "api-2", "api-3", "cache"]));
});

Deno.test("drawFaults() makes only those slow to start who ever say that they are ready", () => {
  const faults = ofAll({ faults: { "slow-start": true } }).flat();
  assertEquals(new Set(faults.flatMap((fault) => "workers" in fault ? fault.workers ?? [] : [])), new Set(["db"]));
  assertEquals(drawn({ faults: { "slow-start": { perHour: 9, workers: ["mail"] } } }, 1), []);
});

Deno.test("drawFaults() lets a cascade follow who depends on whom", () => {
  const cascades = ofAll({ faults: { cascade: { perHour: 5 } } }).flat().map((fault) =>
    "workers" in fault ? fault.workers! : []
  );
  assertEquals(new Set(cascades.map(([first]) => first!)), new Set(["db", "cache"]));
  for (const workers of cascades) {
    if (workers[0] === "cache") assertEquals(workers.toSorted(), ["api-1", "api-2", "api-3", "cache"]);
    else assertEquals(workers.toSorted(), ["api-1", "api-2", "api-3", "cache", "db"]);
  }
});

Deno.test("drawFaults() lets a cascade go on to groups that depend, where all in them may be struck", () => {
  const tree: Scenario = {
    name: "tree",
    horizonMs: hourMs,
    workers: [
      { name: "db" },
      { name: "shop", dependsOn: ["db"], group: { workers: [{ name: "web" }, { name: "pay" }] } },
    ],
  };
  const workers = (rule: object) =>
    ofAll({ faults: { cascade: { perHour: 3, ...rule } } }, false, tree).flat().map((fault) =>
      "workers" in fault ? fault.workers!.join() : ""
    );
  assertEquals(new Set(workers({})), new Set(["db,shop"]));
  assertEquals(new Set(workers({ workers: ["db", "shop/web"] })), new Set(["db", "shop/web"]));
});

Deno.test("drawFaults() lets siblings fall in any order where nobody depends on another", () => {
  const flat: Scenario = { name: "flat", horizonMs: hourMs, workers: [{ name: "a" }, { name: "b" }, { name: "c" }] };
  const orders = ofAll({ faults: { cascade: { perHour: 5 } } }, false, flat).flat().map((fault) =>
    "workers" in fault ? fault.workers!.join("") : ""
  );
  const expected = ["ab", "ba", "ac", "ca", "bc", "cb", "abc", "acb", "bac", "bca", "cab", "cba"];
  assertEquals(new Set(orders), new Set(expected));
});

Deno.test("drawFaults() lays faults of stops over moments at which somebody is asked to stop", () => {
  const stopping: Scenario = {
    ...scenario,
    operations: [{ atMs: 5 * hourMs, do: "restart", worker: "db" }],
    stopAtMs: 20 * hourMs,
  };
  for (const kind of ["slow-stop", "ignored-stop", "crash-in-stop"] as const) {
    const faults = ofAll({ faults: { [kind]: { perHour: 1, minMs: 1_000, maxMs: 1_000 } } }, false, stopping).flat();
    for (const atMs of [5 * hourMs, 20 * hourMs]) {
      const share = faults.filter((each) => beginOf(each) <= atMs && endOfFault(each) > atMs).length / faults.length;
      assert(share > 0.15 && share < 0.35, `${kind} at ${atMs}: ${share}`);
    }
  }
  const late = ofAll({}, false, stopping).flat().filter((fault) => beginOf(fault) >= 20 * hourMs + 30_000);
  assertEquals(late, []);
});

Deno.test("drawFaults() of a swarm begins many faults at one moment in some runs, and close together in others", () => {
  const runs = ofAll({ faults: { crash: { probability: 1, perHour: 5 } }, mostFaults: 1_000 }, true)
    .map((faults) => faults.map(beginOf)).filter((begins) => begins.length > 10);
  const onGrid = runs.filter((begins) => begins.every((atMs) => atMs % 1_000 === 0)).length;
  const together = runs.filter((begins) => begins.at(-1)! - begins[0]! < 0.02 * scenario.horizonMs).length;
  assert(onGrid > 0.1 * runs.length && onGrid < 0.5 * runs.length, `${onGrid} of ${runs.length}`);
  assert(together > 0.05 * runs.length && together < 0.5 * runs.length, `${together} of ${runs.length}`);
});

Deno.test("drawFaults() of a swarm aims at known moments in some runs", () => {
  const stopping: Scenario = {
    ...scenario,
    operations: [{ atMs: 5 * hourMs, do: "restart", worker: "db" }],
    stopAtMs: 20 * hourMs,
  };
  const runs = ofAll({ faults: { crash: { probability: 1, perHour: 2 } }, mostFaults: 1_000 }, true, stopping)
    .filter((faults) => faults.length > 10);
  for (const atMs of [0, 5 * hourMs, 20 * hourMs]) {
    const hits = runs.filter((faults) => faults.some((fault) => beginOf(fault) === atMs)).length;
    assert(hits > 0.1 * runs.length && hits < 0.5 * runs.length, `${hits} of ${runs.length} at ${atMs}`);
  }
});
