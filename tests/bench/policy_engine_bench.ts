import { castOf } from "../../src/simulation/cast.ts";
import { policyEngine } from "../../src/simulation/policy_engine.ts";
import { RandomStreams } from "../../src/simulation/random_streams.ts";
import { realEngine } from "../../src/simulation/real_engine.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { TimerQueue } from "../../src/simulation/timer_queue.ts";
import { inFreshProcess } from "./fresh_process.ts";
import { median, ratios, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

const limit = 1.5;
const allEvents = 1e9;

/** Of a variant in one process. */
const fewestRuns = 3;
const mostRuns = 40;
const patienceMs = 3_000;

function crashing(workers: number, hours: number): Scenario {
  return {
    name: `${workers} workers, mean life 10 min, ${hours} h`,
    horizonMs: hours * 3_600_000,
    workers: [{
      name: "worker",
      count: workers,
      behaviour: { life: { kind: "exponential", meanMs: 600_000 } },
    }],
  };
}

const scenarios = [crashing(10, 24), crashing(1_000, 8)];

/** What a run asks of its queue of timers. */
interface Load {
  readonly pushes: number;
  readonly pops: number;
  /** How many timers wait, on average. */
  readonly size: number;
}

/** Counts by listening in on the queue, which slows the queue down for good: for a process that times nothing. */
function loadOf(scenario: Scenario): Load {
  const { push, pop } = TimerQueue.prototype;
  let pushes = 0;
  let pops = 0;
  let sizes = 0;
  TimerQueue.prototype.push = function (atMs, item) {
    pushes++;
    push.call(this, atMs, item);
  };
  TimerQueue.prototype.pop = function () {
    pops++;
    sizes += this.size;
    return pop.call(this);
  };
  policyEngine(castOf(scenario), new RandomStreams("1"), allEvents);
  return { pushes, pops, size: Math.round(sizes / pops) };
}

/** As many pushes and pops at the same size, each item doing nothing but asking for the next one. */
function queueAlone({ pops, size }: Load): void {
  const queue = new TimerQueue<{ fire(): void }>();
  let nowMs = 0;
  let word = 1;
  let left = pops;
  const next = () => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
    queue.push(nowMs + (word >>> 8), { fire: next });
  };
  for (let n = 0; n < size; n++) next();
  while (left-- > 0) {
    nowMs = queue.peekTimeMs();
    queue.pop()!.fire();
  }
}

const queueOnly = "TimerQueue alone";
const variants: Readonly<Record<string, (scenario: Scenario, load: Load) => unknown>> = {
  [queueOnly]: (_, load) => queueAlone(load),
  "policy engine": (scenario) => policyEngine(castOf(scenario), new RandomStreams("1"), allEvents),
  "real engine": (scenario) => realEngine(castOf(scenario), new RandomStreams("1"), allEvents, undefined),
  'simulate(), engine "policy", judged': (scenario) => simulate(scenario, { engine: "policy" }),
  'simulate(), engine "real", judged': (scenario) => simulate(scenario, { engine: "real" }),
};

/** What one process found, in ms per run: of the variant, and of the queue alone beside it. */
interface Found {
  readonly variant: readonly number[];
  readonly queue: readonly number[];
}

/** What the policy engine costs per timer that fires, over what the queue of timers costs; and what a judged run costs. */
export async function measure(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [index, { name }] of scenarios.entries()) {
    const names = Object.keys(variants);
    const load = await inFreshProcess<Load>(import.meta.url, `${index}`);
    const found = await rounds(
      3,
      names,
      (variant) => inFreshProcess<Found>(import.meta.url, `${index}`, variant, JSON.stringify(load)),
    );
    for (const variant of names) {
      const processes = found[variant]!;
      const runMs = median(processes.map((each) => median(each.variant)));
      const toQueue = processes.map((each) => median(ratios(each.variant, each.queue)));
      rows.push({
        what: `${name}: ${variant}`,
        unit: "µs/event",
        value: runMs / load.pops * 1_000,
        versus: queueOnly,
        ratio: median(toQueue),
        spread: spread(toQueue),
        ...(variant === "policy engine" ? { limit } : {}),
      });
      if (variant.startsWith("simulate")) {
        rows.push({ what: `${name}: ${variant}`, unit: "runs/s", value: 1_000 / runMs });
      }
    }
  }
  return rows;
}

async function find(variant: string, scenario: Scenario, load: Load): Promise<Found> {
  const found = { variant: [] as number[], queue: [] as number[] };
  const deadlineMs = performance.now() + patienceMs;
  for (let run = 0; run < fewestRuns || (run < mostRuns && performance.now() < deadlineMs); run++) {
    const queueMs = await milliseconds(() => queueAlone(load));
    const variantMs = await milliseconds(() => variants[variant]!(scenario, load));
    if (run === 0) continue; // The engine has not compiled everything yet.
    found.queue.push(queueMs);
    found.variant.push(variantMs);
  }
  return found;
}

async function milliseconds(act: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}

if (import.meta.main) {
  const [index, variant, load] = Deno.args;
  const scenario = scenarios[Number(index)]!;
  console.log(
    JSON.stringify(variant === undefined ? loadOf(scenario) : await find(variant, scenario, JSON.parse(load!))),
  );
}
