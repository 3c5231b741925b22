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

const struck = {
  name: "struck",
  horizonMs: 60_000,
  workers: [{ name: "eu-central-1-orders-queue-consumer", count: 3 }],
  faults: [{ kind: "hang", fromMs: 20_000, toMs: 30_000, workers: ["eu-central-1-orders-queue-consumer-2"] }],
} as const;

Deno.test("lanesSvg() shades the lanes alone that a fault strikes", async () => {
  const svg = lanesSvg(pageOfRun(...await ran(struck)));
  // One row for the fault, then the second of the lanes.
  assertEquals(
    [...svg.matchAll(/<rect class="shade"[^>]* y="(\d+)"[^>]* height="(\d+)"/g)].map((match) => match.slice(1)),
    [
      [String(84 + 2 * 24), "24"],
    ],
  );
  const everybody = { ...struck, faults: [{ kind: "hang", fromMs: 20_000, toMs: 30_000 }] } as const;
  assertStringIncludes(lanesSvg(pageOfRun(...await ran(everybody))), `y="84" width="131.7" height="${4 * 24}"`);
});

Deno.test("lanesSvg() keeps both ends of long names", async () => {
  const svg = lanesSvg(pageOfRun(...await ran(struck)));
  assertEquals([...svg.matchAll(/<text class="name"[^>]*>([^<]*)/g)].map(([, name]) => name), [
    "hang: eu-cen…-consumer-2",
    "eu-central-1…-consumer-1",
    "eu-central-1…-consumer-2",
    "eu-central-1…-consumer-3",
  ]);
});

Deno.test("lanesSvg() has a mark of its own for a short fault, and names it", async () => {
  const crash = { ...struck, faults: [{ kind: "crash", atMs: 30_000 }], stopAtMs: 50_000 } as const;
  const svg = lanesSvg(pageOfRun(...await ran(crash)));
  const forms = (name: string) =>
    [...svg.matchAll(new RegExp(`class="${name}" d="M[^a-zA-Z]*([^"]*)"`, "g"))].map(([, form]) => form);
  // In its row and in the legend.
  assertEquals([new Set(forms("fault sign")).size, forms("fault sign").length, forms("lost").length], [1, 2, 0]);
  assertEquals([...svg.matchAll(/<text class="soft" [^>]*>([^<]*)/g)].slice(1).map(([, text]) => text), [
    "up",
    "waiting for a restart",
    "crash",
    "short fault",
    "stop",
  ]);
});

Deno.test("lanesSvg() refuses a page without a run", () => {
  assertThrows(
    () => lanesSvg(pageOfCampaign(campaign())),
    TypeError,
    'Cannot draw lanes: "run" must be there, received none',
  );
});
