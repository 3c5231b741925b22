import { assertEquals } from "@std/assert";
import { acting, faultPhrases } from "../../../cli/report/scenario_faults.ts";

Deno.test("faultPhrases() tells what comes to act, up to the moment at which all heals", () => {
  const phrases = faultPhrases({
    name: "healed",
    horizonMs: 3_600_000,
    workers: [{ name: "a" }],
    outages: [{ name: "x", fromMs: 600_000, toMs: 3_000_000 }],
    faults: [
      { kind: "crash", atMs: 2_700_000 },
      { kind: "stall", atMs: 1_140_000, forMs: 120_000 },
      { kind: "hang", fromMs: 300_000, toMs: 400_000 },
    ],
    recovery: { fromMs: 1_200_000, withinMs: 600_000 },
    stopAtMs: 3_500_000,
  });

  assertEquals(phrases, [
    "t=5m all hang for 1m40s",
    't=10m outage "x" of all for 10m',
    "t=19m the event loop stalls for 1m",
    "t=58m20s the group is asked to stop",
  ]);
});

Deno.test("acting() leaves out what would begin after the end, and keeps all else", () => {
  const faults = [{ fromMs: 0, toMs: 900 }, { fromMs: 500, toMs: 2_000 }, { fromMs: 1_000, toMs: 2_000 }];

  assertEquals(acting(faults, { horizonMs: 1_000 }), [{ fromMs: 0, toMs: 900 }, { fromMs: 500, toMs: 1_000 }]);
});
