/**
 * Opens pages in Chromium and prints what it saw as JSON: `deno run -A --no-lock tests/cli/page/page_probe.ts chromium page.html …`. It is a
 * program of its own so that the package that drives the browser stays out of the lock file.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- what only this program needs is in no import map
import { type Browser, chromium, type Page } from "npm:playwright-core@1.65.1";
import type { PageSight, PageTouch } from "./page_sight.ts";

const [executablePath, ...files] = Deno.args;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const sights: PageSight[] = [];
const touches: PageTouch[] = [];
for (const file of files) {
  for (const colours of ["dark", "light"] as const) {
    const opened = await open(browser, file, colours);
    for (const width of [360, 768, 1_440]) sights.push(await look(opened, file, width, colours));
    if (colours === "light") touches.push(await touch(opened, file));
    await opened.page.close();
  }
}
await browser.close();
console.log(JSON.stringify({ sights, touches }));

interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

async function open(browser: Browser, file: string, colorScheme: "light" | "dark"): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 360, height: 800 }, colorScheme });
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  const requests: string[] = [];
  const url = `file://${file}`;
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => void (request.url() === url || requests.push(request.url())));
  await page.goto(url);
  await page.waitForSelector("html[data-ready]");
  return { page, complaints, requests };
}

async function look(
  { page, complaints, requests }: Opened,
  file: string,
  width: number,
  colours: "light" | "dark",
): Promise<PageSight> {
  await page.setViewportSize({ width, height: 800 });
  // The charts follow the size in the next picture.
  await page.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))");
  const seen = await page.evaluate(sightOf);
  return { file, width, colours, complaints: [...complaints], requests: [...requests], ...seen };
}

/** Runs in the page. */
function sightOf() {
  // deno-lint-ignore no-explicit-any -- there is no DOM here
  const { document, innerWidth, innerHeight, getComputedStyle, hacked } = globalThis as any;
  const numbers = (colour: string) => colour.match(/[\d.]+/g)!.map(Number);
  const luminance = ([red, green, blue]: number[]) => {
    const part = (value: number) => value <= 10.31 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(red!) + 0.7152 * part(green!) + 0.0722 * part(blue!);
  };
  const contrasts = [...document.querySelectorAll("body *")].flatMap((element) => {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!own || element.getClientRects().length === 0 || ["SCRIPT", "NOSCRIPT"].includes(element.tagName)) return [];
    let under = element;
    while (under && (numbers(getComputedStyle(under).backgroundColor)[3] ?? 1) === 0) under = under.parentElement;
    const [one, other] = [
      luminance(numbers(getComputedStyle(element).color)),
      luminance(numbers(getComputedStyle(under ?? document.body).backgroundColor)),
    ];
    return [(Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)];
  });
  const bottom = (selector: string) => document.querySelector(selector).getBoundingClientRect().bottom;
  return {
    overflow: document.documentElement.scrollWidth - innerWidth,
    isAnswerInSight: Math.max(bottom(".badge"), bottom(".sentence")) <= innerHeight,
    ground: getComputedStyle(document.body).backgroundColor,
    leastContrast: Math.min(...contrasts),
    hacked: hacked !== undefined,
    scripts: document.scripts.length,
    images: document.images.length,
    title: document.querySelector("h1").textContent,
    charts: [...document.querySelectorAll("[data-chart]")].map((figure) => figure.dataset.chart),
    legend: [...document.querySelectorAll("[data-chart=lanes] .legend button")].map((button) => button.textContent),
    withoutTable: [...document.querySelectorAll("[data-chart]")].filter((figure) => !figure.querySelector("tbody tr"))
      .map((figure) => figure.querySelector("h3").textContent),
    headingBreaks: [...document.querySelectorAll("h2, h3")].map((heading) => getComputedStyle(heading).breakAfter),
    unnamed:
      [...document.querySelectorAll("[data-chart]")].filter((figure) =>
        !figure.querySelector(".plot").getAttribute("aria-label")
      ).length,
  };
}

/** Does to a page what a person does, with the keyboard and with the pointer. */
async function touch({ page, complaints }: Opened, file: string): Promise<PageTouch> {
  const plot = page.locator("[data-chart=lanes] .plot");
  const ranges: [number, number][] = [];
  const keep = async () => void ranges.push(await rangeOf(page, "lanes"));
  await keep();
  await plot.focus();
  for (const key of ["+", "ArrowRight", "-", "0"]) {
    await page.keyboard.press(key);
    await keep();
  }
  await page.locator("[data-chart=lanes] [data-act=in]").click();
  await keep();
  const others = [];
  for (const chart of ["budget", "restarts", "held", "executions"]) {
    if (await page.locator(`[data-chart=${chart}]`).count() > 0) others.push(await rangeOf(page, chart));
  }
  const shown = await page.locator("[data-chart=lanes] .shown").textContent();
  const sameLanes = await sameAgain(page);
  const spread = page.locator("[data-chart=spread]").first();
  const spreadTables: string[] = [];
  let spreadShown = "";
  if (await spread.count() > 0) {
    const table = async () =>
      void spreadTables.push(await spread.locator("table").evaluate((table) => table.outerHTML));
    await spread.locator("[data-act=in]").click();
    spreadShown = await spread.locator(".shown").textContent() ?? "";
    await table();
    await spread.locator("select").selectOption("2");
    await table();
    await spread.locator("select").selectOption("0");
    await table();
  }
  await plot.focus();
  await page.keyboard.press("/");
  const inLegend = await page.evaluate(() =>
    // deno-lint-ignore no-explicit-any -- there is no DOM here
    (globalThis as any).document.activeElement.parentElement.className
  );
  await page.keyboard.press("Enter");
  const pressed = await page.locator("[data-chart=lanes] .legend button").first().getAttribute("aria-pressed");
  const box = (await plot.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 44);
  await page.locator(".tip:not([hidden])").waitFor();
  const tip = await page.locator(".tip").innerText();
  await plot.focus();
  await plot.hover();
  await page.mouse.wheel(0, -300);
  await page.waitForFunction(
    // deno-lint-ignore no-explicit-any -- there is no DOM here
    (from) => Number((globalThis as any).document.querySelector("[data-chart=lanes] .plot").dataset.from) !== from,
    ranges.at(-1)![0],
  );
  await keep();
  await page.locator("#theme").click();
  const theme = await page.locator("html").getAttribute("data-theme");
  return {
    file,
    complaints,
    ranges,
    others,
    shown: shown ?? "",
    inLegend,
    pressed: pressed ?? "",
    tip,
    sameAgain: sameLanes,
    spreadTables,
    spreadShown,
    theme: theme ?? "",
  };
}

/** Compares the lanes of a part and of the whole before and after the legend was used, which draws all anew, while the part was shown. */
async function sameAgain(page: Page): Promise<PageTouch["sameAgain"]> {
  const lanes = page.locator("[data-chart=lanes]");
  const picture = () => lanes.locator(".plot canvas").first().evaluate((canvas) => canvas.toDataURL());
  const act = async (name: string) => {
    await lanes.locator(`[data-act=${name}]`).click();
    await page.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))");
  };
  await act("reset");
  const before = await picture();
  // One after the other, until what struck at first is out of sight.
  for (let time = 0; time < 4; time++) await act("in");
  const part = await picture();
  for (const _ of ["off", "on"]) await lanes.locator(".legend button").first().click();
  const partAgain = await picture();
  await act("reset");
  const after = await picture();
  await act("in");
  return { part: part === partAgain, whole: before === after };
}

async function rangeOf(page: Page, chart: string): Promise<[number, number]> {
  const plot = page.locator(`[data-chart=${chart}] .plot`);
  return [Number(await plot.getAttribute("data-from")), Number(await plot.getAttribute("data-to"))];
}
