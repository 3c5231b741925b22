import { assertEquals } from "@std/assert";
import { missingShardsText, openShards } from "../../../cli/campaign/campaign_shard.ts";

const shards = (of: number, ...indexes: number[]) => indexes.map((index) => ({ firstSeed: "1", index, of }));

Deno.test("missingShardsText() names the parts that are missing, as far as there is room", () => {
  assertEquals([
    missingShardsText([]),
    missingShardsText(shards(3, 3, 1, 2, 1)),
    missingShardsText(shards(3, 3, 1)),
    missingShardsText(shards(4, 2)),
    missingShardsText(shards(2 ** 40, 2)),
  ], [
    undefined,
    undefined,
    "shard 2/3 is missing",
    "shards 1/4, 3/4, 4/4 are missing",
    `shards ${[1, 3, 4, 5, 6, 7, 8, 9].map((index) => `${index}/1099511627776`).join(", ")} and ${
      2 ** 40 - 9
    } more are missing`,
  ]);
});

Deno.test("missingShardsText() takes the parts of another campaign for none of this one", () => {
  const other = { firstSeed: "1000", index: 2, of: 2 };
  assertEquals(missingShardsText([...shards(2, 1), other]), "shards 2/2, 1/2 are missing");
});

Deno.test("openShards() is the same in whatever order, each part once, without campaigns that are whole", () => {
  const open = shards(3, 1, 3);
  const whole = [1, 2].map((index) => ({ firstSeed: "9", index, of: 2 }));
  assertEquals(openShards([...whole, ...open, open[0]!]), open);
  assertEquals(openShards([...open, ...whole].reverse()), open);
  assertEquals(openShards(whole), []);
});
