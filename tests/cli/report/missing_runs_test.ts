import { assertEquals } from "@std/assert";
import type { CampaignAccount } from "../../../cli/campaign/campaign_run.ts";
import { isIncomplete, missingText } from "../../../cli/report/missing_runs.ts";
import { accountOf } from "../account_of.ts";

const account = await accountOf({});
const told = (fields: Partial<CampaignAccount>, endedBy: CampaignAccount["result"]["endedBy"] = "runs") => {
  const of = { ...account, ...fields, result: { ...account.result, endedBy } };
  return [isIncomplete(of), missingText(of)];
};

Deno.test("isIncomplete() is what nobody asked for: fewer runs, a part that is not there, a time that was not used", () => {
  const missingShards = "shard 2/3 is missing";
  assertEquals([
    told({}),
    told({ due: 3 }),
    told({ due: 3 }, "fail-fast"),
    told({ due: 4, missingShards }, "time-budget"),
    told({ due: null }, "time-budget"),
    told({ due: null, missingShards }, "time-budget"),
    told({ due: null }, "signal"),
    told({}, "signal"),
  ], [
    [false, ""],
    [true, "1 of the 3 runs asked for was not made"],
    [false, "1 of the 3 runs asked for was not made"],
    [true, "2 of the 4 runs asked for were not made, shard 2/3 is missing"],
    [false, ""],
    [true, "shard 2/3 is missing"],
    [true, "interrupted before the time was over"],
    [false, ""],
  ]);
});
