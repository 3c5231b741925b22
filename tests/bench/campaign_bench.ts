import { runCampaign } from "../../src/simulation/campaign/campaign.ts";
import { supervisionSubject } from "../../src/simulation/campaign/supervision_subject.ts";
import { castOf } from "../../src/simulation/cast.ts";
import { policyEngine } from "../../src/simulation/policy_engine.ts";
import { RandomStreams } from "../../src/simulation/random_streams.ts";
import { realEngine } from "../../src/simulation/real_engine.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import { survey } from "../../src/simulation/survey.ts";
import { inFreshProcess } from "./fresh_process.ts";
import { median, ratios, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

const hourMs = 3_600_000;
const allEvents = 1e9;

function crashing(hours: number): Scenario {
  return {
    name: "ten workers, mean life 10 min",
    horizonMs: hours * hourMs,
    workers: [{ name: "worker", count: 10, behaviour: { life: { kind: "exponential", meanMs: 600_000 } } }],
  };
}

const scenario = crashing(24);

/** What somebody writes who simulates crashes and restarts by hand: a heap, a loop, no supervision and no judgement. */
function handWrittenLoop(random: () => number): number {
  const dueMs: number[] = [];
  const isUp: boolean[] = [];
  const heap: number[] = [];
  const push = (worker: number) => {
    let at = heap.push(worker) - 1;
    for (let up = (at - 1) >> 1; at > 0 && dueMs[heap[at]!]! < dueMs[heap[up]!]!; at = up, up = (at - 1) >> 1) {
      [heap[at], heap[up]] = [heap[up]!, heap[at]!];
    }
  };
  const pop = (): number => {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0;;) {
      let least = at;
      for (const down of [2 * at + 1, 2 * at + 2]) {
        if (down < heap.length && dueMs[heap[down]!]! < dueMs[heap[least]!]!) least = down;
      }
      if (least === at) return first;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  };
  for (let worker = 0; worker < 10; worker++) {
    dueMs[worker] = -Math.log(1 - random()) * 600_000;
    isUp[worker] = true;
    push(worker);
  }
  let events = 0;
  for (;;) {
    const worker = pop();
    const nowMs = dueMs[worker]!;
    if (nowMs > scenario.horizonMs) return events;
    events++;
    dueMs[worker] = nowMs + (isUp[worker] ? 1_000 * (0.5 + random() / 2) : -Math.log(1 - random()) * 600_000);
    isUp[worker] = !isUp[worker];
    push(worker);
  }
}

const byHand = "hand-written event loop";
const runsOfCampaign = 20;

/** Each answers how many runs it did. */
const variants: Readonly<Record<string, (seed: string) => Promise<number> | number>> = {
  [byHand]: (seed) => {
    handWrittenLoop(new RandomStreams(seed).stream("hand"));
    return 1;
  },
  "policy engine": (seed) => {
    policyEngine(castOf(scenario), new RandomStreams(seed), allEvents);
    return 1;
  },
  "real engine": async (seed) => {
    await realEngine(castOf(scenario), new RandomStreams(seed), allEvents);
    return 1;
  },
  "campaign, policy engine: judged, measured, 5 % twice": (seed) => campaign("policy", seed),
  "campaign, real engine: judged, measured, 5 % twice": (seed) => campaign("real", seed),
};

async function campaign(engine: "real" | "policy", seed: string): Promise<number> {
  const { runs } = await runCampaign(supervisionSubject(scenario, { engine }), { seed, runs: runsOfCampaign });
  return runs;
}

/** What one process found of a variant. */
interface Found {
  /** Milliseconds of one run, again and again. */
  readonly variant: readonly number[];
  /** The same of the loop that is written by hand, beside it. */
  readonly loop: readonly number[];
}

/** Runs and events per second of one scenario on one core, what two cores make of that, and how much memory a longer run takes. */
export async function measure(): Promise<Row[]> {
  const rows: Row[] = [];
  const names = Object.keys(variants);
  const events = await inFreshProcess<number>(import.meta.url, "events");
  const found = await rounds(3, names, (variant) => inFreshProcess<Found>(import.meta.url, "time", variant));
  for (const name of names) {
    const processes = found[name]!;
    const runMs = median(processes.map((each) => median(each.variant)));
    const toLoop = processes.map((each) => median(ratios(each.variant, each.loop)));
    const what = `${scenario.name}, 24 h: ${name}`;
    rows.push({
      what,
      unit: "runs/s",
      value: 1_000 / runMs,
      versus: byHand,
      ratio: median(toLoop),
      spread: spread(toLoop),
    });
    if (name !== byHand) rows.push({ what, unit: "events/s", value: events * 1_000 / runMs });
  }
  return [...rows, ...await overTwoCores(), ...await byLength()];
}

/** The same campaign by one and by two jobs of the command line. */
async function overTwoCores(): Promise<Row[]> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, JSON.stringify(scenario));
    const took = await rounds(3, ["1", "2"], async (jobs) => {
      const startedMs = performance.now();
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--allow-read",
          new URL("../../cli/main.ts", import.meta.url).href,
          ...["simulate", file, "--runs", "400", "--engine", "policy", "--quiet", "--jobs", jobs],
        ],
      }).output();
      if (!success) throw new Error(`The campaign failed: ${new TextDecoder().decode(stderr)}`);
      return performance.now() - startedMs;
    });
    const faster = ratios(took["1"], took["2"]);
    return [{
      what: "simulate --runs 400 --engine policy, of that scenario: --jobs 2",
      unit: "× as fast",
      value: median(faster),
      versus: "--jobs 1",
      spread: spread(faster),
    }];
  } finally {
    await Deno.remove(file);
  }
}

/** The most memory that a process needs for one run, by how long the run is. */
async function byLength(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [engine, lengths] of [["policy", ["24", "240", "2400"]], ["real", ["24", "240"]]] as const) {
    const peaks = await rounds(3, lengths, (hours) => inFreshProcess<number>(import.meta.url, "memory", engine, hours));
    for (const hours of lengths) {
      const toFirst = ratios(peaks[hours]!, peaks["24"]!);
      rows.push({
        what: `peak memory of a process, ${engine} engine, figures alone, ${hours} h`,
        unit: "MB",
        value: median(peaks[hours]!),
        ...(hours === "24" ? {} : { versus: "24 h", ratio: median(toFirst), spread: spread(toFirst) }),
      });
    }
  }
  return rows;
}

async function find(variant: string): Promise<Found> {
  const found = { variant: [] as number[], loop: [] as number[] };
  const run = variants[variant]!;
  const deadlineMs = performance.now() + 4_000;
  for (let round = 0; round < 4 || (round < 60 && performance.now() < deadlineMs); round++) {
    let startedMs = performance.now();
    for (let n = 0; n < 10; n++) variants[byHand]!(`${round}${n}`);
    const loopMs = (performance.now() - startedMs) / 10;
    startedMs = performance.now();
    const runs = await run(`${round + 1}`);
    const variantMs = (performance.now() - startedMs) / runs;
    if (round === 0) continue; // The engine has not compiled everything yet.
    found.loop.push(loopMs);
    found.variant.push(variantMs);
  }
  return found;
}

/** The most memory that this process has had in use, in MB. */
function peakMegabytes(): number {
  const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(Deno.readTextFileSync("/proc/self/status"))!;
  return Number(kilobytes) / 1_024;
}

if (import.meta.main) {
  const [what, ...given] = Deno.args;
  if (what === "events") {
    console.log(policyEngine(castOf(scenario), new RandomStreams("1"), allEvents).events.length);
  } else if (what === "time") {
    console.log(JSON.stringify(await find(given[0]!)));
  } else {
    await survey(crashing(Number(given[1])), { engine: given[0] as "real" | "policy" });
    console.log(peakMegabytes());
  }
}
