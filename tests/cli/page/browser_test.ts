import { assert, assertEquals, assertMatch } from "@std/assert";
import { campaignPage } from "../../../cli/page/campaign_page.ts";
import { pageOfCampaign } from "../../../cli/page/page_of_campaign.ts";
import { pageOfRun } from "../../../cli/page/page_of_run.ts";
import { LogHistogram } from "../../../src/simulation/campaign/histogram.ts";
import { simulateExecutor } from "../../../src/telemetry/simulated/simulate_executor.ts";
import { chromiumPath, chromiumTest } from "../../support/chromium.ts";
import { campaign, crashing, hostile, hostileNames, ran } from "./page_samples.ts";
import type { PageSight, PageTouch } from "./page_sight.ts";

interface Seen {
  readonly sights: readonly PageSight[];
  readonly touches: readonly PageTouch[];
}

let seen: Promise<Seen> | undefined;

/** What a browser shows of all sample pages, which are opened once. */
function look(): Promise<Seen> {
  return seen ??= (async () => {
    const folder = await Deno.makeTempDir({ prefix: "mainstay-page-" });
    try {
      const files: string[] = [];
      for (const [name, html] of await pages()) {
        files.push(`${folder}/${name}.html`);
        await Deno.writeTextFile(files.at(-1)!, html);
      }
      const probe = new URL("page_probe.ts", import.meta.url).pathname;
      const args = ["run", "-A", "-q", "--no-lock", "--no-check", probe, chromiumPath!, ...files];
      const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
      if (!success) throw new Error(`The probe failed: ${new TextDecoder().decode(stderr)}`);
      return JSON.parse(new TextDecoder().decode(stdout)) as Seen;
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  })();
}

async function pages(): Promise<[string, string][]> {
  const [result, scenario] = await ran(crashing(3, 600_000, 60_000));
  const executor = {
    name: "an outage of the store",
    horizonMs: 120_000,
    executor: {},
    load: [{ owner: "orders", name: "placed", every: { kind: "fixed", ms: 500 } }],
    store: { faults: [{ name: "database", fromMs: 30_000, toMs: 60_000, how: "fails" }] },
  } as const;
  const reproduce = "deno run --allow-read jsr:@mainstay/supervisor/cli simulate scenario.json --seed 1 --engine real";
  return [
    ["run", campaignPage(pageOfRun(result, scenario, { reproduce }))],
    [
      "campaign",
      campaignPage(
        pageOfCampaign(campaign({ samples: { recovery: new LogHistogram([0, 100, 200, 400, 80_000]).data() } }), {
          run: { result, scenario, what: "first run" },
          reproduce,
        }),
      ),
    ],
    ["executor", campaignPage(pageOfRun(await simulateExecutor(executor), executor))],
    ["quiet", campaignPage(pageOfRun(...await ran({ name: "quiet", horizonMs: 1_000, workers: [{ name: "idle" }] })))],
    ["many", campaignPage(pageOfRun(...await ran(crashing(200, 600_000, 120_000))))],
    ["hostile", campaignPage(pageOfRun(...await ran(hostile())))],
    ["struck", campaignPage(pageOfRun(...await ran(struck)))],
  ];
}

/** One of two is struck by a long fault and by a short one, which ends it for good. */
const struck = {
  name: "struck",
  horizonMs: 600_000,
  workers: [{ name: "api", budget: { intensity: 0, periodMs: 60_000 }, onExhausted: "give-up" }, { name: "db" }],
  faults: [
    { kind: "slow-stop", fromMs: 60_000, toMs: 300_000, byMs: 1, workers: ["db"] },
    { kind: "crash", atMs: 400_000, workers: ["api"] },
  ],
} as const;

/** The name of a page's file. */
function nameOf({ file }: { readonly file: string }): string {
  return /(\w+)\.html$/.exec(file)![1]!;
}

async function assertEach(holds: (sight: PageSight) => boolean): Promise<void> {
  const { sights } = await look();
  assertEquals(sights.length, 42);
  const fails = sights.filter((sight) => !holds(sight));
  assertEquals(fails.map((sight) => [nameOf(sight), sight.width, sight.colours, sight]), []);
}

chromiumTest("campaignPage() opens without a word on the console", async () => {
  await assertEach(({ complaints }) => complaints.length === 0);
});

chromiumTest("campaignPage() asks for nothing but itself", async () => {
  await assertEach(({ requests }) => requests.length === 0);
});

chromiumTest("campaignPage() is no wider than a phone, a tablet or a desktop", async () => {
  await assertEach(({ overflow }) => overflow <= 0);
});

chromiumTest("campaignPage() has the answer in sight when it opens", async () => {
  await assertEach(({ isAnswerInSight }) => isAnswerInSight);
});

chromiumTest("campaignPage() has text that can be read in both colours", async () => {
  await assertEach(({ leastContrast }) => leastContrast >= 4.5);
});

chromiumTest("campaignPage() follows the system's choice of colours", async () => {
  const { sights } = await look();
  const grounds = Object.groupBy(sights, ({ colours }) => colours);
  const [light, dark] = [grounds.light!, grounds.dark!].map((of) => new Set(of.map(({ ground }) => ground)));
  assertEquals([light!.size, dark!.size], [1, 1]);
  assertEquals(light!.intersection(dark!).size, 0);
});

chromiumTest("campaignPage() keeps hostile names text", async () => {
  await assertEach(({ hacked, scripts, images }) => !hacked && scripts === 4 && images === 0);
  const { sights } = await look();
  assertEquals(sights.find((sight) => nameOf(sight) === "hostile")!.title, hostileNames[0]);
});

chromiumTest("campaignPage() draws the charts that have something to show", async () => {
  const { sights } = await look();
  const charts = Object.fromEntries(sights.map((sight) => [nameOf(sight), sight.charts.join(" ")]));
  assertEquals(charts, {
    run: "lanes budget restarts nth",
    campaign: "lanes budget restarts nth fan spread spread spread",
    executor: "lanes held executions",
    quiet: "lanes",
    many: "lanes budget restarts nth",
    hostile: "lanes budget restarts nth",
    struck: "lanes",
  });
});

chromiumTest("campaignPage() has a table for every chart", async () => {
  await assertEach(({ withoutTable }) => withoutTable.length === 0);
});

chromiumTest("campaignPage() names the marks of the lanes, short faults apart from long ones", async () => {
  const { sights } = await look();
  const legends = new Map(
    sights.map((sight) => [nameOf(sight), sight.legend.filter((text) => /fault|given/.test(text))]),
  );
  assertEquals([legends.get("run"), legends.get("quiet")], [["fault"], []]);
  const { legend } = sights.find((sight) => nameOf(sight) === "struck")!;
  assertEquals(legend, ["up", "dead", "crash", "given up, abandoned or failed its group", "fault", "short fault"]);
});

chromiumTest("campaignPage() leaves no heading alone at the end of a printed page", async () => {
  await assertEach(({ headingBreaks }) => headingBreaks.every((rule) => rule === "avoid"));
});

chromiumTest("campaignPage() has the table of the figure that is chosen", async () => {
  const { touches } = await look();
  const [first, other, again] = touches.find((touch) => nameOf(touch) === "campaign")!.spreadTables;
  assertMatch(first!, /Spread: recovery.*<td><bdi>1m20s<\/bdi>/);
  assertMatch(other!, /Spread: restarts.*<th scope="row"><bdi>100%<\/bdi><\/th><td><bdi>7<\/bdi><\/td>/);
  assertEquals(again, first);
});

chromiumTest("campaignPage() zooms in times of which one is far longer than most", async () => {
  const { touches } = await look();
  const { spreadShown } = touches.find((touch) => nameOf(touch) === "campaign")!;
  // Half of an ordinary axis would begin at 20 s.
  assertMatch(spreadShown, /^Showing \d+(\.\d+)?ms to \d+(\.\d+)?s$/);
});

chromiumTest("campaignPage() draws of a part of the time what was in it, and nothing of what was before", async () => {
  const { touches } = await look();
  assertEquals(touches.filter(({ sameAgain }) => !sameAgain.part).map(nameOf), []);
});

chromiumTest("campaignPage() shows all lanes again when a part of them was drawn anew", async () => {
  const { touches } = await look();
  assertEquals(touches.filter(({ sameAgain }) => !sameAgain.whole).map(nameOf), []);
});

chromiumTest("campaignPage() has words for every chart", async () => {
  await assertEach(({ unnamed }) => unnamed === 0);
});

chromiumTest("campaignPage() zooms, moves and shows all again by the keyboard", async () => {
  const { touches } = await look();
  for (const { ranges: [all, zoomed, moved, wider, again], ...touch } of touches) {
    const span = ([from, to]: readonly [number, number] = [0, 0]) => to - from;
    assert(Math.abs(span(zoomed) - span(all) / 2) < span(all) / 100, nameOf(touch));
    assert(moved![0] > zoomed![0] && Math.abs(span(moved) - span(zoomed)) < 1, nameOf(touch));
    assert(span(wider) > span(moved), nameOf(touch));
    assertEquals(again, all, nameOf(touch));
  }
});

chromiumTest("campaignPage() shows one range of time in all charts of a run", async () => {
  const { touches } = await look();
  for (const { ranges, others, shown, ...touch } of touches) {
    assertEquals(others, others.map(() => ranges[5]!), nameOf(touch));
    assertMatch(shown, /^Showing 00:0\d:\d\d\.\d{3} to 00:0\d:\d\d\.\d{3}$/);
  }
});

chromiumTest("campaignPage() zooms by the wheel in the chart that has the focus", async () => {
  const { touches } = await look();
  for (const { ranges, ...touch } of touches) {
    const [before, after] = ranges.slice(-2) as [[number, number], [number, number]];
    assert(after[1] - after[0] < before[1] - before[0], nameOf(touch));
  }
});

chromiumTest("campaignPage() reaches its legend by a key, and hides what it turns off", async () => {
  const { touches } = await look();
  assertEquals(touches.map(({ inLegend, pressed }) => [inLegend, pressed]), touches.map(() => ["legend", "false"]));
});

chromiumTest("campaignPage() tells what is under the pointer", async () => {
  const { touches } = await look();
  const tip = touches.find((touch) => nameOf(touch) === "run")!.tip;
  assertMatch(tip, /^api-3\n00:0\d:\d\d\.\d{3}\n/);
});

chromiumTest("campaignPage() changes its colours by the button", async () => {
  const { touches } = await look();
  assertEquals(touches.map(({ theme, complaints }) => [theme, complaints]), touches.map(() => ["dark", []]));
});
