import { unusedRulesText } from "../../../src/simulation/explore/unused_rules.ts";
import { assertEquals } from "@std/assert";

Deno.test("unusedRulesText() names rules for what no run has used, and what there is", () => {
  const used = { runs: 100, calls: { publish: 2_000 }, points: { "half way": 1 } };
  assertEquals(unusedRulesText({ "*": false, publish: true, "half way": { crash: true } }, used), undefined);
  assertEquals(
    unusedRulesText({ "*": false, pubish: true }, used),
    '"faults" has rules for what was neither called nor reached in 100 runs: "pubish"; known are "publish", "half way"',
  );
  assertEquals(
    unusedRulesText({ db: false }, { runs: 3, calls: {}, points: {} }),
    '"faults" has rules for what was neither called nor reached in 3 runs: "db"; known are none',
  );
});
