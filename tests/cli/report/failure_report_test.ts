import { assertEquals } from "@std/assert";
// @ts-types="../../../cli/std.d.ts"
import { setColorEnabled } from "@std/fmt/colors";
import type { AnyCapsule } from "../../../cli/campaign/capsule_file.ts";
import { failureReport } from "../../../cli/report/failure_report.ts";
import { unicodeGlyphs } from "../../../cli/report/glyphs.ts";

setColorEnabled(false);

const capsule: AnyCapsule = {
  mainstay: "capsule",
  versions: { mainstay: "1.2.3", deno: "2" },
  kind: "supervision",
  engine: "real",
  seed: "8273461",
  scenario: {
    name: "storm",
    horizonMs: 86_400_000,
    workers: [{ name: "api-2" }, { name: "db" }],
    faults: [
      { kind: "crash", atMs: 1_900, workers: ["api-2"] },
      { kind: "crash-in-start", fromMs: 0, toMs: 1_000, workers: ["api-2"] },
      { kind: "hang", fromMs: 4_100, toMs: 7_100, workers: ["db"] },
    ],
  },
  hash: "5f1c9a0211223344",
  eventCount: 3,
  failures: [{
    name: "budget-window",
    kind: "invariant",
    message: "6 restarts in 1m, 5 allowed",
    atMs: 4_350,
    worker: "api-2",
  }],
  trace: {
    every: 1,
    hashes: [],
    events: [{ atMs: 0, type: "a" }, { atMs: 4_350, type: "b" }, { atMs: 5_000, type: "c" }],
  },
};
const shrunk = {
  from: { faults: 214, workers: 10, horizonMs: 86_400_000 },
  to: { faults: 3, workers: 2, horizonMs: 4_200 },
  runs: 61,
};
const terminal = { width: 100, color: false, glyphs: unicodeGlyphs };
const lines = { reproduce: "REPRODUCE", files: undefined, saving: "save it", others: [], runs: 1 };

Deno.test("failureReport() says what, when and who, how little it takes, and how to see it again", () => {
  const failure = { seed: "8273461", capsule, minimal: { ...capsule, shrunk } };
  const files = { capsule: "f/s.json", scenario: "f/s.min.json" };
  assertEquals(failureReport(failure, { ...lines, files, others: ["9", "10"], runs: 5 }, terminal), [
    "FAIL  budget-window  at 00:00:04.350 (event 2)  invariant",
    "  api-2: 6 restarts in 1m, 5 allowed",
    "  minimal scenario: 3 of 214 faults kept · 2 of 10 workers · 4.2s of 1d · found in 61 runs",
    "    t=0 api-2 crashes in each start for 1s",
    "    t=1.9s api-2 crashes",
    "    t=4.1s db hangs for 3s",
    "  seed 8273461 · trace 5f1c9a0211223344 · mainstay 1.2.3",
    "  also with seed 9, 10 and 2 more",
    "  reproduce: REPRODUCE",
    "  replay:    deno run --allow-read=f/s.json cli/main.ts replay f/s.json",
    "  minimal:   deno run --allow-read=f/s.min.json cli/main.ts simulate f/s.min.json --seed 8273461 --engine real",
  ]);
});

Deno.test("failureReport() of what was neither shrunk nor kept says so", () => {
  assertEquals(failureReport({ seed: "8273461", capsule }, lines, terminal).slice(2, 3), ["  not shrunk: 3 faults"]);
  assertEquals(failureReport({ seed: "8273461", capsule }, lines, terminal).at(-1), "  case:      save it");
});

Deno.test("failureReport() indents its first line by what is seen, in a narrow terminal with colours too", () => {
  setColorEnabled(true);
  try {
    const [, second] = failureReport({ seed: "1", capsule }, lines, { ...terminal, width: 30 });
    assertEquals(/ +(?=at 00:00:04)/.exec(second!)![0].length, 6);
  } finally {
    setColorEnabled(false);
  }
});

Deno.test("failureReport() counts the faults that it has no room for", () => {
  const faults = Array.from({ length: 9 }, (_, index) => ({ kind: "crash", atMs: index * 1_000 } as const));
  const many = { ...capsule, scenario: { ...capsule.scenario, faults } as AnyCapsule["scenario"] };
  assertEquals(failureReport({ seed: "1", capsule: many }, lines, terminal).slice(8, 10), [
    "    t=5s all crash at once",
    "    … 3 more",
  ]);
});

Deno.test("failureReport() says both values of an expectation, what failed with it, and why", () => {
  const missed = (value: string) => ({
    name: "worst-recovery < 2m",
    kind: "expectation" as const,
    message: `it came to ${value}, expected worst-recovery < 2m`,
    atMs: 0,
  });
  const gaveUp = {
    type: "gave-up",
    atMs: 31_000,
    worker: "mail",
    incarnation: 3,
    rule: "worker-budget",
  };
  const also = { name: "give-ups == 0", kind: "expectation" as const, message: "it came to 1", atMs: 0 };
  const minimal = {
    ...capsule,
    failures: [missed("328572.563 ms"), also],
    trace: { every: 1, hashes: [], events: [{ atMs: 0, type: "a" }, gaveUp, { atMs: 40_000, type: "b" }] },
    shrunk,
  };
  const told = failureReport({ seed: "1", capsule: { ...capsule, failures: [missed("125000 ms")] }, minimal }, {
    ...lines,
    runs: 3,
  }, terminal);
  assertEquals(told.slice(0, 2), [
    "FAIL  worst-recovery < 2m  expectation",
    "  it came to 2m5s at this seed, 5m29s in the minimal scenario",
  ]);
  assertEquals(told.slice(6, 8), [
    '  why: at 00:00:31.000 Worker "mail" (incarnation 3) was given up: its restart budget is spent',
    '  and with it: expectation "give-ups == 0"',
  ]);
  assertEquals(told.includes("  also with 2 other seeds"), true);
});
