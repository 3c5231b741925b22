import { checkFaultRules, type DrawnKind, oddsOf } from "../../../src/simulation/explore/fault_odds.ts";
import { assertEquals, assertThrows } from "@std/assert";

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
  });
});
