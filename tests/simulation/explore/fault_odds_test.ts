import { checkFaultRules, type DrawnKind, isAllowed, oddsOf } from "../../../src/simulation/explore/fault_odds.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";

Deno.test("oddsOf() asks the name's rule, then that of all others, then the tool's own", () => {
  const rules = {
    "db": { hang: false, slow: { minMs: 5, maxMs: 9 }, fails: true },
    "quiet": false,
    "loud": true,
    "*": { "slow": false, "fails": { probability: 0.5 }, "throw-after": { probability: 0 } },
  } as const;
  const free = { probability: undefined, minMs: 0, maxMs: 0 };
  const grid: readonly (readonly [string, DrawnKind, unknown])[] = [
    ["db", "hang", undefined],
    ["db", "slow", { probability: undefined, minMs: 5, maxMs: 9 }],
    ["db", "fails", { probability: undefined, minMs: 100, maxMs: 300_000 }],
    ["db", "throw-before", free],
    ["db", "throw-after", { probability: 0, minMs: 0, maxMs: 0 }],
    ["quiet", "throw-before", undefined],
    ["quiet", "crash", undefined],
    ["loud", "slow", undefined],
    ["loud", "crash", free],
    ["other", "fails", { probability: 0.5, minMs: 100, maxMs: 300_000 }],
    ["toString", "throw-before", free],
  ];
  for (const [name, kind, odds] of grid) assertEquals(oddsOf(rules, name, kind), odds, `${name} ${kind}`);
  assertEquals(oddsOf({ "*": false, "db": { slow: true } }, "db", "slow")?.maxMs, 30_000);
  for (const kind of ["throw-before", "throw-after", "hang", "fails", "crash"] as const) {
    assertEquals(oddsOf({ "*": false, "db": { slow: true } }, "db", kind), undefined, kind);
    assertEquals(oddsOf({ "*": false, "db": true }, "db", kind)?.probability, undefined);
    assert(oddsOf({ "*": false, "db": true }, "db", kind) !== undefined, kind);
  }
  assertEquals(oddsOf({ "*": false }, "api", "slow"), undefined);
});

Deno.test("oddsOf() keeps the ends of a span in order, whichever is given", () => {
  assertEquals(oddsOf({ db: { slow: { minMs: 90_000 } } }, "db", "slow"), {
    probability: undefined,
    minMs: 90_000,
    maxMs: 90_000,
  });
  assertEquals(oddsOf({ db: { slow: { maxMs: 2 } } }, "db", "slow"), { probability: undefined, minMs: 2, maxMs: 2 });
});

Deno.test("isAllowed() keeps to what the rules say of a kind, and of its length", () => {
  const rules = {
    "db": {
      "throw-before": { probability: 0 },
      "slow": { minMs: 10, maxMs: 20 },
      "fails": { maxMs: 5 },
      "hang": false,
    },
    "*": { crash: false },
  } as const;
  const slow = (ms: number) => ({ call: "db", nth: 1, do: "slow", ms }) as const;
  const fails = (toMs: number) => ({ call: "db", do: "fails", fromMs: 100, toMs }) as const;
  assertEquals([9, 10, 20, 21].map((ms) => isAllowed(rules, slow(ms))), [false, true, true, false]);
  assertEquals([101, 105, 106].map((toMs) => isAllowed(rules, fails(toMs))), [true, true, false]);
  assertEquals(isAllowed(rules, { call: "db", nth: 1, do: "throw-before" }), false);
  assertEquals(isAllowed(rules, { call: "api", nth: 1, do: "throw-before" }), true);
  assertEquals(isAllowed(rules, { call: "db", nth: 1, do: "hang", ms: 5 }), false);
  assertEquals(isAllowed(rules, { point: "p", nth: 1, do: "crash" }), false);
  assertEquals(isAllowed(rules, { do: "stall", atMs: 1, forMs: 1 }), true);
});

Deno.test("checkFaultRules() names the field that is wrong", () => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [null, '"faults" must be an object, received null'],
    [[], '"faults" must be an object, received an array'],
    [{ db: 0.5 }, '"faults.db" must be an object, received 0.5'],
    [{ db: { sloww: true } }, 'unknown option "faults.db.sloww", known are throw-before'],
    [{ db: { slow: 0.5 } }, '"faults.db.slow" must be an object, received 0.5'],
    [{ db: { slow: { probability: 1.1 } } }, '"faults.db.slow.probability" must be a number from 0 to 1, received 1.1'],
    [{ db: { slow: { probability: "1" } } }, '"faults.db.slow.probability" must be a number from 0 to 1'],
    [{ db: { slow: { minMs: -1 } } }, '"faults.db.slow.minMs" must be a finite number of at least 0, received -1'],
    [
      { db: { slow: { minMs: 9, maxMs: 5 } } },
      '"faults.db.slow.maxMs" must be a finite number of at least 9, received 5',
    ],
    [
      { db: { "throw-before": { probability: 0.9 }, "throw-after": { probability: 0.9 } } },
      '"faults.db" must have probabilities of "throw-before", "throw-after", "slow", "hang" that come to 1 at most ' +
      "together, received 0.9 + 0.9 + 0 + 0",
    ],
    [
      { "*": { "slow": { probability: 0.6 } }, "db": { hang: { probability: 0.5 } } },
      '"faults.db" must have probabilities',
    ],
    [{ db: { "throw-after": { minMs: 1 } } }, 'unknown option "faults.db.throw-after.minMs", known are probability'],
  ];
  for (const [rules, message] of wrong) {
    const error = assertThrows(() => checkFaultRules("explore", "faults", rules), Error, message);
    assertEquals(error.message.startsWith("Cannot explore: "), true);
  }
  checkFaultRules("explore", "faults", {
    "db": { slow: { probability: 0, minMs: 5, maxMs: 5 } },
    "*": false,
    "x": true,
    "y": { "throw-before": { probability: 0.7 }, "slow": { probability: 0.1 }, "hang": { probability: 0.2 } },
  });
});
