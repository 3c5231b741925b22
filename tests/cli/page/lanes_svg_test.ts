import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { lanesSvg } from "../../../cli/page/lanes_svg.ts";
import { pageOfCampaign } from "../../../cli/page/page_of_campaign.ts";
import { pageOfRun } from "../../../cli/page/page_of_run.ts";
import { campaign, crashing, hostile, ran } from "./page_samples.ts";

Deno.test("lanesSvg() has a row for each fault name and each worker", async () => {
  const svg = lanesSvg(pageOfRun(...await ran(crashing(3, 600_000, 60_000))));
  assertEquals([...svg.matchAll(/<text class="name"[^>]*>([^<]*)/g)].map(([, name]) => name), [
    "database",
    "api-1",
    "api-2",
    "api-3",
  ]);
  assertStringIncludes(svg, '<rect class="fault"');
  assertStringIncludes(svg, '<path class="crash"');
});

Deno.test("lanesSvg() draws time from left to right", async () => {
  const svg = lanesSvg(pageOfRun(...await ran({ name: "quiet", horizonMs: 60_000, workers: [{ name: "idle" }] })));
  assertStringIncludes(svg, '<path class="up" d="M190 ');
  assertEquals(
    [...svg.matchAll(/<text class="soft tick" x="([\d.]+)"[^>]*>([^<]*)/g)].map(([, x, text]) => [x, text]),
    [
      ["190", "0"],
      ["321.7", "10s"],
      ["453.3", "20s"],
      ["585", "30s"],
      ["716.7", "40s"],
      ["848.3", "50s"],
      ["980", "1m"],
    ],
  );
});

Deno.test("lanesSvg() keeps hostile names text, and has no script", async () => {
  const svg = lanesSvg(pageOfRun(...await ran(hostile())));
  assertEquals([...svg.matchAll(/<script|<img|<!--| on\w+="/g)].map(String), []);
});

Deno.test("lanesSvg() refuses a page without a run", () => {
  assertThrows(
    () => lanesSvg(pageOfCampaign(campaign())),
    TypeError,
    'Cannot draw lanes: "run" must be there, received none',
  );
});
