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
      "waits  ##x...##x...##x...##x",
      "cools  ####x~~~~~~~####x~~~",
      "dies   ####!___________________",
      "starts ++++++++++++############",
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

const tree: Scenario = {
  name: "tree",
  horizonMs: 100_000,
  strategy: "rest-for-one",
  defaults: { backoff: { baseMs: 4_000, multiplier: 1, jitter: "none" } },
  workers: [
    { name: "web" },
    {
      name: "db",
      budget: { intensity: 1 },
      group: {
        strategy: "one-for-all",
        budget: { intensity: 1 },
        workers: [{ name: "writer", behaviour: { life: { kind: "fixed", ms: 16_000 } } }, { name: "reader" }],
      },
    },
  ],
};

Deno.test("lanes() put a group's own line above those in it, with its strategy", async () => {
  assertEquals(await drawn(tree, 66), [
    "root rest-for-one -----------------R------------------R-----------",
    "  web             ################################################",
    "  db/ one-for-all -------R---------x.-------R---------x~~~~~~~~~~~",
    "    writer        #######x..#######!.#######x..#######!~~~~~~~~~~~",
    "    reader        ########..#######..########..#######~~~~~~~~~~~~",
    "                  +------+------+-------+------+------+------+----",
    "                  0      15s    30s     45s    1m     1m15s  1m30s",
    "# up  . waiting for a restart  ~ cooling down",
    "x crash, failure of a group  ! failed its group  - group at work",
    "R restart of a group",
  ]);
});

Deno.test("lanes() give a strategy that has no room a line of its own", async () => {
  const lines = await drawn(tree, 36);
  assertEquals(lines.slice(0, 7).map((line) => line.slice(0, 20)), [
    "root rest-for-one",
    "           ---------",
    "  web      #########",
    "  db/ one-for-all",
    "           ----R----",
    "    writer ####x####",
    "    reader ####.####",
  ]);
  assertEquals(lines.filter((line) => line.length > 36), []);
});

Deno.test("lanes() show the pause of a group on its line, and what is done by hand", async () => {
  const lines = await drawn({
    name: "pause",
    horizonMs: 100_000,
    budget: { intensity: 0, onExhausted: "pause", pauseMs: 30_000 },
    workers: [{
      name: "w",
      backoff: { baseMs: 0 },
      behaviour: { script: [{ acts: [{ atMs: 20_000, do: "crash" }] }] },
    }],
    operations: [{ atMs: 80_000, do: "start", worker: { name: "late" } }],
  }, 48);
  assertEquals(lines, [
    "by hand                                 ^",
    "root    --------~~~~~~~~~~~~--------------------",
    "  w     ########x...........####################",
    "  late                                  ########",
    "        +-----------+-----------+-----------+---",
    "        0           30s         1m         1m30s",
    "# up  . waiting for a restart",
    "~ pause of a group  blank: not begun  x crash",
    "- group at work  ^ by hand",
  ]);
});

Deno.test("lanes() show no line of a root that does nothing of its own", async () => {
  const [first] = await drawn({
    name: "calm",
    horizonMs: 1_000,
    workers: [{ name: "g", group: { workers: [{ name: "w" }] } }],
  });
  assertEquals(first!.slice(0, 6), "g/  --");
});

Deno.test("lanes() keep room for names in a deep tree", async () => {
  let workers: Scenario["workers"] = [{ name: "w" }];
  for (let depth = 0; depth < 40; depth++) workers = [{ name: "g", group: { workers } }];
  const lines = await drawn({ name: "deep", horizonMs: 1_000, workers }, 40, true);
  assertEquals(lines.filter((line) => line.length > 40), []);
  assertEquals(lines[40]!.trimStart().slice(0, 2), "w ");
});

const dependent: Scenario = {
  name: "dependent",
  horizonMs: 100_000,
  defaults: { backoff: { baseMs: 10_000, multiplier: 1, jitter: "none" }, startupTimeoutMs: 50_000 },
  workers: [
    { name: "api", dependsOn: ["db"], behaviour: { readyAfter: { kind: "fixed", ms: 0 } } },
    {
      name: "web",
      dependsOn: ["db"],
      onDependencyFailure: "restart",
      behaviour: { readyAfter: { kind: "fixed", ms: 0 } },
    },
    {
      name: "db",
      behaviour: {
        script: [{ acts: [{ atMs: 20_000, do: "ready" }, { atMs: 60_000, do: "crash" }] }],
        readyAfter: { kind: "fixed", ms: 10_000 },
      },
    },
  ],
};

Deno.test("lanes() show who waits for others, and that a group restarts who depends on another", async () => {
  assertEquals(await drawn(dependent, 60), [
    "root  --------------------------------R---------------------",
    "  api :::::::::::###########################################",
    "  web :::::::::::#####################:::::::::::###########",
    "  db  +++++++++++#####################x.....+++++###########",
    "      +-------+-------+-------+-------+--------+-------+----",
    "      0       15s     30s     45s     1m       1m15s   1m30s",
    "# up  + starting  . waiting for a restart",
    ": waiting for others  x crash  - group at work",
    "R restart of who depends on another",
  ]);
});
