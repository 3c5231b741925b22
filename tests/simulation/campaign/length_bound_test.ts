import { assertEquals } from "@std/assert";
import { hangsOnLength } from "../../../src/simulation/campaign/length_bound.ts";

const answers: Readonly<Record<string, boolean>> = {
  "availability >= 99%": true,
  "db: policy-share <= 5%": true,
  "restarts-per-hour < 3": true,
  "mean(availability) >= 99%": true,
  "up >= 10h": true,
  "recoveries > 3": true,
  "starts == 3": true,
  "headroom <= 3": true,
  "headroom >= 1": false,
  "crashes == 0": false,
  "storm(10s) <= 1": false,
  "worst-recovery < 30s": false,
  "db: max(recovery) < 30s": false,
  "dead <= 1m": false,
};

for (const [expectation, hangs] of Object.entries(answers)) {
  Deno.test(`hangsOnLength() is ${hangs} of "${expectation}"`, () => {
    assertEquals(hangsOnLength(expectation), hangs);
  });
}
