// @ts-types="../../../cli/std.d.ts"
import { setColorEnabled } from "@std/fmt/colors";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { asciiGlyphs } from "../../../cli/report/glyphs.ts";
import { lanes } from "../../../cli/report/lanes.ts";
import type { Scenario } from "../../../src/simulation/scenario.ts";
import { simulate } from "../../../src/simulation/simulate.ts";

setColorEnabled(false);
const drawn = async (scenario: Scenario, width = 40, all = false) =>
  lanes(await simulate(scenario), scenario, { width, color: false, glyphs: asciiGlyphs }, all);
const crashing = { life: { kind: "fixed", ms: 20_000 } } as const;
const policy = { backoff: { baseMs: 20_000, multiplier: 1, jitter: "none" } } as const;

Deno.test("lanes() show each phase by a mark of its own", async () => {
  const lines = await drawn({
    name: "phases",
    horizonMs: 120_000,
    stopAtMs: 100_000,
    workers: [
      { name: "waits", ...policy, behaviour: { life: { kind: "fixed", ms: 10_000 } } },
      { name: "cools", budget: { intensity: 0 }, cooldownMs: 40_000, behaviour: crashing },
      { name: "dies", budget: { intensity: 0 }, onExhausted: "give-up", behaviour: crashing },
      { name: "starts", startupTimeoutMs: 90_000, behaviour: { readyAfter: { kind: "fixed", ms: 60_000 } } },
      { name: "ends", behaviour: { ...crashing, end: "return" } },
      { name: "drains", graceMs: 60_000, behaviour: { onStop: { takesMs: 20_000 } } },
    ],
    outages: [{ name: "db", fromMs: 40_000, toMs: 60_000, workers: ["ends"] }],
  }, 31);
  assertEquals(
    lines,
    [
      "db             ====",
      "waits  ##x...##x...##x...##",
      "cools  ####x~~~~~~~####x~~~",
      "dies   ####!___________________",
      "starts ++++++++++++########",
      "ends   ####",
      "drains ####################vvvv",
      "       +-----------+----------+",
      "       0           1m        2m",
      "# up  + starting",
      ". waiting for a restart",
      "~ cooling down  v stopping",
      "_ dead  blank: over  x crash",
      "! given up  = outage",
    ],
  );
});

Deno.test("lanes() count crashes that share a cell", async () => {
  const [line, , , ...legend] = await drawn({
    name: "many",
    horizonMs: 400_000,
    workers: [{
      name: "w",
      budget: { intensity: 1_000 },
      backoff: { baseMs: 0 },
      behaviour: { script: [{ acts: [{ atMs: 100_000, do: "crash" }] }], life: { kind: "fixed", ms: 4_000 } },
    }],
  });
  assertEquals(line!.slice(0, 14), "w #########223");
  assertStringIncludes(legend.join(" "), "x crash (2-9: so many, *: more)");
});

Deno.test("lanes() draw a crowd by how many are up", async () => {
  const lines = await drawn({
    name: "crowd",
    horizonMs: 100_000,
    workers: [{ name: "client", count: 30 }],
    outages: [{ name: "db", fromMs: 50_000, toMs: 60_000, workers: ["client-1"] }],
  });
  assertEquals(lines.slice(0, 6), [
    "db                       ====",
    "client x30 88888888888888777778888888888",
    "client-1   ##############2xx..##########",
    "client-2   #############################",
    "client-3   #############################",
    "... 27 more",
  ]);
});

Deno.test("lanes() cut long names and keep the time", async () => {
  const lines = await drawn({ name: "long", horizonMs: 1_000, workers: [{ name: "x".repeat(200) }] });
  assertEquals(lines[0], `${"x".repeat(7)}... ${"#".repeat(29)}`);
});
