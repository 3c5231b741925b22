import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { campaignPage } from "../../../cli/page/campaign_page.ts";
import { pageOfCampaign } from "../../../cli/page/page_of_campaign.ts";
import type { CampaignFailure } from "../../../src/simulation/campaign/campaign_result.ts";
import { simulateExecutor } from "../../../src/telemetry/simulated/simulate_executor.ts";
import { pageOfRun } from "../../../cli/page/page_of_run.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import { campaign, crashing, hostile, hostileNames, ran } from "./page_samples.ts";

/** The scripts of a page that run, and how much there is besides them. */
function scriptsOf(html: string): string[] {
  return [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, script]) => script!);
}

Deno.test("campaignPage() lets no script run but its own", async () => {
  const html = campaignPage(pageOfRun(...await ran(hostile())));
  const hashes = scriptsOf(html).map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  assertEquals(hashes.length, 3);
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(html)!;
  const words = policy!.replaceAll("&#39;", "'").split("; ");
  assertEquals(words[0], "default-src 'none'");
  assertEquals(words[1], `script-src ${hashes.join(" ")}`);
  assertEquals(words.some((word) => word.startsWith("connect-src")), false);
});

Deno.test("campaignPage() has no name in it that could be markup", async () => {
  const html = campaignPage(pageOfRun(...await ran(hostile())));
  const own = html.replaceAll(/<script>[^]*?<\/script>/g, "");
  for (const name of hostileNames.slice(0, 3)) assertEquals(own.includes(name), false, name);
  assertEquals([...own.matchAll(/<script|<img|<!--/g)].map(String), ["<script"]);
  assertEquals(own.includes("\u2028"), false);
});

Deno.test("campaignPage() has the scenario of a failure as text", () => {
  const html = campaignPage(pageOfCampaign(campaign()));
  assertStringIncludes(html, "&#60;/pre&#62;&#60;script&#62;window.hacked");
});

Deno.test("campaignPage() refers to nothing outside", async () => {
  const html = campaignPage(pageOfRun(...await ran(crashing(2, 60_000, 5_000))));
  const own = html.replaceAll(/<script>[^]*?<\/script>/g, "");
  assertEquals([...own.matchAll(/\b(?:src|href)=|@import|url\(/g)].map(String), []);
});

Deno.test("campaignPage() stays small however much has happened", async () => {
  const defaults = { backoff: { baseMs: 100, maxMs: 2_000 }, budget: { intensity: 100_000, periodMs: 60_000 } };
  const scenario = crashing(40, 4 * 3_600_000, 10_000, { defaults });
  const result = await simulate(scenario, { engine: "policy" });
  assert(result.events.length > 100_000, `${result.events.length} events`);
  const html = campaignPage(pageOfRun(result, scenario));
  const [, library] = scriptsOf(html);
  assert(html.length - library!.length < 5_000_000, `${html.length - library!.length} characters`);
  assertStringIncludes(html, "What was thinned out");
});

Deno.test("campaignPage() tells the failures that were kept from all that there were", () => {
  const [failure] = campaign().failures as [CampaignFailure];
  const failures = ["3", "5", "6"].map((seed) => ({ ...failure, seed }));
  const verdicts = { ...campaign().verdicts, held: 5, broken: 15 };
  const html = campaignPage(pageOfCampaign(campaign({ runs: 20, verdicts, failures })));
  assertStringIncludes(html, "<summary>2 more failures that were kept; 15 runs failed in all</summary>");
});

Deno.test("campaignPage() does not say that the figures of an executor are in an order", async () => {
  const executor = {
    name: "store",
    horizonMs: 60_000,
    executor: {},
    load: [{ owner: "a", name: "b", every: { kind: "fixed", ms: 1_000 } }],
  } as const;
  const html = campaignPage(pageOfRun(await simulateExecutor(executor), executor));
  assertStringIncludes(html, "<caption>Figures</caption>");
  assertEquals(html.includes("the least available first"), false);
});

Deno.test("campaignPage() has the same dark colours where no script sets the theme", async () => {
  const html = campaignPage(pageOfRun(...await ran(crashing(1, 1_000, 5_000))));
  const coloursOf = (selector: string) =>
    html.slice(html.indexOf(`${selector} {`)).split("}")[0]!.split("\n").slice(1).map((line) => line.trim());
  const dark = coloursOf(':root[data-theme="dark"]');
  assert(dark.length > 10);
  assertEquals(coloursOf(":root:not([data-theme])"), dark);
});
